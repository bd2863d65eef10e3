/*
 * What a browser finds out about a file that it fetches by address: size and small picture of a picture or film, length
 * and loudness of a voice. Each rejects when the browser cannot read the file.
 */
import { peaksOf, type Measured, type Showing, type Tools } from '@kontor/features/media';

/* Longest side of a small picture, in px, and what the server takes of it. */
const SIDE = 480;
const MOST_BYTES = 64 * 1024;
const QUALITIES = [0.8, 0.6, 0.4];
/* A film that says nothing for this long is none. */
const PATIENCE_MS = 15_000;
/* Speech lies below half of this; the lowest rate that every browser makes. */
const RATE_HZ = 8000;
const PARTS = 96;

const nothing: Measured = {
	width: null,
	height: null,
	duration_ms: null,
	small: null,
	peaks: null,
};

/* Waits for one event of an element, or for its error. */
function happens(element: HTMLMediaElement | HTMLImageElement, name: string): Promise<void> {
	return new Promise((resolve, reject) => {
		const late = window.setTimeout(() => reject(new Error('late')), PATIENCE_MS);
		const end = (fn: () => void) => () => {
			window.clearTimeout(late);
			fn();
		};
		element.addEventListener(name, end(resolve), { once: true });
		element.addEventListener(
			'error',
			end(() => reject(new Error('unreadable'))),
			{
				once: true,
			},
		);
	});
}

function drawn(source: CanvasImageSource, width: number, height: number): HTMLCanvasElement {
	const scale = Math.min(1, SIDE / Math.max(width, height));
	const canvas = document.createElement('canvas');
	canvas.width = Math.max(1, Math.round(width * scale));
	canvas.height = Math.max(1, Math.round(height * scale));
	canvas.getContext('2d')?.drawImage(source, 0, 0, canvas.width, canvas.height);
	return canvas;
}

/* The best that the server takes; a browser without WebP writes PNG, which is kept where it is small enough. */
async function smallOf(source: CanvasImageSource, width: number, height: number) {
	const canvas = drawn(source, width, height);
	for (const quality of QUALITIES) {
		const blob = await new Promise<Blob | null>((resolve) =>
			canvas.toBlob(resolve, 'image/webp', quality),
		);
		if (blob && blob.size <= MOST_BYTES) return blob;
	}
	return null;
}

async function picture(address: string): Promise<Measured> {
	const image = new Image();
	image.src = address;
	await image.decode();
	const { naturalWidth: width, naturalHeight: height } = image;
	return { ...nothing, width, height, small: await smallOf(image, width, height) };
}

/* A recording that was never closed says that it is endless; asked for its end, it looks. */
async function lengthOf(film: HTMLMediaElement): Promise<number | null> {
	if (!Number.isFinite(film.duration)) {
		film.currentTime = Number.MAX_SAFE_INTEGER;
		await happens(film, 'durationchange');
	}
	return Number.isFinite(film.duration) ? Math.round(film.duration * 1000) : null;
}

async function film(address: string): Promise<Measured> {
	const video = document.createElement('video');
	video.muted = true;
	video.preload = 'auto';
	video.src = address;
	try {
		await happens(video, 'loadeddata');
		const duration = await lengthOf(video);
		/* the first picture is often black */
		const at = Math.min(1, (duration ?? 0) / 3000);
		const seen = happens(video, 'seeked');
		video.currentTime = at;
		await seen;
		const { videoWidth: width, videoHeight: height } = video;
		if (width === 0) throw new Error('no picture in it');
		const small = await smallOf(video, width, height);
		return { ...nothing, width, height, duration_ms: duration, small };
	} finally {
		video.removeAttribute('src');
		video.load();
	}
}

async function voice(address: string): Promise<Measured> {
	const response = await fetch(address);
	if (!response.ok) throw new Error(String(response.status));
	const bytes = await response.arrayBuffer();
	const sound = await new OfflineAudioContext(1, 1, RATE_HZ).decodeAudioData(bytes);
	return {
		...nothing,
		duration_ms: Math.round(sound.duration * 1000),
		peaks: peaksOf(sound.getChannelData(0), PARTS),
	};
}

export const tools: Tools & { canPlay(type: string): boolean } = {
	measure(address: string, showing: Showing): Promise<Measured> {
		if (showing === 'picture') return picture(address);
		return showing === 'film' ? film(address) : voice(address);
	},
	addressOfBlob: (blob) => URL.createObjectURL(blob),
	forgetAddress: (address) => URL.revokeObjectURL(address),
	canPlay: (type) => document.createElement('video').canPlayType(type) !== '',
};
