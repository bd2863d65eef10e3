/* A workspace's audit log. */
import type { Page, Query } from './records';
import type { Transport } from './transport';

export interface AuditEntry {
	seq: number;
	at: number;
	actor_id: string | null;
	action: string;
	record: string | null;
	row_id: string | null;
	/* how many rows, where it was more than one */
	n?: number;
}

export interface AuditVerdict {
	ok: boolean;
	entries: number;
	/* numbers of the first and the last entry that were walked */
	from: number;
	to: number;
	/* where to go on: one answer walks no more than about a second's worth */
	next: number | null;
	problem: string | null;
}

export function auditRoutes({ call }: Transport) {
	return {
		list: (query: Query, signal?: AbortSignal) =>
			call<Page<AuditEntry>>('GET', 'audit_entries', { params: { query }, signal }),
		verify: (after?: number) =>
			call<AuditVerdict>('GET', 'audit_entries:verify', { params: { query: { after } } }),
	};
}
