/* Files on their way to the server, before anything is imported. */
import { asProblem, isAbort } from '@kontor/api';
import { m } from '@kontor/i18n';
import type { Desk } from '../desk.svelte';
import type { Upload } from './import.svelte';

/* Kinds that people try and that can't be read, by the end of the name: what to do instead is said at once. */
export function refusal(name: string): string | null {
	const kind = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
	if (['xls', 'xlsx', 'ods', 'numbers'].includes(kind)) return m.upload_refused_sheet();
	if (['pdf', 'doc', 'docx'].includes(kind)) return m.upload_refused_document();
	if (['png', 'jpg', 'jpeg', 'heic', 'mp4', 'opus'].includes(kind))
		return m.upload_refused_media();
	return null;
}

export class Uploads {
	#desk: Desk;
	#aborts = new Map<Upload, AbortController>();
	items = $state<Upload[]>([]);

	constructor(desk: Desk) {
		this.#desk = desk;
	}

	/* Returns the run's id when it is the only file, so that the screen can go on by itself. */
	async add(files: readonly File[]): Promise<string | null> {
		const results = await Promise.all(files.map((file) => this.#send(file)));
		return files.length === 1 ? (results[0] ?? null) : null;
	}

	drop(upload: Upload): void {
		this.#aborts.get(upload)?.abort();
		this.items = this.items.filter((other) => other !== upload);
	}

	async #send(file: File): Promise<string | null> {
		this.items.push({
			name: file.name,
			bytes: file.size,
			sent: 0,
			run: null,
			problem: null,
			refused: refusal(file.name),
		});
		const upload = this.items.at(-1);
		if (!upload || upload.refused) return null;
		const abort = new AbortController();
		this.#aborts.set(upload, abort);
		try {
			const run = await this.#desk.api.imports.upload(
				file,
				file.name,
				(sent) => (upload.sent = sent),
				abort.signal,
			);
			this.#desk.rows.put('import_runs', run);
			upload.run = run;
			return run.id;
		} catch (thrown) {
			if (!isAbort(thrown)) upload.problem = asProblem(thrown);
			return null;
		}
	}
}
