/* What every surface needs of the features; each feature itself is an entry of its own, so that it can be lazy. */
export { Attempt } from './attempt.svelte';
export { Directory, type Desk } from './desk.svelte';
export { default as Trouble } from './Trouble.svelte';
export { errorLabels, problemWords, type Said } from './words';
