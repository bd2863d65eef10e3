/*
 * Files: bytes go up as they are, and come down by address, since pictures and players fetch by themselves. Such a
 * request carries the session's cookie and no header of ours, so the workspace stands in the address.
 */
import type { Attachment, StoredFile } from './records';
import type { Transport } from './transport';

/* shown: in the page, where that is safe. download: as a file. small: the picture that a browser made of it. */
export type FileUse = 'shown' | 'download' | 'small';

export interface Measures {
	width: number | null;
	height: number | null;
	duration_ms: number | null;
	small: Blob | null;
}

const never = new AbortController().signal;

export function fileRoutes({ upload, workspace }: Transport) {
	const address = (
		file: Pick<Attachment, 'id' | 'file_id'>,
		part: '' | ':thumbnail',
		query: Record<string, string>,
	) => {
		const all = new URLSearchParams({ attachment: file.id, ...query });
		return `files/${file.file_id}${part}?${all.toString()}`;
	};
	return {
		put: (file: Blob, onSent: (bytes: number) => void, signal: AbortSignal) =>
			upload<StoredFile>('PUT', 'files', file, onSent, signal),
		address(file: Pick<Attachment, 'id' | 'file_id'>, use: FileUse): string {
			const how: Record<string, string> = use === 'shown' ? { inline: '1' } : {};
			const part = use === 'small' ? ':thumbnail' : '';
			return `/api/v1/${address(file, part, { ...how, workspace: workspace() })}`;
		},
		/* What a browser found out about a file, for everybody who looks at it later. */
		measure(file: Attachment, found: Measures): Promise<StoredFile> {
			const query: Record<string, string> = {};
			for (const name of ['width', 'height', 'duration_ms'] as const) {
				if (found[name]) query[name] = String(Math.round(found[name]));
			}
			const at = address(file, ':thumbnail', query);
			return upload('PUT', at, found.small ?? new Blob([]), () => undefined, never);
		},
	};
}
