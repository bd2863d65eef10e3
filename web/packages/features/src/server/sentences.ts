/* Entries of the audit log as sentences. What this version does not know is told as it is written. */
import type { AuditEntry } from '@kontor/api';
import { m } from '@kontor/i18n';

interface Words {
	actor: string;
	what: string;
}

const doings: Record<string, (words: Words) => string> = {
	created: m.audit_created,
	changed: m.audit_changed,
	deleted: m.audit_deleted,
	restored: m.audit_restored,
	imported: m.audit_imported,
	read: m.audit_read,
	searched: m.audit_searched,
	exported: m.audit_exported,
	signed_in: m.audit_signed_in,
	token_made: m.audit_token_made,
	checkpoint: m.audit_checkpoint,
};
const labels: Record<string, () => string> = {
	created: m.doing_created,
	changed: m.doing_changed,
	deleted: m.doing_deleted,
	restored: m.doing_restored,
	imported: m.doing_imported,
	read: m.doing_read,
	searched: m.doing_searched,
	exported: m.doing_exported,
	signed_in: m.doing_signed_in,
	token_made: m.doing_token_made,
	checkpoint: m.doing_checkpoint,
};
export const doingNames = Object.keys(labels);
export const doingWords = (action: string): string =>
	labels[action]?.() ?? action.replaceAll('_', ' ');

/* One row of a record, several, and the record as such. */
type Noun = readonly [one: () => string, many: (n: { n: number }) => string, all: () => string];
const nouns: Record<string, Noun> = {
	contacts: [m.a_contact, m.n_contacts, m.contacts],
	contact_identities: [m.an_identity, m.n_identities, m.identities],
	contact_tags: [m.a_contact_tag, m.n_contact_tags, m.contact_tags],
	tags: [m.a_tag, m.n_tags, m.tags],
	notes: [m.a_note, m.n_notes, m.notes],
	chats: [m.a_chat, m.n_chats, m.chats],
	messages: [m.a_message, m.n_messages, m.messages],
	files: [m.a_file, m.n_files, m.files],
	members: [m.a_member, m.n_members, m.members],
	workspaces: [m.the_workspace, m.n_workspaces, m.workspace],
	import_runs: [m.an_import, m.n_imports, m.imports],
	custom_fields: [m.a_custom_field, m.n_custom_fields, m.custom_fields],
	wa_accounts: [m.a_wa_account, m.n_wa_accounts, m.wa_accounts],
};
export const recordNames = Object.keys(nouns);
export const recordWords = (record: string): string =>
	nouns[record]?.[2]() ?? record.replaceAll('_', ' ');

export function nounOf(record: string | null | undefined, n = 1): string {
	if (!record) return '';
	const [one, many] = nouns[record] ?? [];
	if (!one || !many) return record.replaceAll('_', ' ');
	return n > 1 ? many({ n }) : one();
}

/* `name`: what the row is called, where the reader's browser knows it. */
export function sentence(entry: AuditEntry, actor: string, name: string): string {
	const who = actor || (entry.actor_id ? m.somebody() : m.the_program());
	const noun = nounOf(entry.record, entry.n ?? 1);
	const what = name ? m.noun_named({ noun, name }) : noun;
	const say = doings[entry.action];
	return say ? say({ actor: who, what }).trim() : `${who}: ${doingWords(entry.action)} ${what}`;
}
