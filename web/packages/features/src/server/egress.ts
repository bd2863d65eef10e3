/* The ledger of the one door out. */
export { default as Egress } from './Egress.svelte';
export { EgressState } from './egress.svelte';
