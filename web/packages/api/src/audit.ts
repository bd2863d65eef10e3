/* What is on record: who did what in a workspace, and what left the server. */
import type { AuditQuery } from './records';
import type { Transport } from './transport';

export function auditRoutes({ client, answer }: Transport) {
	const at = '/api/v1/audit_entries';
	return {
		list: (query: AuditQuery, signal?: AbortSignal) =>
			answer(client.GET(at, { params: { query }, signal: signal ?? null })),
		/* one answer walks no more than about a second's worth: its `next` is where to go on */
		verify: (after?: number) =>
			answer(
				client.GET(`${at}:verify`, {
					params: { query: after === undefined ? {} : { after } },
				}),
			),
	};
}

/* The ledger of the one door out; only whoever looks after the server is told. */
export function egressRoutes({ client, answer }: Transport) {
	return {
		list: (after?: string) =>
			answer(
				client.GET('/api/v1/egress_entries', {
					params: { query: after === undefined ? {} : { after } },
				}),
			),
	};
}
