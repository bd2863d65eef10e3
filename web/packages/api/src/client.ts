/* The API as functions: one for each thing that a screen asks of the server. */
import type {
	BatchItem,
	BatchResult,
	ImportPlan,
	ImportRun,
	Page,
	Patched,
	Query,
	RecordName,
	RecordRows,
	SetupForm,
} from './records';
import { accountRoutes, sessionRoutes } from './account';
import { auditRoutes, egressRoutes } from './audit';
import { fileRoutes } from './files';
import { serverRoutes } from './server';
import { inviteRoutes, memberRoutes, tokenRoutes, workspaceRoutes } from './team';
import { createTransport, type ClientOptions, type Transport } from './transport';

export type Api = ReturnType<typeof createApi>;

/* List, get, create, patch, delete, restore: the same for every record. */
function recordRoutes({ call, newId }: Transport) {
	return {
		list<R extends RecordName>(
			record: R,
			query: Query,
			signal?: AbortSignal,
		): Promise<Page<RecordRows[R]>> {
			return call('GET', record, { params: { query }, signal });
		},
		count(record: RecordName, query: Query): Promise<{ count: number; more: boolean }> {
			return call('GET', `${record}:count`, { params: { query } });
		},
		get<R extends RecordName>(
			record: R,
			id: string,
			signal?: AbortSignal,
		): Promise<RecordRows[R]> {
			return call('GET', `${record}/${id}`, { signal });
		},
		create<R extends RecordName>(record: R, body: object): Promise<RecordRows[R]> {
			return call('POST', record, { body: { id: newId(), ...body } });
		},
		/* Named fields with the version that the edit began with: later arrival wins per field. */
		patch<R extends RecordName>(
			record: R,
			id: string,
			fields: object,
			baseVersion: number,
		): Promise<Patched<RecordRows[R]>> {
			return call('PATCH', `${record}/${id}`, {
				body: { ...fields, base_version: baseVersion },
			});
		},
		remove(record: RecordName, id: string): Promise<void> {
			return call('DELETE', `${record}/${id}`);
		},
		/* each item stands or falls by itself, and has its own answer, in order */
		batch(record: RecordName, items: BatchItem[]): Promise<{ items: BatchResult[] }> {
			return call('POST', `${record}:batch`, { body: { items } });
		},
		restore<R extends RecordName>(record: R, id: string): Promise<RecordRows[R]> {
			return call('POST', `${record}/${id}:restore`);
		},
	};
}

/* An import from its file to its run. */
function importRoutes({ client, answer, upload }: Transport) {
	const at = '/api/v1/import_runs';
	const named = (id: string) => ({ params: { path: { id } } });
	return {
		/* The body is the file itself, streamed by the browser. */
		upload(
			file: Blob,
			name: string,
			onSent: (bytes: number) => void,
			signal: AbortSignal,
		): Promise<ImportRun> {
			const where = `import_runs?name=${encodeURIComponent(name)}`;
			return upload('POST', where, file, onSent, signal);
		},
		preview: (id: string) => answer(client.GET(`${at}/{id}:preview`, named(id))),
		plan: (id: string, body: ImportPlan) =>
			answer(client.POST(`${at}/{id}:plan`, { ...named(id), body })),
		start: (id: string, body: ImportPlan) =>
			answer(client.POST(`${at}/{id}:start`, { ...named(id), body })),
		cancel: (id: string) => answer(client.POST(`${at}/{id}:cancel`, named(id))),
		errors: (id: string, after?: string) =>
			answer(
				client.GET(`${at}/{id}:errors`, {
					params: { path: { id }, query: after === undefined ? {} : { after } },
				}),
			),
	};
}

export function createApi(options: ClientOptions) {
	const transport = createTransport(options);
	const { client, answer } = transport;

	return {
		newId: transport.newId,
		setCredentials: transport.setCredentials,
		records: recordRoutes(transport),
		imports: importRoutes(transport),
		files: fileRoutes(transport),
		meta: () => answer(client.GET('/api/v1/meta')),
		setup: (body: SetupForm) => answer(client.POST('/api/v1/setup', { body })),
		session: sessionRoutes(transport),
		account: accountRoutes(transport),
		workspace: workspaceRoutes(transport),
		members: memberRoutes(transport),
		invites: inviteRoutes(transport),
		tokens: tokenRoutes(transport),
		audit: auditRoutes(transport),
		server: serverRoutes(transport),
		egress: egressRoutes(transport),
		sample: {
			get: () => answer(client.GET('/api/v1/sample')),
			load: () => answer(client.POST('/api/v1/sample')),
			remove: () => answer(client.DELETE('/api/v1/sample')),
		},
		search: (query: { q: string; records?: string; limit?: number }, signal?: AbortSignal) =>
			answer(client.GET('/api/v1/search', { params: { query }, signal: signal ?? null })),
		timeline: (contactId: string) =>
			answer(
				client.GET('/api/v1/timeline', {
					params: { query: { contact_id: contactId, limit: 50 } },
				}),
			),
		/* newest first */
		history: (record: RecordName, rowId: string) =>
			answer(
				client.GET('/api/v1/history', {
					params: { query: { record, row_id: rowId, limit: 50 } },
				}),
			),
		policy: () => answer(client.GET('/api/v1/policy')),
		changes: (since: number, epoch: string) =>
			answer(client.GET('/api/v1/changes', { params: { query: { since, epoch } } })),
		feedTicket: () => answer(client.POST('/api/v1/feed_tickets')),
	};
}
