// clicks.mjs: how long a person's clicks take while a list of 100,000 contacts is imported into the
// same workspace: opening a page and a contact, renaming it, adding a note; one click every 20 ms.
import { setTimeout as pause } from 'node:timers/promises';

const ROWS = 100_000;
const PAUSE_MS = 20;
const POLL_MS = 200;
const IMPORT_MS = 600_000;

/** People whom the seeded workspace does not know: another area code. */
function peopleCsv() {
	const lines = ['Name,Phone,E-mail'];
	for (let i = 0; i < ROWS; i++) lines.push(`Imported Person ${i},+55129${80000000 + i},p${i}@import.example`);
	return `${lines.join('\n')}\n`;
}

async function settle(api, id, state) {
	for (const deadline = Date.now() + IMPORT_MS; Date.now() < deadline; await pause(POLL_MS)) {
		const row = (await api.get(`import_runs/${id}`)).is(200);
		if (row.state === state) return row;
		if (['failed', 'cancelled', 'choice_needed'].includes(row.state)) throw new Error(`the import ${row.state}`);
	}
	throw new Error(`the import is not ${state} after ${IMPORT_MS} ms`);
}

const clicks = [
	(api) => api.get('contacts?limit=50'),
	(api, id) => api.get(`contacts/${id}`),
	(api, id, n) => api.patch(`contacts/${id}`, { job_title: `Title ${n}` }),
	(api, id, n) => api.post('notes', { contact_id: id, text: `Called, click ${n}` }),
];

const at = (values, share) => values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1];

/** {p99, max; reads, writes: their p99; …}, ms as the client sees them. */
export async function measureImport(server, workspace_id) {
	const api = await server.token({ workspace_id });
	const { items } = (await api.get('contacts?limit=200')).is(200);
	const file = { 'Content-Type': 'application/octet-stream' };
	const { id } = (await api.post('import_runs?name=people.csv', peopleCsv(), file)).is(201);
	(await api.post(`import_runs/${id}:plan`, { default_country: 'BR' })).is(200);
	await settle(api, id, 'planned');
	(await api.post(`import_runs/${id}:start`, {})).is(200);
	const begun = performance.now();
	let over = false;
	const done = settle(api, id, 'done').finally(() => (over = true));
	const took = [], reads = [], writes = [];
	for (let n = 0; !over; n++) {
		const start = performance.now();
		const reply = await clicks[n % clicks.length](api, items[n % items.length].id, n);
		const ms = performance.now() - start;
		took.push(ms);
		(n % clicks.length < 2 ? reads : writes).push(ms);
		if (reply.status >= 300) throw new Error(`a click was answered with ${reply.status}: ${reply.text}`);
		await pause(PAUSE_MS);
	}
	const row = await done;
	if (row.new !== ROWS) throw new Error(`${row.new} of ${ROWS} came new`);
	return {
		p99: at(took, 0.99),
		max: at(took, 1),
		reads: at(reads, 0.99),
		writes: at(writes, 0.99),
		write_median: at(writes, 0.5),
		clicks: took.length,
		seconds: (performance.now() - begun) / 1000,
	};
}
