/* Tags: the list that is kept, and the picker that gives them. */
export { default as TagPicker } from './TagPicker.svelte';
export { default as TagRow } from './TagRow.svelte';
export { folded, foldedIncludes } from './fold';
export { TagsState } from './tags.svelte';
