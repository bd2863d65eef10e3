/* What the form for a new contact hands over. */
export interface ContactDraft {
	name: string;
	identities: { kind: 'phone' | 'email'; value: string }[];
	company?: string;
	tags: string[];
}
