/* The pages of the settings, in groups as they stand in the menu: one table for menu, palette and titles. */
import { m } from '@kontor/i18n';
import type { Icon } from '@kontor/ui';
import Building from '@lucide/svelte/icons/building-2';
import KeyRound from '@lucide/svelte/icons/key-round';
import ScrollText from '@lucide/svelte/icons/scroll-text';
import Shield from '@lucide/svelte/icons/shield';
import User from '@lucide/svelte/icons/user';
import Users from '@lucide/svelte/icons/users';
import Vault from '@lucide/svelte/icons/vault';
import type { Component } from 'svelte';
import type { App } from '../../app.svelte';
import type { Section } from '../../router';

export interface SettingsPage {
	section: Section;
	label: () => string;
	icon: Icon;
	group: 'you' | 'workspace' | 'server';
	/* it is a table rather than a form */
	wide?: boolean;
	/* who is shown it; the server holds by itself what they may do there */
	shown: (app: App) => boolean;
	load: () => Promise<{ default: Component<{ app: App }> }>;
}

const anybody = () => true;
const managers = (app: App) => ['owner', 'admin'].includes(app.workspace?.role ?? '');
const stewards = (app: App) => app.session?.user.operator ?? false;

export const settingsPages: readonly SettingsPage[] = [
	{
		section: 'profile',
		label: m.profile,
		icon: User,
		group: 'you',
		shown: anybody,
		load: () => import('./ProfilePage.svelte'),
	},
	{
		section: 'security',
		label: m.security,
		icon: Shield,
		group: 'you',
		shown: anybody,
		load: () => import('./SecurityPage.svelte'),
	},
	{
		section: 'tokens',
		label: m.tokens,
		icon: KeyRound,
		group: 'you',
		shown: anybody,
		load: () => import('./TokensPage.svelte'),
	},
	{
		section: 'workspace',
		label: m.workspace,
		icon: Building,
		group: 'workspace',
		shown: anybody,
		load: () => import('./WorkspacePage.svelte'),
	},
	{
		section: 'members',
		wide: true,
		label: m.members,
		icon: Users,
		group: 'workspace',
		shown: anybody,
		load: () => import('./MembersPage.svelte'),
	},
	{
		section: 'audit',
		wide: true,
		label: m.audit,
		icon: ScrollText,
		group: 'workspace',
		shown: managers,
		load: () => import('./AuditPage.svelte'),
	},
	{
		section: 'backups',
		wide: true,
		label: m.backups,
		icon: Vault,
		group: 'server',
		shown: stewards,
		load: () => import('./BackupsPage.svelte'),
	},
];
