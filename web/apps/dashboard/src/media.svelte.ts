/* The widths at which the layout changes, as signals. The same numbers are Tailwind's breakpoints in tokens.css. */
import { MediaQuery } from 'svelte/reactivity';

export const phone = new MediaQuery('max-width: 640px');
export const wide = new MediaQuery('min-width: 1200px');
