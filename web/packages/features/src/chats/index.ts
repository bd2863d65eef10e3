/* Chats: the list and one conversation. */
export { default as ChatList } from './ChatList.svelte';
export { default as Thread } from './Thread.svelte';
export { default as ThreadHead } from './ThreadHead.svelte';
export { chatTitle, ChatsState, peerName, type ChatKind } from './chats.svelte';
export { ThreadState, type ThreadPlace } from './thread.svelte';
