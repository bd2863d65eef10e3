/* What every surface needs of the features; each feature itself is an entry of its own, so that it can be lazy. */
export { Directory, type Desk } from './desk.svelte';
export { errorLabels, problemWords, type Said } from './words';
