import { svelte } from '@sveltejs/vite-plugin-svelte';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig, type Plugin } from 'vite';

/* The one font that every page needs is asked for with the page, so that it is there for the first paint. */
function preloadFont(): Plugin {
	return {
		name: 'kontor-preload-font',
		transformIndexHtml: {
			order: 'post',
			handler(_html, { bundle }) {
				const font = Object.keys(bundle ?? {}).find((name) =>
					/inter-latin-wght.*\.woff2$/.test(name),
				);
				if (!font) return [];
				const attrs = {
					rel: 'preload',
					href: `/${font}`,
					as: 'font',
					type: 'font/woff2',
					crossorigin: '',
				};
				return [{ tag: 'link', attrs, injectTo: 'head' }];
			},
		},
	};
}

export default defineConfig({
	plugins: [svelte({ compilerOptions: { fragments: 'tree' } }), tailwindcss(), preloadFont()],
	build: {
		target: 'es2022',
		modulePreload: { polyfill: false },
		assetsInlineLimit: 0,
		reportCompressedSize: false,
	},
	server: {
		host: '127.0.0.1',
		proxy: { '/api': { target: 'http://127.0.0.1:8080', ws: true } },
	},
});
