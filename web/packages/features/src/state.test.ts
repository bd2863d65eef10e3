import { Problem, Rows, type Api, type Contact, type ImportRun } from '@kontor/api';
import { makeFormat } from '@kontor/i18n';
import { Toasts } from '@kontor/ui';
import { describe, expect, it, vi } from 'vitest';
import { ContactState } from './contacts/contact.svelte';
import { ContactsState, usualFilter } from './contacts/contacts.svelte';
import { Directory, type Desk } from './desk.svelte';
import { ImportState } from './imports/import.svelte';
import { AuditState } from './server/audit.svelte';
import { SearchState } from './search/search.svelte';

const contact = (id: string, over: Partial<Contact> = {}): Contact =>
	({
		id,
		version: 1,
		name: id,
		company: 'Old',
		last_message_at: 1,
		tags: [],
		...over,
	}) as Contact;

const never = () => Promise.reject(new Error('not asked for in this test'));

/* A desk over a server made of the functions given; nothing waits unless the test says so. */
function desk(records: Partial<Api['records']>, over: Partial<Api> = {}) {
	const rows = new Rows();
	const waiting: { fn: () => void; ms: number }[] = [];
	const usual = {
		list: never,
		get: never,
		count: () => Promise.resolve({ count: 0, more: false }),
		create: never,
		patch: never,
		remove: () => Promise.resolve(),
		restore: never,
	};
	const api = { records: { ...usual, ...records }, ...over } as unknown as Api;
	const complain = vi.fn();
	const made: Desk = {
		api,
		rows,
		toasts: new Toasts({ set: () => 0, clear: () => undefined }),
		format: makeFormat('en', 'UTC'),
		directory: new Directory(api, rows),
		online: true,
		now: () => 0,
		later: (fn, ms) => {
			waiting.push({ fn, ms });
			return () => undefined;
		},
		copy: () => undefined,
		complain,
	};
	return { desk: made, rows, complain, waiting };
}

const refused = (flaws: Problem['flaws'] = []) =>
	new Problem({ kind: 'caller', status: 422, flaws });

describe('ContactState', () => {
	it('shows a new value at once, and both values where somebody else had set the field', async () => {
		let answer: (row: object) => void = () => undefined;
		const patch = vi.fn(() => new Promise((resolve) => (answer = resolve)));
		const past = (version: number, old: string, actor: string) => ({
			version,
			name: 'company',
			old_value: JSON.stringify(old),
			actor_id: actor,
			at: version,
		});
		const items = [
			past(3, 'Theirs', 'me'),
			past(2, 'Old', 'rafael'),
			past(1, 'Older', 'leila'),
		];
		const history = () => Promise.resolve({ items, next: null });
		const { desk: one, rows } = desk({ patch: patch as never }, { history: history as never });
		rows.put('contacts', contact('a'));
		const state = new ContactState(one, 'a');
		const saving = state.patch('company', 'Mine');
		expect(state.row?.company).toBe('Mine');
		expect(patch).toHaveBeenCalledWith('contacts', 'a', { company: 'Mine' }, 1);
		answer({
			...contact('a', { version: 3, company: 'Mine' }),
			changed_since: [{ field: 'company', value: 'Mine' }],
		});
		await saving;
		expect(state.conflicts.company).toEqual({
			mine: 'Mine',
			theirs: 'Theirs',
			by: 'rafael',
			at: 2,
		});
		expect(state.row).not.toHaveProperty('changed_since');
	});

	it('says nothing of fields that others changed elsewhere', async () => {
		const answer = {
			...contact('a', { version: 2 }),
			changed_since: [{ field: 'name', value: 'b' }],
		};
		const { desk: one, rows } = desk({ patch: () => Promise.resolve(answer) as never });
		rows.put('contacts', contact('a'));
		const state = new ContactState(one, 'a');
		await state.patch('company', 'Mine');
		expect(state.conflicts).toEqual({});
	});

	it('takes theirs back with a patch of its own, and keeps mine without one', async () => {
		const patch = vi.fn((_record: string, _id: string, fields: object) =>
			Promise.resolve({ ...contact('a', { version: 2 }), ...fields, changed_since: [] }),
		);
		const { desk: one, rows } = desk({ patch: patch as never });
		rows.put('contacts', contact('a', { company: 'Mine' }));
		const state = new ContactState(one, 'a');
		state.conflicts = { company: { mine: 'Mine', theirs: 'Theirs', by: null, at: null } };
		await state.settle('company', 'mine');
		expect(patch).not.toHaveBeenCalled();
		state.conflicts = { company: { mine: 'Mine', theirs: 'Theirs', by: null, at: null } };
		await state.settle('company', 'theirs');
		expect(state.row?.company).toBe('Theirs');
		expect(state.conflicts).toEqual({});
	});

	it('puts the old value back when the server refuses, and says so beside the field', async () => {
		const flaw = { pointer: '/birthday', code: 'bad', detail: 'Not a day.' };
		const {
			desk: one,
			rows,
			complain,
		} = desk({ patch: () => Promise.reject(refused([flaw])) });
		rows.put('contacts', contact('a', { birthday: null }));
		const state = new ContactState(one, 'a');
		expect(await state.patch('birthday', '1988-13-01')).toBe(false);
		expect(state.row?.birthday).toBeNull();
		expect(state.factProblems.birthday).toBe('Not a day.');
		expect(complain).not.toHaveBeenCalled();
	});
});

describe('ContactsState', () => {
	const page = { items: [contact('a', { last_message_at: 2 }), contact('b')], next: null };

	type Items = { op: string; id: string }[];
	const all = (status: number) => (_record: string, items: Items) =>
		Promise.resolve({ items: items.map(({ id }) => ({ status, id })) });
	const many = Array.from({ length: 250 }, (_, i) => contact(`c${String(i)}`));

	/* a list that is shown, over a server whose batches answer so */
	async function shown(batch: unknown, rows = page.items) {
		const list = () => Promise.resolve({ items: rows, next: null }) as never;
		const made = desk({ list, batch: batch as never });
		const view = new ContactsState(made.desk);
		await view.show(usualFilter);
		return { ...made, view, toasts: made.desk.toasts };
	}

	it('moves a contact to the bin at once, and brings it back on undo', async () => {
		const batch = vi.fn(all(204));
		const { view, toasts } = await shown(batch);
		const removing = view.remove(['a']);
		expect(view.list.ids).toEqual(['b']);
		await removing;
		expect(batch).toHaveBeenLastCalledWith('contacts', [{ op: 'delete', id: 'a' }]);
		toasts.undo();
		await vi.waitFor(() => expect(view.list.ids).toEqual(['a', 'b']));
		expect(batch).toHaveBeenLastCalledWith('contacts', [{ op: 'restore', id: 'a' }]);
	});

	it('puts back what the server would not delete, and offers no undo for it', async () => {
		const { view, toasts, complain } = await shown(() => Promise.reject(refused()));
		await view.remove(['a']);
		expect(view.list.ids).toEqual(['a', 'b']);
		expect(complain).toHaveBeenCalledTimes(1);
		expect(toasts.undoable).toBe(false);
	});

	it('says how many of them went, why the others did not, and undoes only what went', async () => {
		const error = { type: '/problems/forbidden', detail: 'Not yours.' };
		const batch = vi.fn((_record: string, items: Items) =>
			Promise.resolve({
				items: items.map(({ id }) =>
					id === 'b' ? { status: 403, id, error } : { status: 204, id },
				),
			}),
		);
		const { view, toasts, complain } = await shown(batch);
		await view.remove(['a', 'b']);
		expect(view.list.ids).toEqual(['b']);
		expect(toasts.items[0]?.text).toBe('Moved 1 contact to the bin, of 2');
		expect(complain.mock.calls[0]?.[0]).toMatchObject({ status: 403, detail: 'Not yours.' });
		toasts.undo();
		await vi.waitFor(() => expect(batch).toHaveBeenCalledTimes(2));
		expect(batch).toHaveBeenLastCalledWith('contacts', [{ op: 'restore', id: 'a' }]);
	});

	it('takes a hundred at a time, and stops between two requests', async () => {
		const steps: (() => void)[] = [];
		const batch = vi.fn(
			(record: string, items: Items) =>
				new Promise((resolve) => steps.push(() => resolve(all(204)(record, items)))),
		);
		const { view, toasts } = await shown(batch, many);
		const removing = view.remove(many.map(({ id }) => id));
		expect(view.bulk.shown).toBe(true);
		steps[0]?.();
		await vi.waitFor(() => expect(view.bulk.done).toBe(100));
		view.bulk.stop();
		steps[1]?.();
		await removing;
		expect(batch.mock.calls.map((call) => call[1].length)).toEqual([100, 100]);
		expect(view.bulk.running).toBe(false);
		expect(view.list.ids).toHaveLength(50);
		expect(toasts.items[0]?.text).toBe('Moved 200 contacts to the bin, of 250');
	});

	it('gives a tag to those who lack it, and takes it only from them on undo', async () => {
		const batch = vi.fn((record: string, items: Items) =>
			Promise.resolve({
				items: items.map((_, i) => ({
					status: record === 'contact_tags' ? 201 : 204,
					id: `l${String(i)}`,
				})),
			}),
		);
		const { view, toasts, rows } = await shown(batch, [
			contact('a', { tags: ['t'] }),
			contact('b'),
		]);
		await view.tag(['a', 'b'], 't');
		expect(batch).toHaveBeenLastCalledWith('contact_tags', [
			{ op: 'create', body: { contact_id: 'b', tag_id: 't' } },
		]);
		expect(rows.get('contacts', 'b')?.tags).toEqual(['t']);
		toasts.undo();
		await vi.waitFor(() =>
			expect(batch).toHaveBeenLastCalledWith('contact_tags', [{ op: 'delete', id: 'l0' }]),
		);
		expect(rows.get('contacts', 'a')?.tags).toEqual(['t']);
		expect(rows.get('contacts', 'b')?.tags).toEqual([]);
	});

	it('searches in the order of the index and asks only for rows it does not have', async () => {
		const get = vi.fn((_record: string, id: string) => Promise.resolve(contact(id)));
		const search = () =>
			Promise.resolve({ items: ['b', 'z', 'b'].map((id) => ({ record: 'contacts', id })) });
		const { desk: one, rows } = desk({ get: get as never }, { search: search as never });
		rows.put('contacts', contact('b'));
		const view = new ContactsState(one);
		await view.show({ ...usualFilter, q: 'ana' });
		expect(view.list.ids).toEqual(['b', 'z']);
		expect(get.mock.calls.map((call) => call[1])).toEqual(['z']);
	});

	it('shows the last filter that was asked for, whichever answer comes last', async () => {
		const answers: ((page: object) => void)[] = [];
		const { desk: one } = desk({
			list: () => new Promise((resolve) => answers.push(resolve)) as never,
		});
		const view = new ContactsState(one);
		const slow = view.show({ ...usualFilter, tags: ['t'] });
		const quick = view.show(usualFilter);
		answers[1]?.(page);
		await quick;
		answers[0]?.({ items: [contact('z')], next: null });
		await slow;
		expect(view.list.ids).toEqual(['a', 'b']);
	});
});

describe('ImportState', () => {
	const run = (state: ImportRun['state'], over: Partial<ImportRun> = {}): ImportRun =>
		({ id: 'r', version: 1, kind: 'csv', state, file_name: 'x.csv', ...over }) as ImportRun;
	const preview = {
		kind: 'csv' as const,
		csv: {
			delimiter: ',',
			encoding: 'UTF-8',
			columns: [{ header: 'Nome', field: 'name', sample: [] }],
			fields: [],
		},
	};

	it('looks inside, rehearses, waits, and reads the rows that would be left out', async () => {
		const states = [run('uploaded'), run('planned', { version: 2, new: 3, failed: 1 })];
		const plan = vi.fn(() => Promise.resolve(run('planning')));
		const errors = vi.fn(() => Promise.resolve({ items: [{ line: 4 }], next: null }));
		const { desk: one, waiting } = desk(
			{ get: () => Promise.resolve(states.shift()) as never },
			{ imports: { preview: () => Promise.resolve(preview), plan, errors } as never },
		);
		const view = new ImportState(one, 'r');
		await view.open('BR', 'UTC');
		expect(view.step).toBe('match');
		await view.plan();
		expect(plan).toHaveBeenCalledWith('r', {
			mapping: [{ header: 'Nome', field: 'name' }],
			default_country: 'BR',
		});
		expect(view.step).toBe('check');
		waiting.at(-1)?.fn();
		await vi.waitFor(() => expect(view.errors).toHaveLength(1));
		expect(view.run?.state).toBe('planned');
	});

	it('goes on asking after the line broke, since the server works on', async () => {
		const answers = [
			() => Promise.resolve(run('running')),
			() => Promise.reject(new TypeError('no line')),
			() => Promise.resolve(run('done', { version: 2 })),
		];
		const { desk: one, waiting } = desk({ get: () => answers.shift()?.() as never });
		const view = new ImportState(one, 'r');
		await view.open('', 'UTC');
		waiting.at(-1)?.fn();
		await vi.waitFor(() => expect(view.problem?.kind).toBe('offline'));
		waiting.at(-1)?.fn();
		await vi.waitFor(() => expect(view.run?.state).toBe('done'));
		expect(view.problem).toBeNull();
	});

	it('knows a run that is not there', async () => {
		const gone = new Problem({ kind: 'caller', status: 404 });
		const { desk: one } = desk({ get: () => Promise.reject(gone) });
		const view = new ImportState(one, 'r');
		await view.open('', 'UTC');
		expect(view.missing).toBe(true);
	});
});

describe('SearchState', () => {
	it('asks for each kind, and drops the answer to what is no longer asked', async () => {
		const asked: string[] = [];
		const answers: (() => void)[] = [];
		const search = ({ q, records }: { q: string; records?: string }) => {
			asked.push(`${q}:${records}`);
			const items = [{ record: records, id: q, title: '', snippet: '', at: 0 }];
			return new Promise((resolve) => answers.push(() => resolve({ items })));
		};
		const { desk: one } = desk({}, { search: search as never });
		const view = new SearchState(one);
		const first = view.run('a', 'all');
		expect(asked).toEqual(['a:contacts', 'a:messages', 'a:notes', 'a:chats']);
		const second = view.run('ab', 'contacts');
		answers[4]?.();
		await second;
		for (const answer of answers) answer();
		await first;
		expect(view.answered).toBe('ab');
		expect(view.hits.map((hit) => hit.id)).toEqual(['ab']);
	});
});

describe('AuditState', () => {
	const part = (over: object) => ({
		ok: true,
		from: 1,
		to: 1,
		next: null,
		problem: null,
		...over,
	});

	it('says that the chain holds only after walking all of it', async () => {
		const verify = vi
			.fn()
			.mockResolvedValueOnce(part({ entries: 250, to: 250, next: 250 }))
			.mockResolvedValueOnce(part({ entries: 40, from: 251, to: 290 }));
		const { desk: one } = desk({}, { audit: { list: never, verify } as never });
		const state = new AuditState(one);
		await state.verify();
		expect(verify.mock.calls).toEqual([[], [250]]);
		expect(state.verdict).toMatchObject({ ok: true, entries: 290, from: 1, to: 290 });
		state.stop();
	});

	it('stops where the chain is broken, and says so', async () => {
		const verify = vi
			.fn()
			.mockResolvedValueOnce(part({ entries: 250, to: 250, next: 250 }))
			.mockResolvedValueOnce(
				part({ ok: false, entries: 3, to: 253, next: 253, problem: 'Entry 253' }),
			);
		const { desk: one } = desk({}, { audit: { list: never, verify } as never });
		const state = new AuditState(one);
		await state.verify();
		expect(verify).toHaveBeenCalledTimes(2);
		expect(state.verdict).toMatchObject({ ok: false, problem: 'Entry 253' });
		state.stop();
	});

	it('shows no verdict when the walk did not come to its end', async () => {
		const verify = vi
			.fn()
			.mockResolvedValueOnce(part({ entries: 250, to: 250, next: 250 }))
			.mockRejectedValueOnce(refused());
		const { desk: one } = desk({}, { audit: { list: never, verify } as never });
		const state = new AuditState(one);
		await expect(state.verify()).rejects.toThrow();
		expect(state.verdict).toBeNull();
		state.stop();
	});
});
