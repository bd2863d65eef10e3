/* A person's own account: who they are, how they prove it, where they are signed in. */
import type { LoginForm, SetupForm } from './records';
import type { Transport } from './transport';
import type { SessionView } from './views';

/* One browser that is signed in. */
export interface OwnSession {
	id: string;
	agent: string | null;
	created_at: number;
	seen_at: number;
	expires_at: number;
	current: boolean;
}

export interface RecoveryCodes {
	recovery_codes: string[];
}

export interface ResetForm {
	code: string;
	password: string;
}

export function accountRoutes({ call, send }: Transport) {
	const post = (path: string, body: object = {}) => send('POST', `account${path}`, body);
	return {
		patch: (fields: { name?: string; locale?: string | null }) =>
			send('PATCH', 'account', fields),
		/* ends every other session, every token and every open line of this account */
		password: (current: string, password: string) => post(':password', { current, password }),
		email: (email: string, password: string) => post(':email', { email, password }),
		verify: (code: string) => post(':verify', { code }),
		close: (password: string) => post(':close', { password }),
		totp: {
			begin: () => call<{ secret: string; uri: string }>('POST', 'account/totp'),
			confirm: (code: string) =>
				call<RecoveryCodes>('POST', 'account/totp:confirm', { body: { code } }),
			off: (password: string, code: string) => post('/totp:off', { password, code }),
		},
		recoveryCodes: (password: string) =>
			call<RecoveryCodes>('POST', 'account/recovery_codes', { body: { password } }),
		sessions: {
			list: () => call<{ items: OwnSession[] }>('GET', 'account/sessions'),
			end: (id: string) => send('DELETE', `account/sessions/${id}`),
			endOthers: () => post('/sessions:end_others'),
		},
		/* always the same answer, whether there is such an account or not */
		askReset: (email: string) => send('POST', 'password_resets', { email }),
		finishReset: (form: ResetForm) => send('POST', 'password_resets:finish', form),
	};
}

export function sessionRoutes({ call, client, answer }: Transport) {
	return {
		get: () => call<SessionView>('GET', 'session'),
		create: (body: LoginForm & { code?: string }) =>
			call<SessionView>('POST', 'session', { body }),
		remove: () => answer(client.DELETE('/api/v1/session')),
	};
}

export type SetupWithCode = SetupForm & { setup_code?: string };
