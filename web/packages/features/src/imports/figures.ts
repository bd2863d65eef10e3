/* What a run counted. A figure that the server has not written yet is none. */
import type { ImportRun } from '@kontor/api';

const names = [
	'new',
	'merged',
	'unchanged',
	'skipped',
	'failed',
	'messages_new',
	'messages_known',
	'done_rows',
	'total_rows',
] as const;

export type Figures = Record<(typeof names)[number], number>;

export function figuresOf(run: ImportRun): Figures {
	return Object.fromEntries(names.map((name) => [name, run[name] ?? 0])) as Figures;
}
