/* The facts of a contact in the order the panel shows them, and how their values read. */
import type { Contact } from '@kontor/api';
import { m, type Format } from '@kontor/i18n';

export function leadStatuses(): { value: string; label: string }[] {
	return [
		{ value: 'none', label: m.lead_none() },
		{ value: 'fresh', label: m.lead_fresh() },
		{ value: 'working', label: m.lead_working() },
		{ value: 'qualified', label: m.lead_qualified() },
		{ value: 'lost', label: m.lead_lost() },
	];
}

export function sourceWords(source: Contact['source']): string {
	switch (source) {
		case 'manual':
			return m.source_manual();
		case 'import':
			return m.source_import();
		case 'whatsapp':
			return m.source_whatsapp();
		case 'api':
			return m.source_api();
		case 'form':
			return m.source_form();
		default:
			return source;
	}
}

/* Accepts what people type, 3/4/1988 aside: 1988-04-03, --04-03, 04-03. Anything else is left for the server to judge. */
export function typedBirthday(text: string): string {
	return /^\d{2}-\d{2}$/.test(text) ? `--${text}` : text;
}

export function languageName(tag: string, format: Format): string {
	try {
		return new Intl.DisplayNames(format.locale, { type: 'language' }).of(tag) ?? tag;
	} catch {
		return tag;
	}
}
