/* What a token may do, in words. */
import type { TokenScope } from '@kontor/api';
import { m } from '@kontor/i18n';

const words: Record<TokenScope, readonly [label: () => string, hint: () => string]> = {
	full: [m.scope_full, m.scope_full_hint],
	read: [m.scope_read, m.scope_read_hint],
	contacts: [m.scope_contacts, m.scope_contacts_hint],
	contacts_read: [m.scope_contacts_read, m.scope_contacts_read_hint],
	messages: [m.scope_messages, m.scope_messages_hint],
	messages_read: [m.scope_messages_read, m.scope_messages_read_hint],
	imports: [m.scope_imports, m.scope_imports_hint],
};

/* the narrowest first: whoever does not choose should not have given everything */
export const scopes: readonly TokenScope[] = [
	'contacts_read',
	'contacts',
	'messages_read',
	'messages',
	'imports',
	'read',
	'full',
];

const known = (scope: string): scope is TokenScope => Object.hasOwn(words, scope);

/* One that this version does not know is shown as it is written. */
export const scopeWords = (scope: string): string => (known(scope) ? words[scope][0]() : scope);
export const scopeHint = (scope: TokenScope): string => words[scope][1]();
