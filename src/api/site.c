/* site.c: the built web app, read once at start: hashed assets for ever, pages never from a cache.
 * */
#include "api/api_impl.h"

#include <stdio.h>

#include "net/query.h"
#include "plat/files.h"
#include "plat/log.h"

enum { SITE_FILES_MAX = 400, SITE_FILE_BYTES_MAX = 8 << 20 };

struct page_file {
	struct str path, body, packed, type;
	bool for_ever;
};
struct site {
	struct arena arena;
	struct page_file v[SITE_FILES_MAX];
	unsigned n;
};

static const struct {
	struct str suffix, type;
} types[] = {
	{ STR(".html"), STR("text/html; charset=utf-8") },
	{ STR(".js"), STR("text/javascript; charset=utf-8") },
	{ STR(".css"), STR("text/css; charset=utf-8") },
	{ STR(".svg"), STR("image/svg+xml") },
	{ STR(".png"), STR("image/png") },
	{ STR(".ico"), STR("image/x-icon") },
	{ STR(".woff2"), STR("font/woff2") },
	{ STR(".webmanifest"), STR("application/manifest+json") },
	{ STR(".json"), STR("application/json") },
	{ STR(".txt"), STR("text/plain; charset=utf-8") },
	{ STR(".wasm"), STR("application/wasm") },
};

static struct str type_of(struct str path)
{
	for (unsigned i = 0; i < COUNT(types); i++)
		if (str_ends(path, types[i].suffix))
			return types[i].type;
	return S("application/octet-stream");
}

static struct page_file *find(struct site *s, struct str path)
{
	for (unsigned i = 0; i < s->n; i++)
		if (str_eq(s->v[i].path, path))
			return &s->v[i];
	return NULL;
}

static enum err add_file(struct site *s, struct str root, struct str path)
{
	struct str full = arena_join(&s->arena, root, path);
	bool packed = str_ends(path, S(".gz"));
	struct str name = packed ? str_head(path, path.len - 3) : path, body;
	TRY(file_read(&s->arena, full.ptr, SITE_FILE_BYTES_MAX, &body));
	struct page_file *f = find(s, name);
	if (f == NULL) {
		if (s->n == SITE_FILES_MAX)
			return ERR_TOO_LARGE;
		f = &s->v[s->n++];
		*f = (struct page_file) { .path = name,
			                  .type = type_of(name),
			                  .for_ever = str_find(name, S("/assets/"), NULL) };
	}
	*(packed ? &f->packed : &f->body) = body;
	return OK;
}

static enum err add_folder(struct site *s, struct str root, struct str at, int depth)
{
	struct file_entry *v;
	size_t n;
	if (depth > 6)
		return OK;
	TRY(folder_list(&s->arena, arena_join(&s->arena, root, at).ptr, &v, &n));
	for (size_t i = 0; i < n; i++) {
		struct str path =
			arena_printf(&s->arena, "%.*s/%.*s", PRI_STR(at), PRI_STR(v[i].name));
		if (v[i].kind == FILE_FOLDER)
			TRY(add_folder(s, root, path, depth + 1));
		else if (v[i].kind == FILE_REGULAR)
			TRY(add_file(s, root, path));
	}
	return OK;
}

struct site *site_load(struct str dir)
{
	if (str_absent(dir))
		return NULL;
	struct site *s = mem_alloc(sizeof *s);
	enum err e = add_folder(s, dir, S(""), 0);
	if (e != OK || find(s, S("/index.html")) == NULL) {
		log_event(LOG_WARN, "site.missing", LOG_ERR(e));
		site_free(s);
		return NULL;
	}
	return s;
}

void site_free(struct site *s)
{
	if (s == NULL)
		return;
	arena_release(&s->arena);
	mem_free(s);
}

static const struct header page_headers[] = {
	{ STR("Cache-Control"), STR("no-cache") },
	{ STR("Content-Security-Policy"),
	  STR("default-src 'none'; script-src 'self'; style-src 'self'; "
	      "img-src 'self' data: blob:; font-src 'self'; "
	      "connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
	      "media-src 'self' blob:; base-uri 'none'; "
	      "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'") },
	{ STR("X-Content-Type-Options"), STR("nosniff") },
	{ STR("X-Frame-Options"), STR("DENY") },
	{ STR("Referrer-Policy"), STR("no-referrer") },
	{ STR("Cross-Origin-Opener-Policy"), STR("same-origin") },
	{ STR("Cross-Origin-Resource-Policy"), STR("same-origin") },
	{ STR("Permissions-Policy"),
	  STR("camera=(), geolocation=(), microphone=(), payment=(), usb=()") },
};
static const struct header asset_headers[] = {
	{ STR("Cache-Control"), STR("public, max-age=31536000, immutable") },
	{ STR("X-Content-Type-Options"), STR("nosniff") },
	{ STR("Cross-Origin-Resource-Policy"), STR("same-origin") },
};

/* An address of the app is the app: /contacts/… shows index.html; a missing file is missing. */
static struct page_file *page_for(struct site *s, struct str path)
{
	size_t dot;
	if (s == NULL)
		return NULL;
	struct page_file *f = find(s, path);
	if (f != NULL || str_starts(path, S("/assets/")) || str_find_byte(path, '.', &dot))
		return f;
	return find(s, S("/index.html"));
}

/* Whoever came by TLS once is to stay with it. */
static const struct header *with_tls(struct request *r, const struct header *v, size_t *n)
{
	struct header *more = arena_array(&r->arena, struct header, *n + 1);
	memcpy(more, v, *n * sizeof *v);
	more[*n] = (struct header) { S("Strict-Transport-Security"), S(HSTS) };
	++*n;
	return more;
}

void site_reply(const struct api *api, struct request *r)
{
	struct site *s = api->site;
	const struct page_file *f = page_for(s, r->path);
	if (f == NULL) {
		request_refuse(r, ERR_NOT_FOUND,
		               s == NULL ? S("This server was started without the web app.")
		                         : STR_ABSENT);
		return;
	}
	bool packed = !str_absent(f->packed) &&
	              accepts_encoding(request_header(r, S("Accept-Encoding")), S("gzip"));
	const struct header *headers = f->for_ever ? asset_headers : page_headers;
	size_t n_headers = f->for_ever ? COUNT(asset_headers) : COUNT(page_headers);
	if (is_always_tls(api))
		headers = with_tls(r, headers, &n_headers);
	request_reply(r, &(struct reply) {
				 .status = 200,
				 .content_type = f->type,
				 .headers = headers,
				 .n_headers = n_headers,
				 .body = packed ? f->packed : f->body,
				 .encoding = packed ? S("gzip") : STR_ABSENT,
				 .compress = COMPRESS_NEVER,
			 });
}
