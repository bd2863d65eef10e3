// schedule.mjs: which phase runs beside which. Most wait for one another's servers and browsers more
// than they compute, so two at once keep two cores busy; the order of the table is kept where it can be.
const LANES = 2;

function mayStart(phase, running, waiting, done) {
	const waitsFor = (need) => waiting.some((other) => other.name === need) || running.has(need);
	if ((phase.needs ?? []).some((need) => !done.has(need) && waitsFor(need))) return false;
	const beside = [...running.values()];
	if (phase.uses && beside.some((other) => other.uses === phase.uses)) return false;
	return beside.length < LANES && !(phase.wide && beside.some((other) => other.wide));
}

/**
 * Runs all phases, each once those it needs have ended, `run` telling how one is run. ended gets each
 * phase with its result as they come.
 */
export async function runAll(phases, run, ended) {
	const waiting = [...phases], running = new Map(), done = new Set();
	const going = new Set();
	const start = (phase) => {
		waiting.splice(waiting.indexOf(phase), 1);
		running.set(phase.name, phase);
		const ending = run(phase).then((result) => {
			running.delete(phase.name);
			done.add(phase.name);
			going.delete(ending);
			ended(phase, result);
		});
		going.add(ending);
	};
	while (waiting.length > 0 || going.size > 0) {
		for (let next; (next = waiting.find((phase) => mayStart(phase, running, waiting, done))); ) start(next);
		if (going.size === 0) throw new Error(`nothing of ${waiting.map((phase) => phase.name).join(', ')} can start`);
		await Promise.race(going);
	}
}
