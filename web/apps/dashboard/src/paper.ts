/* What leaves the page for a drawer or a printer. */

/* Saves a text as a file. */
export function download(name: string, text: string): void {
	const address = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
	const link = document.createElement('a');
	link.href = address;
	link.download = name;
	link.click();
	URL.revokeObjectURL(address);
}

/* Prints one part of the page: a copy of it is all that a printer sees (base.css), for as long as it takes. */
export function print(node: HTMLElement): void {
	const sheet = document.createElement('div');
	sheet.className = 'paper';
	sheet.append(node.cloneNode(true));
	document.body.append(sheet);
	window.addEventListener('afterprint', () => sheet.remove(), { once: true });
	window.print();
}
