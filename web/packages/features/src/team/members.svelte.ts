/* Who works here and who is invited: changed at once, put back with the reason where the server would not. */
import {
	asProblem,
	type Invite,
	type InviteMade,
	type Member,
	type Problem,
	type Role,
	type RowEvent,
	type TeamMember,
} from '@kontor/api';
import { m } from '@kontor/i18n';
import type { Desk } from '../desk.svelte';
import { roleRank, roleWords } from './roles';

type Figure = Awaited<ReturnType<Desk['api']['records']['count']>>;
export interface Owned {
	contacts: Figure;
	chats: Figure;
}

export class MembersState {
	#desk: Desk;
	invites = $state.raw<readonly Invite[] | null>(null);
	/* what is told of members besides their row, by id */
	team = $state.raw<Record<string, TeamMember>>({});
	problem = $state.raw<Problem | null>(null);
	/* beside the row that it is about */
	problems = $state.raw<Record<string, Problem>>({});
	/* links are told once; kept here while the page is open, so that they can be copied again */
	links = $state.raw<Record<string, string>>({});

	constructor(desk: Desk) {
		this.#desk = desk;
	}

	readonly members = $derived.by(() =>
		this.#desk.rows
			.all('members')
			.filter((member) => member.active)
			.sort(
				(a, b) =>
					roleRank(b.role as Role) - roleRank(a.role as Role) ||
					(a.name ?? '').localeCompare(b.name ?? '') ||
					(a.id < b.id ? -1 : 1),
			),
	);

	async load(): Promise<void> {
		this.problem = null;
		try {
			const { api } = this.#desk;
			const [team] = await Promise.all([api.members.team(), this.#readInvites()]);
			this.team = Object.fromEntries(team.items.map((one) => [one.id, one]));
		} catch (thrown) {
			this.problem = asProblem(thrown);
		}
	}

	async #readInvites(): Promise<void> {
		const { items } = await this.#desk.api.invites.list();
		this.invites = items
			.filter((one) => one.taken_at === null)
			.toSorted((a, b) => b.created_at - a.created_at);
	}

	/* Somebody joined: one invite less, and one of whom more is told. */
	heard(event: RowEvent): void {
		if (event.record !== 'members' || !event.row || this.team[event.id]) return;
		if (this.invites) void this.load();
	}

	async role(member: Member, role: Role): Promise<void> {
		const { api, rows, toasts } = this.#desk;
		const before = member.role as Role;
		this.#blame(member.id, null);
		rows.put('members', { ...member, role });
		try {
			await api.members.role(member.id, role);
			const words = m.member_is_now({ name: member.name ?? '', role: roleWords(role) });
			toasts.show(words, () => {
				const now = rows.get('members', member.id);
				if (now) void this.role(now, before);
			});
		} catch (thrown) {
			rows.put('members', member);
			this.#blame(member.id, asProblem(thrown));
		}
	}

	/* What they look after, for whoever decides who gets it. */
	async owned(member: Member): Promise<Owned> {
		const { count } = this.#desk.api.records;
		const [contacts, chats] = await Promise.all([
			count('contacts', { owner_id: member.id }),
			count('chats', { assignee_id: member.id }),
		]);
		return { contacts, chats };
	}

	async remove(member: Member, handTo: string | null): Promise<void> {
		const { api, rows, toasts } = this.#desk;
		await api.members.remove(member.id, handTo);
		rows.put('members', { ...member, active: false });
		toasts.show(m.member_removed({ name: member.name ?? '' }));
	}

	async invite(email: string | null, role: Role, expiresAt: number | null): Promise<InviteMade> {
		const made = await this.#make(email, role, expiresAt);
		await this.#relist();
		return made;
	}

	async #make(email: string | null, role: Role, expiresAt: number | null): Promise<InviteMade> {
		const made = await this.#desk.api.invites.create({
			role,
			...(email ? { email } : {}),
			...(expiresAt === null ? {} : { expires_at: expiresAt }),
		});
		this.links = { ...this.links, [made.id]: made.link };
		return made;
	}

	/* A list that does not come takes nothing back of what was done. */
	async #relist(): Promise<void> {
		try {
			await this.#readInvites();
		} catch (thrown) {
			this.problem = asProblem(thrown);
		}
	}

	async revoke(invite: Invite): Promise<void> {
		const before = this.invites;
		this.invites = before?.filter((one) => one.id !== invite.id) ?? null;
		try {
			await this.#desk.api.invites.remove(invite.id);
			this.#desk.toasts.show(m.invite_revoked());
		} catch (thrown) {
			this.invites = before;
			this.#blame(invite.id, asProblem(thrown));
		}
	}

	/* A code is never kept, so a link that is lost is replaced: the new one first, so that there is always one. */
	async renew(invite: Invite): Promise<void> {
		this.#blame(invite.id, null);
		try {
			const made = await this.#make(invite.email, invite.role, null);
			await this.#desk.api.invites.remove(invite.id);
			await this.#relist();
			if (made.mailed && invite.email) {
				this.#desk.toasts.show(m.invite_mailed({ email: invite.email }));
			} else {
				this.#desk.copy(made.link);
				this.#desk.toasts.show(m.invite_renewed());
			}
		} catch (thrown) {
			this.#blame(invite.id, asProblem(thrown));
		}
	}

	#blame(id: string, problem: Problem | null): void {
		const { [id]: _, ...others } = this.problems;
		this.problems = problem ? { ...others, [id]: problem } : others;
	}
}
