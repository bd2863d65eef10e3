/* The API as functions: one for each thing that a screen asks of the server. */
import type {
	ImportPlan,
	ImportRun,
	Page,
	Patched,
	Query,
	RecordName,
	RecordRows,
	TimelineEntry,
} from './records';
import { accountRoutes, sessionRoutes, type SetupWithCode } from './account';
import { auditRoutes } from './audit';
import { inviteRoutes, memberRoutes, tokenRoutes, workspaceRoutes } from './team';
import { createTransport, type ClientOptions, type Transport } from './transport';
import type { ImportError, ImportPreview, Meta, Past, Policy, Sample, SessionView } from './views';

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
		restore<R extends RecordName>(record: R, id: string): Promise<RecordRows[R]> {
			return call('POST', `${record}/${id}:restore`);
		},
	};
}

/* An import from its file to its run. */
function importRoutes({ call, answer, headers }: Transport, options: ClientOptions) {
	return {
		/* The body is the file itself, streamed by the browser. */
		upload(
			file: Blob,
			name: string,
			onSent: (bytes: number) => void,
			signal: AbortSignal,
		): Promise<ImportRun> {
			const to = new Headers({ 'Content-Type': 'application/octet-stream' });
			headers(to, 'POST');
			const at = `${options.origin}/api/v1/import_runs?name=${encodeURIComponent(name)}`;
			const sent = options.upload(at, file, to, onSent, signal).then(async (response) => {
				const body: unknown = await response.json().catch(() => null);
				return response.ok
					? { data: body as ImportRun, response }
					: { error: body, response };
			});
			return answer<ImportRun>(sent);
		},
		preview(id: string): Promise<ImportPreview> {
			return call('GET', `import_runs/${id}:preview`);
		},
		plan(id: string, plan: ImportPlan): Promise<ImportRun> {
			return call('POST', `import_runs/${id}:plan`, { body: plan });
		},
		start(id: string, plan: ImportPlan): Promise<ImportRun> {
			return call('POST', `import_runs/${id}:start`, { body: plan });
		},
		cancel(id: string): Promise<ImportRun> {
			return call('POST', `import_runs/${id}:cancel`);
		},
		errors(id: string, after?: string): Promise<Page<ImportError>> {
			return call('GET', `import_runs/${id}:errors`, {
				params: { query: { after, limit: 100 } },
			});
		},
	};
}

export function createApi(options: ClientOptions) {
	const transport = createTransport(options);
	const { client, answer, call } = transport;

	return {
		newId: transport.newId,
		setCredentials: transport.setCredentials,
		records: recordRoutes(transport),
		imports: importRoutes(transport, options),
		meta: () => call<Meta>('GET', 'meta'),
		setup: (body: SetupWithCode) => call<SessionView>('POST', 'setup', { body }),
		session: sessionRoutes(transport),
		account: accountRoutes(transport),
		workspace: workspaceRoutes(transport),
		members: memberRoutes(transport),
		invites: inviteRoutes(transport),
		tokens: tokenRoutes(transport),
		audit: auditRoutes(transport),
		sample: {
			get: () => call<Sample>('GET', 'sample'),
			load: () => call<{ run_id: string }>('POST', 'sample'),
			remove: () => call<{ run_id: string }>('DELETE', 'sample'),
		},
		search: (query: { q: string; records?: string; limit?: number }, signal?: AbortSignal) =>
			answer(client.GET('/api/v1/search', { params: { query }, signal: signal ?? null })),
		timeline: (contactId: string) =>
			call<Page<TimelineEntry>>('GET', 'timeline', {
				params: { query: { contact_id: contactId, limit: 50 } },
			}),
		/* newest first */
		history: (record: RecordName, rowId: string) =>
			call<Page<Past>>('GET', 'history', {
				params: { query: { record, row_id: rowId, limit: 50 } },
			}),
		policy: () => call<Policy>('GET', 'policy'),
		changes: (since: number, epoch: string) =>
			answer(client.GET('/api/v1/changes', { params: { query: { since, epoch } } })),
		feedTicket: () => call<{ ticket: string }>('POST', 'feed_tickets'),
	};
}
