/*
 * Answers that are no record: what the server puts together from several. The interface document says only that they
 * are objects, so their members are written down here.
 */
import type { DateOrder } from './records';

export interface Meta {
	version: string;
	first_run: boolean;
	features: string[];
	/* the first owner has to bring the code that the server printed when it started */
	setup_code?: boolean;
	/* how old somebody has to be to have an account here */
	min_age?: number;
	/* the server can send mail */
	mail?: boolean;
	/* how many days a workspace that was closed can be kept after all */
	workspace_grace_days: number;
}

export type Role = 'owner' | 'admin' | 'agent' | 'viewer';

export interface SessionView {
	user: {
		id: string;
		email: string;
		name: string;
		locale: string | null;
		/* looks after the server */
		operator: boolean;
		totp: boolean;
		recovery_codes_left: number;
		email_verified: boolean;
	};
	workspaces: OwnWorkspace[];
	csrf: string;
}

export interface OwnWorkspace {
	id: string;
	name: string;
	role: Role;
	member_id: string;
	state: 'ready' | 'closing';
	/* when its keys are destroyed */
	closes_at: number | null;
}

export interface Sample {
	present: boolean;
	contacts: number;
	messages: number;
}

export interface CsvPreview {
	delimiter: string;
	encoding: string;
	columns: { header: string; field: string | null; sample: string[] }[];
	fields: { name: string; label: string }[];
}

/* Times of a reading are wall-clock times, written down as if they were UTC. */
export interface ChatPreview {
	date_order: DateOrder | null;
	ambiguous: boolean;
	readings: {
		order: DateOrder;
		first: number;
		last: number;
		samples: { raw: string; read: number }[];
	}[];
	senders: { name: string; count: number; phone: string | null }[];
	me: string | null;
	/* what the chat would be called, and whether it looks like a group */
	title: string;
	group: boolean;
	zone: string;
	messages: number;
	first: number;
	last: number;
	attachments: number;
	attachments_missing: number;
}

export interface ImportPreview {
	kind: 'csv' | 'chat' | 'chat_zip';
	csv?: CsvPreview | null;
	chat?: ChatPreview | null;
}

export interface ImportError {
	line: number;
	reason: string;
	value: string | null;
}

/* What a field of a row said before a version; `old_value` is JSON. */
export interface Past {
	version: number;
	name: string;
	old_value: string | null;
	actor_id: string | null;
	at: number;
}

/* One entry of the feed; `row` is the row as it is now, where the reader may see it. */
export interface Change {
	seq: number;
	record: string;
	id: string;
	op: 'put' | 'gone';
	fields?: string[];
	row?: Record<string, unknown> | null;
}

export interface PolicyField {
	name: string;
	doc: string;
	/* which row of the privacy table it follows */
	policy: string;
	class: string;
	purpose: string;
	shared: string;
	kept: string;
	at_rest: string;
}

export interface PolicyRecord {
	name: string;
	plural: string;
	doc: string;
	home: string;
	fields: PolicyField[];
}

export interface Policy {
	version: number;
	records: PolicyRecord[];
}
