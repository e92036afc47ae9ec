/* SPDX-License-Identifier: MIT */
/* An entry's process: its terminal, its words, its environment. */
#include "machine.h"

enum { WORDS = 126 };

/* At these busybox asks the shell, too. */
#define SHELL "~`!$^&*()=|\\{}[];\"'<>?"

/* Descriptors 0 to 2, whatever there is for them. */
static int take_streams(const struct machine *m, const struct entry *e)
{
	char path[64];
	int err;

	if (!*e->tty) {
		if (tty_open(m->console) < 0)
			tty_open("/dev/null");
		return 0;
	}
	fmt(path, sizeof path, "/dev/%s", e->tty);
	err = tty_open(path);
	if (err < 0)
		warn(err, "open %s", path);
	return err;
}

static void ask(void)
{
	static const char prompt[] = "\nPress Enter to activate this console. ";
	char c;

	sys_write(1, prompt, sizeof prompt - 1);
	while (sys_read(0, &c, 1) == 1 && c != '\n')
		;
}

static int execute(const struct machine *m, char *s)
{
	char *argv[WORDS + 2] = {NULL}, **to = argv + 1, *sh = (char *)(uintptr_t) "-sh";
	bool dash = *s == '-';

	if (s[fmt_until(s, SHELL)]) {
		/* In the file, the action and its colon are before it. */
		argv[1] = sh + !dash;
		argv[2] = (char *)(uintptr_t) "-c";
		argv[3] = memcpy(s + dash - 5, "exec ", 5);
		argv[4] = NULL;
		return exec_search("/bin/sh", argv + 1, m->env);
	}
	for (; to <= argv + WORDS; s += fmt_until(s, " \t")) {
		while (*s && (unsigned char)*s <= ' ')
			*s++ = 0;
		if (!*s)
			break;
		*to++ = s;
	}
	return *s ? -E2BIG : exec_search(argv[1] + dash, argv + 1, m->env);
}

int start_here(const struct machine *m, const struct entry *e)
{
	/* What we say must not go to the process's terminal. */
	int err, log = sys_fcntl(2, F_DUPFD_CLOEXEC, 3);

	fs_write(AT_FDCWD, "/proc/self/oom_score_adj", "0", 1);
	sys_setsid();
	err = take_streams(m, e);
	if (err < 0)
		return err;
	/* Services, too, have the console, but are not to own it. */
	if (*e->tty || e->action == ASKFIRST || *e->process == '-' || m->words) {
		tty_control();
		tty_mend();
	}
	pid1_release(m->old);
	/* Without a shell it had better be known at once. */
	if (e->action == ASKFIRST && sys_faccessat(AT_FDCWD, "/bin/sh", X_OK) >= 0)
		ask();
	err = m->words ? exec_search(*m->words, m->words, m->env) : execute(m, e->process);
	if (log >= 0)
		sys_dup3(log, 2, 0);
	warn(err, "exec %s", e->process);
	return err;
}

int start_entry(const struct machine *m, const struct entry *e)
{
	int pid = sys_fork();

	/* No vfork: to open a terminal, or what is said on it, may take for ever. */
	if (!pid)
		sys_exit(exec_status(start_here(m, e)));
	return pid;
}
