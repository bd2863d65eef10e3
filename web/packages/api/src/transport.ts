/*
 * The one place that speaks HTTP. Every call returns its value or throws a Problem; the session's workspace and CSRF
 * token are added here and nowhere else.
 */
import createClient, { type Middleware } from 'openapi-fetch';
import { uuidV7 } from './id';
import { asProblem, isAbort, problemOf } from './problem';
import type { paths } from './schema';

export interface ClientOptions {
	fetch: typeof fetch;
	/* fetch does not tell how much of a body is sent; a file of half a gigabyte wants that told */
	upload: Upload;
	origin: string;
	now: () => number;
	random: () => Uint8Array;
	/* called for each answer, or with false when there was none */
	onReach: (reached: boolean) => void;
	/* the session is gone; a wrong password that was asked for once more is no such thing */
	onSignedOut: () => void;
}

export type Upload = (
	method: 'POST' | 'PUT',
	url: string,
	file: Blob,
	headers: Headers,
	onSent: (bytes: number) => void,
	signal: AbortSignal,
) => Promise<Response>;

export interface Credentials {
	workspace: string;
	csrf: string;
}

type Answer<T> = { data?: T; error?: unknown; response: Response };
type Send = (path: string, init: Record<string, unknown>) => Promise<Answer<unknown>>;
type Verb = 'GET' | 'POST' | 'PATCH' | 'DELETE';

function querySerializer(query: Record<string, unknown>): string {
	const out = new URLSearchParams();
	for (const [name, value] of Object.entries(query)) {
		for (const one of Array.isArray(value) ? value : [value]) {
			if (one !== undefined && one !== null && one !== '') out.append(name, String(one));
		}
	}
	return out.toString();
}

async function readAnswer<T>(response: Response): Promise<Answer<T>> {
	const body: unknown = await response.json().catch(() => null);
	return response.ok ? { data: body as T, response } : { error: body, response };
}

export type Transport = ReturnType<typeof createTransport>;

export function createTransport(options: ClientOptions) {
	let credentials: Credentials = { workspace: '', csrf: '' };
	const client = createClient<paths>({
		baseUrl: options.origin,
		fetch: options.fetch,
		querySerializer,
	});
	const newId = () => uuidV7(options.now(), options.random());

	function headers(to: Headers, method: string): void {
		if (credentials.workspace) to.set('Kontor-Workspace', credentials.workspace);
		if (method === 'GET') return;
		if (credentials.csrf) to.set('Kontor-CSRF', credentials.csrf);
		to.set('Idempotency-Key', newId());
	}
	const signing: Middleware = {
		onRequest: ({ request }) => headers(request.headers, request.method),
	};
	client.use(signing);

	async function answer<T>(call: Promise<Answer<T>>): Promise<T> {
		let result: Answer<T>;
		try {
			result = await call;
		} catch (thrown) {
			if (!isAbort(thrown)) options.onReach(false);
			throw isAbort(thrown) ? thrown : asProblem(thrown);
		}
		options.onReach(true);
		if (result.response.ok) return result.data as T;
		const problem = problemOf(result.response, result.error);
		if (problem.slug === 'unauthorized' && credentials.csrf) options.onSignedOut();
		throw problem;
	}

	/* For the record routes, whose types come from the RecordRows table instead of the path. */
	function call<T>(verb: Verb, path: string, init: Record<string, unknown> = {}): Promise<T> {
		return answer((client[verb] as unknown as Send)(`/api/v1/${path}`, init)) as Promise<T>;
	}

	/* A body that is a file, with how much of it is sent. */
	function upload<T>(
		method: 'POST' | 'PUT',
		path: string,
		file: Blob,
		onSent: (bytes: number) => void,
		signal: AbortSignal,
	): Promise<T> {
		const to = new Headers({ 'Content-Type': 'application/octet-stream' });
		const at = `${options.origin}/api/v1/${path}`;
		headers(to, method);
		return answer(options.upload(method, at, file, to, onSent, signal).then(readAnswer<T>));
	}

	return {
		client,
		upload,
		workspace: () => credentials.workspace,
		headers,
		answer,
		call,
		newId,
		setCredentials(next: Credentials) {
			credentials = next;
		},
	};
}
