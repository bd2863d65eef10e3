import { describe, expect, it, vi } from 'vitest';
import { Actions, type Action } from './actions.svelte';
import { hitParts, withoutHits } from './hits';
import { initials, nameHue, tagHue } from './hue';
import { ariaKeys, capsOf, chordOf } from './keys';
import { Toasts, TOAST_MS } from './toasts.svelte';

const press = (
	key: string,
	mods: Partial<Record<'ctrl' | 'meta' | 'alt' | 'shift', boolean>> = {},
) => ({
	key,
	ctrlKey: mods.ctrl ?? false,
	metaKey: mods.meta ?? false,
	altKey: mods.alt ?? false,
	shiftKey: mods.shift ?? false,
});

describe('keys', () => {
	it('names a chord as shortcuts are written', () => {
		expect(chordOf(press('K', { ctrl: true }))).toBe('mod+k');
		expect(chordOf(press('k', { meta: true }))).toBe('mod+k');
		expect(chordOf(press('ArrowLeft', { alt: true }))).toBe('alt+arrowleft');
		expect(chordOf(press('X', { shift: true }))).toBe('shift+x');
	});

	it('does not ask for shift where the layout needs it to type the sign', () => {
		expect(chordOf(press('?', { shift: true }))).toBe('?');
		expect(chordOf(press('/', { shift: true }))).toBe('/');
	});

	it('draws caps and tells screen readers', () => {
		expect(capsOf('mod+k')).toEqual(['Ctrl', 'K']);
		expect(capsOf('mod+k', true)).toEqual(['⌘', 'K']);
		expect(capsOf('g c')).toEqual(['G', 'C']);
		expect(ariaKeys('mod+enter')).toBe('Control+enter');
	});
});

describe('Actions', () => {
	function registry(...actions: (Partial<Action> & { id: string })[]) {
		const all = new Actions();
		all.add(
			actions.map((action) => ({
				label: action.id,
				group: '',
				run: () => undefined,
				...action,
			})),
		);
		return all;
	}

	it('runs two keys in a row, but not when the second comes late', () => {
		const run = vi.fn();
		const all = registry({ id: 'go', keys: 'g c', run });
		expect(all.press(press('g'), false, 0)).toBe(true);
		expect(all.press(press('c'), false, 500)).toBe(true);
		expect(run).toHaveBeenCalledTimes(1);
		all.press(press('g'), false, 1000);
		expect(all.press(press('c'), false, 3000)).toBe(false);
		expect(run).toHaveBeenCalledTimes(1);
	});

	it('leaves letters to a field that is being typed in', () => {
		const run = vi.fn();
		const all = registry({ id: 'a', keys: 'c', run }, { id: 'b', keys: 'mod+k', run });
		expect(all.press(press('c'), true, 0)).toBe(false);
		expect(all.press(press('k', { ctrl: true }), true, 0)).toBe(true);
		expect(run).toHaveBeenCalledTimes(1);
	});

	it('lets a screen take a key from the app, and gives it back', () => {
		const app = vi.fn();
		const screen = vi.fn();
		const all = registry({ id: 'app', keys: 'escape', run: app });
		const leave = all.add([{ id: 's', label: '', group: '', keys: 'escape', run: screen }]);
		all.press(press('Escape'), false, 0);
		leave();
		all.press(press('Escape'), false, 1);
		expect([screen.mock.calls.length, app.mock.calls.length]).toEqual([1, 1]);
	});

	it('never runs what is not enabled', () => {
		const run = vi.fn();
		const all = registry({ id: 'a', keys: 'x', run, enabled: () => false });
		expect(all.press(press('x'), false, 0)).toBe(false);
		all.run('a');
		expect(run).not.toHaveBeenCalled();
	});
});

describe('Toasts', () => {
	function clock() {
		const jobs = new Map<number, { fn: () => void; ms: number }>();
		let next = 1;
		return {
			jobs,
			timers: {
				set: (fn: () => void, ms: number) => (jobs.set(next, { fn, ms }), next++),
				clear: (id: number) => void jobs.delete(id),
			},
			fire() {
				for (const [id, job] of [...jobs]) {
					jobs.delete(id);
					job.fn();
				}
			},
		};
	}

	it('goes after eight seconds, unless it is held', () => {
		const time = clock();
		const toasts = new Toasts(time.timers);
		toasts.show('one');
		expect([...time.jobs.values()][0]?.ms).toBe(TOAST_MS);
		toasts.hold(toasts.items[0]!.id);
		time.fire();
		expect(toasts.items).toHaveLength(1);
		toasts.resume(toasts.items[0]!.id);
		time.fire();
		expect(toasts.items).toHaveLength(0);
	});

	it('takes back the newest thing that can be taken back, once', () => {
		const toasts = new Toasts(clock().timers);
		const first = vi.fn();
		const second = vi.fn();
		toasts.show('a', first);
		toasts.show('b', second);
		toasts.show('c');
		expect(toasts.undoable).toBe(true);
		toasts.undo();
		expect([first.mock.calls.length, second.mock.calls.length]).toEqual([0, 1]);
		toasts.undo();
		toasts.undo();
		expect(first).toHaveBeenCalledTimes(1);
		expect(toasts.undoable).toBe(false);
	});

	it('shows three at most', () => {
		const toasts = new Toasts(clock().timers);
		for (const text of ['a', 'b', 'c', 'd']) toasts.show(text);
		expect(toasts.items.map((toast) => toast.text)).toEqual(['b', 'c', 'd']);
	});
});

describe('hits', () => {
	it('splits marked text and shows no marks', () => {
		expect(hitParts('a \u0002oli\u0003ve')).toEqual([
			{ text: 'a ', hit: false },
			{ text: 'oli', hit: true },
			{ text: 've', hit: false },
		]);
		expect(withoutHits('\u0002oli\u0003ve')).toBe('olive');
	});

	it('survives a snippet that was cut inside a hit, and stray ends', () => {
		expect(hitParts('\u0002oli')).toEqual([{ text: 'oli', hit: true }]);
		expect(hitParts('a\u0003b')).toEqual([{ text: 'ab', hit: false }]);
		expect(hitParts('')).toEqual([]);
	});
});

describe('initials', () => {
	it.each([
		['Carla Nogueira', 'CN'],
		['José Antônio Brandão', 'JB'],
		['  ana ', 'A'],
		['अनन्या अय्यर', 'अअ'],
		['王小明', '王'],
		['+55 11 90000-0142', ''],
		['🌱 Ana', 'A'],
		['', ''],
	])('of %s are %s', (name, letters) => {
		expect(initials(name)).toBe(letters);
	});

	it('keeps a hue per name and wraps tag colours', () => {
		expect(nameHue('Ana')).toBe(nameHue('Ana'));
		expect(nameHue('Ana')).not.toBe(nameHue('Anb'));
		expect(tagHue(12)).toBe(tagHue(0));
		expect(tagHue(null)).toBe(tagHue(0));
	});
});
