/* peer.h: what is at the other end of a chat, told from its WhatsApp address. Pure but for the
 * arena.
 *
 *   person   5511987654321@s.whatsapp.net, 900000000000017@lid
 *   group    120363012345678901@g.us, 5511987654321-1400000000@g.us
 *   status   status@broadcast
 *   channel  120363012345678901@newsletter
 *   list     1400000000@broadcast
 * and file:… for a person or group whose address an imported file does not tell. */
#ifndef APP_PEER_H
#define APP_PEER_H

#include "core/phone.h"
#include "record/record.h"

/* The address in its one form. A phone number in E.164 and …@c.us become …@s.whatsapp.net. Returns
 * absent, or the sentence that says why this is no address of such a peer. */
struct str peer_shape(struct arena *a, enum peer_kind kind, struct str text, struct str *out);

struct str peer_of_phone(struct arena *a, const struct phone *p);

#endif
