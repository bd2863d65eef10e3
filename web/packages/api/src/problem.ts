/*
 * What went wrong, in the shape the screens need: whose fault, which fields, which request. Built from
 * application/problem+json (RFC 9457) or from a request that got no answer at all.
 */

export interface Flaw {
	pointer: string;
	code: string;
	detail: string;
}

/*
 * offline: no answer. caller: the request was wrong (4xx). busy: try later (429, 503). full: no room (507).
 * server: a fault of ours (other 5xx, or a body that is not what we speak).
 */
export type ProblemKind = 'offline' | 'caller' | 'busy' | 'full' | 'server';

export class Problem extends Error {
	readonly kind: ProblemKind;
	readonly status: number;
	readonly slug: string;
	readonly detail: string;
	readonly requestId: string | null;
	readonly flaws: readonly Flaw[];
	readonly retryAfterS: number | null;

	constructor(from: {
		kind: ProblemKind;
		status: number;
		slug?: string;
		title?: string;
		detail?: string;
		requestId?: string | null;
		flaws?: readonly Flaw[];
		retryAfterS?: number | null;
	}) {
		super(from.title ?? from.slug ?? from.kind);
		this.name = 'Problem';
		this.kind = from.kind;
		this.status = from.status;
		this.slug = from.slug ?? '';
		this.detail = from.detail ?? '';
		this.requestId = from.requestId ?? null;
		this.flaws = from.flaws ?? [];
		this.retryAfterS = from.retryAfterS ?? null;
	}

	/* The flaw of one field of the form that was sent, by its JSON pointer. */
	at(pointer: string): Flaw | undefined {
		return this.flaws.find((flaw) => flaw.pointer === pointer);
	}
}

function kindOf(status: number): ProblemKind {
	if (status === 429 || status === 503) return 'busy';
	if (status === 507) return 'full';
	return status >= 400 && status < 500 ? 'caller' : 'server';
}

function text(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

function flawsOf(value: unknown): Flaw[] {
	if (!Array.isArray(value)) return [];
	return value.map((item: Record<string, unknown>) => ({
		pointer: text(item['pointer']),
		code: text(item['code']),
		detail: text(item['detail']),
	}));
}

/* `type` is an address whose last segment is the slug. */
function slugOf(type: unknown): string {
	return text(type).split(/[/:#]/).at(-1) ?? '';
}

function read(status: number, body: unknown) {
	const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<
		string,
		unknown
	>;
	return {
		kind: kindOf(status),
		status,
		slug: slugOf(fields['type']),
		title: text(fields['title']),
		detail: text(fields['detail']),
		requestId: text(fields['request_id']) || null,
		flaws: flawsOf(fields['errors']),
	};
}

export function problemOf(response: Response, body: unknown): Problem {
	const after = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
	const said = read(response.status, body);
	return new Problem({
		...said,
		requestId: said.requestId ?? response.headers.get('X-Request-Id'),
		retryAfterS: Number.isFinite(after) ? after : null,
	});
}

/* Why one row of a batch fell. */
export const problemIn = (result: { status: number; error?: unknown }): Problem =>
	new Problem(read(result.status, result.error));

export function asProblem(thrown: unknown): Problem {
	if (thrown instanceof Problem) return thrown;
	return new Problem({
		kind: thrown instanceof TypeError ? 'offline' : 'server',
		status: 0,
		title: thrown instanceof Error ? thrown.message : String(thrown),
	});
}

export function isAbort(thrown: unknown): boolean {
	return thrown instanceof DOMException && thrown.name === 'AbortError';
}
