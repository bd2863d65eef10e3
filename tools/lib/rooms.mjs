// rooms.mjs: reads tools/rooms. See there for what the lines mean.
import { readText } from './source.mjs';

/** {arrows: room → set of rooms, owners: header → set of rooms, only: room → set of headers} */
export function readRooms(root) {
	const arrows = new Map();
	const owners = new Map();
	const only = new Map();
	for (const line of readText(root, 'tools/rooms').split('\n')) {
		if (line.trim() === '' || line.startsWith('#')) continue;
		const [left, right] = line.split(':').map((part) => part.trim());
		const names = right === '' ? [] : right.split(/\s+/);
		if (left.startsWith('<')) {
			for (const header of left.split(/\s+/)) owners.set(header, new Set(names));
		} else if (left.endsWith(' only')) {
			only.set(left.slice(0, -5).trim(), new Set(names));
		} else {
			arrows.set(left, targets(left, names, arrows));
		}
	}
	return { arrows, owners, only };
}

function targets(room, names, above) {
	if (names.length === 1 && names[0] === '*') return new Set(above.keys());
	for (const name of names)
		if (!above.has(name)) throw new Error(`tools/rooms: ${room} uses ${name}, which does not stand above it`);
	return new Set(names);
}
