/* Who works in a workspace, how they come in, and the workspace itself. */
import type {
	InviteForm,
	NewPerson,
	Role,
	TokenForm,
	WorkspaceForm,
	WorkspacePatch,
} from './records';
import type { Transport } from './transport';

export function inviteRoutes({ client, answer }: Transport) {
	const at = '/api/v1/invites';
	return {
		list: () => answer(client.GET(at)),
		/* the link is told here and never again */
		create: (body: InviteForm) => answer(client.POST(at, { body })),
		remove: (id: string) => answer(client.DELETE(`${at}/{id}`, { params: { path: { id } } })),
		look: (code: string) => answer(client.POST(`${at}:look`, { body: { code } })),
		/* with a person: an account is made for them */
		accept: (code: string, person?: NewPerson) =>
			answer(client.POST(`${at}:accept`, { body: { code, ...person } })),
	};
}

export function memberRoutes({ client, answer }: Transport) {
	return {
		/* with what only those who manage the team are told */
		team: () => answer(client.GET('/api/v1/team')),
		role: (id: string, role: Role) =>
			answer(
				client.PATCH('/api/v1/members/{id}', { params: { path: { id } }, body: { role } }),
			),
		remove: (id: string, handTo: string | null) =>
			answer(
				client.POST('/api/v1/members/{id}:remove', {
					params: { path: { id } },
					body: handTo ? { hand_to: handTo } : {},
				}),
			),
	};
}

export function workspaceRoutes({ client, answer }: Transport) {
	const at = '/api/v1/workspace';
	return {
		get: () => answer(client.GET(at)),
		patch: (body: WorkspacePatch) => answer(client.PATCH(at, { body })),
		handOver: (memberId: string, password: string) =>
			answer(client.POST(`${at}:hand_over`, { body: { member_id: memberId, password } })),
		close: (name: string, password: string) =>
			answer(client.POST(`${at}:close`, { body: { name, password } })),
		keep: () => answer(client.POST(`${at}:keep`)),
		create: (body: WorkspaceForm) => answer(client.POST('/api/v1/workspaces', { body })),
	};
}

export function tokenRoutes({ client, answer }: Transport) {
	const at = '/api/v1/tokens';
	return {
		list: () => answer(client.GET(at)),
		/* the token is told here and never again */
		create: (body: TokenForm) => answer(client.POST(at, { body })),
		remove: (id: string) => answer(client.DELETE(`${at}/{id}`, { params: { path: { id } } })),
	};
}
