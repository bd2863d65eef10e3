/* Search over everything. */
export { default as HitRow } from './HitRow.svelte';
export { default as Results } from './Results.svelte';
export { SearchState, type HitGroup, type HitKind } from './search.svelte';
