/* The browser's address bar and history, as one signal. */
import {
	addressOf,
	entryOf,
	routeOf,
	type Entry,
	type QueryValues,
	type Route,
	type ScreenName,
} from './router';

export class Navigation {
	route = $state.raw<Route>(routeOf(location.href));
	/* a link from a mail that was followed and is not dealt with yet */
	entry = $state.raw<Entry | null>(entryOf(location.hash));

	listen(): () => void {
		const changed = () => {
			this.route = routeOf(location.href);
			this.entry = entryOf(location.hash);
		};
		const clicked = (event: MouseEvent) => this.#clicked(event);
		window.addEventListener('popstate', changed);
		window.addEventListener('hashchange', changed);
		document.addEventListener('click', clicked);
		return () => {
			window.removeEventListener('popstate', changed);
			window.removeEventListener('hashchange', changed);
			document.removeEventListener('click', clicked);
		};
	}

	go(address: string, how: 'push' | 'replace' = 'push'): void {
		if (address === location.pathname + location.search) return;
		if (how === 'push') history.pushState(null, '', address);
		else history.replaceState(null, '', address);
		this.route = routeOf(location.href);
	}

	to(screen: Exclude<ScreenName, 'lost'>, id?: string | null, query?: QueryValues): void {
		this.go(addressOf(screen, id, query));
	}

	/* The link was dealt with: its code leaves the address bar and the history. */
	entered(): void {
		this.entry = null;
		history.replaceState(null, '', location.pathname + location.search);
	}

	/* Plain links inside the app change the screen; modified clicks and links that leave stay the browser's. */
	#clicked(event: MouseEvent): void {
		if (event.defaultPrevented || event.button !== 0) return;
		if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
		const link = (event.target as Element | null)?.closest('a');
		if (
			!link ||
			link.target ||
			link.origin !== location.origin ||
			link.hasAttribute('download')
		)
			return;
		if (link.pathname.startsWith('/api/')) return;
		event.preventDefault();
		this.go(link.pathname + link.search);
	}
}
