/* Sentences that more than one screen says. */
import type { Problem } from '@kontor/api';
import { m } from '@kontor/i18n';

export interface Said {
	title: string;
	text: string;
}

/* What happened and what to do. The server's own sentence wins where the request was at fault. */
export function problemWords(problem: Problem, doing: 'load' | 'save'): Said {
	const title = doing === 'load' ? m.problem_not_loaded() : m.problem_not_saved();
	switch (problem.kind) {
		case 'offline':
			return { title, text: m.problem_offline() };
		case 'busy':
			return {
				title,
				text:
					problem.retryAfterS === null
						? m.problem_busy()
						: m.problem_busy_for({ n: problem.retryAfterS }),
			};
		case 'full':
			return { title, text: m.problem_full() };
		case 'server':
			return { title, text: m.problem_server() };
		case 'caller':
			return {
				title,
				text: problem.flaws[0]?.detail || problem.detail || problem.message,
			};
	}
}

export function errorLabels() {
	return {
		retry: m.retry(),
		request: m.request_id(),
		copy: m.copy(),
		copied: m.copied(),
	};
}
