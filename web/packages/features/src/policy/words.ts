/* Slugs of the privacy table as words. One that this version does not know is shown as it is written. */
import { m } from '@kontor/i18n';

const known: Record<string, () => string> = {
	identity: m.class_identity,
	contact_detail: m.class_contact_detail,
	content: m.class_content,
	metadata: m.class_metadata,
	sales: m.class_sales,
	usage: m.class_usage,
	credential: m.class_credential,
	none: m.class_none,
	operate: m.purpose_operate,
	know_customer: m.purpose_know_customer,
	converse: m.purpose_converse,
	comply: m.purpose_comply,
	sell: m.purpose_sell,
	secure: m.purpose_secure,
	integrations: m.shared_integrations,
	team: m.shared_team,
	whatsapp: m.shared_whatsapp,
	nobody: m.shared_nobody,
	with_row: m.kept_with_row,
	with_contact: m.kept_with_contact,
	with_account: m.kept_with_account,
	two_years: m.kept_two_years,
	ten_years: m.kept_ten_years,
	thirty_days: m.kept_thirty_days,
	two_days: m.kept_two_days,
	one_hour: m.kept_one_hour,
	encrypted: m.rest_encrypted,
	hashed: m.rest_hashed,
	sealed: m.rest_sealed,
};

const hues: Record<string, number> = {
	identity: 250,
	contact_detail: 70,
	content: 320,
	metadata: 195,
	sales: 140,
	usage: 285,
	credential: 25,
	none: 110,
};

export function policyWords(slug: string): string {
	return known[slug]?.() ?? slug.replaceAll('_', ' ');
}

export function classHue(slug: string): number {
	return hues[slug] ?? 110;
}
