/* macros.h: the only preprocessor trickery: pasting after expansion, and a loop over a list. */
#ifndef RECORD_MACROS_H
#define RECORD_MACROS_H

#define PASTE_(a, b, c, d) a##b##c##d
#define PASTE(a, b, c, d) PASTE_(a, b, c, d)

#define PARENS ()
#define EXPAND(...) EXPAND3(EXPAND3(EXPAND3(__VA_ARGS__)))
#define EXPAND3(...) EXPAND2(EXPAND2(EXPAND2(__VA_ARGS__)))
#define EXPAND2(...) EXPAND1(EXPAND1(__VA_ARGS__))
#define EXPAND1(...) __VA_ARGS__

/* FOR_EACH_WITH(m, x, a, b) -> m(x, a) m(x, b); up to 18 words */
#define FOR_EACH_WITH(m, x, ...) __VA_OPT__(EXPAND(FOR_EACH_STEP(m, x, __VA_ARGS__)))
#define FOR_EACH_STEP(m, x, a, ...) m(x, a) __VA_OPT__(FOR_EACH_AGAIN PARENS (m, x, __VA_ARGS__))
#define FOR_EACH_AGAIN() FOR_EACH_STEP

#endif
