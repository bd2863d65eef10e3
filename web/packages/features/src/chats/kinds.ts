/* What a message that is not text is called, and its icon. */
import type { Message } from '@kontor/api';
import { m } from '@kontor/i18n';
import type { Icon } from '@kontor/ui';
import Contact from '@lucide/svelte/icons/contact';
import File from '@lucide/svelte/icons/file';
import Image from '@lucide/svelte/icons/image';
import ListChecks from '@lucide/svelte/icons/list-checks';
import MapPin from '@lucide/svelte/icons/map-pin';
import Mic from '@lucide/svelte/icons/mic';
import Phone from '@lucide/svelte/icons/phone';
import Sticker from '@lucide/svelte/icons/sticker';
import Video from '@lucide/svelte/icons/video';

export interface KindLook {
	icon: Icon;
	label: string;
}

export function kindLook(kind: Message['kind']): KindLook | null {
	switch (kind) {
		case 'image':
			return { icon: Image, label: m.kind_image() };
		case 'video':
			return { icon: Video, label: m.kind_video() };
		case 'audio':
			return { icon: Mic, label: m.kind_audio() };
		case 'document':
			return { icon: File, label: m.kind_document() };
		case 'sticker':
			return { icon: Sticker, label: m.kind_sticker() };
		case 'contact':
			return { icon: Contact, label: m.kind_contact() };
		case 'location':
			return { icon: MapPin, label: m.kind_location() };
		case 'poll':
			return { icon: ListChecks, label: m.kind_poll() };
		case 'call':
			return { icon: Phone, label: m.kind_call() };
		default:
			return null;
	}
}
