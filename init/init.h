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

/* Not part of every start, so apart from what is: see init.ld. */
#define COLD __attribute__((cold))

/* Where the whole program is smaller with this than with what the compiler chooses. */
#define APART __attribute__((noinline))
#define IN_LINE inline __attribute__((always_inline))

#include "words.h"

/*
 * Who speaks, and the exit status of our own failures.  Each program defines it
 * with what it usually is; the name it was started under may change it, before
 * anything is said.  The only variable at file scope.
 */
extern struct who {
	const char *prefix;
	int status;
	bool levels; /* messages begin with their level, as syslog(3) numbers them */
	int fd;      /* told's */
	/* NULL, or told what vdie is given. */
	void (*told)(int err, const char *tip, const char *msg, const uintptr_t *args);
} who;

/*
 * What can be done about what was said, err being the errno.  A tip is two strings,
 * one behind the other: a code word for programs and a sentence for people; either
 * may be empty.  Each program has a function of its own.
 */
const char *tip_for(const char *said, int err);

/* The words of their section, for a program that packs it; else as they are. */
const char *unpack_words(const char *word);

/* Exit statuses as env(1) and the shell have them. */
enum {
	EXIT_TIMEOUT = 124,
	EXIT_OURS = 125,
	EXIT_NOEXEC = 126,
	EXIT_NOTFOUND = 127,
	EXIT_SIGNAL = 128,
};

/* fmt.c: %s %c %d %u %o %x %zu, no widths.  The length written, always < size. */
size_t fmt_said(char *buf, size_t size, const char *f, uintptr_t a, uintptr_t b, uintptr_t c);
size_t fmt_path(char *buf, const char *f, uintptr_t a, uintptr_t b, uintptr_t c);
size_t vfmt(char *buf, size_t size, const char *f, const uintptr_t *args);

/*
 * The number that s begins with, at most max or INT_MAX, in base 10 or in that; what
 * follows it.  NULL if there is no digit or it is too large.
 */
const char *fmt_int(const char *s, unsigned long *n);
const char *fmt_number(const char *s, unsigned long max, unsigned long *n);
const char *fmt_based(const char *s, unsigned base, unsigned long max, unsigned long *n);

/* What follows the next n strings of a row. */
const char *fmt_nth(const char *row, unsigned n);

/*
 * As strcspn(3), whose libc form has a stack protector and so wants the
 * thread-local storage that we do without.
 */
size_t fmt_until(const char *s, const char *set);

/* The length of the first line of s. */
size_t fmt_end(const char *s);

/* What follows key in the first line of text that begins with it; nothing if none does. */
char *fmt_line(const char *text, const char *key);

/*
 * die.c: name the call, then its object: die(err, "mount %s", path).  err is
 * the -errno of the call; its text is added, and a hint if there is one.  With
 * 0 there is only the message.  vdie takes the tip itself, or NULL to look it up.
 */
_Noreturn void die_said(int err, const char *msg, uintptr_t a, uintptr_t b, uintptr_t c,
	uintptr_t d) COLD;
_Noreturn void die_of(const char *msg, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d) COLD;
void warn_said(int err, const char *msg, uintptr_t a, uintptr_t b, uintptr_t c,
	uintptr_t d) COLD;
_Noreturn void vdie(int err, const char *tip, const char *msg, const uintptr_t *args) COLD;

/*
 * fs.c: small files.  fs_read gives the length read and ends buf with a NUL,
 * which size counts; fs_write writes all of it in one write(2), without
 * creating the file.
 */
long fs_read(int dir, const char *path, char *buf, size_t size);
int fs_write(int dir, const char *path, const char *s, size_t n);

/* Whether there is path: -errno if not. */
int fs_find(const char *path);

/* The path in /proc of what fd is open on. */
void fs_link(char link[32], int fd);

/* f for each name in the directory fd but . and .., until it says true, as we then do. */
bool fs_each(int fd, bool (*f)(void *arg, int fd, const char *name), void *arg);

/*
 * exec.c: execve(2) of name with the search of execvp(3): PATH from envp, or
 * /usr/local/bin:/bin:/usr/bin; a text file without #! goes to /bin/sh, for which
 * argv[-1] must be writable.  Returns only to fail, with -errno: -EACCES if a
 * file was found that could not be run, else that of the last try.
 */
int exec_search(const char *name, char **argv, char *const *envp);
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
 * Whom PID 1 is there for.  All zero but pid is a good beginning: signals go to
 * that one process, and what the terminal sends reaches it without us.
 */
struct ward {
	int pid;      /* ours ends with this; 0: with the last child of any kind */
	int pidfd;    /* the same, if `early', or after reap_begin; 0: not known */
	int self;     /* our own pid; 0: not known */
	bool leads;   /* a process group of its own, to which terminals speak */
	bool whole;   /* signals are for all of that group */
	bool held_up; /* the group is stopped, and we with it */
	bool early;   /* let the kernel bury from the start, with a pidfd of the spawn */
	bool begun;   /* it was asked to */
	bool stops;   /* when the terminal stops it, we stop for our shell to see */
	bool unseen;  /* the kernel itself buries the dead */
	long until;   /* see pid1_within; 0: for ever */
	/* NULL, or what to say of it by. */
	const char *prefix;
	/* NULL, or for each signal whether heed makes another of it, the terminal's too. */
	const unsigned char *sends;
	/* NULL, or sees each signal first, or 0 when `until' is over: the one to pass on, or 0. */
	int (*heed)(struct ward *w, int sig, siginfo_t *si);
	/* NULL, or is told of every other process that we bury. */
	void (*buried)(struct ward *w, int pid, int status);
};

/*
 * Run child(arg), which must not return, in a child that shares our memory
 * until it has exec'ed or ended: so a signal that we hold meanwhile can only
 * reach the finished program.  The child's pid, which w has as well.
 */
int pid1_spawn(struct ward *w, void (*child)(void *), void *arg);

/* Have heed called with 0 in so many milliseconds. */
void pid1_within(struct ward *w, unsigned long ms);

/* Close what we inherited above 2: not ours to keep open. */
void pid1_close(void);
void pid1_close_but(int fd);

/* Are we PID 1 of a process ID namespace that is not the machine's own? */
bool pid1_contained(void);

/*
 * Pass on every signal that is meant for the ward, bury all the dead, until it
 * ends.  Its wait(2) status.  Signals must be held.
 */
int pid1_tend(struct ward *w);

/*
 * Be stopped by sig, a terminal's, with whom it is sent to: ourselves, or 0 for our
 * group.  The kernel does not where nobody would continue us, as without a shell.
 */
void pid1_stop(int whom, int sig);

/* As somebody else died of it, if that can be: the kernel spares PID 1. */
void pid1_die_of(int sig);

/* Send the ward sig, with the value of a queued one. */
void pid1_pass(const struct ward *w, int sig, siginfo_t *si);

/*
 * reap.c: let the kernel bury the dead where it can, which otherwise happens with
 * the first orphan; bury those there are: true if the ward is among them, its
 * wait(2) status in *status.
 */
void reap_begin(struct ward *w);
bool reap_dead(struct ward *w, int *status);

/* The exit status a shell has for a wait(2) status. */
int pid1_status(int wait_status);

/*
 * net.c: raise the loopback interface of our network namespace.  Set or get a number
 * of an interface's by an ioctl(2) of netdevice(7) on any socket of its namespace; a
 * name has 15 bytes at most.
 */
int net_lo_up(void) COLD;
int net_device(int fd, unsigned long what, const char *name, int value) COLD;

/*
 * tty.c: make what is behind path descriptors 0 to 2.  tty_control makes it our
 * session's controlling terminal, if it is one that no other session has; tty_mend
 * has it take lines, echo and know Ctrl-C, however it was left.
 * tty_give makes group the foreground of our terminal, which now has, if that is for
 * owner to give: true if it did.  tty_group is who has it, 0 if that is our group, which
 * is of another namespace, or -errno.
 */
int tty_open(const char *path) COLD;
void tty_control(void) COLD;
void tty_mend(void) COLD;
bool tty_give(int now, int owner, int group);
int tty_group(void);

/*
 * sig.c: the number for the signal that s begins with, TERM, sigterm, 15 or
 * RTMIN+1, and what follows it; NULL if it is none.  Its name, made in buf if need be.
 */
const char *sig_number(const char *s, int *sig) COLD;
const char *sig_name(int sig, char buf[16]) COLD;

/* kin.c: send sig to everybody below self, who is us; if we are PID 1, to everybody. */
int kin_kill(int self, int sig) COLD;

#define VERSION "0.1.0"

/* Whose command line and habits we have; opt.c keeps sets of them. */
enum persona {
	TINI = 1,
	DUMB_INIT = 2,
	CATATONIT = 4,
};

/* Options that are on or off, by the letter that they go by. */
enum {
	CHDIR = 'd',
	DIAGNOSE = 'D',
	KILL_ALL = 'a',
	PAUSE = 'P',
	SAME_SIGNAL = 'x',
	SUBREAPER = 's',
	WAIT_ALL = 'W',
	WARN_REAPED = 'w',
};

/* What the words and variables given to PID 1 of a container ask for. */
struct job {
	char **argv, **envp; /* the program */
	const char *prefix;  /* for who; not there from the start, which would dirty a page */
	enum persona persona;
	int verbosity; /* 0 fatal, 1 warnings, 2 life and death, 3 signals */
	int parent_signal;
	long patience;                     /* ms from TERM to KILL; less than 0: for ever */
	bool group;                        /* signals are for all of the program's group */
	bool session;                      /* which has a session of its own */
	bool on['z' + 1];                  /* by letter */
	unsigned char sends[SYS_NSIG + 1]; /* for each signal: another, DROP, or 0, itself */
	unsigned char says[256];           /* for each exit status: what changes in its bits */
};

enum { DROP = 255 };

/* opt.c: the plan for our arguments and environment. */
void opt_read(struct job *p, char **argv);

/* run.c: run the program as planned; our exit status. */
int run_job(const struct job *p, const struct held *old);

/* verdict.c: how often the kernel killed for want of memory in our cgroup; 0 if unknown. */
unsigned long verdict_ooms(void) COLD;
/* The same, by a file of that kind. */
unsigned long verdict_count(int dir, const char *file) COLD;
void verdict(const char *name, int pid, int status, bool oom) COLD;

#endif
