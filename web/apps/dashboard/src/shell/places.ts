/* The places of the app in the order of the rail: one table for rail, tab bar, palette and `g` shortcuts. */
import { m } from '@kontor/i18n';
import type { Icon } from '@kontor/ui';
import House from '@lucide/svelte/icons/house';
import MessagesSquare from '@lucide/svelte/icons/messages-square';
import Settings from '@lucide/svelte/icons/settings';
import ShieldCheck from '@lucide/svelte/icons/shield-check';
import Tags from '@lucide/svelte/icons/tags';
import Upload from '@lucide/svelte/icons/upload';
import Users from '@lucide/svelte/icons/users';
import type { ScreenName } from '../router';

export interface Place {
	screen: Exclude<ScreenName, 'lost'>;
	label: () => string;
	icon: Icon;
	keys: string;
	/* where it is shown; the palette has all */
	rail: boolean;
	tab: boolean;
}

export const places: readonly Place[] = [
	{ screen: 'home', label: m.home, icon: House, keys: 'g h', rail: true, tab: true },
	{
		screen: 'chats',
		label: m.chats,
		icon: MessagesSquare,
		keys: 'g i',
		rail: true,
		tab: true,
	},
	{ screen: 'contacts', label: m.contacts, icon: Users, keys: 'g c', rail: true, tab: true },
	{ screen: 'tags', label: m.tags, icon: Tags, keys: 'g t', rail: true, tab: false },
	{ screen: 'import', label: m.import_, icon: Upload, keys: 'g u', rail: true, tab: false },
	{
		screen: 'privacy',
		label: m.privacy,
		icon: ShieldCheck,
		keys: 'g p',
		rail: true,
		tab: false,
	},
	{
		screen: 'settings',
		label: m.settings,
		icon: Settings,
		keys: 'g s',
		rail: false,
		tab: false,
	},
];
