/* The import: a file, what it is, the rehearsal, the run. */
export { default as CheckStep } from './CheckStep.svelte';
export { default as FileStep } from './FileStep.svelte';
export { default as MatchChat } from './MatchChat.svelte';
export { default as MatchCsv } from './MatchCsv.svelte';
export { default as RunStep } from './RunStep.svelte';
export { figuresOf, type Figures } from './figures';
export { ImportState, stepOf, type Choices, type ImportStep, type Upload } from './import.svelte';
export { Uploads } from './uploads.svelte';
export { isChat, runWords } from './words';
