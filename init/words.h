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
/* The compiler compares a format and its arguments here. */
int words_fit(const char *msg, ...) PRINTF(1, 2);

/*
 * A format's arguments, each as wide as a register and passed in one: for `...' callers
 * have to say more, and what is called saves all that there are.  ARGS is three of them
 * behind f; one that is not given is anything, and costs nothing.
 */
#define ARG_1(a) ((uintptr_t)(a) & (sizeof(1 ? (a) : (a)) < 8 ? UINT_MAX : UINTPTR_MAX))
#define ARG_2(a, ...) ARG_1(a), ARG_1(__VA_ARGS__)
#define ARG_3(a, ...) ARG_1(a), ARG_2(__VA_ARGS__)
#define ARG_4(a, ...) ARG_1(a), ARG_3(__VA_ARGS__)
#define ARG_5(a, ...) ARG_1(a), ARG_4(__VA_ARGS__)
#define ARG_6(a, ...) ARG_1(a), ARG_5(__VA_ARGS__)
#define ARG_7(a, ...) ARG_1(a), ARG_6(__VA_ARGS__)
#define ARGS_0(f) f, arg_none(), arg_none(), arg_none()
#define ARGS_1(f, ...) f, ARG_1(__VA_ARGS__), arg_none(), arg_none()
#define ARGS_2(f, ...) f, ARG_2(__VA_ARGS__), arg_none()
#define ARGS_3(f, ...) f, ARG_3(__VA_ARGS__)
#define ARGS_PICK(f, a, b, c, d, e, g, h, name, ...) name
#define ARGS(...) ARGS_PICK(__VA_ARGS__, , , , , ARGS_3, ARGS_2, ARGS_1, ARGS_0, )(__VA_ARGS__)
static inline __attribute__((always_inline)) uintptr_t arg_none(void)
{
	uintptr_t x;

	__asm__ volatile(""
			 : "=r"(x));
	return x;
}

/* die and warn have a fourth; of more fmt takes an array. */
#define SAID_3(...) ARGS(__VA_ARGS__), arg_none()
#define SAID_4(f, ...) f, ARG_4(__VA_ARGS__)
#define SAID(f, ...)                                                                \
	ARGS_PICK(f, ##__VA_ARGS__, , , , SAID_4, SAID_3, SAID_3, SAID_3, SAID_3, ) \
	(WORDS(f), ##__VA_ARGS__)
#define FMT_3(buf, size, ...)                              \
	(__builtin_constant_p(size) && (size) == PATH_MAX  \
			? fmt_path(buf, ARGS(__VA_ARGS__)) \
			: fmt_said(buf, size, ARGS(__VA_ARGS__)))
#define FMT_4(buf, size, f, ...) vfmt(buf, size, f, (const uintptr_t[]){ARG_4(__VA_ARGS__)})
#define FMT_5(buf, size, f, ...) vfmt(buf, size, f, (const uintptr_t[]){ARG_5(__VA_ARGS__)})
#define FMT_6(buf, size, f, ...) vfmt(buf, size, f, (const uintptr_t[]){ARG_6(__VA_ARGS__)})
#define FMT_7(buf, size, f, ...) vfmt(buf, size, f, (const uintptr_t[]){ARG_7(__VA_ARGS__)})

#ifdef CHECKED /* by a tool that does not follow all this */
_Noreturn void die(int err, const char *msg, ...);
void warn(int err, const char *msg, ...);
size_t fmt(char *buf, size_t size, const char *msg, ...);
#else
#define die(err, ...)                                   \
	((void)sizeof words_fit(__VA_ARGS__),           \
		__builtin_constant_p(err) && (err) == 0 \
			? die_of(SAID(__VA_ARGS__))     \
			: die_said(err, SAID(__VA_ARGS__)))
#define warn(err, ...) ((void)sizeof words_fit(__VA_ARGS__), warn_said(err, SAID(__VA_ARGS__)))
#define fmt(buf, size, ...)                                                                       \
	((void)sizeof words_fit(__VA_ARGS__),                                                     \
		ARGS_PICK(__VA_ARGS__, FMT_7, FMT_6, FMT_5, FMT_4, FMT_3, FMT_3, FMT_3, FMT_3, )( \
			buf, size, __VA_ARGS__))
#endif
