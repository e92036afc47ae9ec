/* SPDX-License-Identifier: MIT */
/*
 * What PID 1 needs, be it of a machine (init) or of a sandbox.
 *
 * Unless it says otherwise a function that returns int gives -errno when it
 * fails and something not negative when it does not.
 */
#ifndef INIT_H
#define INIT_H

#include "sys.h"

#define PRINTF(f, args) __attribute__((format(printf, f, args)))

/*
 * Who speaks, and the exit status of our own failures.  Each program defines it
 * with what it usually is; the name it was started under may change it, once,
 * before anything can fail.  The only variable at file scope.
 */
extern struct who {
	const char *prefix;
	int status;
} who;

extern const struct hint {
	const char *call; /* first word of the message; NULL ends the table */
	int err;          /* positive */
	const char *text; /* what the reader can do about it */
} hints[];

/* Exit statuses as env(1) and the shell have them. */
enum {
	EXIT_OURS = 125,
	EXIT_NOEXEC = 126,
	EXIT_NOTFOUND = 127,
	EXIT_SIGNAL = 128,
};

/* fmt.c: %s %c %d %u %o %x %zu, no widths.  The length written, always < size. */
size_t fmt(char *buf, size_t size, const char *f, ...) PRINTF(3, 4);
size_t vfmt(char *buf, size_t size, const char *f, va_list ap) PRINTF(3, 0);

/*
 * The number that s begins with, in base 8 or 10, at most max; what follows it.
 * NULL if there is no digit or it is too large.
 */
const char *fmt_number(const char *s, unsigned base, unsigned long max, unsigned long *n);

/*
 * As strcspn(3), whose libc form has a stack protector and so wants the
 * thread-local storage that we do without.
 */
size_t fmt_until(const char *s, const char *set);

/*
 * die.c: name the call, then its object: die(err, "mount %s", path).  err is
 * the -errno of the call; its text is added, and a hint if there is one.  With
 * 0 there is only the message.  say() takes the hint itself, or NULL.
 */
_Noreturn void die(int err, const char *msg, ...) PRINTF(2, 3);
void warn(int err, const char *msg, ...) PRINTF(2, 3);
void say(int err, const char *tip, const char *msg, va_list ap) PRINTF(3, 0);

/*
 * fs.c: small files.  fs_read gives the length read and ends buf with a NUL,
 * which size counts; fs_write writes all of it in one write(2), without
 * creating the file.
 */
long fs_read(int dir, const char *path, char *buf, size_t size);
int fs_write(int dir, const char *path, const char *s, size_t n);

/*
 * exec.c: execve(2) with the search of execvp(3): PATH from envp, or
 * /usr/local/bin:/bin:/usr/bin; a text file without #! goes to /bin/sh, for which
 * argv[-1] must be writable.  Returns only to fail, with -errno: -EACCES if a
 * file was found that could not be run, else that of the last try.
 */
int exec_search(char **argv, char *const *envp);
const char *exec_getenv(char *const *envp, const char *name);

/* The exit status for exec_search's failure: 127 not found, 126 anything else. */
int exec_status(int err);

/* What pid1_hold found, for the child to have again. */
struct held {
	sys_sigset mask;
	struct sys_sigaction chld;
};

/*
 * pid1.c: block all 64 signals and see to it that children leave their status.
 * What sigprocmask(2) and sigaction(2) had before goes to old.  pid1_release
 * puts it back, in the child.
 */
void pid1_hold(struct held *old);
void pid1_release(const struct held *old);

/*
 * Run child(arg), which must not return, in a child that shares our memory
 * until it has exec'ed or ended: so a signal that we hold meanwhile can only
 * reach the finished program.  The child's pid.
 */
int pid1_spawn(void (*child)(void *), void *arg);

/*
 * Pass on every signal that a process sends, bury all the dead, until child
 * ends.  Its wait(2) status.  Signals must be held.  act, unless NULL, sees each
 * signal first and returns true if it is dealt with.
 */
int pid1_tend(int child, bool (*act)(int sig));

/* The exit status a shell has for a wait(2) status. */
int pid1_status(int wait_status);

/* net.c: raise the loopback interface of our network namespace. */
int net_lo_up(void);

/* tty.c: make the terminal behind path ours: descriptors 0 to 2, in a new session. */
int tty_take(const char *path);

/*
 * boot.c: what a fresh kernel lacks: file systems, host name, loopback.  A step
 * that fails is a warning.  The name of the console, a path below /dev.
 */
const char *boot(char *buf, size_t size);

/* The number of words behind " -- " in the kernel's command line. */
int boot_words(const char *cmdline);

/* down.c: end every process in bounded time, sync and leave as reboot(2)'s cmd says. */
_Noreturn void down(unsigned cmd);

#endif
