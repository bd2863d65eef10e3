/* A person's own account: who they are, how they prove it, where they are signed in. */
import type { AccountChange, LoginForm, ResetForm } from './records';
import type { Transport } from './transport';

export function accountRoutes({ client, answer }: Transport) {
	const at = '/api/v1/account';
	return {
		patch: (body: AccountChange) => answer(client.PATCH(at, { body })),
		/* ends every other session, every token and every open line of this account */
		password: (current: string, password: string) =>
			answer(client.POST(`${at}:password`, { body: { current, password } })),
		email: (email: string, password: string) =>
			answer(client.POST(`${at}:email`, { body: { email, password } })),
		verify: (code: string) => answer(client.POST(`${at}:verify`, { body: { code } })),
		close: (password: string) => answer(client.POST(`${at}:close`, { body: { password } })),
		totp: {
			begin: () => answer(client.POST(`${at}/totp`)),
			confirm: (code: string) =>
				answer(client.POST(`${at}/totp:confirm`, { body: { code } })),
			off: (password: string, code: string) =>
				answer(client.POST(`${at}/totp:off`, { body: { password, code } })),
		},
		recoveryCodes: (password: string) =>
			answer(client.POST(`${at}/recovery_codes`, { body: { password } })),
		sessions: {
			list: () => answer(client.GET(`${at}/sessions`)),
			end: (id: string) =>
				answer(client.DELETE(`${at}/sessions/{id}`, { params: { path: { id } } })),
			endOthers: () => answer(client.POST(`${at}/sessions:end_others`)),
		},
		/* always the same answer, whether there is such an account or not */
		askReset: (email: string) =>
			answer(client.POST('/api/v1/password_resets', { body: { email } })),
		finishReset: (body: ResetForm) =>
			answer(client.POST('/api/v1/password_resets:finish', { body })),
	};
}

export function sessionRoutes({ client, answer }: Transport) {
	return {
		get: () => answer(client.GET('/api/v1/session')),
		create: (body: LoginForm) => answer(client.POST('/api/v1/session', { body })),
		remove: () => answer(client.DELETE('/api/v1/session')),
	};
}
