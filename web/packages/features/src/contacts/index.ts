/* Contacts: the list, and the states. The panel and the form are entries of their own: they come when they are opened. */
export { default as BulkBar } from './BulkBar.svelte';
export type { ContactDraft } from './draft';
export { default as ContactsBar } from './ContactsBar.svelte';
export { default as ContactsTable } from './ContactsTable.svelte';
export { ContactState } from './contact.svelte';
export {
	ContactsState,
	usualFilter,
	type ContactFilter,
	type ContactSort,
} from './contacts.svelte';
