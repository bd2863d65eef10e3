// mail.mjs: a real mail server for the tests (SMTP, STARTTLS, TLS), and what arrived there. How it behaves
// can be changed while it runs.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFileSync, writeFileSync } from 'node:fs';
import { until } from './until.mjs';

const require = createRequire(new URL('../../../tools/package.json', import.meta.url));
const { SMTPServer } = require('smtp-server');

/** What a quoted-printable text says. */
function decodeText(text) {
	const bytes = text
		.replace(/=\r?\n/g, '')
		.replace(/\r\n/g, '\n')
		.replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
	return Buffer.from(bytes, 'latin1').toString('utf8');
}

function parse(raw) {
	const at = raw.indexOf('\r\n\r\n');
	const headers = {};
	for (const line of raw.slice(0, at).replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
		const [, name, value] = /^([^:]+):\s*(.*)$/.exec(line);
		headers[name.toLowerCase()] = value;
	}
	return { raw, headers, text: decodeText(raw.slice(at + 4)) };
}

export class Mailbox {
	mails = []; // { from, to, headers, text, raw, secure, user }
	sessions = 0;
	refuse = null; // (address) => an error with responseCode, or nothing
	stall = false; // takes the whole mail and does not answer

	/** host: 127.0.0.1, or another loopback address, which counts as elsewhere. */
	static async start({ host = '127.0.0.1', secure = false, auth = null, starttls = true } = {}) {
		const box = new Mailbox();
		box.host = host;
		box.folder = mkdtempSync(join(tmpdir(), 'kontor-mail-'));
		box.caFile = join(box.folder, 'cert.pem');
		box.#certify();
		box.server = new SMTPServer({
			secure,
			key: readFileSync(join(box.folder, 'key.pem')),
			cert: readFileSync(box.caFile),
			authOptional: auth === null,
			hideSTARTTLS: !starttls,
			disabledCommands: [...(auth === null ? ['AUTH'] : []), ...(starttls ? [] : ['STARTTLS'])],
			disableReverseLookup: true,
			onConnect: (session, done) => {
				box.sessions++;
				done();
			},
			onAuth: ({ username, password }, session, done) =>
				auth?.user === username && auth?.password === password
					? done(null, { user: username })
					: done(new Error('no such account')),
			onRcptTo: ({ address }, session, done) => done(box.refuse?.(address) ?? undefined),
			onData: (stream, session, done) => box.#take(stream, session, done),
		});
		box.server.on('error', () => {}); // whoever breaks a connection off
		await new Promise((resolve) => box.server.listen(0, host, resolve));
		box.port = box.server.server.address().port;
		box.url = `${secure ? 'smtps' : 'smtp'}://${host}:${box.port}`;
		return box;
	}

	#certify() {
		const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
		const names = ['-subj', '/CN=mail.example.test', '-addext', `subjectAltName=IP:${this.host}`];
		const files = ['-keyout', join(this.folder, 'key.pem'), '-out', this.caFile];
		execFileSync('openssl', [...args, ...names, ...files], { stdio: 'ignore' });
	}

	#take(stream, session, done) {
		const pieces = [];
		stream.on('data', (piece) => pieces.push(piece));
		stream.on('end', () => {
			if (this.stall) return;
			const { mailFrom, rcptTo } = session.envelope;
			this.mails.push({
				...parse(Buffer.concat(pieces).toString('utf8')),
				from: mailFrom.address,
				to: rcptTo.map(({ address }) => address),
				secure: session.secure,
				user: session.user,
			});
			done();
		});
	}

	/** The arguments with which a server sends its mail here. */
	args({ user, password, from = 'kontor@example.test', ca = true } = {}) {
		const file = join(this.folder, 'password');
		if (password !== undefined) writeFileSync(file, `${password}\n`);
		return [
			...['--smtp-url', this.url, '--mail-from', from],
			...(ca ? ['--smtp-ca-file', this.caFile] : []),
			...(user === undefined ? [] : ['--smtp-user', user]),
			...(password === undefined ? [] : ['--smtp-password-file', file]),
		];
	}

	/** The next mail to that address that nobody has taken yet. */
	async next(address, ms) {
		const at = await until(() => this.mails.findIndex(({ to }) => to.includes(address)) + 1, ms);
		return this.mails.splice(at - 1, 1)[0];
	}

	async close() {
		this.server.server.closeAllConnections?.();
		for (const connection of this.server.connections) connection._socket?.destroy();
		await new Promise((resolve) => this.server.close(resolve));
		rmSync(this.folder, { recursive: true, force: true });
	}
}

/** The code in the link of a mail: what follows #/word/. */
export function codeIn(mail, word) {
	const [, code] = new RegExp(`^\\S+/#/${word}/(\\S+)$`, 'm').exec(mail.text) ?? [];
	if (code === undefined) throw new Error(`no link #/${word}/ in: ${mail.text}`);
	return code;
}
