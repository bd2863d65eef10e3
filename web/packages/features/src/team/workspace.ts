/* The workspace in the settings. */
export { default as WorkspacePage } from './WorkspacePage.svelte';
