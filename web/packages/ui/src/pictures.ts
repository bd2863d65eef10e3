/* Which drawing an empty page shows; Picture.svelte draws them. */
export type PictureName = 'people' | 'chats' | 'search' | 'tags' | 'lost' | 'pick';
