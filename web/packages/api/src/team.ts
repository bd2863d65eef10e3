/* Who works in a workspace, how they come in, and the workspace itself. */
import type { Workspace, WorkspacePatch } from './records';
import type { Transport } from './transport';
import type { Role, SessionView } from './views';

export interface Invite {
	id: string;
	email: string | null;
	role: Role;
	made_by: string | null;
	created_at: number;
	expires_at: number;
	taken_at: number | null;
}

/* The answer to making one: the code is not kept, so the link is told only now. */
export interface InviteMade {
	id: string;
	link: string;
	mailed: boolean;
	expires_at: number;
}

export interface TeamMember {
	id: string;
	name: string;
	email: string;
	role: Role;
	/* on their way out: what is theirs is being handed over */
	leaving: boolean;
	totp: boolean;
	joined_at: number;
	seen_at: number | null;
}

/* What whoever holds a link may know before they accept. */
export interface InviteLook {
	workspace: string;
	role: Role;
	email_hint: string | null;
	signed_in_as: { name: string; email: string } | null;
	/* whether whoever is signed in may take it */
	fits: boolean | null;
}

export interface NewPerson {
	email: string;
	name: string;
	password: string;
	confirm_age: boolean;
	locale: string;
}

export interface ApiToken {
	id: string;
	name: string | null;
	scope: string;
	created_at: number;
	expires_at: number | null;
	seen_at: number | null;
	member_id: string;
	member: string;
}

export function inviteRoutes({ call, send }: Transport) {
	return {
		list: () => call<{ items: Invite[] }>('GET', 'invites'),
		create: (body: { email?: string; role: Role; expires_at?: number }) =>
			call<InviteMade>('POST', 'invites', { body }),
		remove: (id: string) => send('DELETE', `invites/${id}`),
		look: (code: string) => call<InviteLook>('POST', 'invites:look', { body: { code } }),
		/* with a person: an account is made for them */
		accept: (code: string, person?: NewPerson) =>
			call<SessionView>('POST', 'invites:accept', { body: { code, ...person } }),
	};
}

export function memberRoutes({ call, send }: Transport) {
	return {
		/* with what only those who manage the team are told */
		team: () => call<{ items: TeamMember[] }>('GET', 'team'),
		role: (id: string, role: Role) => send('PATCH', `members/${id}`, { role }),
		remove: (id: string, handTo: string | null) =>
			send('POST', `members/${id}:remove`, handTo ? { hand_to: handTo } : {}),
	};
}

export function workspaceRoutes({ call, send, client, answer }: Transport) {
	return {
		get: () => answer(client.GET('/api/v1/workspace')),
		patch: (body: WorkspacePatch): Promise<Workspace> =>
			answer(client.PATCH('/api/v1/workspace', { body })),
		handOver: (memberId: string, password: string) =>
			send('POST', 'workspace:hand_over', { member_id: memberId, password }),
		close: (name: string, password: string) =>
			send('POST', 'workspace:close', { name, password }),
		keep: () => send('POST', 'workspace:keep'),
		create: (body: {
			name: string;
			country: string | null;
			time_zone: string;
			locale: string;
		}) => call<{ id: string }>('POST', 'workspaces', { body }),
	};
}

export function tokenRoutes({ call, send }: Transport) {
	return {
		list: () => call<{ items: ApiToken[] }>('GET', 'tokens'),
		create: (body: { name: string; scope: string; expires_at?: number }) =>
			call<{ id: string; token: string }>('POST', 'tokens', { body }),
		remove: (id: string) => send('DELETE', `tokens/${id}`),
	};
}
