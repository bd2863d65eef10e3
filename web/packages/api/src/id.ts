/* UUIDv7 (RFC 9562): 48 bits of ms UTC, then random bits. Chosen here, a create can be repeated without doubling. */
export function uuidV7(nowMs: number, random: Uint8Array): string {
	const bytes = new Uint8Array(16);
	bytes.set(random.subarray(0, 16));
	for (let i = 0; i < 6; i++) bytes[i] = Math.floor(nowMs / 2 ** (8 * (5 - i))) & 0xff;
	bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
	bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
	const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
	return [
		hex.slice(0, 8),
		hex.slice(8, 12),
		hex.slice(12, 16),
		hex.slice(16, 20),
		hex.slice(20),
	].join('-');
}
