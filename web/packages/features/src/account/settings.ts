/* One's own account in the settings. */
export { default as Profile } from './Profile.svelte';
export { default as Security } from './Security.svelte';
export { SecurityState } from './security.svelte';
