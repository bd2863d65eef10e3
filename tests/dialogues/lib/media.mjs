// media.mjs: small files that are what they say, made by code.
import { crc32, deflateSync } from 'node:zlib';

const be32 = (n) => {
	const b = Buffer.alloc(4);
	b.writeUInt32BE(n >>> 0);
	return b;
};
const chunk = (type, data) => {
	const both = Buffer.concat([Buffer.from(type), data]);
	return Buffer.concat([be32(data.length), both, be32(crc32(both))]);
};

/** A picture of one colour (red, green, blue) that every browser draws. */
export function png(width = 4, height = 3, colour = [37, 160, 110]) {
	const line = Buffer.concat([Buffer.from([0]), ...Array.from({ length: width }, () => Buffer.from(colour))]);
	return Buffer.concat([
		Buffer.from('89504e470d0a1a0a', 'hex'),
		chunk('IHDR', Buffer.concat([be32(width), be32(height), Buffer.from([8, 2, 0, 0, 0])])),
		chunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: height }, () => line)))),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

export const jpeg = (rest = '') => Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'), Buffer.from(rest), Buffer.from('ffd9', 'hex')]);
export const gif = (rest = '') => Buffer.concat([Buffer.from('GIF89a'), Buffer.from('0100010080000000000000ffffff2c00000000010001000002024401003b', 'hex'), Buffer.from(rest)]);
export const webp = () => Buffer.concat([Buffer.from('RIFF'), Buffer.from([26, 0, 0, 0]), Buffer.from('WEBPVP8L'), Buffer.from('0d0000002f00000010071011118888fe0700', 'hex')]);
export const pdf = (rest = '') => Buffer.from(`%PDF-1.4\n${rest}\n%%EOF\n`);

/** A page of Ogg that begins Opus: enough to be known as a voice. */
export const ogg = (note = '') => {
	const head = Buffer.concat([Buffer.from('OpusHead'), Buffer.from([1, 1, 0, 0, 0x80, 0xbb, 0, 0, 0, 0, 0])]);
	return Buffer.concat([Buffer.from('OggS'), Buffer.from([0, 2]), Buffer.alloc(20), Buffer.from([1, head.length]), head, Buffer.from(note)]);
};
