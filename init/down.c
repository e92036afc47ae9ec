/* SPDX-License-Identifier: MIT */
/*
 * The end of the machine: everybody out, disks in order, lights off.  What may hang
 * in the kernel is done by a child, and is left there when its time is over.
 */
#include "machine.h"

const unsigned down_commands[] = {0xcdef0123u, 0x4321fedcu, 0x01234567u};

/* As busybox and as systemd have them, each in its column. */
const char down_signals[] = {
	SIGUSR1,
	SIGUSR2,
	SIGTERM,
	34 + 3,
	34 + 4,
	34 + 5,
	-1,
	SIGPWR,
	-1,
};

enum {
	MERCY = 2000,    /* ms after KILL: what hangs in the kernel stays there */
	PATIENCE = 2000, /* ms for a file system to be left, and the same again for a disk */
	SCRIPTS = 10,    /* times the grace for all that inittab wants to be done */
	PASSES = 20,     /* over the mounts: some may lie below others in the list */
};

bool down_await(struct machine *m, int pid, unsigned ms, int *status)
{
	unsigned end = machine_clock() + ms;

	for (;;) {
		long got = sys_wait4(-1, status, WNOHANG);
		int left = end - machine_clock();

		if ((got == -ECHILD && pid >= 0) || (got > 0 && got == pid))
			return true;
		if (got > 0)
			continue;
		if (left <= 0 || machine_next(m, left) == SIGINT)
			return false;
	}
}

int down_attempt(struct machine *m, int (*f)(const char *), const char *arg, unsigned ms)
{
	int status = 0, pid = sys_fork();

	if (pid < 0)
		return f(arg);
	if (!pid)
		sys_exit(-f(arg));
	if (!down_await(m, pid, ms, &status)) {
		sys_kill(pid, SIGKILL);
		return -ETIMEDOUT;
	}
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -EINTR;
}

static void run_scripts(struct machine *m)
{
	unsigned end = machine_clock() + m->grace * SCRIPTS;
	struct entry *e = NULL;
	int pid, left, status;

	while ((e = machine_find(m, e, SHUTDOWN))) {
		left = end - machine_clock();
		if (left <= 0)
			break;
		pid = start_entry(m, e);
		if (pid > 0)
			down_await(m, pid, left, &status);
	}
}

void down_all(struct machine *m)
{
	int status;

	run_scripts(m);
	sys_kill(-1, SIGTERM);
	sys_kill(-1, SIGCONT);
	down_await(m, 0, m->grace, &status);
	sys_kill(-1, SIGKILL);
	down_await(m, 0, MERCY, &status);
}

/* --- disks ------------------------------------------------------------------ */

static int sync_all(const char *unused)
{
	(void)unused;
	sys_sync();
	return 0;
}

static int swap_off(const char *path)
{
	return sys_swapoff(path);
}

static int leave(const char *path)
{
	return sys_umount(path, UMOUNT_NOFOLLOW);
}

static int make_read_only(const char *path)
{
	return sys_mount(NULL, path, NULL, MS_REMOUNT | MS_RDONLY, NULL);
}

/* The word at s, with its \040 and the like undone; what follows it. */
static char *unescape(char *s)
{
	char *to = s;

	for (; (unsigned char)*s > ' '; s++)
		if (*s == '\\' && s[1] && s[2] && s[3]) {
			*to++ = (s[1] & 3) << 6 | (s[2] & 7) << 3 | (s[3] & 7);
			s += 3;
		} else {
			*to++ = *s;
		}
	s += !!*s;
	*to = 0;
	return s;
}

/* The mount point, which is the fifth word of a line of mountinfo. */
static char *place(char *line)
{
	for (int i = 0; line && i < 4; i++) {
		line = strchr(line, ' ');
		line += !!line;
	}
	if (line)
		unescape(line);
	return line;
}

/* f for each mount, the last one first; true if it succeeded somewhere. */
static bool for_each_mount(struct machine *m, char *buf, size_t size, int (*f)(const char *))
{
	bool any = false;
	long n = fs_read(AT_FDCWD, "/proc/self/mountinfo", buf, size);
	char *path;

	while (n > 0) {
		buf[--n] = 0;
		while (n > 0 && buf[n - 1] != '\n')
			n--;
		path = place(buf + n);
		if (path && strcmp(path, "/proc") != 0 && (path[1] || f != leave) &&
			down_attempt(m, f, path, PATIENCE) >= 0)
			any = true;
	}
	return any;
}

static void leave_disks(struct machine *m)
{
	char buf[32768], *line;

	down_attempt(m, sync_all, NULL, 2 * PATIENCE);
	if (fs_read(AT_FDCWD, "/proc/swaps", buf, sizeof buf) > 0)
		for (line = buf + fmt_end(buf); *line++ && *line; line += fmt_end(line)) {
			char *path = line;

			line = unescape(line);
			down_attempt(m, swap_off, path, 2 * PATIENCE);
		}
	for (int i = 0; i < PASSES && for_each_mount(m, buf, sizeof buf, leave); i++)
		;
	for_each_mount(m, buf, sizeof buf, make_read_only);
	down_attempt(m, sync_all, NULL, 2 * PATIENCE);
}

void down(struct machine *m, int way)
{
	int pid;

	down_all(m);
	if (m->real)
		leave_disks(m);
	/* A machine that is off is not to be woken; one that reboots had better arrive. */
	if (m->watchdog > 0 && way != DOWN_REBOOT) {
		sys_write(m->watchdog, "V", 1);
		sys_close(m->watchdog);
	}
	m->watchdog = 0; /* is fed no more */
	/* From a child: where the kernel cannot do it, it ends the caller instead.  In a
	 * container that is what is wanted, and the end is ours if it may not do it. */
	pid = m->real ? sys_fork() : 0;
	if (pid <= 0)
		sys_reboot(down_commands[way]);
	if (!pid)
		sys_exit(0);
	for (;;)
		machine_next(m, UINT_MAX);
}
