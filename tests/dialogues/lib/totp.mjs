// totp.mjs: what an app on a phone does with the secret: RFC 6238 by Node's own crypto, written apart
// from the server's library.
import { createHmac } from 'node:crypto';
import { until } from './until.mjs';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function bytesOf(secret) {
	let bits = '';
	for (const sign of secret.replace(/=+$/, '')) bits += alphabet.indexOf(sign).toString(2).padStart(5, '0');
	return Buffer.from(bits.match(/.{8}/g).map((octet) => Number.parseInt(octet, 2)));
}

const stepNow = () => Math.floor(Date.now() / 30_000);

/** The code of the half-minute `steps` from now. */
export function codeAt(secret, steps = 0) {
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(stepNow() + steps));
	const digest = createHmac('sha1', bytesOf(secret)).update(counter).digest();
	const at = digest[19] & 15;
	return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** Six digits that are no code of now, nor of the steps around it. */
export function wrongCode(secret) {
	const right = [-3, -2, -1, 0, 1, 2, 3].map((steps) => codeAt(secret, steps));
	for (let i = 0; ; i++) {
		const code = String(i).padStart(6, '0');
		if (!right.includes(code)) return code;
	}
}

/** Until at least `ms` of the current half-minute are left, so that a test is not torn apart by its end. */
export const untilRoom = (ms = 12_000) => until(() => 30_000 - (Date.now() % 30_000) > ms, 40_000);

/** Turns it on for whoever the client is signed in as: the secret and the codes on paper. */
export async function turnOn(client) {
	await untilRoom();
	const { secret, uri } = (await client.post('account/totp')).is(200);
	const { recovery_codes } = (await client.post('account/totp:confirm', { code: codeAt(secret, -1) })).is(200);
	return { secret, uri, recovery_codes };
}
