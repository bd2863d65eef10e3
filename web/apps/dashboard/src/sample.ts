/* Waits until the sample has come or gone: it is loaded by a job, and success is what is read back. */
import type { Sample } from '@kontor/api';
import type { App } from './app.svelte';

const POLL_MS = 500;
const TRIES = 120;

export async function watchSample(
	app: App,
	wanted: boolean,
	seen: (sample: Sample) => void,
): Promise<void> {
	for (let i = 0; i < TRIES; i++) {
		const sample = await app.api.sample.get();
		seen(sample);
		if (sample.present === wanted) return;
		await new Promise<void>((go) => void app.later(go, POLL_MS));
	}
}
