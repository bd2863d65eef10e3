/* The pages before somebody is in. */
export { default as FirstRun } from './FirstRun.svelte';
export { default as Homeless } from './Homeless.svelte';
export { default as Invite } from './Invite.svelte';
export { default as Reset } from './Reset.svelte';
export { default as SignIn } from './SignIn.svelte';
export { default as Verify } from './Verify.svelte';
