import { describe, expect, it, vi } from 'vitest';
import { KeysetList, type KeysetOptions } from './keyset.svelte';
import type { Contact, Page } from './records';
import { recordNamed, Rows } from './rows.svelte';

const contact = (id: string, at: number, version = 1): Contact =>
	({ id, version, name: id, last_message_at: at }) as Contact;
const newest = (a: Contact, b: Contact) =>
	(b.last_message_at ?? 0) - (a.last_message_at ?? 0) || (a.id < b.id ? 1 : -1);

/* A server with the contacts given, which pages them newest first. */
function listOf(all: Contact[], over: Partial<KeysetOptions<'contacts'>> = {}) {
	const rows = new Rows();
	const asked: { after?: string; limit: number }[] = [];
	const server = { all: [...all] };
	const list = new KeysetList<'contacts'>({
		record: 'contacts',
		rows,
		page: (query) => {
			asked.push(query);
			const sorted = [...server.all].sort(newest);
			const from = Number(query.after ?? 0);
			const items = sorted.slice(from, from + query.limit);
			const end = from + query.limit;
			const page: Page<Contact> = { items, next: end < sorted.length ? String(end) : null };
			return Promise.resolve(page);
		},
		compare: newest,
		belongs: () => true,
		pageSize: 2,
		...over,
	});
	rows.listen((event) => list.change(event.id, event.row as Contact | null));
	return { list, rows, asked, server };
}

const five = ['a', 'b', 'c', 'd', 'e'].map((id, i) => contact(id, 100 - i));

describe('KeysetList', () => {
	it('reads page after page and knows the end', async () => {
		const { list, asked } = listOf(five);
		await list.more();
		expect(list.ids).toEqual(['a', 'b']);
		expect(list.complete).toBe(false);
		await list.more();
		await list.more();
		expect(list.ids).toEqual(['a', 'b', 'c', 'd', 'e']);
		expect(list.complete).toBe(true);
		await list.more();
		expect(asked).toHaveLength(3);
	});

	it('asks once, however often it is told to read on', async () => {
		const { list, asked } = listOf(five);
		await Promise.all([list.more(), list.more(), list.more()]);
		expect(asked).toHaveLength(1);
	});

	it('puts a new row where it belongs', async () => {
		const { list, rows } = listOf(five);
		await list.more();
		rows.put('contacts', contact('x', 99.5));
		expect(list.ids).toEqual(['a', 'x', 'b']);
	});

	it('moves a row whose order changed, and leaves the others', async () => {
		const { list, rows } = listOf(five);
		await list.more();
		await list.more();
		rows.put('contacts', contact('c', 200, 2));
		expect(list.ids).toEqual(['c', 'a', 'b', 'd']);
	});

	it('leaves a row behind the last known one to its page, so that it is never there twice', async () => {
		const { list, rows, server } = listOf(five);
		await list.more();
		const late = contact('z', 1);
		server.all.push(late);
		rows.put('contacts', late);
		expect(list.ids).toEqual(['a', 'b']);
		while (!list.complete) await list.more();
		expect(list.ids).toEqual(['a', 'b', 'c', 'd', 'e', 'z']);
	});

	it('drops a row that left, and one that no longer belongs', async () => {
		const { list, rows } = listOf(five, { belongs: (row) => row.name !== 'gone' });
		await list.more();
		rows.remove('contacts', 'a');
		rows.put('contacts', { ...contact('b', 99, 2), name: 'gone' });
		expect(list.ids).toEqual([]);
	});

	it('refreshes the first page without losing what was read behind it', async () => {
		const { list, server } = listOf(five);
		await list.more();
		await list.more();
		server.all = [contact('n', 300), ...five.filter((row) => row.id !== 'a')];
		await list.refresh();
		expect(list.ids.slice(0, 3)).toEqual(['n', 'b', 'c']);
		expect(new Set(list.ids).size).toBe(list.ids.length);
		expect(list.ids).not.toContain('a');
	});

	it('asks the server where only it can tell, once for a burst', async () => {
		const later: (() => void)[] = [];
		const { list, rows, asked } = listOf(five, {
			belongs: null,
			later: (fn) => later.push(fn),
		});
		await list.more();
		rows.put('contacts', contact('x', 500));
		rows.put('contacts', contact('y', 501));
		expect(later).toHaveLength(1);
		expect(list.ids).toEqual(['a', 'b']);
		later[0]?.();
		await vi.waitFor(() => expect(asked).toHaveLength(2));
	});

	it('keeps what it has when a page fails, says why, and can go on', async () => {
		let fail = false;
		const { list } = listOf(five, {
			page: (query) =>
				fail
					? Promise.reject(new TypeError('no line'))
					: Promise.resolve({ items: [contact(query.after ?? 'a', 1)], next: 'b' }),
		});
		await list.more();
		fail = true;
		await list.more();
		expect(list.ids).toEqual(['a']);
		expect(list.problem?.kind).toBe('offline');
		fail = false;
		await list.more();
		expect(list.problem).toBeNull();
		expect(list.ids).toEqual(['a', 'b']);
	});
});

describe('Rows', () => {
	it('does not let a slow answer undo what the feed said', () => {
		const rows = new Rows();
		rows.put('contacts', contact('a', 1, 5));
		rows.fill('contacts', [contact('a', 9, 4)]);
		rows.put('contacts', contact('a', 9, 4));
		expect(rows.get('contacts', 'a')?.last_message_at).toBe(1);
	});

	it('takes derived columns, which change without a new version, and keeps parts that are not said', () => {
		const rows = new Rows();
		rows.put('contacts', { ...contact('a', 1), tags: ['t'] });
		rows.put('contacts', contact('a', 2));
		expect(rows.get('contacts', 'a')?.last_message_at).toBe(2);
		expect(rows.get('contacts', 'a')?.tags).toEqual(['t']);
	});

	it('takes the feed by plural and by singular, and ignores records it does not know', () => {
		const rows = new Rows();
		const row = { ...contact('a', 1) } as unknown as Record<string, unknown>;
		rows.apply([
			{ seq: 1, record: 'contact', id: 'a', op: 'put', row },
			{ seq: 2, record: 'deals', id: 'b', op: 'put', row: { id: 'b' } },
		]);
		expect(rows.get('contacts', 'a')?.name).toBe('a');
		rows.apply([{ seq: 3, record: 'contacts', id: 'a', op: 'gone' }]);
		expect(rows.get('contacts', 'a')).toBeUndefined();
		expect(recordNamed('deals')).toBeUndefined();
	});
});
