import { describe, expect, it, vi } from 'vitest';
import { createApi } from './client';
import { uuidV7 } from './id';
import { Problem, problemOf } from './problem';

function api(answer: (request: Request) => Response | Promise<Response>) {
	const requests: Request[] = [];
	const onReach = vi.fn();
	const onSignedOut = vi.fn();
	const made = createApi({
		fetch: async (input) => {
			const request = input as Request;
			requests.push(request.clone());
			return answer(request);
		},
		upload: (method, url, file, headers, onSent) => {
			onSent(file.size);
			requests.push(new Request(url, { method, headers }));
			return Promise.resolve(Response.json({ id: 'r' }, { status: 201 }));
		},
		origin: 'http://kontor.test',
		now: () => 1_700_000_000_000,
		random: () => crypto.getRandomValues(new Uint8Array(16)),
		onReach,
		onSignedOut,
	});
	return { made, requests, onReach, onSignedOut };
}

const ok = () => Response.json({ items: [], next: null });
const problem = (status: number, body: object, headers: Record<string, string> = {}) =>
	new Response(JSON.stringify(body), {
		status,
		headers: { 'Content-Type': 'application/problem+json', ...headers },
	});

describe('createApi', () => {
	it('names the workspace on every call, and proves itself only on those that change something', async () => {
		const { made, requests } = api(ok);
		made.setCredentials({ workspace: 'w', csrf: 'c' });
		await made.records.list('contacts', { limit: 1 });
		await made.records.remove('contacts', 'x');
		expect(requests[0]?.headers.get('Kontor-Workspace')).toBe('w');
		expect(requests[0]?.headers.get('Kontor-CSRF')).toBeNull();
		expect(requests[1]?.headers.get('Kontor-CSRF')).toBe('c');
		expect(requests[1]?.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f-]{36}$/);
	});

	it('repeats a filter for each of its values and leaves out what is empty', async () => {
		const { made, requests } = api(ok);
		await made.records.list('contacts', { tags: ['a', 'b'], after: undefined, q: '' });
		expect(new URL(requests[0]!.url).search).toBe('?tags=a&tags=b');
	});

	it('chooses the id of what it creates, and says which version an edit began with', async () => {
		const { made, requests } = api(ok);
		await made.records.create('notes', { text: 'x' });
		await made.records.patch('notes', 'n', { text: 'y' }, 4);
		expect(((await requests[0]!.json()) as { id: string }).id).toMatch(/^018bcfe5-6800-7/);
		expect(await requests[1]!.json()).toEqual({ text: 'y', base_version: 4 });
	});

	it('throws a problem with its fields, request and reason', async () => {
		const flaws = [{ pointer: '/name', code: 'missing', detail: 'A name is needed.' }];
		const body = {
			type: '/problems/invalid',
			title: 'Not valid',
			request_id: 'r1',
			errors: flaws,
		};
		const { made } = api(() => problem(422, body));
		const thrown = await made.records.create('tags', {}).catch((error: unknown) => error);
		expect(thrown).toBeInstanceOf(Problem);
		const it = thrown as Problem;
		expect([it.kind, it.status, it.slug, it.requestId]).toEqual([
			'caller',
			422,
			'invalid',
			'r1',
		]);
		expect(it.at('/name')?.detail).toBe('A name is needed.');
	});

	it('tells a broken line from a server that answers', async () => {
		const { made, onReach } = api(() => Promise.reject(new TypeError('no line')));
		const thrown = await made.meta().catch((error: unknown) => error);
		expect((thrown as Problem).kind).toBe('offline');
		expect(onReach).toHaveBeenLastCalledWith(false);
		const answering = api(() => problem(500, {}));
		await answering.made.meta().catch(() => undefined);
		expect(answering.onReach).toHaveBeenLastCalledWith(true);
	});

	it('notices that the session ended, but not while signing in', async () => {
		const { made, onSignedOut } = api(() => problem(401, { type: '/problems/bad-login' }));
		await made.session.create({ email: 'a', password: 'b' }).catch(() => undefined);
		expect(onSignedOut).not.toHaveBeenCalled();
		made.setCredentials({ workspace: 'w', csrf: 'c' });
		await made.records.get('contacts', 'x').catch(() => undefined); // a password asked for again
		expect(onSignedOut).not.toHaveBeenCalled();
		const over = api(() => problem(401, { type: '/problems/unauthorized' }));
		await over.made.records.get('contacts', 'x').catch(() => undefined);
		expect(over.onSignedOut).not.toHaveBeenCalled();
		over.made.setCredentials({ workspace: 'w', csrf: 'c' });
		await over.made.records.get('contacts', 'x').catch(() => undefined);
		expect(over.onSignedOut).toHaveBeenCalledTimes(1);
	});

	it('uploads a file under its name, and says how much is sent', async () => {
		const { made, requests } = api(ok);
		const sent = vi.fn();
		made.setCredentials({ workspace: 'w', csrf: 'c' });
		await made.imports.upload(
			new Blob(['abc']),
			'ção & co.csv',
			sent,
			new AbortController().signal,
		);
		expect(sent).toHaveBeenCalledWith(3);
		expect(new URL(requests[0]!.url).searchParams.get('name')).toBe('ção & co.csv');
		expect(requests[0]?.headers.get('Kontor-CSRF')).toBe('c');
	});
});

describe('problemOf', () => {
	it.each([
		[400, 'caller'],
		[429, 'busy'],
		[503, 'busy'],
		[507, 'full'],
		[500, 'server'],
	])('%i is %s', (status, kind) => {
		expect(problemOf(new Response(null, { status }), null).kind).toBe(kind);
	});

	it('reads Retry-After, and the request id from the header when there is no body', () => {
		const response = problem(429, {}, { 'Retry-After': '12', 'X-Request-Id': 'abc' });
		const read = problemOf(response, '<html>');
		expect([read.retryAfterS, read.requestId]).toEqual([12, 'abc']);
	});
});

describe('uuidV7', () => {
	it('carries the time first, then version and variant', () => {
		const id = uuidV7(0x0193_0c51_aa04, new Uint8Array(16).fill(0xff));
		expect(id).toBe('01930c51-aa04-7fff-bfff-ffffffffffff');
	});
});
