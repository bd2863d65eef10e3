/* Kept files: shown, heard, opened large, attached. The viewer is a chunk of its own. */
export { default as MediaViewer } from './MediaViewer.svelte';
export { MediaState, seenOf, type Gallery, type MediaDesk } from './media.svelte';
export { peaksOf } from './peaks';
export { Player, type Sound } from './player.svelte';
export type { Measured, Tools } from './measures.svelte';
export type { Showing } from './kinds';
