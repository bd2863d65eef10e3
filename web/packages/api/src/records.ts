/* Names for the generated types, so that only this file knows how the generator spells them. */
import type { components } from './schema';

type Schemas = components['schemas'];

export type Contact = Schemas['Contact'];
export type ContactIdentity = Schemas['ContactIdentity'];
export type Tag = Schemas['Tag'];
export type ContactTag = Schemas['ContactTag'];
export type Note = Schemas['Note'];
export type Chat = Schemas['Chat'];
export type Message = Schemas['Message'];
export type Member = Schemas['Member'];
export type TimelineEntry = Schemas['Timeline'];
export type ImportRun = Schemas['ImportRun'];
export type ImportPlan = Schemas['ImportOptions'];
export type DateOrder = Exclude<NonNullable<ImportPlan['date_order']>, 'guess'>;
export type Hit = Schemas['SearchAnswer']['items'][number];
export type SetupForm = Schemas['SignUp'];
export type LoginForm = Schemas['SignIn'];
export type Workspace = Schemas['Workspace'];
export type WorkspacePatch = Schemas['WorkspacePatch'];

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
}
export type RecordName = keyof RecordRows;

export interface Page<Row> {
	items: Row[];
	next: string | null;
}

/* What a patch answers: the row, and what others changed since the version that the edit began with. */
export type Patched<Row> = Row & { changed_since?: { field: string; value: unknown }[] };

export type Query = Record<string, string | number | boolean | readonly string[] | undefined>;
