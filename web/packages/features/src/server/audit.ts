/* The audit log. */
export { default as Audit } from './Audit.svelte';
export { AuditState, everything, type AuditFilter } from './audit.svelte';
