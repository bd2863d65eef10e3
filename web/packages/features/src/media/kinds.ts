/* What a kept file is to a person: how it is shown, what its kind is called, how much room it takes. Pure. */
import type { Attachment, Message } from '@kontor/api';
import { m } from '@kontor/i18n';

export type Showing = 'picture' | 'film' | 'voice' | 'document';

/* By what the server found in its bytes, never by its name. */
export function showingOf(type: string): Showing {
	if (type.startsWith('video/')) return 'film';
	if (type.startsWith('audio/')) return 'voice';
	/* what may hold a script is never shown; browsers do not show TIFF */
	const picture = type.startsWith('image/') && !/svg|tiff/.test(type);
	return picture ? 'picture' : 'document';
}

const families: Record<string, () => string> = {
	'application/pdf': () => 'PDF',
	'application/zip': () => 'ZIP',
	'text/plain': m.type_text,
	'application/octet-stream': m.type_unknown,
};

/* PDF, DOCX, text: from the name where that ends in one, else from the type. */
export function typeWords(file: Pick<Attachment, 'type' | 'name'>): string {
	const ending = /\.([a-z0-9]{1,5})$/i.exec(file.name)?.[1];
	if (ending) return ending.toUpperCase();
	const known = families[file.type ?? ''];
	return known
		? known()
		: (file.type ?? '')
				.split(/[/.+-]/)
				.at(-1)
				?.toUpperCase() || m.file();
}

export interface Box {
	width: number;
	height: number;
}

/* Room of what nobody has measured yet. */
const UNKNOWN: Box = { width: 240, height: 180 };
/* Flatter or higher than this it is cut: the whole of it is one click away. */
const LEAST = 72;

/* The room a picture takes in at most `most` px each way, in its own proportions; small ones are not blown up. */
export function boxOf(file: Pick<Attachment, 'width' | 'height'>, most = 300): Box {
	const { width, height } = file;
	if (!width || !height) return most < UNKNOWN.width ? { width: most, height: most } : UNKNOWN;
	const scale = Math.min(1, most / width, most / height);
	return {
		width: Math.max(LEAST, Math.round(width * scale)),
		height: Math.max(LEAST, Math.round(height * scale)),
	};
}

/* 0:38, 12:04, 1:02:09 */
export function minutesOf(ms: number): string {
	const s = Math.max(0, Math.floor(ms / 1000));
	const two = (n: number) => String(n).padStart(2, '0');
	const hours = Math.floor(s / 3600);
	const minutes = Math.floor((s % 3600) / 60);
	return hours > 0
		? `${String(hours)}:${two(minutes)}:${two(s % 60)}`
		: `${String(minutes)}:${two(s % 60)}`;
}

const STICKER = 128;
const FILE_ROW = 56;
const GAP = 4;

/* How much higher a line of the thread is for what came with it: so that the list knows before anything is loaded. */
export function mediaHeight(message: Message): number {
	const files = message.attachments ?? [];
	const seen = files.filter((file) => seenIn(file));
	if (seen.length > 1) return albumRows(seen.length) * (ALBUM + GAP) + rest(files, seen);
	return seen.reduce(
		(sum, file) => sum + boxOf(file, message.kind === 'sticker' ? STICKER : 300).height,
		rest(files, seen),
	);
}

const rest = (files: readonly Attachment[], seen: readonly Attachment[]) =>
	(files.length - seen.length) * FILE_ROW;

/* A square of an album, and how many rows of them there are. */
export const ALBUM = 128;
export const albumRows = (n: number): number => Math.ceil(n / 3);
export const stickerSize = STICKER;

/* It is seen, not heard or read: it opens large. */
export function seenIn(file: Pick<Attachment, 'type'>): boolean {
	const showing = showingOf(file.type ?? '');
	return showing === 'picture' || showing === 'film';
}

/* A message that names a file whose bytes are not here. */
export function isMissing(message: Message): boolean {
	const named = Boolean(message.media_name) || message.marks.includes('media_omitted');
	return named && (message.attachments ?? []).length === 0;
}
