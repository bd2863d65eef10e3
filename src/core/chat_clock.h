/* chat_clock.h: the words beside the times of one chat export, and what hour a time is. Known
 * words are in chat_daytime.def; what an unknown word means is learnt from the file: whichever of
 * two words comes later within a day is the second half, and a word at times no 12-hour clock has
 * says nothing ("klo", "Uhr", "г."). Knows nothing about dates beyond whether two are the same. */
#ifndef CORE_CHAT_CLOCK_H
#define CORE_CHAT_CLOCK_H

#include "core/chat_head.h"

enum daytime { DAYTIME_UNKNOWN, DAYTIME_AM, DAYTIME_PM, DAYTIME_NOON, DAYTIME_NIGHT, DAYTIME_NONE };

enum { CHAT_CLOCK_WORDS = 10, CHAT_CLOCK_WORD_MAX = 62 };

struct chat_clock_word {
	char text[CHAT_CLOCK_WORD_MAX];  /* without dots, blanks and marks; ASCII letters small */
	uint8_t len;
	enum daytime means;
	uint8_t hour_min, hour_max;
	size_t lines;
	long later;                      /* how often it came later in its day than another word,
	                                  * less the reverse */
};

struct chat_clock {
	struct chat_clock_word word[CHAT_CLOCK_WORDS];
	size_t n;
	size_t capital;                  /* lines with exactly AM or PM, as en_US writes */
	uint16_t day[CHAT_PARTS];        /* of the line before */
	size_t last;                     /* its word; n or more: none */
};

/* First over all lines of one shape: learn each, then decide. A clock of zeros is a new one. */
void chat_clock_learn(struct chat_clock *c, const struct chat_head *h);
void chat_clock_decide(struct chat_clock *c);

/* The hour 0–23 of a line. False: its word is not one of this file's. */
bool chat_clock_hour(const struct chat_clock *c, const struct chat_head *h, int *hour_r);

#endif
