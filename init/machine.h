/* SPDX-License-Identifier: MIT */
/*
 * PID 1 of a machine, in the order of its life: the command line of the kernel,
 * inittab, what a fresh kernel lacks, the processes, another root, the end.
 */
#ifndef MACHINE_H
#define MACHINE_H

#include "init.h"

/* param.c: what of the kernel's command line is for us. */
enum param {
	ROOT,
	ROOTFSTYPE,
	ROOTFLAGS,
	RO,
	RW,
	ROOTWAIT,
	ROOTDELAY,
	INIT,
	PANIC,
	HOSTNAME,
	GRACE,
	WATCHDOG,
	PARAMS,
};

struct params {
	char *value[PARAMS]; /* in the command line, the last one; "" if it has none; or NULL */
	int words;           /* how many there are behind " -- " */
};

/* Cuts up the command line. */
void param_read(struct params *p, char *cmdline) COLD;
unsigned param_number(const struct params *p, enum param key, unsigned otherwise) COLD;

/* inittab.c: a file of lines id:runlevels:action:process. */
enum action {
	SYSINIT,
	WAIT,
	ONCE,
	RESPAWN,
	ASKFIRST,
	CTRLALTDEL,
	SHUTDOWN,
	RESTART,
	STOPPED, /* it is in the file no more, and is to end */
};

enum { INITTAB_MAX = 100,
	INITTAB_SIZE = 16384 };

struct entry {
	char *tty, *process; /* in the text; before the process there is room for "exec " */
	enum action action;
	struct life {
		int pid;             /* 0: it does not run */
		unsigned due, began; /* ms of machine_clock(); began: 0 if it never did */
		bool done;           /* it was started as often as it is to be */
		bool waits;          /* until the time is due, to be started or to be killed */
		unsigned char haste; /* how often in a row it ended at once */
	} life;
};

/* All zero but the text is a good beginning; one entry is left for the machine. */
struct inittab {
	struct entry *end; /* behind the last */
	struct entry entry[INITTAB_MAX + 1];
	char text[INITTAB_SIZE];
};

/* Cuts up the text; of a line that is wrong it warns with the name of the file. */
void inittab_parse(struct inittab *t, const char *name) COLD;

/* A machine, or a container that has nothing but us to be one; what is large, last. */
struct machine {
	struct inittab *tab;
	int watchdog;        /* its descriptor; 0: none */
	unsigned pulse;      /* ms until it is to be fed again */
	unsigned grace;      /* ms that a process has to end */
	enum action stage;   /* whose entries are being run; RESPAWN in the end */
	bool real;           /* no container */
	bool has_root;       /* we are in an initramfs, and the command line names another root */
	bool defaults;       /* there is no inittab that is one */
	char **words;        /* the program to run instead of what inittab says, or NULL */
	char **argv, **envp; /* ours */
	const struct held *old;
	struct params param;
	char console[64];
	char *env[64];
	char cmdline[4096];
	struct inittab tables[2];
};

/*
 * boot.c: what a fresh kernel lacks: file systems, nodes, host name, loopback, and
 * a way to say what is wrong.  A step that fails is a warning.
 */
void boot(struct machine *m) COLD;
/* Is it a mount point? is the root an initramfs? */
bool boot_mounted(const char *path) COLD;
bool boot_in_memory(void) COLD;

/* The first entry from e on that is for the action, or NULL. */
struct entry *machine_find(const struct machine *m, struct entry *e, enum action action) COLD;

/* start.c: run an entry in a child; its pid.  start_here returns only to fail. */
int start_entry(const struct machine *m, const struct entry *e) COLD;
int start_here(const struct machine *m, const struct entry *e) COLD;

/*
 * down.c: down ends the machine in one of these ways, in bounded time.  down_all
 * ends every process, and down_attempt runs f(arg) in a child: its result, or
 * -ETIMEDOUT.  down_await waits for a child, or for all of them if pid is 0: false if
 * that takes longer than so many ms, or if somebody presses Ctrl-Alt-Del.
 */
_Noreturn void down(struct machine *m, int way) COLD;
void down_all(struct machine *m) COLD;
int down_attempt(struct machine *m, int (*f)(const char *), const char *arg, unsigned ms) COLD;
bool down_await(struct machine *m, int pid, unsigned ms, int *status) COLD;

/* Ways down: reboot(2)'s commands, and the signals that ask PID 1 for each. */
enum { DOWN_HALT,
	DOWN_POWEROFF,
	DOWN_REBOOT,
	DOWN_WAYS };
extern const unsigned down_commands[DOWN_WAYS];
extern const char down_signals[9];

/* machine.c: boot and serve, for ever. */
_Noreturn void machine(int argc, char **argv, char **envp, const struct held *old) COLD;
unsigned machine_clock(void) COLD;
/* Await a signal at most so many ms, the watchdog being fed: 0 if there was none. */
int machine_next(struct machine *m, unsigned ms) COLD;
/* Do as a signal says, which may be never to return. */
void machine_obey(struct machine *m, int sig) COLD;

/*
 * switch.c: mount the root that the command line names, and switch to it; or to what is
 * mounted at dir.  name: its init, or NULL.  They return only to fail, having warned.
 */
void switch_root(struct machine *m) COLD;
void switch_to(struct machine *m, const char *dir, const char *name, char **argv) COLD;

/* disk.c: the block device that a tag names, LABEL=x and the like: false if there is none. */
bool disk_find(const char *tag, char *path, size_t size) COLD;

/* client.c: the program by its other names, of which it has the n-th. */
_Noreturn void client(int n, char **argv, char **envp, const struct held *old) COLD;

#endif
