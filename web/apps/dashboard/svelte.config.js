/* Read by the editor and svelte-check; the build's own settings are in vite.config.ts. */
export default {};
