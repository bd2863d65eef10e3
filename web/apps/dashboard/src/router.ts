/* Addresses as data: which screen, which thing on it, and what is chosen. Pure; the browser's history is elsewhere. */

export type ScreenName =
	'home' | 'chats' | 'contacts' | 'tags' | 'import' | 'search' | 'privacy' | 'settings' | 'lost';

export interface Route {
	screen: ScreenName;
	id: string | null;
	query: URLSearchParams;
}

const paths: Record<string, { screen: ScreenName; takesId: boolean }> = {
	'': { screen: 'home', takesId: false },
	chats: { screen: 'chats', takesId: true },
	contacts: { screen: 'contacts', takesId: true },
	tags: { screen: 'tags', takesId: false },
	import: { screen: 'import', takesId: true },
	search: { screen: 'search', takesId: false },
	privacy: { screen: 'privacy', takesId: false },
	settings: { screen: 'settings', takesId: false },
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function routeOf(address: string): Route {
	const url = new URL(address, 'http://kontor.invalid');
	const [first = '', id, ...rest] = url.pathname.replace(/^\/|\/$/g, '').split('/');
	const path = Object.hasOwn(paths, first) ? paths[first] : undefined;
	const query = url.searchParams;
	const fits = path && rest.length === 0 && (id === undefined || (path.takesId && uuid.test(id)));
	if (!fits) return { screen: 'lost', id: null, query };
	return { screen: path.screen, id: id ?? null, query };
}

export type QueryValues = Record<string, string | readonly string[] | null | undefined>;

/* The address of a screen; empty values are left out, so that the same state always has the same address. */
export function addressOf(
	screen: Exclude<ScreenName, 'lost'>,
	id?: string | null,
	query: QueryValues = {},
): string {
	const out = new URLSearchParams();
	for (const [name, value] of Object.entries(query)) {
		for (const one of Array.isArray(value) ? value : [value]) {
			if (one !== null && one !== undefined && one !== '') out.append(name, String(one));
		}
	}
	const path = screen === 'home' ? '/' : `/${screen}${id ? `/${id}` : ''}`;
	const text = out.toString();
	return text ? `${path}?${text}` : path;
}
