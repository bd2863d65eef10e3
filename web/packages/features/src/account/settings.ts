/* Parts of the settings. */
export { default as Setting } from './Setting.svelte';
export { default as WorkspaceForm } from './WorkspaceForm.svelte';
