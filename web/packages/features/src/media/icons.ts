/* The icon of a file that is neither seen nor heard: by what is in it, as far as that is known. */
import type { Icon } from '@kontor/ui';
import File from '@lucide/svelte/icons/file';
import FileArchive from '@lucide/svelte/icons/file-archive';
import FileAudio from '@lucide/svelte/icons/file-audio';
import FileImage from '@lucide/svelte/icons/file-image';
import FileSpreadsheet from '@lucide/svelte/icons/file-spreadsheet';
import FileText from '@lucide/svelte/icons/file-text';
import FileVideo from '@lucide/svelte/icons/file-video';

export interface FileLook {
	icon: Icon;
	/* the hue of its ground */
	hue: number;
}

const looks: readonly [RegExp, FileLook][] = [
	[/^image\//, { icon: FileImage, hue: 200 }],
	[/^video\//, { icon: FileVideo, hue: 290 }],
	[/^audio\//, { icon: FileAudio, hue: 155 }],
	[/pdf$/, { icon: FileText, hue: 20 }],
	[/zip|gzip|7z|rar|tar/, { icon: FileArchive, hue: 80 }],
	[/csv|sheet|excel/, { icon: FileSpreadsheet, hue: 145 }],
	[/^text\/|word|rtf|document/, { icon: FileText, hue: 245 }],
];
const plain: FileLook = { icon: File, hue: 245 };

export function lookOf(type: string, name: string): FileLook {
	/* an office file is a zip of its own kind: there the name says more than the bytes */
	if (/\.(xlsx?|ods|csv)$/i.test(name)) return { icon: FileSpreadsheet, hue: 145 };
	if (/\.(docx?|odt|rtf|pptx?|odp)$/i.test(name)) return { icon: FileText, hue: 245 };
	return looks.find(([pattern]) => pattern.test(type))?.[1] ?? plain;
}
