/* The browser's WebSocket as a line of the feed. */
import type { Line, LineEvents } from '@kontor/api';

export function openSocket(query: string, protocols: string[], events: LineEvents): Line {
	const address = `${location.origin.replace('http', 'ws')}/api/v1/feed${query}`;
	const socket = new WebSocket(address, protocols);
	socket.onmessage = (event) => events.message(event.data);
	socket.onclose = () => events.closed();
	return socket;
}
