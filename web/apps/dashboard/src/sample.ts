/*
 * The sample is loaded and removed by a job. Loading has ended when its run has; removing has ended when the run itself
 * is gone, since nothing of the sample stays. What is shown then is read back.
 */
import { asProblem, type ImportRun, type Sample } from '@kontor/api';
import type { App } from './app.svelte';

const POLL_MS = 400;

async function stateOf(app: App, id: string): Promise<ImportRun['state'] | 'gone'> {
	try {
		return (await app.api.records.get('import_runs', id)).state;
	} catch (thrown) {
		const problem = asProblem(thrown);
		if (problem.status === 404) return 'gone';
		throw problem;
	}
}

export async function changeSample(app: App, wanted: boolean): Promise<Sample> {
	const { api } = app;
	const { run_id: id } = await (wanted ? api.sample.load() : api.sample.remove());
	const ends: readonly (string | null)[] = wanted
		? ['done', 'failed', 'gone']
		: ['gone', 'failed'];
	while (!ends.includes(await stateOf(app, id))) {
		await new Promise<void>((go) => void app.later(go, POLL_MS));
	}
	return api.sample.get();
}
