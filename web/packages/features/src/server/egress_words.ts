/* The ledger's slugs as words. What this version does not know is told as it is written. */
import type { EgressEntry } from '@kontor/api';
import { m } from '@kontor/i18n';

const recipients: Record<string, () => string> = { mail_server: m.egress_mail_server };
const purposes: Record<string, () => string> = {
	sign_in: m.egress_sign_in,
	invitation: m.egress_invitation,
	notice: m.egress_notice,
};
const classes: Record<string, () => string> = {
	identity: m.class_identity,
	contact_detail: m.class_contact_detail,
	credential: m.class_credential,
	content: m.class_content,
};
const problems: Record<string, () => string> = {
	unreachable: m.egress_unreachable,
	tls: m.egress_tls,
	login: m.egress_login,
	refused: m.egress_refused,
	later: m.egress_later,
	broken: m.egress_broken,
};

const say = (known: Record<string, () => string>, slug: string): string =>
	known[slug]?.() ?? slug.replaceAll('_', ' ');

export const recipientWords = (entry: EgressEntry): string => say(recipients, entry.recipient);
export const purposeWords = (entry: EgressEntry): string => say(purposes, entry.purpose);
export const classWords = (entry: EgressEntry): string =>
	entry.classes.map((one) => say(classes, one)).join(', ') || m.egress_no_data();
export const problemOfEntry = (entry: EgressEntry): string =>
	entry.problem === null ? m.egress_failed() : say(problems, entry.problem);
