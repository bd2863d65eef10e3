// until.mjs: waiting for a condition. There is no other waiting in these tests.

/** The first truthy value of condition(), asked again and again; an error after ms. */
export async function until(condition, ms = 20_000) {
	const deadline = Date.now() + ms;
	for (;;) {
		const value = await condition();
		if (value) return value;
		if (Date.now() > deadline) throw new Error(`waited ${ms} ms for ${condition}`);
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}
