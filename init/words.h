/* SPDX-License-Identifier: MIT */
/*
 * What is said to people is in a section of its own, which a program may keep packed.
 * So die and warn are macros, which take nothing but a literal: WORDS is one of these.
 */
#pragma GCC system_header

#ifdef HOSTED
#define WORDS_SECTION
#else
#define WORDS_SECTION __attribute__((section("words"), aligned(1)))
#endif
#define WORDS(s) __extension__({                      \
	static const char words_[] WORDS_SECTION = s; \
	words_;                                       \
})
#define WORDS_FIRST(first, ...) WORDS(first)
#define WORDS_REST(first, ...) , ##__VA_ARGS__
/* The compiler compares words and arguments here. */
int words_fit(const char *msg, ...) PRINTF(1, 2);
#define SAID(...) \
	((void)sizeof words_fit(__VA_ARGS__), WORDS_FIRST(__VA_ARGS__, )) WORDS_REST(__VA_ARGS__)

#define die(err, ...) die_said(err, SAID(__VA_ARGS__))
#define warn(err, ...) warn_said(err, SAID(__VA_ARGS__))
