/* Keys for programs. */
export { default as Tokens } from './Tokens.svelte';
export { TokensState } from './tokens.svelte';
