/* Contacts: the list, one of them, a new one. */
export { default as BulkBar } from './BulkBar.svelte';
export { default as ContactForm } from './ContactForm.svelte';
export type { ContactDraft } from './draft';
export { default as ContactPanel } from './ContactPanel.svelte';
export { default as ContactsBar } from './ContactsBar.svelte';
export { default as ContactsTable } from './ContactsTable.svelte';
export { ContactState } from './contact.svelte';
export {
	ContactsState,
	usualFilter,
	type ContactFilter,
	type ContactSort,
} from './contacts.svelte';
