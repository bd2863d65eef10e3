/* How the web surfaces speak with the server, and what they remember of its answers. */
export { createApi, type Api } from './client';
export type { ClientOptions, Credentials, Upload } from './transport';
export {
	Feed,
	FEED_PROTOCOL,
	type FeedOptions,
	type FeedState,
	type Line,
	type LineEvents,
} from './feed';
export { uuidV7 } from './id';
export { KeysetList, type KeysetOptions } from './keyset.svelte';
export {
	asProblem,
	isAbort,
	Problem,
	problemIn,
	problemOf,
	type Flaw,
	type ProblemKind,
} from './problem';
export { recordNamed, Rows, type RowEvent } from './rows.svelte';
export type { FileUse, Measures } from './files';
export type * from './records';
