/* How a run, its state and the reasons for rows left out are said. */
import type { ImportError, ImportRun } from '@kontor/api';
import { m } from '@kontor/i18n';
import { figuresOf } from './figures';

export function isChat(run: Pick<ImportRun, 'kind'>): boolean {
	return run.kind === 'chat' || run.kind === 'chat_zip';
}

export function stateWords(state: ImportRun['state']): string {
	switch (state) {
		case 'uploaded':
			return m.run_uploaded();
		case 'planning':
			return m.run_planning();
		case 'planned':
			return m.run_planned();
		case 'choice_needed':
			return m.run_choice_needed();
		case 'running':
			return m.run_running();
		case 'done':
			return m.run_done();
		case 'cancelled':
			return m.run_cancelled();
		case 'failed':
			return m.run_failed();
		default:
			return state ?? '';
	}
}

/* The facts of a finished run in one line. */
export function runWords(run: ImportRun): string {
	const parts: string[] = [];
	const n = figuresOf(run);
	if (isChat(run)) parts.push(m.run_messages({ n: n.messages_new }));
	if (!isChat(run) || n.new > 0) parts.push(m.run_people({ n: n.new }));
	if (n.merged > 0) parts.push(m.run_merged({ n: n.merged }));
	return parts.join(' · ');
}

export function reasonWords(error: ImportError): string {
	switch (error.reason) {
		case 'no_identity':
			return m.reason_no_identity();
		case 'bad_phone':
			return m.reason_bad_phone();
		case 'lossy_phone':
			return m.reason_lossy_phone();
		case 'bad_row':
			return m.reason_bad_row();
		case 'broken_card':
			return m.reason_broken_card();
		case 'not_a_person':
			return m.reason_not_a_person();
		case 'duplicate':
			return m.reason_duplicate();
		case 'refused':
			return m.reason_refused();
		default:
			return error.reason;
	}
}
