// Files that are what they say, made by code: pictures, a tone, Ogg Opus as a phone writes it, AMR, and a film that the
// browser records itself.
import { crc32, deflateSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import type { Api } from './world';

const be32 = (n: number) => {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(n >>> 0);
	return bytes;
};
const chunk = (type: string, data: Buffer) => {
	const both = Buffer.concat([Buffer.from(type), data]);
	return Buffer.concat([be32(data.length), both, be32(crc32(both))]);
};

/** Hills under a sky; `seed` says which, and that no two are the same bytes. */
export function picture(width: number, height: number, seed = 0): Buffer {
	const hill = (x: number, k: number) => 0.5 + 0.12 * k + 0.09 * Math.sin(x / width * (5 + k) + seed * 1.7 + k * 2);
	const rows = Array.from({ length: height }, (_, y) => {
		const line = Buffer.alloc(1 + width * 3);
		for (let x = 0; x < width; x++) {
			const at = y / height;
			const k = [2, 1, 0].find((one) => at > hill(x, one));
			const sky = [150 + 80 * at, 190 + 40 * at, 225 - 30 * at * ((seed % 3) + 1)];
			const land = k === undefined ? sky : [40 + 20 * k + 15 * (seed % 4), 120 - 28 * k, 90 - 22 * k];
			for (let c = 0; c < 3; c++) line[1 + x * 3 + c] = Math.max(0, Math.min(255, land[c] ?? 0));
		}
		return line;
	});
	const head = Buffer.concat([be32(width), be32(height), Buffer.from([8, 2, 0, 0, 0])]);
	return Buffer.concat([
		Buffer.from('89504e470d0a1a0a', 'hex'),
		chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.concat(rows))), chunk('IEND', Buffer.alloc(0)),
	]);
}

/** A voice in WAV: louder and quieter, as somebody who speaks. */
export function wav(seconds: number, hz = 220): Buffer {
	const rate = 8000;
	const n = seconds * rate;
	const head = Buffer.alloc(44);
	head.write('RIFF', 0);
	head.writeUInt32LE(36 + 2 * n, 4);
	head.write('WAVEfmt ', 8);
	head.writeUInt32LE(16, 16);
	head.writeUInt16LE(1, 20);
	head.writeUInt16LE(1, 22);
	head.writeUInt32LE(rate, 24);
	head.writeUInt32LE(2 * rate, 28);
	head.writeUInt16LE(2, 32);
	head.writeUInt16LE(16, 34);
	head.write('data', 36);
	head.writeUInt32LE(2 * n, 40);
	const body = Buffer.alloc(2 * n);
	for (let i = 0; i < n; i++) {
		const at = i / rate;
		const loud = Math.abs(Math.sin(at * 2.1)) * (0.5 + 0.5 * Math.abs(Math.sin(at * 7.3)));
		body.writeInt16LE(Math.round(12_000 * loud * Math.sin(2 * Math.PI * hz * at)), 2 * i);
	}
	return Buffer.concat([head, body]);
}

const crcTable = Array.from({ length: 256 }, (_, i) => {
	let r = i << 24;
	for (let k = 0; k < 8; k++) r = r & 0x80000000 ? (r << 1) ^ 0x04c11db7 : r << 1;
	return r >>> 0;
});
const oggCrc = (page: Buffer) => page.reduce((crc, byte) => ((crc << 8) ^ (crcTable[(crc >>> 24) ^ byte] ?? 0)) >>> 0, 0);

function oggPage(n: number, flags: number, granule: number, packets: Buffer[]): Buffer {
	const head = Buffer.alloc(27);
	head.write('OggS', 0);
	head[5] = flags;
	head.writeBigUInt64LE(BigInt(granule), 6);
	head.writeUInt32LE(0x4b6f, 14);
	head.writeUInt32LE(n, 18);
	head[26] = packets.length;
	const page = Buffer.concat([head, Buffer.from(packets.map((one) => one.length)), ...packets]);
	page.writeUInt32LE(oggCrc(page), 22);
	return page;
}

/** Ogg Opus (RFC 7845, RFC 6716): silence in frames of 20 ms, as a voice note of a phone is laid out. */
export function opus(seconds: number): Buffer {
	const head = Buffer.from([...Buffer.from('OpusHead'), 1, 1, 0, 0, 0x80, 0x3e, 0, 0, 0, 0, 0]);
	const tags = Buffer.concat([Buffer.from('OpusTags'), Buffer.from([1, 0, 0, 0, 0x6b, 0, 0, 0, 0])]);
	const pages = [oggPage(0, 2, 0, [head]), oggPage(1, 0, 0, [tags])];
	const frame = Buffer.from([0xf8, 0xff, 0xfe]);
	for (let s = 1; s <= seconds; s++)
		pages.push(oggPage(1 + s, s === seconds ? 4 : 0, s * 48_000, Array.from({ length: 50 }, () => frame)));
	return Buffer.concat(pages);
}

/** AMR narrow band, as phones of long ago recorded: no browser on a desk plays it. */
export const amr = (): Buffer => Buffer.concat([Buffer.from('#!AMR\n'), Buffer.alloc(13 * 50, 0x3c)]);
export const pdf = (rest = ''): Buffer => Buffer.from(`%PDF-1.4\n${rest}\n%%EOF\n`);

/** A second of film, recorded by the browser from what it draws: its end is not written into its head. */
export async function film(page: Page): Promise<Buffer> {
	const bytes = await page.evaluate(async () => {
		const canvas = document.createElement('canvas');
		[canvas.width, canvas.height] = [320, 180];
		const draw = canvas.getContext('2d') as CanvasRenderingContext2D;
		const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: 'video/webm' });
		const parts: Blob[] = [];
		recorder.ondataavailable = (event) => parts.push(event.data);
		const ended = new Promise((resolve) => (recorder.onstop = resolve));
		recorder.start();
		for (let i = 0; i < 30; i++) {
			draw.fillStyle = `hsl(${String(i * 9)} 60% 45%)`;
			draw.fillRect(0, 0, 320, 180);
			draw.fillStyle = '#fff';
			draw.fillRect(20 + i * 8, 70, 40, 40);
			await new Promise(requestAnimationFrame);
			await new Promise((resolve) => setTimeout(resolve, 40));
		}
		recorder.stop();
		await ended;
		return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
	});
	return Buffer.from(bytes);
}

/** Puts a file into the store, and attaches it: to `{message_id}`, `{contact_id}` or `{note_id}`. */
export async function attach(api: Api, to: Record<string, string>, name: string, bytes: Buffer): Promise<any> {
	const reply = await api.request('PUT', 'files', bytes, { 'Content-Type': 'application/octet-stream' });
	const file = reply.is(reply.status === 200 ? 200 : 201);
	return (await api.post('attachments', { ...to, file_id: file.id, name })).is(201);
}

/** One message of a chat with what came with it. */
export async function send(
	api: Api,
	message: { chat_id: string; at: number; kind: string; direction?: string; text?: string; sender_name?: string },
	...files: [name: string, bytes: Buffer][]
): Promise<string> {
	const row = (await api.post('messages', { direction: 'in', ...message })).is(201);
	for (const [name, bytes] of files) await attach(api, { message_id: row.id }, name, bytes);
	return row.id;
}
