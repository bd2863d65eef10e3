/* When backups are due, and what of the recovery sheet a screen shows. */
import type { Backup, BackupPlan } from '@kontor/api';
import { makeFormat } from '@kontor/i18n';
import { describe, expect, it } from 'vitest';
import { askedBlocks, inBlocks, sheetText, shownBlock } from '../account/sheet';
import { everyWords, nextAt, planned } from './plan';

const HOUR_MS = 3_600_000;
const now = 1_000 * HOUR_MS;
const plan: BackupPlan = {
	every_hours: 24,
	keep: 7,
	keep_weekly: 4,
	folder: '/mnt/b',
	usual_folder: '/var/b',
};
const backup = (more: Partial<Backup>): Backup => ({
	id: 'b',
	state: 'done',
	scheduled: true,
	started_at: now - 20 * HOUR_MS,
	finished_at: now - 19 * HOUR_MS,
	verified_at: null,
	bytes: 1,
	bytes_copied: 1,
	files: 1,
	problem: null,
	folder: '/mnt/b/x',
	there: true,
	done_bytes: null,
	total_bytes: null,
	...more,
});

describe('the plan', () => {
	it.each([
		[6, '6 hours'],
		[24, '1 day'],
		[168, '1 week'],
		[36, '36 hours'],
	])('says every %i hours as people do', (hours, words) => {
		expect(everyWords(hours)).toBe(words);
	});

	it('makes none by itself without a rhythm, or without a folder that somebody chose', () => {
		expect(planned(plan)).toBe(true);
		for (const schedule of [
			{ ...plan, every_hours: 0 },
			{ ...plan, folder: null },
		]) {
			expect(planned(schedule)).toBe(false);
			expect(nextAt({ items: [], schedule }, now)).toBeNull();
		}
	});

	it('counts from the last one of the schedule, and tries a failed one again within the hour', () => {
		const due = (items: Backup[]) => nextAt({ items, schedule: plan }, now);
		expect(due([backup({})])).toBe(now + 4 * HOUR_MS);
		expect(due([backup({ scheduled: false, started_at: now }), backup({})])).toBe(
			now + 4 * HOUR_MS,
		);
		expect(due([backup({ state: 'failed', finished_at: now - HOUR_MS / 2 })])).toBe(
			now + HOUR_MS / 2,
		);
		expect(due([])).toBe(now);
		expect(due([backup({ started_at: now - 90 * HOUR_MS })])).toBe(now);
	});
});

describe('the recovery sheet', () => {
	const key = '0123456789abcdef'.repeat(4);

	it('shows the first and the last row, and asks for two of the rest, whatever chance says', () => {
		const blocks = inBlocks(key);
		expect(blocks).toHaveLength(16);
		expect(blocks.join('')).toBe(key);
		for (const a of [0, 0.49, 0.999])
			for (const b of [0, 0.5, 0.999]) {
				const [first, second] = askedBlocks(blocks.length, [a, b]);
				expect(first).toBeLessThan(second);
				expect(shownBlock(first, 16)).toBe(false);
				expect(shownBlock(second, 16)).toBe(false);
			}
	});

	it('is a file that has all that the worst hour needs', () => {
		const text = sheetText(
			{
				master_key: key,
				fingerprint: '7f2c 91d0',
				instance_id: 'i',
				address: 'https://shop.example',
				made_at: now,
				how: ['Keep it apart.', 'kontor restore'],
			},
			makeFormat('en', 'UTC'),
		);
		for (const part of [key, '7f2c 91d0', 'https://shop.example', '2. kontor restore'])
			expect(text).toContain(part);
	});
});
