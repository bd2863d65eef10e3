/* A file to the server, with how much of it is sent. */
import type { Upload } from '@kontor/api';

function headersOf(request: XMLHttpRequest): Headers {
	const headers = new Headers();
	for (const line of request.getAllResponseHeaders().trim().split(/\r?\n/)) {
		const colon = line.indexOf(':');
		if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
	}
	return headers;
}

export const upload: Upload = (method, url, file, headers, onSent, signal) =>
	new Promise((resolve, reject) => {
		const request = new XMLHttpRequest();
		request.open(method, url);
		headers.forEach((value, name) => request.setRequestHeader(name, value));
		request.upload.onprogress = (event) => onSent(event.loaded);
		request.onload = () =>
			resolve(
				new Response(request.responseText, {
					status: request.status,
					headers: headersOf(request),
				}),
			);
		request.onerror = () => reject(new TypeError('no answer'));
		request.onabort = () => reject(new DOMException('aborted', 'AbortError'));
		signal.addEventListener('abort', () => request.abort(), { once: true });
		request.send(file);
	});
