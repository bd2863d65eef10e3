/* Names for the generated types, so that only this file knows how the generator spells them. */
import type { components, paths } from './schema';

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
/* a file that somebody brought, and that it belongs to a contact, note, chat or message */
export type StoredFile = Schemas['File'];
export type Attachment = Schemas['Attachment'];
export type ImportPlan = Schemas['ImportOptions'];
export type DateOrder = Exclude<NonNullable<ImportPlan['date_order']>, 'guess'>;
export type Hit = Schemas['SearchAnswer']['items'][number];
export type Workspace = Schemas['Workspace'];
export type WorkspacePatch = Schemas['WorkspacePatch'];
export type WorkspaceForm = Schemas['WorkspaceMake'];

/* The server, and whoever is signed in. */
export type Meta = Schemas['Meta'];
export type SetupForm = Schemas['SignUp'];
export type LoginForm = Schemas['SignIn'];
export type SessionView = Schemas['Session'];
export type JoinedView = Schemas['Joined'];
export type Account = Schemas['Account'];
export type AccountChange = Schemas['AccountChange'];
export type OwnWorkspace = Schemas['Place'];
export type OwnSession = Schemas['SignedIn'];
export type ResetForm = Schemas['ResetFinish'];

/* The team. */
export type Role = OwnWorkspace['role'];
export type TeamMember = Schemas['TeamMember'];
export type Invite = Schemas['Invite'];
export type InviteForm = Schemas['InviteMake'];
export type InviteMade = Schemas['InviteMade'];
/* what whoever holds a link may know before they accept */
export type InviteLook = Schemas['InviteSeen'];
export type NewPerson = Required<Omit<Schemas['InviteAccept'], 'code'>>;
export type ApiToken = Schemas['Token'];
export type TokenForm = Schemas['TokenMake'];
export type TokenScope = TokenForm['scope'];

/* What is on record. */
export type AuditEntry = Schemas['AuditItem'];
export type AuditVerdict = Schemas['AuditVerified'];
export type AuditQuery = NonNullable<paths['/api/v1/audit_entries']['get']['parameters']['query']>;
export type EgressEntry = Schemas['EgressEntry'];
export type Past = Schemas['History'] & Schemas['FieldName'];
export type Change = Schemas['ChangeEvent'];
export type Policy = Schemas['Policy'];
export type PolicyRecord = Schemas['PolicyRecord'];
export type PolicyField = Schemas['PolicyField'];

/* Of the whole server. */
export type Backup = Schemas['Backup'];
export type BackupPlan = Schemas['BackupSchedule'];
export type BackupPlanChange = Schemas['BackupScheduleChange'];
export type BackupsView = Schemas['BackupAnswer'];
export type RecoverySheet = Schemas['RecoverySheet'];

/* Importing. Times of a reading are wall-clock times, written down as if they were UTC. */
export type ImportPreview = Schemas['ImportPreview'];
export type CsvPreview = Schemas['CsvPreview'];
export type ChatPreview = Schemas['ChatPreview'];
export type ImportError = Schemas['ImportRowError'];
export type Sample = Schemas['Sample'];

/* Up to 500 writes of one record in one request. */
export type BatchItem = Schemas['BatchItem'];
export type BatchResult = Schemas['BatchResult'];

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
	attachments: Attachment;
}
export type RecordName = keyof RecordRows;

export interface Page<Row> {
	items: Row[];
	next: string | null;
}

/* What a patch answers: the row, and what others changed since the version that the edit began with. */
export type Patched<Row> = Row & { changed_since?: { field: string; value: unknown }[] };

export type Query = Record<string, string | number | boolean | readonly string[] | undefined>;
