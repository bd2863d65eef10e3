/* Near enough to an address to send it off; the server has the last word. */
export const looksLikeMail = (text: string): boolean => /^\S+@\S+\.\S+$/.test(text.trim());
