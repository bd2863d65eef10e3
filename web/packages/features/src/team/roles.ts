/* Roles in words, and what each may do: the same for the table of roles, the choice of one, and an invite. */
import type { Role } from '@kontor/api';
import { m } from '@kontor/i18n';

export const roles: readonly Role[] = ['owner', 'admin', 'agent', 'viewer'];

const names: Record<Role, () => string> = {
	owner: m.role_owner,
	admin: m.role_admin,
	agent: m.role_agent,
	viewer: m.role_viewer,
};
const hints: Record<Role, () => string> = {
	owner: m.role_owner_hint,
	admin: m.role_admin_hint,
	agent: m.role_agent_hint,
	viewer: m.role_viewer_hint,
};

export const roleWords = (role: Role): string => names[role]();
export const roleHint = (role: Role): string => hints[role]();

export const roleRank = (role: Role): number => roles.length - roles.indexOf(role);

/* Which roles somebody may give: owners make owners, admins everybody below. */
export function rolesGivenBy(role: Role): readonly Role[] {
	if (role === 'owner') return roles;
	return role === 'admin' ? roles.filter((one) => one !== 'owner') : [];
}

/* Whether somebody may change or remove a member: admins do not touch owners. */
export const mayManage = (me: Role, them: Role): boolean =>
	me === 'owner' || (me === 'admin' && them !== 'owner');

export type Grant = 'all' | 'own' | 'none';

/* Each line of the table of roles, in the order of Owner, Admin, Agent, Viewer. `own`: what is theirs or nobody's, where
 * agents see only what is assigned to them; everything otherwise. */
export const rights: readonly {
	label: () => string;
	grants: readonly [Grant, Grant, Grant, Grant];
}[] = [
	{ label: m.right_read, grants: ['all', 'all', 'own', 'all'] },
	{ label: m.right_write, grants: ['all', 'all', 'own', 'none'] },
	{ label: m.right_import, grants: ['all', 'all', 'own', 'none'] },
	{ label: m.right_settings, grants: ['all', 'all', 'none', 'none'] },
	{ label: m.right_members, grants: ['all', 'all', 'none', 'none'] },
	{ label: m.right_audit, grants: ['all', 'all', 'none', 'none'] },
	{ label: m.right_owners, grants: ['all', 'none', 'none', 'none'] },
	{ label: m.right_close, grants: ['all', 'none', 'none', 'none'] },
];
