/* Making, renaming, recolouring, ordering and removing tags. */
import { asProblem, type Problem, type Tag } from '@kontor/api';
import { m } from '@kontor/i18n';
import { tagHues } from '@kontor/ui';
import type { Desk } from '../desk.svelte';

export class TagsState {
	#desk: Desk;
	problems = $state.raw<Record<string, Problem>>({});

	constructor(desk: Desk) {
		this.#desk = desk;
	}

	/* A new tag takes the colour that is used least. */
	async create(name: string): Promise<Tag | Problem> {
		const { api, rows, directory } = this.#desk;
		const used = new Array<number>(tagHues.length).fill(0);
		for (const tag of directory.tags) used[tag.colour] = (used[tag.colour] ?? 0) + 1;
		const colour = used.indexOf(Math.min(...used));
		try {
			const position = (directory.tags.at(-1)?.position ?? 0) + 1;
			return rows.put('tags', await api.records.create('tags', { name, colour, position }));
		} catch (thrown) {
			return asProblem(thrown);
		}
	}

	async patch(
		tag: Tag,
		fields: Partial<Pick<Tag, 'name' | 'colour' | 'position'>>,
	): Promise<boolean> {
		const { api, rows } = this.#desk;
		rows.put('tags', { ...tag, ...fields });
		const { [tag.id]: _, ...others } = this.problems;
		this.problems = others;
		try {
			rows.put('tags', await api.records.patch('tags', tag.id, fields, tag.version));
			return true;
		} catch (thrown) {
			rows.put('tags', tag);
			this.problems = { ...this.problems, [tag.id]: asProblem(thrown) };
			return false;
		}
	}

	async remove(tag: Tag): Promise<void> {
		const { api, rows, toasts } = this.#desk;
		rows.remove('tags', tag.id);
		try {
			await api.records.remove('tags', tag.id);
			toasts.show(m.tag_removed({ name: tag.name }), () => {
				api.records
					.restore('tags', tag.id)
					.then((back) => rows.put('tags', back))
					.catch((thrown: unknown) => this.#desk.complain(asProblem(thrown)));
			});
		} catch (thrown) {
			rows.put('tags', tag);
			this.#desk.complain(asProblem(thrown));
		}
	}
}
