/*
 * The recovery sheet as blocks and as a text file: what somebody reads in the worst hour, so it says everything and
 * nothing else. Pure.
 */
import type { RecoverySheet } from '@kontor/api';
import { m, type Format } from '@kontor/i18n';

const BLOCK = 4;
const ROW = 4;

/* The key in blocks that an eye can keep while the hand types. */
export function inBlocks(key: string): string[] {
	return key.match(new RegExp(`.{1,${BLOCK}}`, 'g')) ?? [];
}

/* Which blocks the screen shows: the first and the last row tell two sheets apart, the rest only a copy knows. */
export function shownBlock(index: number, blocks: number): boolean {
	return index < ROW || index >= blocks - ROW;
}

/* Two hidden blocks that are to be typed from the copy; `random` is two numbers in [0, 1). */
export function askedBlocks(blocks: number, random: readonly [number, number]): [number, number] {
	const hidden = Array.from({ length: blocks }, (_, i) => i).filter(
		(i) => !shownBlock(i, blocks),
	);
	const first = Math.floor(random[0] * hidden.length);
	const second = (first + 1 + Math.floor(random[1] * (hidden.length - 1))) % hidden.length;
	const [a = 0, b = 0] = [hidden[first], hidden[second]].sort((x = 0, y = 0) => x - y);
	return [a, b];
}

export function sheetText(sheet: RecoverySheet, format: Format): string {
	return [
		m.sheet(),
		`${sheet.address}, ${format.full(sheet.made_at)}`,
		'',
		m.sheet_key(),
		`    ${sheet.master_key}`,
		'',
		`${m.sheet_fingerprint()} ${sheet.fingerprint}`,
		`${m.sheet_instance()} ${sheet.instance_id}`,
		'',
		...sheet.how.map((line, i) => `${String(i + 1)}. ${line}`),
		'',
	].join('\n');
}
