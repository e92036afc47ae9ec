/* SPDX-License-Identifier: MIT */
/* fmt.c against snprintf, and where there is too little room. */
#include "tap.h"

struct who who;

const char *tip_for(const char *said, int err)
{
	(void)said, (void)err;
	return "\0";
}

#define AS_PRINTF(...)                                                       \
	do {                                                                 \
		char ours_[64], libc_[64];                                   \
		size_t n_ = fmt(ours_, sizeof ours_, __VA_ARGS__);           \
		int m_ = snprintf(libc_, sizeof libc_, __VA_ARGS__);         \
		is_str(ours_, libc_, "as printf: " #__VA_ARGS__);            \
		is_num((long)n_, m_, "and as long as it is: " #__VA_ARGS__); \
	} while (0)

static void test_fmt(void)
{
	char buf[8];

	AS_PRINTF("plain");
	AS_PRINTF("[%s]", "text");
	AS_PRINTF("[%s]", "");
	AS_PRINTF("%c%c", 'a', 'b');
	AS_PRINTF("%d %d %d", 0, -1, 42);
	AS_PRINTF("%d %d", INT_MIN, INT_MAX);
	AS_PRINTF("%u %u", 0U, UINT_MAX);
	AS_PRINTF("%o %o %o", 0U, 0755U, UINT_MAX);
	AS_PRINTF("%x %x %x", 0U, 0xbeefU, UINT_MAX);
	AS_PRINTF("%zu %zu", (size_t)0, SIZE_MAX);
	AS_PRINTF("%s/%s: %d", "a", "b", 3);

	memset(buf, '#', sizeof buf);
	is_num((long)fmt(buf, sizeof buf, "%s", "1234567"), 7, "what just fits is whole");
	is_str(buf, "1234567", "and ends with a NUL");
	memset(buf, '#', sizeof buf);
	is_num((long)fmt(buf, sizeof buf, "%s%d", "12345", 6789), 7, "what does not fit is cut");
	is_str(buf, "1234567", "and ends with a NUL all the same");
	memset(buf, '#', sizeof buf);
	is_num((long)fmt(buf, 1, "%s", "1"), 0, "a buffer of one holds the NUL");
	ok(buf[0] == 0 && buf[1] == '#', "and nothing behind it is touched");
}

static void test_number(void)
{
	unsigned long n = 77;
	const char *s;

	s = fmt_number("120x", 1000, &n);
	is_str(s, "x", "a number ends at what is no digit");
	is_num((long)n, 120, "and is read in base 10");
	s = fmt_based("0755", 8, 07777, &n);
	is_str(s, "", "a number may be all there is");
	is_num((long)n, 0755, "and is read in base 8");
	is_str(fmt_based("8", 8, 100, &n), NULL, "8 is no digit of base 8");
	is_str(fmt_number("", 100, &n), NULL, "nothing is no number");
	is_str(fmt_number("-1", 100, &n), NULL, "a sign is no number");
	is_str(fmt_number(" 1", 100, &n), NULL, "a blank is no number");
	is_str(fmt_number("100", 100, &n), "", "the largest allowed is allowed");
	is_str(fmt_number("101", 100, &n), NULL, "one more is not");
	is_str(fmt_number("18446744073709551616", ULONG_MAX, &n), NULL, "2^64 does not wrap round");
	is_str(fmt_number("99999999999999999999999999", 100, &n), NULL, "nor does any more");
	if (ULONG_MAX > UINT_MAX) {
		is_str(fmt_number("18446744073709551615", ULONG_MAX, &n), "", "2^64 - 1 is the end");
		ok(n == ULONG_MAX, "and is what it is");
	}
	is_str(fmt_number("7", 5, &n), NULL, "a single digit can be too large");
}

static void test_until(void)
{
	is_num((long)fmt_until("abc:def", ":"), 3, "up to one of the set");
	is_num((long)fmt_until("abc def\n", "\n "), 3, "up to the first of them");
	is_num((long)fmt_until("abc", ":"), 3, "or to the end");
	is_num((long)fmt_until("", ":"), 0, "which may be the beginning");
	is_num((long)fmt_until(":", ":"), 0, "as may one of the set");
}

static void test_line(void)
{
	static const char text[] = "Name:\tPid:\nPPid:\t3\nPid:\t4\nPid:\t5\nPid";

	is_str(fmt_line(text, "Pid:\t"), text + 24, "what follows the first that begins a line");
	is_str(fmt_line(text, "Name:"), text + 5, "be it the first line");
	is_str(fmt_line(text, "Uid"), "", "or nothing");
	is_str(fmt_line(text, "Pid\n"), "", "also where the text ends too early");
	is_str(fmt_line("", "a"), "", "or is empty");
}

int main(void)
{
	test_fmt();
	test_number();
	test_until();
	test_line();
	return finish();
}
