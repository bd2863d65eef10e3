/* Names for the generated types, so that only this file knows how the generator spells them. */
import type { components } from './schema';

type Schemas = components['schemas'];

export type Contact = Schemas['contact'];
export type ContactIdentity = Schemas['contact_identity'];
export type Tag = Schemas['tag'];
export type ContactTag = Schemas['contact_tag'];
export type Note = Schemas['note'];
export type Chat = Schemas['chat'];
export type Message = Schemas['message'];
export type Member = Schemas['member'];
export type TimelineEntry = Schemas['timeline'];
export type ImportRun = Schemas['import_run'];
export type ImportPreview = Schemas['import_preview'];
export type ImportPlan = Schemas['import_plan'];
export type ImportError = Schemas['import_error'];
export type CsvPreview = NonNullable<ImportPreview['csv']>;
export type ChatPreview = NonNullable<ImportPreview['chat']>;
export type DateOrder = NonNullable<ImportPlan['date_order']>;
export type Hit = Schemas['hit'];
export type Change = Schemas['change'];
export type Meta = Schemas['meta'];
export type SetupForm = Schemas['setup'];
export type LoginForm = Schemas['login'];
export type SessionView = Schemas['session_view'];
export type Workspace = Schemas['workspace'];
export type Sample = Schemas['sample'];
export type Policy = Schemas['policy'];
export type PolicyRecord = Policy['records'][number];
export type PolicyField = PolicyRecord['fields'][number];

/* The records that have list, get, create, patch and delete, by the name they have in an address and in the feed. */
export interface RecordRows {
	contacts: Contact;
	contact_identities: ContactIdentity;
	tags: Tag;
	contact_tags: ContactTag;
	notes: Note;
	chats: Chat;
	messages: Message;
	members: Member;
	import_runs: ImportRun;
	timeline: TimelineEntry;
}
export type RecordName = keyof RecordRows;

export interface Page<Row> {
	items: Row[];
	next: string | null;
}

/* What a patch answers: the row, and what others changed since the version that the edit began with. */
export type Patched<Row> = Row & { changed_since?: { field: string; value: unknown }[] };

export type Query = Record<string, string | number | boolean | readonly string[] | undefined>;
