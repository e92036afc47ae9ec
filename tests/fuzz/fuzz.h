/* SPDX-License-Identifier: MIT */
/*
 * What the targets of libFuzzer share: die() is no end, files are what they give,
 * memory is given back.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include "../../sandbox/sandbox.h"

#include <setjmp.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

struct who who = {.prefix = "fuzz: ", .status = EXIT_OURS};

/* Of no use: nothing is said. */
const char packed[] = "";

static jmp_buf death;

_Noreturn void vdie(int err, const char *tip, const char *msg, const uintptr_t *args)
{
	char s[2048];

	(void)err, (void)tip;
	vfmt(s, sizeof s, msg, args);
	longjmp(death, 1);
}

_Noreturn void die_said(int err, const char *msg, uintptr_t a, uintptr_t b, uintptr_t c,
	uintptr_t d)
{
	vdie(err, NULL, msg, (const uintptr_t[]){a, b, c, d});
}

_Noreturn void die_of(const char *msg, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d)
{
	die_said(0, msg, a, b, c, d);
}

void warn_said(int err, const char *msg, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d)
{
	(void)err, (void)msg, (void)a, (void)b, (void)c, (void)d;
}

/* What the first file that is read contains, or all if it stays; any other is empty. */
static const uint8_t *content;
static size_t content_size;
static bool content_stays;

static void *rooms[4096];
static size_t nrooms;

void *data_room(size_t size)
{
	void *room = nrooms < countof(rooms) && size < 1 << 26 ? calloc(1, size + !size) : NULL;

	if (!room)
		die(-ENOMEM, "mmap");
	return rooms[nrooms++] = room;
}

void *data_shared(size_t size)
{
	return data_room(size);
}

char *data_read(const char *who_for, int fd, size_t *len)
{
	char *text = data_room(content_size + 1);

	(void)who_for, (void)fd;
	if (content_size)
		memcpy(text, content, content_size);
	*len = content_size;
	if (!content_stays)
		content_size = 0;
	return text;
}

const char *data_text(const char *path)
{
	return data_read(path, NONE, &(size_t){0});
}

void data_copy(int from, int to, const char *dest)
{
	(void)from, (void)to, (void)dest;
}

void data_write(int to, const char *buf, long n, const char *dest)
{
	(void)to, (void)buf, (void)n, (void)dest;
}

static void give_back(void)
{
	while (nrooms)
		free(rooms[--nrooms]);
	/* A file that was open when we died. */
	sys_close_range(3, ~0u, 0);
}

/* Is word in the n bytes, whatever is between that a file of options leaves out? */
static inline bool contains(const uint8_t *bytes, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = i, at = 0; k < n; k++)
			if (bytes[k] == (uint8_t)word[at]) {
				if (!word[++at])
					return true;
			} else if (!memchr("\\\"\r\n", bytes[k], 4))
				break;
	return false;
}

/* Those that end the process, or close what is not theirs. */
static inline bool is_apart(const uint8_t *bytes, size_t n)
{
	return contains(bytes, n, "help") || contains(bytes, n, "version") || contains(bytes, n, "args") ||
	       contains(bytes, n, "enter") || contains(bytes, n, "check") || contains(bytes, n, "list") ||
	       contains(bytes, n, "kill") || contains(bytes, n, "stop") || contains(bytes, n, "wait") ||
	       contains(bytes, n, "freeze") || contains(bytes, n, "thaw") || contains(bytes, n, "drop") ||
	       contains(bytes, n, "netns-");
}

/* A command line, as far as it goes without the kernel. */
static inline void plan_of(int argc, char **argv)
{
	static struct program filter;
	char home[] = "HOME=/home/x", path[] = "PATH=/bin", pwd[] = "PWD=/tmp";
	char *env[] = {home, path, pwd, NULL};
	struct plan p = {
		PLAN_BLANK,
		.argv = argv,
		.envp = env,
		.my_uid = 1000,
		.my_gid = 1000,
		.pwd = pwd,
		.cwd = pwd + 4,
		.print_plan = true,
	};

	who = (struct who){.prefix = "fuzz: ", .status = EXIT_OURS};
	if (!setjmp(death)) {
		parse(&p, argc, argv, env);
		check(&p);
		seccomp_make(&p, &filter);
	}
	give_back();
}

#endif
