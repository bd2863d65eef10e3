/*
 * Markdown to safe nodes. Raw HTML in a note is shown as text, links open elsewhere and tell the target nothing; what
 * comes out is sanitised once more and handed over as nodes, never as a string: DOMPurify holds the one Trusted Types
 * policy of the app. Loaded only where a note is on the screen.
 */
import DOMPurify from 'dompurify';
import MarkdownIt from 'markdown-it';

const markdown = new MarkdownIt('default', { html: false, linkify: true, breaks: true });
markdown.disable(['image']);

const purify = DOMPurify as unknown as {
	sanitize(html: string, config: object): DocumentFragment;
	addHook(name: 'afterSanitizeAttributes', hook: (node: Element) => void): void;
};

purify.addHook('afterSanitizeAttributes', (node) => {
	if (node.tagName !== 'A') return;
	node.setAttribute('target', '_blank');
	node.setAttribute('rel', 'noopener noreferrer');
});

export function markdownNodes(text: string): DocumentFragment {
	return purify.sanitize(markdown.render(text), {
		USE_PROFILES: { html: true },
		FORBID_TAGS: ['style', 'img', 'form', 'input', 'button'],
		FORBID_ATTR: ['style', 'class', 'id'],
		ALLOWED_URI_REGEXP: /^(?:https?|mailto|tel):/i,
		RETURN_DOM_FRAGMENT: true,
	});
}
