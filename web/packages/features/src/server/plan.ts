/* How often backups are made, in words, and when the next one is due. Pure. */
import type { BackupPlan, BackupsView } from '@kontor/api';
import { m } from '@kontor/i18n';

const HOUR_MS = 3_600_000;

/* The server needs both: a rhythm, and a folder that somebody chose. */
export const planned = (plan: BackupPlan): boolean => plan.every_hours > 0 && plan.folder !== null;

export function everyWords(hours: number): string {
	if (hours === 0) return m.backup_never();
	if (hours % 168 === 0) return m.n_weeks({ n: hours / 168 });
	return hours % 24 === 0 ? m.n_days({ n: hours / 24 }) : m.n_hours({ n: hours });
}

/* When the server makes the next one by itself: one that failed is tried again within the hour. null: none. */
export function nextAt(
	{ items, schedule }: Pick<BackupsView, 'items' | 'schedule'>,
	now: number,
): number | null {
	if (!planned(schedule)) return null;
	const last = items.find((one) => one.scheduled);
	if (!last) return now;
	const due =
		last.state === 'done' || last.state === 'running'
			? last.started_at + schedule.every_hours * HOUR_MS
			: (last.finished_at ?? now) + HOUR_MS;
	return Math.max(now, due);
}
