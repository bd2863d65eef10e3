/* The sample is loaded and removed by a job. It is done when its run is, and what is shown then is read back. */
import type { Sample } from '@kontor/api';
import type { App } from './app.svelte';

const POLL_MS = 400;

export async function changeSample(app: App, wanted: boolean): Promise<Sample> {
	const { api } = app;
	const { run_id: id } = await (wanted ? api.sample.load() : api.sample.remove());
	for (;;) {
		const { state } = await api.records.get('import_runs', id);
		if (state === 'done' || state === 'failed' || state === 'cancelled') break;
		await new Promise<void>((go) => void app.later(go, POLL_MS));
	}
	return api.sample.get();
}
