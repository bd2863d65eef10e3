/*
 * How a picture lies in the window: scale, and where its middle is, in px from the window's middle. Scale 1 is the whole
 * picture in the window. Pure: pointers, wheels and keys are told apart elsewhere.
 */
export interface Zoom {
	scale: number;
	x: number;
	y: number;
}
export interface Size {
	width: number;
	height: number;
}

export const WHOLE: Zoom = { scale: 1, x: 0, y: 0 };
export const MOST = 8;
export const STEP = 1.5;

/* The size at which the whole picture fits; never larger than it is. */
export function fitted(picture: Size, window: Size): Size {
	const scale = Math.min(1, window.width / picture.width, window.height / picture.height);
	return { width: picture.width * scale, height: picture.height * scale };
}

const clamp = (value: number, most: number) => Math.min(most, Math.max(-most, value));

/* No edge of the picture is pulled inside the window; what is smaller than the window stays in its middle. */
export function kept(zoom: Zoom, fit: Size, window: Size): Zoom {
	const room = (of: number, within: number) => Math.max(0, (of * zoom.scale - within) / 2);
	return {
		scale: zoom.scale,
		x: clamp(zoom.x, room(fit.width, window.width)),
		y: clamp(zoom.y, room(fit.height, window.height)),
	};
}

/* Larger or smaller by a factor, while the point under (x, y), from the window's middle, stays where it is. */
export function zoomed(
	zoom: Zoom,
	factor: number,
	at: { x: number; y: number },
	fit: Size,
	window: Size,
): Zoom {
	const scale = Math.min(MOST, Math.max(1, zoom.scale * factor));
	const by = scale / zoom.scale;
	return kept(
		{ scale, x: at.x - (at.x - zoom.x) * by, y: at.y - (at.y - zoom.y) * by },
		fit,
		window,
	);
}

export function moved(zoom: Zoom, dx: number, dy: number, fit: Size, window: Size): Zoom {
	return kept({ ...zoom, x: zoom.x + dx, y: zoom.y + dy }, fit, window);
}
