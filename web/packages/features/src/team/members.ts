/* Members, invites and roles. */
export { default as Members } from './Members.svelte';
export { MembersState } from './members.svelte';
