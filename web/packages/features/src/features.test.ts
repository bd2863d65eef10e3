import type { Contact, Hit, ImportRun, Message } from '@kontor/api';
import { makeFormat } from '@kontor/i18n';
import { describe, expect, it } from 'vitest';
import { strengthOf } from './account/strength';
import { linkParts } from './chats/links';
import { threadLines } from './chats/thread.svelte';
import { compareContacts } from './contacts/contacts.svelte';
import { typedBirthday } from './contacts/facts';
import { figuresOf } from './imports/figures';
import { planOf, stepOf, type Choices } from './imports/import.svelte';
import { refusal } from './imports/uploads.svelte';
import { policyWords } from './policy/words';
import { groupHits } from './search/search.svelte';
import { foldedIncludes } from './tags/fold';

const { dayKey } = makeFormat('en', 'UTC');
const message = (id: string, at: number, over: Partial<Message> = {}): Message =>
	({ id, at, direction: 'in', kind: 'text', sender_name: 'Ana', marks: [], ...over }) as Message;
const minute = 60_000;

describe('threadLines', () => {
	it('puts a day before its first message and starts a run where the sender or the hour changes', () => {
		const at = Date.UTC(2026, 10, 23, 23, 50);
		const lines = threadLines(
			[
				message('a', at),
				message('b', at + minute),
				message('c', at + 2 * minute, { sender_name: 'Leo' }),
				message('d', at + 20 * minute, { sender_name: 'Leo' }),
			],
			dayKey,
			true,
		);
		expect(
			lines.map((line) =>
				line.kind === 'message' ? `${line.id}${line.first ? '!' : ''}` : line.key,
			),
		).toEqual(['start', 'day-2026-11-23', 'a!', 'b', 'c!', 'day-2026-11-24', 'd!']);
	});

	it('names a start and its day only where the first message is there, so that the first line keeps its key', () => {
		const some = [message('a', 0), message('b', 86_400_000)];
		expect(threadLines(some, dayKey, false).map((line) => line.kind)).toEqual([
			'message',
			'day',
			'message',
		]);
	});
});

describe('linkParts', () => {
	it('leaves the full stop to the sentence', () => {
		expect(linkParts('see https://a.example/x?y=1. Ok')).toEqual([
			{ text: 'see ' },
			{ text: 'https://a.example/x?y=1', href: 'https://a.example/x?y=1' },
			{ text: '. Ok' },
		]);
	});

	it.each(['javascript:alert(1)', 'data:text/html,x', 'https://', 'ftp://a.example', '"https'])(
		'makes no link of %s',
		(text) => {
			expect(linkParts(text).some((part) => part.href)).toBe(false);
		},
	);

	it('never loses a letter', () => {
		const text = '(https://a.example) “http://b.example”, https://c.example/ü!?';
		expect(
			linkParts(text)
				.map((part) => part.text)
				.join(''),
		).toBe(text);
	});
});

describe('imports', () => {
	const run = (state: ImportRun['state']) => ({ state }) as ImportRun;
	const choices: Choices = {
		mapping: { Nome: 'name', cod: '' },
		dateOrder: null,
		me: null,
		zone: 'America/Sao_Paulo',
		country: 'BR',
		title: '',
	};

	it.each([
		['uploaded', 'match'],
		['planning', 'check'],
		['choice_needed', 'check'],
		['planned', 'check'],
		['running', 'run'],
		['done', 'run'],
		['failed', 'run'],
	] as const)('shows a run that is %s at step %s', (state, step) => {
		expect(stepOf(run(state))).toBe(step);
	});

	it('says to the server only what a file of its kind asks for', () => {
		const csv = { delimiter: ';', encoding: 'UTF-8', columns: [], fields: [] };
		expect(planOf(choices, { kind: 'csv', csv, chat: null })).toEqual({
			mapping: [
				{ header: 'Nome', field: 'name' },
				{ header: 'cod', field: 'ignore' },
			],
			default_country: 'BR',
		});
		const chat = { ambiguous: true } as never;
		expect(
			planOf({ ...choices, dateOrder: 'mdy', me: '' }, { kind: 'chat', csv: null, chat }),
		).toEqual({
			me: '',
			zone: 'America/Sao_Paulo',
			default_country: 'BR',
			date_order: 'mdy',
		});
	});

	it('counts what the server has not written as none', () => {
		expect(figuresOf({ new: 3, merged: null } as ImportRun)).toMatchObject({
			new: 3,
			merged: 0,
			failed: 0,
		});
	});

	it('refuses a sheet at once, and lets lists and chats through', () => {
		expect(refusal('planilha.XLSX')).toContain('CSV');
		expect(refusal('clientes.csv')).toBeNull();
		expect(refusal('WhatsApp Chat – Ana.txt')).toBeNull();
		expect(refusal('chat.zip')).toBeNull();
	});
});

describe('contacts', () => {
	const contact = (id: string, at: number | null) =>
		({ id, last_message_at: at, name: id }) as Contact;

	it('sorts newest first, those without a message last, equal ones by id', () => {
		const all = [contact('a', null), contact('b', 5), contact('c', 9), contact('d', 5)];
		expect(all.sort(compareContacts('-last_message_at')).map((row) => row.id)).toEqual([
			'c',
			'd',
			'b',
			'a',
		]);
	});

	it('reads a birthday without a year', () => {
		expect(typedBirthday('04-03')).toBe('--04-03');
		expect(typedBirthday('1988-04-03')).toBe('1988-04-03');
	});
});

describe('small things', () => {
	it('finds a tag whatever its case and accents', () => {
		expect(foldedIncludes('Atacado São Paulo', ' sao ')).toBe(true);
		expect(foldedIncludes('vip', 'x')).toBe(false);
	});

	it('judges a password by length first, then by variety', () => {
		expect(strengthOf('short')).toBe('short');
		expect(strengthOf('aaaaaaaaaaaa')).toBe('plain');
		expect(strengthOf('olive brick lemon')).toBe('good');
	});

	it('keeps the kinds of hits apart, and knows that there are more', () => {
		const hit = (record: string, id: string) => ({ record, id }) as Hit;
		const groups = groupHits(
			[
				{
					kind: 'contacts',
					hits: [hit('contacts', '1'), hit('contacts', '2'), hit('contacts', '3')],
				},
				{ kind: 'notes', hits: [] },
				{ kind: 'messages', hits: [hit('messages', '4')] },
			],
			2,
		);
		expect(groups.map((group) => [group.kind, group.hits.length, group.more])).toEqual([
			['contacts', 2, true],
			['messages', 1, false],
		]);
	});

	it('shows a word of the privacy table that it does not know as it is written', () => {
		expect(policyWords('with_contact')).toBe('With the contact');
		expect(policyWords('some_new_word')).toBe('some new word');
	});
});
