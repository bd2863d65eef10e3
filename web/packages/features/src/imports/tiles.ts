/* The figures of a run: messages for a chat, people for a list, in the order they are read. */
import type { ImportRun } from '@kontor/api';
import { m, type Format } from '@kontor/i18n';
import { figuresOf } from './figures';
import { isChat } from './words';

export interface Figure {
	label: string;
	value: string;
	tone: 'good' | 'info' | 'quiet' | 'warn' | 'bad';
}

export function runTiles(run: ImportRun, format: Format): Figure[] {
	const n = figuresOf(run);
	const figure = (label: string, value: number, tone: Figure['tone']): Figure => ({
		label,
		value: format.number(value),
		tone,
	});
	if (isChat(run)) {
		return [
			figure(m.tile_messages_new(), n.messages_new, 'good'),
			figure(m.tile_messages_known(), n.messages_known, 'quiet'),
			figure(m.tile_people_new(), n.new, 'info'),
			figure(m.tile_failed(), n.failed, 'bad'),
		];
	}
	return [
		figure(m.tile_people_new(), n.new, 'good'),
		figure(m.tile_merged(), n.merged, 'info'),
		figure(m.tile_unchanged(), n.unchanged, 'quiet'),
		figure(m.tile_skipped(), n.skipped, 'warn'),
		figure(m.tile_failed(), n.failed, 'bad'),
	];
}
