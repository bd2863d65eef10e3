/* The figures of a run: messages for a chat, people for a list, in the order they are read. */
import type { ImportRun } from '@kontor/api';
import { m, type Format } from '@kontor/i18n';
import { isChat } from './words';

export interface Figure {
	label: string;
	value: string;
	tone: 'good' | 'info' | 'quiet' | 'warn' | 'bad';
}

export function runTiles(run: ImportRun, format: Format): Figure[] {
	const figure = (label: string, value: number, tone: Figure['tone']): Figure => ({
		label,
		value: format.number(value),
		tone,
	});
	if (isChat(run)) {
		return [
			figure(m.tile_messages_new(), run.messages_new, 'good'),
			figure(m.tile_messages_known(), run.messages_known, 'quiet'),
			figure(m.tile_people_new(), run.new, 'info'),
			figure(m.tile_failed(), run.failed, 'bad'),
		];
	}
	return [
		figure(m.tile_people_new(), run.new, 'good'),
		figure(m.tile_merged(), run.merged, 'info'),
		figure(m.tile_unchanged(), run.unchanged, 'quiet'),
		figure(m.tile_skipped(), run.skipped, 'warn'),
		figure(m.tile_failed(), run.failed, 'bad'),
	];
}
