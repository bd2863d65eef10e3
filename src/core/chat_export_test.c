/* chat_export_test.c: chats of places that the corpus does not show (K14), and what must not
 * matter: line ends, byte order mark, invisible marks, kinds of spaces. All people and texts are
 * invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/chat_export.h"
#include "core/corpus.h"
#include "core/marks.h"

#define LRM "\xe2\x80\x8e"
#define RLM "\xe2\x80\x8f"
#define NNBSP "\xe2\x80\xaf"
#define NBSP "\xc2\xa0"

static void check(const char *text, const char *expected)
{
	struct arena a = ARENA_INIT;
	const struct str got = corpus_read_chat(str_of(text), &a);

	if (!str_eq(got, str_of(expected)))
		fail_msg("read as\n%.*sinstead of\n%s", PRI_STR(got), expected);
	arena_release(&a);
}

/* Two messages of one person in the file's own head, and when they were. */
struct locale {
	const char *name, *first, *second; /* heads, up to and with their last character */
	const char *order, *first_at, *second_at;
};

static const struct locale locales[] = {
	{ "Hungary, Android", "2026. 01. 31. 23:05 - ", "2026. 02. 01. 0:10 - ", "ymd",
	  "2026-01-31T23:05:00", "2026-02-01T00:10:00" },
	{ "Hungary, iOS", "[2026. 01. 31. 23:05:09] ", "[2026. 02. 01. 0:10:00] ", "ymd",
	  "2026-01-31T23:05:09", "2026-02-01T00:10:00" },
	{ "Hungary, 12 h", "2026. 01. 31. de. 11:05 - ", "2026. 01. 31. du. 1:10 - ", "ymd",
	  "2026-01-31T11:05:00", "2026-01-31T13:10:00" },
	{ "Korea, Android", "26. 1. 31. 오후 11:05 - ", "26. 2. 1. 오전 12:10 - ", "ymd",
	  "2026-01-31T23:05:00", "2026-02-01T00:10:00" },
	{ "Korea, one day", "26. 1. 2. 오전 9:05 - ", "26. 1. 2. 오후 1:10 - ", "ymd",
	  "2026-01-02T09:05:00", "2026-01-02T13:10:00" },
	{ "Korea, iOS", "[2026. 1. 31. 오후 11:05:09] ", "[2026. 2. 1. 오전 12:10:00] ", "ymd",
	  "2026-01-31T23:05:09", "2026-02-01T00:10:00" },
	{ "Korea, units", "2026년 1월 31일 오후 11:05 - ", "2026년 2월 1일 오전 12:10 - ", "ymd",
	  "2026-01-31T23:05:00", "2026-02-01T00:10:00" },
	{ "Japan", "2026/01/31 23:05 - ", "2026/02/01 0:10 - ", "ymd", "2026-01-31T23:05:00",
	  "2026-02-01T00:10:00" },
	{ "Japan, units", "[2026年1月31日 23:05:09] ", "[2026年2月1日 0:10:00] ", "ymd",
	  "2026-01-31T23:05:09", "2026-02-01T00:10:00" },
	{ "Japan, 12 h", "2026/1/31 午後11:05 - ", "2026/2/1 午前0:10 - ", "ymd",
	  "2026-01-31T23:05:00", "2026-02-01T00:10:00" },
	{ "China", "2026/1/31 下午11:05 - ", "2026/2/1 上午12:10 - ", "ymd", "2026-01-31T23:05:00",
	  "2026-02-01T00:10:00" },
	{ "China, iOS", "[2026/1/31 下午11:05:09] ", "[2026/2/1 上午12:10:00] ", "ymd",
	  "2026-01-31T23:05:09", "2026-02-01T00:10:00" },
	{ "Taiwan", "2026/1/31 晚上11:05 - ", "2026/2/1 凌晨12:10 - ", "ymd", "2026-01-31T23:05:00",
	  "2026-02-01T00:10:00" },
	{ "Taiwan, noon", "2026/1/31 中午12:05 - ", "2026/1/31 下午1:10 - ", "ymd",
	  "2026-01-31T12:05:00", "2026-01-31T13:10:00" },
	{ "Finland", "31.1.2026 klo 23.05 - ", "1.2.2026 klo 0.10 - ", "dmy", "2026-01-31T23:05:00",
	  "2026-02-01T00:10:00" },
	{ "Finland, iOS", "[31.1.2026 klo 23.05.09] ", "[1.2.2026 klo 0.10.00] ", "dmy",
	  "2026-01-31T23:05:09", "2026-02-01T00:10:00" },
	{ "Denmark", "31.01.2026 23.05 - ", "01.02.2026 00.10 - ", "dmy", "2026-01-31T23:05:00",
	  "2026-02-01T00:10:00" },
	{ "Denmark, iOS", "[31.01.2026, 23.05.09] ", "[01.02.2026, 00.10.00] ", "dmy",
	  "2026-01-31T23:05:09", "2026-02-01T00:10:00" },
	{ "Indonesia", "31/01/26 23.05 - ", "01/02/26 00.10 - ", "dmy", "2026-01-31T23:05:00",
	  "2026-02-01T00:10:00" },
	{ "Indonesia, iOS", "[31/01/26 23.05.09] ", "[01/02/26 00.10.00] ", "dmy",
	  "2026-01-31T23:05:09", "2026-02-01T00:10:00" },
	{ "Bulgaria", "31.01.26 г., 23:05 - ", "1.02.26 г., 0:10 - ", "dmy", "2026-01-31T23:05:00",
	  "2026-02-01T00:10:00" },
	{ "Croatia", "31. 01. 2026. 23:05 - ", "01. 02. 2026. 00:10 - ", "dmy",
	  "2026-01-31T23:05:00", "2026-02-01T00:10:00" },
	{ "Serbia", "31.1.26. 23:05 - ", "1.2.26. 00:10 - ", "dmy", "2026-01-31T23:05:00",
	  "2026-02-01T00:10:00" },
	{ "Sweden", "2026-01-31 23:05 - ", "2026-02-01 00:10 - ", "ymd", "2026-01-31T23:05:00",
	  "2026-02-01T00:10:00" },
	{ "Vietnam", "23:05, 31/1/26 - ", "00:10, 1/2/26 - ", "dmy", "2026-01-31T23:05:00",
	  "2026-02-01T00:10:00" },
	{ "Vietnam, iOS", "[23:05:09, 31/1/26] ", "[00:10:00, 1/2/26] ", "dmy",
	  "2026-01-31T23:05:09", "2026-02-01T00:10:00" },
	{ "Vietnam, 12 h", "11:05 CH, 31/1/26 - ", "12:10 SA, 1/2/26 - ", "dmy",
	  "2026-01-31T23:05:00", "2026-02-01T00:10:00" },
	{ "Web, copied", "[23:05, 31/01/2026] ", "[00:10, 01/02/2026] ", "dmy",
	  "2026-01-31T23:05:00", "2026-02-01T00:10:00" },
	{ "Turkey, 12 h", "31.01.2026 ÖS 11:05 - ", "01.02.2026 ÖÖ 12:10 - ", "dmy",
	  "2026-01-31T23:05:00", "2026-02-01T00:10:00" },
	{ "Greece", "31/1/26, 11:05" NNBSP "μ.μ. - ", "1/2/26, 12:10" NNBSP "π.μ. - ", "dmy",
	  "2026-01-31T23:05:00", "2026-02-01T00:10:00" },
	{ "Spain, 12 h", "31/1/26, 11:05 p." NBSP "m. - ", "1/2/26, 12:10 a." NBSP "m. - ", "dmy",
	  "2026-01-31T23:05:00", "2026-02-01T00:10:00" },
	{ "Mexico, iOS", "[31/01/26, 11:05:09" NNBSP "p.m.] ", "[01/02/26, 12:10:00" NNBSP "a.m.] ",
	  "dmy", "2026-01-31T23:05:09", "2026-02-01T00:10:00" },
	{ "Albania", "31.1.26, 11:05 e pasdites - ", "1.2.26, 12:10 e paradites - ", "dmy",
	  "2026-01-31T23:05:00", "2026-02-01T00:10:00" },
	{ "Tamil", "31/1/26, பிற்பகல் 11:05 - ", "1/2/26, முற்பகல் 12:10 - ", "dmy",
	  "2026-01-31T23:05:00", "2026-02-01T00:10:00" },
	{ "Marathi digits", "३१/१/२६, ११:०५ म.उ. - ", "१/२/२६, १२:१० म.पू. - ", "dmy",
	  "2026-01-31T23:05:00", "2026-02-01T00:10:00" },
	{ "Bengali digits", "৩১/১/২৬, ১১:০৫ PM - ", "১/২/২৬, ১২:১০ AM - ", "dmy",
	  "2026-01-31T23:05:00", "2026-02-01T00:10:00" },
	{ "Burmese digits", "၃၁-၀၁-၂၆ ၂၃:၀၅ - ", "၀၁-၀၂-၂၆ ၀၀:၁၀ - ", "dmy", "2026-01-31T23:05:00",
	  "2026-02-01T00:10:00" },
	{ "Nepal", "२०२६-०१-३१, २३:०५ - ", "२०२६-०२-०१, ००:१० - ", "ymd", "2026-01-31T23:05:00",
	  "2026-02-01T00:10:00" },
	{ "Urdu", "31/1/26، 11:05 PM - ", "1/2/26، 12:10 AM - ", "dmy", "2026-01-31T23:05:00",
	  "2026-02-01T00:10:00" },
	{ "Persian digits", RLM "۳۱/۱/۲۰۲۶،" RLM " ۲۳:۰۵ - ", RLM "۱/۲/۲۰۲۶،" RLM " ۰:۱۰ - ", "dmy",
	  "2026-01-31T23:05:00", "2026-02-01T00:10:00" },
	{ "Israel", RLM "[31.1.2026, 23:05:09] ", RLM "[1.2.2026, 0:10:00] ", "dmy",
	  "2026-01-31T23:05:09", "2026-02-01T00:10:00" },
	{ "Hebrew, 12 h", "31.1.2026, 11:05 אחה״צ - ", "1.2.2026, 12:10 לפנה״צ - ", "dmy",
	  "2026-01-31T23:05:00", "2026-02-01T00:10:00" },
	{ "Canada, French", "2026-01-31 23 h 05 - ", "2026-02-01 00 h 10 - ", "ymd",
	  "2026-01-31T23:05:00", "2026-02-01T00:10:00" },
	{ "Canada, iOS", "[2026-01-31, 23 h 05 min 09 s] ", "[2026-02-01, 00 h 10 min 00 s] ",
	  "ymd", "2026-01-31T23:05:09", "2026-02-01T00:10:00" },
	{ "France, long", "31/01/2026 à 23:05 - ", "01/02/2026 à 00:10 - ", "dmy",
	  "2026-01-31T23:05:00", "2026-02-01T00:10:00" },
	{ "US, no comma", "1/31/26 11:05 PM - ", "2/1/26 12:10 AM - ", "mdy", "2026-01-31T23:05:00",
	  "2026-02-01T00:10:00" },
	{ "US, old iOS", "1/31/26, 11:05:09 PM: ", "2/1/26, 12:10:00 AM: ", "mdy",
	  "2026-01-31T23:05:09", "2026-02-01T00:10:00" },
	{ "South Africa", "2026/01/31, 23:05 - ", "2026/02/01, 00:10 - ", "ymd",
	  "2026-01-31T23:05:00", "2026-02-01T00:10:00" },
	{ "Portugal", "31/01/2026, 23:05 - ", "01/02/2026, 00:10 - ", "dmy", "2026-01-31T23:05:00",
	  "2026-02-01T00:10:00" },
	{ "Basque", "26/1/31 23:05 - ", "26/2/1 0:10 - ", "ymd", "2026-01-31T23:05:00",
	  "2026-02-01T00:10:00" },
	{ "en dash", "31/01/2026, 23:05 – ", "01/02/2026, 00:10 – ", "dmy", "2026-01-31T23:05:00",
	  "2026-02-01T00:10:00" },
};

static void K14_locales_are_read_by_their_structure(void **state)
{
	(void) state;
	for (size_t i = 0; i < COUNT(locales); i++) {
		const struct locale *l = &locales[i];
		struct arena a = ARENA_INIT;
		const struct str text =
			arena_printf(&a, "%sAna: um\ndois: 3\n%sBeto: tres\n", l->first, l->second);
		const struct str expected = arena_printf(&a,
		                                         "%s\n%s Ana |um/dois: 3\n%s Beto |tres\n",
		                                         l->order, l->first_at, l->second_at);
		const struct str got = corpus_read_chat(text, &a);

		if (!str_eq(got, expected))
			fail_msg("%s: read as\n%.*sinstead of\n%.*s", l->name, PRI_STR(got),
			         PRI_STR(expected));
		arena_release(&a);
	}
}

static void unknown_words_of_the_day_are_learnt(void **state)
{
	(void) state;
	/* Two invented words: whichever comes later within a day is the second half. */
	check("3/1/2026, 9:05 zig - Ana: a\n"
	      "3/1/2026, 1:10 zag - Ana: b\n"
	      "31/1/2026, 12:01 zig - Ana: c\n",
	      "dmy\n"
	      "2026-01-03T09:05:00 Ana |a\n"
	      "2026-01-03T13:10:00 Ana |b\n"
	      "2026-01-31T00:01:00 Ana |c\n");
	/* An invented word beside hours up to 23 says nothing. */
	check("31/1/2026, 21:05 zig - Ana: a\n31/1/2026, 12:10 zig - Ana: b\n",
	      "dmy\n2026-01-31T21:05:00 Ana |a\n2026-01-31T12:10:00 Ana |b\n");
}

static void K14_the_order_is_decided_over_the_whole_file(void **state)
{
	(void) state;
	check("1/2/26, 10:00 - A: x\n28/2/26, 10:00 - A: y\n",
	      "dmy\n2026-02-01T10:00:00 A |x\n2026-02-28T10:00:00 A |y\n");
	check("1/2/26, 10:00 - A: x\n2/28/26, 10:00 - A: y\n",
	      "mdy\n2026-01-02T10:00:00 A |x\n2026-02-28T10:00:00 A |y\n");
	check("5/3/05, 14:02 - A: x\n", "dmy?\n2005-03-05T14:02:00 A |x\n");
	check("1.2.26, 10:00 - A: x\n", "dmy\n2026-02-01T10:00:00 A |x\n");
	check("01/02/26, 10:00 am - A: x\n", "dmy?\n2026-02-01T10:00:00 A |x\n");
	check("1/2/26, 10:00 PM - A: x\n", "mdy?\n2026-01-02T22:00:00 A |x\n");
	check("1/2/2026, 10:00 PM - A: x\n", "dmy?\n2026-02-01T22:00:00 A |x\n");
	/* The majority counts: one pasted line of the same shape does not turn the file. */
	check("28/2/26, 10:00 - A: x\n2/27/26, 10:00 - pasted: y\n28/2/26, 11:00 - A: z\n",
	      "dmy\n"
	      "2026-02-28T10:00:00 A |x/2/27/26, 10:00 - pasted: y\n"
	      "2026-02-28T11:00:00 A |z\n");
}

static void what_only_looks_like_a_head_is_text(void **state)
{
	(void) state;
	check("31/01/2026, 10:00 - A: x\n"
	      "31/02/2026, 10:00 - no such day\n"
	      "31/01/2026, 25:00 - no such hour\n"
	      "31/1/2026, 9:00 - other padding: y\n"
	      "31/01/26, 10:00 - other year: z\n"
	      "[31/01/2026, 10:00] brackets: z\n"
	      "31/01/2026, 10:00:01 - seconds: z\n31-01-2026, 10:00 - dashes: z\n",
	      "dmy\n2026-01-31T10:00:00 A |x/31/02/2026, 10:00 - no such "
	      "day/31/01/2026, 25:00 - no such hour/"
	      "31/1/2026, 9:00 - other padding: y/31/01/26, 10:00 - other "
	      "year: z/[31/01/2026, 10:00] brackets: z/"
	      "31/01/2026, 10:00:01 - seconds: z/31-01-2026, 10:00 - dashes: z\n");
}

static void placeholders_of_android_are_the_whole_line(void **state)
{
	(void) state;
	check("31/01/2026, 10:00 - A: <Mídia oculta>\n31/01/2026, 10:01 - A: <Video note omitted>\n"
	      "31/01/2026, 10:02 - A: <Media imerukwa>\n"
	      "caption\n"
	      "31/01/2026, 10:03 - A: I said <Media omitted> twice\n"
	      "31/01/2026, 10:04 - A: Media omitted\n"
	      "31/01/2026, 10:05 - A: <View once photo omitted>\n"
	      "31/01/2026, 10:06 - A: <b>\n31/01/2026, 10:07 - A: <3\n31/01/2026, 10:08 - A: null\n"
	      "31/01/2026, 10:09 - A: null and void\n"
	      "31/01/2026, 10:10 - A: This message was deleted by admin Rui\n",
	      "dmy\n2026-01-31T10:00:00 A media_omitted |\n2026-01-31T10:01:00 A media_omitted |\n"
	      "2026-01-31T10:02:00 A media_omitted |caption\n"
	      "2026-01-31T10:03:00 A |I said <Media omitted> twice\n"
	      "2026-01-31T10:04:00 A |Media omitted\n2026-01-31T10:05:00 A view_once |\n"
	      "2026-01-31T10:06:00 A |<b>\n"
	      "2026-01-31T10:07:00 A |<3\n"
	      "2026-01-31T10:08:00 A view_once |\n"
	      "2026-01-31T10:09:00 A |null and void\n2026-01-31T10:10:00 A deleted |\n");
}

static void a_mark_of_edited_messages_is_learnt(void **state)
{
	(void) state;
	check("31/01/2026, 10:00 - A: um <Ilibadilishwa sasa hivi>\n"
	      "31/01/2026, 10:01 - B: dois <Ilibadilishwa sasa hivi>\n"
	      "31/01/2026, 10:02 - B: tres <three little words>\n"
	      "31/01/2026, 10:03 - B: quatro <This message was edited>\n",
	      "dmy\n2026-01-31T10:00:00 A edited |um\n2026-01-31T10:01:00 B edited |dois\n"
	      "2026-01-31T10:02:00 B |tres <three little words>\n"
	      "2026-01-31T10:03:00 B edited |quatro\n");
}

static void attachments_are_told_by_their_structure(void **state)
{
	(void) state;
	check("31/01/2026, 10:00 - A: " LRM
	      "Contrato final.pdf (zzz yyy)\nassinar\n"
	      "31/01/2026, 10:01 - A: IMG-20260131-WA0001.jpg (bilinmeyen)\n"
	      "31/01/2026, 10:02 - A: plan.pdf (draft)\n"
	      "31/01/2026, 10:03 - A: Alex.vcf (file attached)\n",
	      "dmy\n2026-01-31T10:00:00 A {Contrato final.pdf} |assinar\n"
	      "2026-01-31T10:01:00 A {IMG-20260131-WA0001.jpg} |\n"
	      "2026-01-31T10:02:00 A |plan.pdf (draft)\n"
	      "2026-01-31T10:03:00 A contact {Alex.vcf} |\n");
	check(LRM "[31.01.2026, 10:00:00] A: " LRM
	          "<00000012-PHOTO-2026-01-31-10-00-00.jpg eklendi>\n" LRM
	          "[31.01.2026, 10:01:00] A: nota " LRM
	          "<附件：00000013-AUDIO-2026-01-31-10-01-00.opus>\n" LRM
	          "[31.01.2026, 10:02:00] A: Plan.pdf • " LRM "3 sayfa " LRM
	          "<eklendi: 00000014-Plan.pdf>\nbak\n" LRM
	          "[31.01.2026, 10:03:00] A: Plan.docx " LRM
	          "belge dahil edilmedi\n"
	          "[31.01.2026, 10:04:00] A: 2017-01-01-PHOTO-00000012.jpg <" LRM "attached>\n",
	      "dmy\n2026-01-31T10:00:00 A {00000012-PHOTO-2026-01-31-10-00-00.jpg} |\n"
	      "2026-01-31T10:01:00 A {00000013-AUDIO-2026-01-31-10-01-00.opus} |nota\n"
	      "2026-01-31T10:02:00 A {00000014-Plan.pdf} (Plan.pdf) |bak\n"
	      "2026-01-31T10:03:00 A media_omitted (Plan.docx) |\n"
	      "2026-01-31T10:04:00 A {2017-01-01-PHOTO-00000012.jpg} |\n");
}

static void marked_words_of_unknown_languages_are_told_apart(void **state)
{
	(void) state;
	check("[31.01.2026, 10:00:00] Grupo: " LRM "Zzz yyy xxx www vvv uuu ttt sss rrr qqq.\n" LRM
	      "[31.01.2026, 10:01:00] A: " LRM "zzz yyy\n" LRM "[31.01.2026, 10:02:00] A: " LRM
	      "Zzz yyy, " LRM
	      "12 xx\n"
	      "[31.01.2026, 10:03:00] A: zzz " LRM "<Yyy xxx www.>\n" LRM
	      "[31.01.2026, 10:04:00] A: " LRM "ZZZ:\nQue dia?\n" LRM "YYY: Seg (" LRM "2 xx)\n" LRM
	      "YYY: Ter (" LRM
	      "0 xx)\n"
	      "[31.01.2026, 10:05:00] A: " LRM "Zzz: https://maps.google.com/?q=1.5,-2.25\n",
	      "dmy\n2026-01-31T10:00:00 - system |Zzz yyy xxx www vvv uuu ttt sss rrr qqq.\n"
	      "2026-01-31T10:01:00 A media_omitted |\n2026-01-31T10:02:00 A call |Zzz yyy, 12 xx\n"
	      "2026-01-31T10:03:00 A edited |zzz\n"
	      "2026-01-31T10:04:00 A poll |ZZZ:/Que dia?/YYY: Seg (2 xx)/YYY: Ter (0 xx)\n"
	      "2026-01-31T10:05:00 A location |Zzz: https://maps.google.com/?q=1.5,-2.25\n");
}

static void names_may_hold_a_colon(void **state)
{
	(void) state;
	check("31/01/2026, 10:00 - Ana: POLL:\nDia?\nOPTION: Seg (" LRM
	      "1 vote)\n"
	      "31/01/2026, 10:01 - Ana: POLL:\nHora?\nOPTION: 9:30 (" LRM "2 votes)\n",
	      "dmy\n2026-01-31T10:00:00 Ana poll |POLL:/Dia?/OPTION: Seg (1 vote)\n"
	      "2026-01-31T10:01:00 Ana poll |POLL:/Hora?/OPTION: 9:30 (2 votes)\n");
	check("31/01/2026, 10:00 - Rua: 7:\n31/01/2026, 10:01 - Rua: 7: oi\n",
	      "dmy\n2026-01-31T10:00:00 Rua: 7 |\n2026-01-31T10:01:00 Rua: 7 |oi\n");
	/* One message alone proves nothing; two agree; a third that differs takes it back. */
	check("31/01/2026, 10:00 - Obs: falta: cal\n",
	      "dmy\n2026-01-31T10:00:00 Obs |falta: cal\n");
	check("31/01/2026, 10:00 - Rua: 7: cal\n31/01/2026, 10:01 - Rua: 7: areia\n",
	      "dmy\n2026-01-31T10:00:00 Rua: 7 |cal\n2026-01-31T10:01:00 Rua: 7 |areia\n");
	check("31/01/2026, 10:00 - Rua: 7: cal\n"
	      "31/01/2026, 10:01 - Rua: 7: areia\n"
	      "31/01/2026, 10:02 - Rua: ok\n",
	      "dmy\n"
	      "2026-01-31T10:00:00 Rua |7: cal\n"
	      "2026-01-31T10:01:00 Rua |7: areia\n"
	      "2026-01-31T10:02:00 Rua |ok\n");
	check("31/01/2026, 10:00 - Ana: local: https://maps.google.com/?q=1.0,2.0\n"
	      "31/01/2026, 10:01 - Ana: local: https://maps.google.com/?q=1.5,2.5\n",
	      "dmy\n2026-01-31T10:00:00 Ana location |local: https://maps.google.com/?q=1.0,2.0\n"
	      "2026-01-31T10:01:00 Ana location |local: https://maps.google.com/?q=1.5,2.5\n");
	/* A quotation that begins before the colon and ends behind it is a sentence, in any
	 * language. */
	check("31/01/2026, 10:00 - Zzz yyy «Obra: casa 2» xxx\n"
	      "31/01/2026, 10:01 - Zzz: «oi: sim»\n",
	      "dmy\n"
	      "2026-01-31T10:00:00 - system |Zzz yyy «Obra: casa 2» xxx\n"
	      "2026-01-31T10:01:00 Zzz |«oi: sim»\n");
}

static void who_exported_is_known_by_what_only_they_can_delete(void **state)
{
	static const char text[] =
		"31/01/2026, 10:00 - A: oi\n31/01/2026, 10:01 - B: You deleted this message\n"
		"31/01/2026, 10:02 - A: This message was deleted\n";
	struct arena a = ARENA_INIT;
	struct chat_export c;

	(void) state;
	assert_true(chat_export_open(&c, str_of(text), &a));
	assert_non_null(c.me);
	assert_true(str_eq(c.me->name, S("B")));
	assert_int_equal(c.senders_n, 2);
	assert_true(str_eq(c.senders->name, S("A")));
	assert_int_equal(c.senders->messages, 2);
	assert_true(chat_export_open(&c, S("31/01/2026, 10:00 - A: oi\n"), &a));
	assert_null(c.me);
	arena_release(&a);
}

static void counts_and_times_are_those_of_the_messages(void **state)
{
	struct arena a = ARENA_INIT;
	struct chat_export c;
	struct chat_message m;

	(void) state;
	assert_true(chat_export_open(&c,
	                             S("31/01/2026, 10:00 - A joined\n31/01/2026, 10:05 - A: x\n"
	                               "30/01/2026, 09:00 - +55 21 99900-0011: y\n"),
	                             &a));
	assert_int_equal(c.messages, 3);
	assert_int_equal(c.system_messages, 1);
	assert_int_equal(c.first.day, 30);
	assert_int_equal(c.last.minute, 5);
	assert_false(c.in_order);
	assert_true(str_eq(c.senders->next->phone, S("+5521999000011")));
	assert_true(chat_export_next(&c, &a, &m));
	assert_int_equal(m.line, 1);
	assert_false(chat_export_use_order(&c, CHAT_YMD));
	assert_int_equal(c.messages, 3);
	/* Seconds may run back: the minute is what counts. */
	assert_true(chat_export_open(&c,
	                             S("[31/01/2026, 10:00:40] A: x\n[31/01/2026, 10:00:10] B: y\n"
	                               "[31/01/2026, 10:01:00] A: z\n"),
	                             &a));
	assert_true(c.in_order);
	arena_release(&a);
}

/* ---- what must not matter ---- */

static const char *const samples[] = {
	"31/01/2026, 10:00 - Ana: um\n"
	"dois\n"
	"\n"
	"tres\n"
	"31/01/2026, 10:01 - A joined\n"
	"1/02/2026, 11:00 - Rua: 7: x\n",
	LRM "[1/31/26, 9:00:44 AM] Dana: " LRM
	    "image omitted\n[1/31/26, 9:01:00 PM] Sam: two\nlines\n",
	"2026. 1. 31. 오후 11:05 - Ana: <Media omitted>\nlegenda\n2026. 2. 1. 오전 1:05 - Ana: x\n",
};

static struct str replaced(struct arena *a, struct str s, struct str from, struct str to)
{
	struct buf b = BUF_IN(a);
	size_t at;

	while (str_find(s, from, &at)) {
		put(&b, str_head(s, at));
		put(&b, to);
		s = str_from(s, at + from.len);
	}
	put(&b, s);
	return buf_str(&b);
}

static void same_reading(struct arena *a, struct str text, struct str variant, const char *what)
{
	const struct str expected = corpus_read_chat(text, a),
			 got = text_unmark(a, corpus_read_chat(variant, a));

	if (!str_eq(text_unmark(a, expected), got))
		fail_msg("%s: read as\n%.*sinstead of\n%.*s", what, PRI_STR(got),
		         PRI_STR(expected));
}

static void line_ends_and_marks_do_not_matter(void **state)
{
	(void) state;
	for (size_t i = 0; i < COUNT(samples); i++) {
		struct arena a = ARENA_INIT;
		const struct str text = str_of(samples[i]);

		same_reading(&a, text, replaced(&a, text, S("\n"), S("\r\n")), "CRLF");
		same_reading(&a, text, replaced(&a, text, S("\n"), S("\r")), "CR");
		same_reading(&a, text, str_head(text, text.len - 1), "no last line end");
		same_reading(&a, text, arena_join(&a, S("\xef\xbb\xbf"), text), "byte order mark");
		same_reading(&a, text, arena_join(&a, S("\n\n"), text), "empty lines in front");
		same_reading(&a, text, replaced(&a, text, S("/"), S(RLM "/")), "marks in dates");
		same_reading(&a, text,
		             replaced(&a, text, S(":0"),
		                      S("\xe2\x81\xa8:\xe2\x81\xa9"
		                        "0")),
		             "marks in times");
		same_reading(&a, text, replaced(&a, text, S(" AM]"), S(NNBSP "AM]")),
		             "narrow spaces");
		same_reading(&a, text, replaced(&a, text, S(" PM]"), S(NBSP "p.m.]")),
		             "dots in pm");
		same_reading(&a, text, replaced(&a, text, S(", "), S("," NBSP)), "no-break spaces");
		arena_release(&a);
	}
}

static void nothing_is_quadratic(void **state)
{
	enum { LINES = 60000 };
	struct buf b = { 0 };
	struct arena a = ARENA_INIT;
	struct chat_export c;

	(void) state;
	/* All on one line of CRs, all names different, options that never become a poll. */
	for (int i = 0; i < LINES; i++)
		putf(&b, "31/01/2026, 10:00 - N%d: x <y z %d>\r", i, i);
	put(&b, S("31/01/2026, 10:00 - N: POLL:\r"));
	for (int i = 0; i < LINES; i++)
		put(&b, S("A: b (1)\r"));
	put(&b, S("end"));
	assert_true(chat_export_open(&c, buf_str(&b), &a));
	assert_int_equal(c.messages, LINES + 1);
	assert_int_equal(c.senders_n, LINES + 1);
	arena_release(&a);
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(K14_locales_are_read_by_their_structure),
		cmocka_unit_test(unknown_words_of_the_day_are_learnt),
		cmocka_unit_test(K14_the_order_is_decided_over_the_whole_file),
		cmocka_unit_test(what_only_looks_like_a_head_is_text),
		cmocka_unit_test(placeholders_of_android_are_the_whole_line),
		cmocka_unit_test(a_mark_of_edited_messages_is_learnt),
		cmocka_unit_test(attachments_are_told_by_their_structure),
		cmocka_unit_test(marked_words_of_unknown_languages_are_told_apart),
		cmocka_unit_test(names_may_hold_a_colon),
		cmocka_unit_test(who_exported_is_known_by_what_only_they_can_delete),
		cmocka_unit_test(counts_and_times_are_those_of_the_messages),
		cmocka_unit_test(line_ends_and_marks_do_not_matter),
		cmocka_unit_test(nothing_is_quadratic),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
