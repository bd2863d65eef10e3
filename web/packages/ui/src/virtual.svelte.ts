/*
 * A list of which only what is visible exists, on @tanstack/virtual-core. The adapter keeps one signal: the core calls
 * back when the visible range or a measured height changed, and whoever read `items` or `size` is asked again.
 */
import {
	Virtualizer,
	elementScroll,
	measureElement,
	observeElementOffset,
	observeElementRect,
	type VirtualItem,
	type VirtualizerOptions,
} from '@tanstack/virtual-core';
import { untrack } from 'svelte';

export interface VirtualOptions {
	count: number;
	scroller: HTMLElement | null | undefined;
	estimate: (index: number) => number;
	key?: (index: number) => string | number;
	overscan?: number;
	paddingStart?: number;
	paddingEnd?: number;
	/* rows are read upwards: what is seen stays in place when older ones arrive in front, and a new one at the end is
	   followed while the end is in sight */
	fromEnd?: boolean;
}

export interface Virtual {
	readonly items: VirtualItem[];
	readonly size: number;
	scrollTo(index: number, align?: 'start' | 'center' | 'end' | 'auto'): void;
	scrollToEnd(): void;
	/* for `{@attach virtual.measure}` on each row with `data-index`, where heights are not known before */
	measure(node: Element): void;
}

type Options = VirtualizerOptions<HTMLElement, Element>;

export function useVirtual(read: () => VirtualOptions): Virtual {
	let tick = $state(0);

	function options(now: VirtualOptions): Options {
		const base: Options = {
			count: now.count,
			/* asked afresh: the element is bound after the first options were made */
			getScrollElement: () => untrack(read).scroller ?? null,
			estimateSize: now.estimate,
			overscan: now.overscan ?? 8,
			paddingStart: now.paddingStart ?? 0,
			paddingEnd: now.paddingEnd ?? 0,
			observeElementRect,
			observeElementOffset,
			scrollToFn: elementScroll,
			measureElement,
			onChange: () => {
				tick++;
			},
		};
		if (now.key) base.getItemKey = now.key;
		if (now.fromEnd) Object.assign(base, { anchorTo: 'end', followOnAppend: true });
		return base;
	}

	const core = new Virtualizer<HTMLElement, Element>(untrack(() => options(read())));
	$effect.pre(() => {
		core.setOptions(options(read()));
		untrack(() => {
			tick++;
		});
	});
	$effect(() => {
		read();
		core._willUpdate();
		untrack(() => {
			tick++;
		});
	});
	$effect(() => core._didMount());

	return {
		get items() {
			void tick;
			return core.getVirtualItems();
		},
		get size() {
			void tick;
			return core.getTotalSize();
		},
		scrollTo: (index, align = 'auto') => core.scrollToIndex(index, { align }),
		scrollToEnd: () => core.scrollToEnd(),
		measure: (node) => core.measureElement(node),
	};
}
