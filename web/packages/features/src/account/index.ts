/* The pages before somebody is in. */
export { default as FirstRun } from './FirstRun.svelte';
export { default as SignIn } from './SignIn.svelte';
