/* Files that are dragged over or pasted into an element, for `{@attach}`. */

export interface Drop {
	/* something that holds files hangs over it */
	over(hanging: boolean): void;
	add(files: File[]): void;
}

const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

export function takesFiles(drop: Drop): (node: HTMLElement) => () => void {
	return (node) => {
		/* enter and leave are told of every part within: the pointer is out when as many left as came */
		let depth = 0;
		const hang = (by: number) => {
			depth = Math.max(0, depth + by);
			drop.over(depth > 0);
		};
		const listeners: Partial<{ [K in keyof HTMLElementEventMap]: (event: never) => void }> = {
			dragenter: (event: DragEvent) => holdsFiles(event) && hang(1),
			dragleave: (event: DragEvent) => holdsFiles(event) && hang(-1),
			/* without this the browser opens what is dropped */
			dragover: (event: DragEvent) => holdsFiles(event) && event.preventDefault(),
			drop: (event: DragEvent) => {
				if (!holdsFiles(event)) return;
				event.preventDefault();
				hang(-depth);
				drop.add([...(event.dataTransfer?.files ?? [])]);
			},
			paste: (event: ClipboardEvent) => {
				const files = [...(event.clipboardData?.files ?? [])];
				if (files.length === 0) return;
				event.preventDefault();
				drop.add(files);
			},
		};
		const all = Object.entries(listeners) as [string, (event: Event) => void][];
		for (const [name, fn] of all) node.addEventListener(name, fn);
		return () => {
			for (const [name, fn] of all) node.removeEventListener(name, fn);
		};
	};
}
