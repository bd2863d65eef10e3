/* How loud a voice is along its time, as bars. Pure. */

/* Loudness of each of `parts` equal pieces, the loudest being 1. */
export function peaksOf(samples: Float32Array, parts: number): number[] {
	const size = Math.max(1, Math.floor(samples.length / parts));
	/* some of them are enough to see where somebody speaks */
	const step = Math.max(1, Math.floor(size / 512));
	const loud = Array.from({ length: parts }, (_, part) => {
		let sum = 0;
		let n = 0;
		for (let i = part * size; i < Math.min(samples.length, (part + 1) * size); i += step) {
			const sample = samples[i] ?? 0;
			sum += sample * sample;
			n++;
		}
		return n > 0 ? Math.sqrt(sum / n) : 0;
	});
	const most = Math.max(...loud);
	return most > 0 ? loud.map((value) => value / most) : loud;
}

const LOW = 10;

/* Heights in percent of as many bars as there is room for; without peaks they are all low. */
export function barsOf(peaks: readonly number[] | null, bars: number): number[] {
	return Array.from({ length: bars }, (_, i) => {
		const peak = peaks?.[Math.floor((i * peaks.length) / bars)] ?? 0;
		return Math.round(LOW + (100 - LOW) * peak);
	});
}
