/* Addresses as data: which screen, which thing on it, and what is chosen. Pure; the browser's history is elsewhere. */

export type ScreenName =
	'home' | 'chats' | 'contacts' | 'tags' | 'import' | 'search' | 'privacy' | 'settings' | 'lost';

export interface Route {
	screen: ScreenName;
	id: string | null;
	/* the page of the settings; null on a bare /settings */
	section: Section | null;
	query: URLSearchParams;
}

export const sections = [
	'profile',
	'security',
	'tokens',
	'workspace',
	'members',
	'audit',
	'backups',
] as const;
export type Section = (typeof sections)[number];

type Takes = 'nothing' | 'id' | 'section';
const paths: Record<string, { screen: ScreenName; takes: Takes }> = {
	'': { screen: 'home', takes: 'nothing' },
	chats: { screen: 'chats', takes: 'id' },
	contacts: { screen: 'contacts', takes: 'id' },
	tags: { screen: 'tags', takes: 'nothing' },
	import: { screen: 'import', takes: 'id' },
	search: { screen: 'search', takes: 'nothing' },
	privacy: { screen: 'privacy', takes: 'nothing' },
	settings: { screen: 'settings', takes: 'section' },
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const fits: Record<Takes, (part: string) => boolean> = {
	nothing: () => false,
	id: (part) => uuid.test(part),
	section: (part) => sections.some((one) => one === part),
};

export function routeOf(address: string): Route {
	const url = new URL(address, 'http://kontor.invalid');
	const [first = '', part, ...rest] = url.pathname.replace(/^\/|\/$/g, '').split('/');
	const path = Object.hasOwn(paths, first) ? paths[first] : undefined;
	const query = url.searchParams;
	const known =
		path && rest.length === 0 && (part === undefined || fits[path.takes](part)) ? path : null;
	if (!known) return { screen: 'lost', id: null, section: null, query };
	return {
		screen: known.screen,
		id: known.takes === 'id' ? (part ?? null) : null,
		section: known.takes === 'section' ? ((part as Section | undefined) ?? null) : null,
		query,
	};
}

/* What a link from a mail opens. Its code stands behind the #, so that no server, proxy or log ever sees it. */
export interface Entry {
	kind: 'invite' | 'reset' | 'verify';
	code: string;
}

export function entryOf(hash: string): Entry | null {
	const [, kind, code] = /^#\/(invite|reset|verify)\/([\w.-]{8,200})$/.exec(hash) ?? [];
	return kind && code ? { kind: kind as Entry['kind'], code } : null;
}

export type QueryValues = Record<string, string | readonly string[] | null | undefined>;

/*
 * The address of a screen, or of one thing or page on it; empty values are left out, so that the same state always has
 * the same address.
 */
export function addressOf(
	screen: Exclude<ScreenName, 'lost'>,
	part?: string | null,
	query: QueryValues = {},
): string {
	const out = new URLSearchParams();
	for (const [name, value] of Object.entries(query)) {
		for (const one of Array.isArray(value) ? value : [value]) {
			if (one !== null && one !== undefined && one !== '') out.append(name, String(one));
		}
	}
	const path = screen === 'home' ? '/' : `/${screen}${part ? `/${part}` : ''}`;
	const text = out.toString();
	return text ? `${path}?${text}` : path;
}
