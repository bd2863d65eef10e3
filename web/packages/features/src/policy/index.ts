/* The data map. */
export { default as DataMap } from './DataMap.svelte';
