/* The browser's address bar and history, as one signal. */
import { addressOf, routeOf, type QueryValues, type Route, type ScreenName } from './router';

export class Navigation {
	route = $state.raw<Route>(routeOf(location.href));

	listen(): () => void {
		const changed = () => (this.route = routeOf(location.href));
		const clicked = (event: MouseEvent) => this.#clicked(event);
		window.addEventListener('popstate', changed);
		document.addEventListener('click', clicked);
		return () => {
			window.removeEventListener('popstate', changed);
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
