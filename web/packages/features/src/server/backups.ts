/* Backups, the recovery sheet, room on the disk. */
export { default as Backups } from './Backups.svelte';
export { BackupsState } from './backups.svelte';
