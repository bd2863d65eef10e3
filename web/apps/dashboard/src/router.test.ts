import { describe, expect, it } from 'vitest';
import { addressOf, routeOf } from './router';

const id = '01930c51-aa04-7000-8000-0000000000ff';

describe('routeOf', () => {
	it('reads screen, id and query out of an address', () => {
		const route = routeOf(`/contacts/${id}?tag=a&tag=b&q=ana`);
		expect(route.screen).toBe('contacts');
		expect(route.id).toBe(id);
		expect(route.query.getAll('tag')).toEqual(['a', 'b']);
	});

	it('takes the root and a trailing slash', () => {
		expect(routeOf('/').screen).toBe('home');
		expect(routeOf('/chats/').screen).toBe('chats');
	});

	it.each([
		'/nowhere',
		'/contacts/not-an-id',
		`/tags/${id}`,
		`/contacts/${id}/more`,
		'/__proto__',
		'/constructor',
	])('leads %s nowhere', (address) => {
		expect(routeOf(address).screen).toBe('lost');
		expect(routeOf(address).id).toBeNull();
	});
});

describe('addressOf', () => {
	it('gives the same state always the same address', () => {
		expect(addressOf('contacts', null, { q: '', tag: [], sort: null })).toBe('/contacts');
		expect(addressOf('home')).toBe('/');
	});

	it('can be read back', () => {
		const query = { q: 'ação & co', tag: ['a', 'b'] };
		const route = routeOf(addressOf('contacts', id, query));
		expect(route.id).toBe(id);
		expect(route.query.get('q')).toBe('ação & co');
		expect(route.query.getAll('tag')).toEqual(['a', 'b']);
	});
});
