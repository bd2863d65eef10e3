/*
 * Types of the HTTP API in the form that openapi-typescript writes. Generated from the server's OpenAPI document.
 */
type Json<T> = { headers: { [name: string]: unknown }; content: { 'application/json': T } };
type None = { headers: { [name: string]: unknown }; content?: never };
type S = components['schemas'];
type Params<Q = never, P = never> = [P] extends [never]
	? { query?: Q; header?: never; path?: never; cookie?: never }
	: { query?: Q; header?: never; path: P; cookie?: never };
type Get<T, Q = Record<string, unknown>, P = never> = {
	parameters: Params<Q, P>;
	requestBody?: never;
	responses: { 200: Json<T> };
};
type Send<B, T, P = never, Q = never> = {
	parameters: Params<Q, P>;
	requestBody?: { content: { 'application/json': B } };
	responses: { 200: Json<T> };
};
type Del<P = never> = { parameters: Params<never, P>; requestBody?: never; responses: { 204: None } };
type Id = { id: string };
type Page<T> = { items: T[]; next: string | null };

export interface paths {
	'/api/v1/meta': { get: Get<S['meta']> };
	'/api/v1/setup': { post: Send<S['setup'], S['session_view']> };
	'/api/v1/session': {
		get: Get<S['session_view']>;
		post: Send<S['login'], S['session_view']>;
		delete: Del;
	};
	'/api/v1/workspace': { get: Get<S['workspace']>; patch: Send<Partial<S['workspace']>, S['workspace']> };
	'/api/v1/sample': { get: Get<S['sample']>; post: Send<never, S['run_ref']>; delete: Del };
	'/api/v1/import_runs/{id}:preview': { get: Get<S['import_preview'], never, Id> };
	'/api/v1/import_runs/{id}:plan': { post: Send<S['import_plan'], S['import_run'], Id> };
	'/api/v1/import_runs/{id}:start': { post: Send<S['import_plan'], S['import_run'], Id> };
	'/api/v1/import_runs/{id}:cancel': { post: Send<never, S['import_run'], Id> };
	'/api/v1/import_runs/{id}:errors': {
		get: Get<Page<S['import_error']>, { after?: string; limit?: number }, Id>;
	};
	'/api/v1/search': {
		get: Get<{ items: S['hit'][] }, { q: string; records?: string; limit?: number }>;
	};
	'/api/v1/changes': { get: Get<S['changes'], { since?: number; epoch?: string }> };
	'/api/v1/feed_tickets': { post: Send<never, { ticket: string }> };
	'/api/v1/policy': { get: Get<S['policy']> };
}

type Head = {
	id: string;
	version: number;
	created_at: number;
	updated_at: number;
	deleted_at: number | null;
};

export interface components {
	schemas: {
		contact: Head & {
			name: string;
			push_name: string | null;
			company: string | null;
			job_title: string | null;
			language: string | null;
			birthday: string | null;
			source: 'manual' | 'import' | 'whatsapp' | 'api' | 'form';
			owner_id: string | null;
			lead_status: 'none' | 'fresh' | 'working' | 'qualified' | 'lost';
			restricted_at: number | null;
			merged_into: string | null;
			display_phone: string | null;
			last_message_at: number | null;
			unread: number;
			identities?: S['contact_identity'][];
			tags?: string[];
			custom?: { [field: string]: unknown };
		};
		contact_identity: Head & {
			contact_id: string;
			kind: 'phone' | 'email' | 'lid' | 'wa_id' | 'username';
			value: string;
		};
		tag: Head & { name: string; colour: number; position: number; contact_count: number };
		contact_tag: Head & { contact_id: string; tag_id: string };
		note: Head & {
			contact_id: string;
			text: string;
			pinned: boolean;
			author_id: string | null;
		};
		chat: Head & {
			account_id: string;
			peer_kind: 'person' | 'group' | 'status' | 'channel' | 'list';
			peer_key: string;
			contact_id: string | null;
			title: string | null;
			assignee_id: string | null;
			sync: 'off' | 'metadata' | 'messages' | 'media';
			unread: number;
			owner_id: string | null;
			last_message_at: number | null;
			message_count: number;
		};
		message: Head & {
			chat_id: string;
			at: number;
			direction: 'in' | 'out' | 'none';
			kind:
				| 'text'
				| 'image'
				| 'video'
				| 'audio'
				| 'document'
				| 'sticker'
				| 'contact'
				| 'location'
				| 'poll'
				| 'call'
				| 'system';
			text: string | null;
			sender_id: string | null;
			sender_name: string | null;
			media_name: string | null;
			marks: ('edited' | 'revoked' | 'media_omitted' | 'view_once' | 'pushname')[];
			origin: 'import' | 'sync' | 'cloud';
			status: 'none' | 'pending' | 'sent' | 'delivered' | 'read' | 'played' | 'failed';
		};
		member: Head & {
			name: string;
			role: 'owner' | 'admin' | 'agent' | 'viewer';
			active: boolean;
		};
		timeline: Head & {
			contact_id: string;
			kind: string;
			record: string | null;
			row_id: string | null;
			at: number;
			actor_id: string | null;
		};
		import_run: Head & {
			kind: 'chat' | 'chat_zip' | 'csv';
			state:
				| 'uploaded'
				| 'planning'
				| 'planned'
				| 'choice_needed'
				| 'running'
				| 'done'
				| 'cancelled'
				| 'failed';
			file_name: string;
			bytes: number;
			new: number;
			merged: number;
			unchanged: number;
			skipped: number;
			failed: number;
			messages_new: number;
			messages_known: number;
			done_rows: number;
			total_rows: number;
			started_at?: number | null;
			finished_at?: number | null;
			chat_id?: string | null;
			problem?: string | null;
		};
		import_preview: {
			kind: 'chat' | 'chat_zip' | 'csv';
			csv?: {
				delimiter: string;
				encoding: string;
				columns: { header: string; field: string | null; sample: string[] }[];
				fields: { name: string; label: string }[];
			} | null;
			chat?: {
				date_order: 'dmy' | 'mdy' | 'ymd' | null;
				ambiguous: boolean;
				readings: {
					order: 'dmy' | 'mdy' | 'ymd';
					first: number;
					last: number;
					samples: { raw: string; read: number }[];
				}[];
				senders: { name: string; count: number; phone: string | null }[];
				me: string | null;
				zone: string;
				messages: number;
				first: number;
				last: number;
				attachments: number;
				attachments_missing: number;
			} | null;
		};
		import_plan: {
			mapping?: { header: string; field: string | null }[];
			date_order?: 'dmy' | 'mdy' | 'ymd';
			me?: string;
			zone?: string;
			default_country?: string;
			title?: string;
		};
		import_error: { line: number; reason: string; value: string | null };
		hit: {
			record: 'contacts' | 'notes' | 'messages' | 'chats';
			id: string;
			title: string;
			snippet: string;
			at: number | null;
			chat_id?: string | null;
			contact_id?: string | null;
		};
		change: {
			seq: number;
			record: string;
			id: string;
			op: 'put' | 'gone';
			fields?: string[];
			row?: { [field: string]: unknown } | null;
		};
		changes: { epoch: string; seq: number; items: S['change'][] };
		meta: { version: string; first_run: boolean; features: string[] };
		setup: {
			email: string;
			password: string;
			name: string;
			workspace: string;
			country: string;
			confirm_age: boolean;
		};
		login: { email: string; password: string };
		session_view: {
			user: { id: string; email: string; name: string };
			workspaces: {
				id: string;
				name: string;
				role: 'owner' | 'admin' | 'agent' | 'viewer';
				country: string;
				locale: string;
				time_zone: string;
			}[];
			csrf: string;
		};
		workspace: {
			name: string;
			country: string;
			locale: string;
			time_zone: string;
			currency: string;
		};
		sample: { present: boolean; contacts: number; messages: number };
		run_ref: { run_id: string };
		policy: {
			version: string;
			records: {
				name: string;
				plural: string;
				doc: string;
				home: string;
				fields: {
					name: string;
					doc: string;
					class: string;
					purpose: string;
					kept: string;
					shared: string;
					at_rest: string;
					on_export: string;
					on_erase: string;
				}[];
			}[];
		};
	};
}
