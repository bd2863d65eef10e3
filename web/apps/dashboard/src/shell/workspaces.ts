/* Going from one workspace to another, as actions: the rail's menu, the phone's and the palette show the same. */
import { m } from '@kontor/i18n';
import type { Action, MenuItem } from '@kontor/ui';
import ArrowRightLeft from '@lucide/svelte/icons/arrow-right-left';
import Plus from '@lucide/svelte/icons/plus';
import type { App } from '../app.svelte';

/* Every workspace of the person, the open one ticked. */
export function workspaceItems(app: App): MenuItem[] {
	return (app.session?.workspaces ?? []).map((one) => ({
		id: one.id,
		label: one.name,
		checked: one.id === app.workspace?.id,
		run: () => void app.switchTo(one.id),
	}));
}

export function newWorkspaceItem(app: App): MenuItem {
	return {
		id: 'workspace-new',
		label: m.workspace_make(),
		icon: Plus,
		run: () => (app.making = true),
	};
}

/* For the palette: only where there is something to change to. */
export function workspaceActions(app: App): Action[] {
	const others = (app.session?.workspaces ?? []).filter((one) => one.id !== app.workspace?.id);
	return [
		...others.map((one) => ({
			id: `workspace-${one.id}`,
			label: m.workspace_switch({ name: one.name }),
			group: m.group_go(),
			icon: ArrowRightLeft,
			run: () => void app.switchTo(one.id),
		})),
		{ ...newWorkspaceItem(app), group: m.group_app() },
	];
}
