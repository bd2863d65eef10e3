// Fields that the workspace adds of its own accord: ten kinds, one canonical value each.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startWithOwner } from './lib/server.mjs';

let server, api;
const fields = {};

before(async () => {
	({ server, api } = await startWithOwner());
	(await api.patch('workspace', { country: 'BR', time_zone: 'America/Sao_Paulo' })).is(200);
	const more = { select: { options: 'S\nM\nL' }, multi_select: { options: ' red \n\nblue\nred\ngreen' } };
	for (const kind of [
		'text',
		'number',
		'date',
		'select',
		'multi_select',
		'checkbox',
		'url',
		'email',
		'phone',
		'money',
	])
		fields[kind] = await api.make('custom_fields', { name: `A ${kind}`, kind, data_class: 'none', ...more[kind] });
});
after(() => server.close());

const set = (id, values) => api.patch(`contacts/${id}`, { custom: values });
const contact = async (custom = {}) => await api.make('contacts', { name: 'Somebody', custom });

test('values come back in the one form they are kept in', async () => {
	const { id } = await contact();
	for (const [kind, sent, kept] of [
		['text', ' a  b ', 'a  b'],
		['number', 7.5, 7.5],
		['number', 0, 0],
		['number', -12, -12],
		['number', 9007199254740991, 9007199254740991],
		['money', 1234.5, 1234.5],
		['date', '2027-03-01', '2027-03-01'],
		['select', 'M', 'M'],
		['multi_select', ['green', 'red'], ['green', 'red']],
		['multi_select', ['red', 'red'], ['red']],
		['checkbox', true, true],
		['checkbox', false, false],
		['url', 'https://example.test/x?y=1', 'https://example.test/x?y=1'],
		['email', 'a@example.test', 'a@example.test'],
		['phone', '(11) 98765-4321', '+5511987654321'],
	]) {
		const row = (await set(id, { [fields[kind].id]: sent })).is(200);
		assert.deepEqual(row.custom[fields[kind].id], kept, `${kind} ${JSON.stringify(sent)}`);
		assert.deepEqual((await api.get(`contacts/${id}`)).is(200).custom, row.custom);
	}
	const numbers = await api.patch(`contacts/${id}`, `{"custom":{"${fields.number.id}":007}}`);
	numbers.refuses(400, 'bad-json');
	const exact =
		(
			await api.patch(
				`contacts/${id}`,
				`{"custom":{"${fields.number.id}":-0.1000,"${fields.money.id}":12345678901234567890.5}}`,
			)
		).is(200) && (await api.get(`contacts/${id}`)).text;
	assert.ok(
		exact.includes(`"${fields.number.id}":-0.1`) && exact.includes(`"${fields.money.id}":12345678901234567890.5`),
		'no digit is lost',
	);
});

test('what does not suit the kind is refused, each value at its place', async () => {
	const { id, version } = await contact();
	const bad = {
		text: [1, true, ['a'], 'x'.repeat(1001)],
		number: ['1', true, []],
		money: ['1'],
		date: ['2027-02-30', '01.03.2027', 1795000000000, '--03-01', '2027-3-1'],
		select: ['XL', ['S'], 1, 's'],
		multi_select: [['pink'], [1], 7, 'red'],
		checkbox: ['true', 1],
		url: ['javascript:alert(1)', 'example.test', 'ftp://x', 'https://', 'https://bank.example@evil.example', 'https://a b'],
		email: ['nobody', '@', 'a@', 'a@b', 'a b@c.example', 'a@b.example, c@d.example'],
		phone: ['12', 5511987654321],
	};
	for (const [kind, values] of Object.entries(bad))
		for (const value of values) {
			const { errors } = (await set(id, { [fields[kind].id]: value })).refuses(422, 'invalid');
			assert.equal(errors.length, 1);
			assert.ok(
				errors[0].pointer.startsWith(`/custom/${fields[kind].id}`),
				`${kind} ${JSON.stringify(value)}: ${errors[0].pointer}`,
			);
		}
	const several = (
		await set(id, {
			[fields.text.id]: 1,
			[fields.number.id]: 'x',
			[fields.date.id]: 'x',
			'01900000-0000-7000-8000-000000000000': 1,
		})
	).flaws();
	assert.equal(several.length, 4);
	const row = (await api.get(`contacts/${id}`)).is(200);
	assert.deepEqual([row.custom, row.version], [{}, version], 'nothing of it was kept');
});

test('null clears, what is not named stays, and the version rises', async () => {
	const row = await contact({
		[fields.text.id]: 'a',
		[fields.number.id]: 1,
		[fields.multi_select.id]: ['red', 'blue'],
	});
	const cleared = (await set(row.id, { [fields.text.id]: null, [fields.multi_select.id]: ['green'] })).is(200);
	assert.deepEqual(cleared.custom, { [fields.number.id]: 1, [fields.multi_select.id]: ['green'] });
	assert.equal(cleared.version, row.version + 1);
	const empty = (await set(row.id, { [fields.multi_select.id]: [], [fields.text.id]: ' ' })).is(200);
	assert.deepEqual(empty.custom, { [fields.number.id]: 1 });
});

test('K07 a date is the same day in every zone, in JSON, in filters and after saving it again', async () => {
	const row = await contact({ [fields.date.id]: '2028-02-29' });
	for (const time_zone of ['Pacific/Auckland', 'Pacific/Honolulu', 'America/Sao_Paulo']) {
		(await api.patch('workspace', { time_zone })).is(200);
		const read = (await api.get(`contacts/${row.id}`)).is(200);
		assert.equal(read.custom[fields.date.id], '2028-02-29');
		const saved = (await set(row.id, read.custom)).is(200);
		assert.equal(saved.custom[fields.date.id], '2028-02-29');
		assert.deepEqual(
			(await api.all('contacts', { [`custom.${fields.date.id}`]: '2028-02-29' })).map(({ id }) => id),
			[row.id],
		);
		assert.deepEqual(await api.all('contacts', { [`custom.${fields.date.id}`]: '2028-02-28' }), []);
	}
	await server.restart();
	assert.equal((await api.get(`contacts/${row.id}`)).is(200).custom[fields.date.id], '2028-02-29');
});

test('lists are narrowed by a value and carry values when asked', async () => {
	const ids = [];
	for (let i = 0; i < 6; i++)
		ids.push((await contact({ [fields.select.id]: i % 2 ? 'S' : 'L', [fields.number.id]: 100 + i })).id);
	const by = async (params) => (await api.all('contacts', params)).map(({ id }) => id).sort();
	assert.deepEqual(await by({ [`custom.${fields.select.id}`]: 'S' }), [ids[1], ids[3], ids[5]].sort());
	assert.deepEqual(await by({ [`custom.${fields.select.id}`]: 'S', [`custom.${fields.number.id}`]: '103' }), [
		ids[3],
	]);
	assert.deepEqual(await by({ [`custom.${fields.select.id}`]: 'none' }), []);
	assert.equal((await api.get(`contacts:count?custom.${fields.select.id}=L`)).is(200).count, 3);
	const [row] = await api.all('contacts', { [`custom.${fields.number.id}`]: '103', with: 'custom' });
	assert.deepEqual(row.custom, { [fields.select.id]: 'S', [fields.number.id]: 103 });
	assert.equal((await api.get('contacts?custom.x=1')).refuses(400, 'bad-query').errors[0].pointer, '?custom.x');
	assert.equal((await api.get(`tags?custom.${fields.text.id}=1`)).refuses(400, 'bad-query').errors.length, 1);
});

test('a field has a name of its own, options where there is something to choose, and keeps its kind', async () => {
	assert.equal(fields.multi_select.options, 'red\nblue\ngreen');
	assert.deepEqual(
		(await api.post('custom_fields', { name: 'a TEXT', kind: 'text', data_class: 'none' })).flaws(409, 'conflict'),
		['/name not_unique'],
	);
	assert.deepEqual((await api.post('custom_fields', { name: 'x', kind: 'select', data_class: 'none' })).flaws(), [
		'/options required',
	]);
	assert.deepEqual(
		(await api.post('custom_fields', { name: 'x', kind: 'text', data_class: 'none', options: 'a' })).flaws(),
		['/options refused'],
	);
	assert.deepEqual((await api.post('custom_fields', { name: 'x', kind: 'rocket' })).flaws(), [
		'/data_class required',
		'/kind not_a_choice',
	]);
	assert.deepEqual((await api.patch(`custom_fields/${fields.text.id}`, { kind: 'number' })).flaws(), [
		'/kind create_only',
	]);
	const positions = (await api.all('custom_fields')).map(({ position }) => position);
	assert.deepEqual(
		positions,
		[...positions].sort((a, b) => a - b),
		'in their order',
	);
});

test('a field in the bin takes its values out of sight, and brings them back', async () => {
	const field = await api.make('custom_fields', { name: 'Passing', kind: 'text', data_class: 'identity' });
	const row = await contact({ [field.id]: 'here' });
	(await api.delete(`custom_fields/${field.id}`)).is(204);
	assert.deepEqual((await api.get(`contacts/${row.id}`)).is(200).custom, {});
	assert.deepEqual((await set(row.id, { [field.id]: 'x' })).flaws(), [`/custom/${field.id} no_such_record`]);
	assert.deepEqual(await api.all('contacts', { [`custom.${field.id}`]: 'here' }), []);
	(await api.post('custom_fields', { name: 'Passing', kind: 'number', data_class: 'none' })).is(201);
	(await api.post(`custom_fields/${field.id}:restore`)).refuses(409, 'conflict');
});

test('K24 a change says which values of their own fields others changed since', async () => {
	const row = await contact({ [fields.text.id]: 'a', [fields.number.id]: 1, [fields.checkbox.id]: true });
	const theirs = { [fields.text.id]: null, [fields.multi_select.id]: ['red', 'blue'], [fields.money.id]: 2.5 };
	(await set(row.id, { [fields.text.id]: 'b' })).is(200);
	(await set(row.id, theirs)).is(200);
	const mine = (
		await api.patch(`contacts/${row.id}`, {
			company: 'Nordlicht',
			custom: { [fields.money.id]: 3 },
			base_version: row.version,
		})
	).is(200);
	assert.deepEqual(mine.changed_since, [
		{ field: 'custom', value: { ...theirs, [fields.multi_select.id]: ['blue', 'red'] } },
	]);
	assert.equal(mine.custom[fields.money.id], 3, 'the later one stands');
	const next = (await set(row.id, { [fields.text.id]: 'c' })).is(200);
	assert.equal(next.changed_since, undefined, 'nobody asked');
	const again = (await api.patch(`contacts/${row.id}`, { name: 'X', base_version: mine.version })).is(200);
	assert.deepEqual(again.changed_since, [{ field: 'custom', value: { [fields.text.id]: 'c' } }]);
	(await set(row.id, { [fields.multi_select.id]: [] })).is(200);
	const last = (await api.patch(`contacts/${row.id}`, { name: 'Y', base_version: again.version })).is(200);
	assert.deepEqual(last.changed_since, [{ field: 'custom', value: { [fields.multi_select.id]: [] } }]);
});

test('the feed names custom values as one change of their contact', async () => {
	const row = await contact();
	const { seq } =
		(await api.get('changes?limit=500&since=0')).is(200).items.length >= 500
			? await lastSeq()
			: (await api.get('changes?limit=500')).is(200);
	(await set(row.id, { [fields.text.id]: 'told' })).is(200);
	const { items } = (await api.get(`changes?since=${seq}`)).is(200);
	const mine = items.filter(({ id }) => id === row.id);
	assert.equal(mine.length, 1);
	assert.ok(mine[0].fields.includes('custom'));
	assert.equal(mine[0].row.custom[fields.text.id], 'told');
});

async function lastSeq() {
	let seq = 0;
	for (;;) {
		const page = (await api.get(`changes?limit=500&since=${seq}`)).is(200);
		if (page.items.length === 0) return { seq };
		seq = page.seq;
	}
}
