/* SPDX-License-Identifier: MIT */
/*
 * A sandbox in four steps, and data flows one way through them:
 *
 *	parse	argv -> plan	touches nothing but the plan
 *	check	plan -> plan	defaults, implications, contradictions
 *	apply	plan -> kernel	reads the plan, never writes it
 *	tend	the processes	wait, forward, pass the status on
 */
#ifndef SANDBOX_H
#define SANDBOX_H

#include "init.h"

enum op_kind {
	/* Steps in making the new root; each has a row in ops.c. */
	OP_BIND,
	OP_BIND_FD,
	OP_MOUNT,
	OP_BIND_DATA,
	OP_OVERLAY,
	OP_TMP_OVERLAY,
	OP_RO_OVERLAY,
	OP_TMPFS,
	OP_PROC,
	OP_SYS,
	OP_DEV,
	OP_MQUEUE,
	OP_CGROUPFS,
	OP_MASK,
	OP_DIR,
	OP_FILE,
	OP_SYMLINK,
	OP_CHMOD,
	OP_REMOUNT_RO,
	OP_STEPS,

	/* What else may be said more than once. */
	OP_OVERLAY_SRC = OP_STEPS,
	OP_ENV,
	OP_SETENV,
	OP_UNSETENV,
	OP_CLEARENV,
	OP_LOCK_FILE,
	OP_SYNC_FD,
	OP_KEEP_FD,
	OP_KEEP_FD_UNSAFE,
	OP_LANDLOCK,
	OP_LANDLOCK_PORTS,
	OP_SECCOMP,
	OP_RLIMIT,
	OP_ID_MAP, /* attr: 0 for users, 1 for groups */
	OP_CGROUP, /* attr: which of the files in cgroup.c, 0 for src */
	OP_SECCOMP_ALLOW,
	OP_SECCOMP_DENY,
	OP_SECCOMP_FILE,
	OP_NET, /* attr: NET_* */
	OP_KINDS,
};

/* One of them.  The strings are argv's own. */
struct op {
	enum op_kind kind;
	const char *src;   /* on the host; a symlink's target; VAR=VALUE */
	const char *dest;  /* in the sandbox */
	const char *work;  /* an overlay's work directory; mount options */
	uint64_t size;     /* bytes, 0: no limit */
	unsigned attr;     /* SYS_ATTR_* */
	int fd;            /* instead of src */
	int perms;         /* NONE: what is usual for it */
	bool idmap : 1;    /* the files' ids are those of inside; fd is the mount */
	bool may_lack : 1; /* --*-try: without a src, nothing to do */
	bool in_place : 1; /* dest is src, a path as the caller sees it */
	bool implied : 1;  /* of the profile: whatever it is for may be missing */
};

/* Said of what is optional. */
#define WITHOUT "going on without what the kernel lacks: %s%s"

enum { NONE = -1 }; /* no id, no descriptor, no mode */

/* What is asked of the network: an OP_NET's attr. */
enum {
	NET_VETH = 1,
	NET_MACVLAN,
	NET_MOVE_NIC,
	NET_DUMMY,
	NET_NICS = NET_DUMMY, /* up to here: an interface, to which goes what follows */
	NET_HELPER,
	NET_BRIDGE,
	NET_HOST_IP,
	NET_MAC,
	NET_INSIDE = NET_MAC, /* from here on for the child to do */
	NET_MTU,
	NET_IP,
	NET_ROUTE,
};

/* fds.c: a descriptor of 3 or more in fd's place, with 0 to 2 filled if any was closed. */
int above_stdio(int fd);

/* The control group that we have made. */
struct cgroup {
	int dir, up; /* it, or NONE, and the one that it is in */
	char name[20];
	bool implied;       /* nobody asked for it, and it may lack */
	bool pids;          /* it limits the number of processes */
	unsigned long ooms; /* in the end: how many were killed for want of memory */
	char peak[24];      /* the most memory it had, in bytes, or nothing */
};

/* Whose namespaces --enter is for. */
enum {
	ENTER_PROCESS, /* a pidfd */
	ENTER_PROC,    /* its directory in /proc */
	ENTER_ROOT,    /* its root */
	ENTER_FILES,   /* namespaces, in the order of ns_table */
	ENTER_FDS = ENTER_FILES + 8,
};
struct enter {
	const char *target; /* NULL: nothing is to be entered */
	bool raw;           /* without the target's confinement, as nsenter(1) */
	bool bare;          /* no options of ours tell of it */
	bool filtered;      /* there is a system call filter that we do not know */
	uint64_t caps;      /* what the target is permitted, by its PID; or all */
	unsigned kinds;     /* CLONE_NEW*: these alone; 0: all */
	int fds[ENTER_FDS]; /* or NONE */
};

struct plan {
	/* What is looked at most comes first: an offset of less than 128 takes one byte. */
	struct op *ops; /* in the order of the command line */
	struct op *end; /* behind the last */
	char **env;     /* the command's, NULL at its end; room for one more a word */
	char **command;
	int uid, gid;       /* inside, or NONE: as outside */
	int my_uid, my_gid; /* outside, as seen in the caller's user namespace */

	int block_fd, userns_block_fd, info_fd, json_fd;
	unsigned ns;     /* check's result: what will be new */
	unsigned ns_try; /* those of ns that a kernel may lack */
	bool compat;     /* under the name bwrap: nothing is implied */
	bool safe;       /* check's result: confined beyond what was asked for */
	bool strict;     /* and more */
	bool print_plan; /* show it and do nothing */
	bool diagnose;   /* say how the command ended */
	bool lax;        /* --not-a-security-boundary */
	bool raw;        /* --raw: must be enter.raw */
	bool hold;       /* no command but a process of ours */
	bool detach;     /* leave when it runs */
	bool map_none;   /* no id is mapped */
	bool map_all;    /* every id as it is, written from outside */
	bool ranges;     /* maps by which ids are mapped, from outside */
	bool map_auto, map_subids;
	bool two_levels; /* a second user namespace, see ns_settle */
	bool disable_userns, assert_userns_disabled;
	bool net_inside, net_outside; /* check's result: where the network has to be set up */
	bool keep_env;
	bool allow_userns;
	bool no_userns; /* check's result: none can be made inside */
	bool session;   /* check's result: one of its own */
	bool landlock_strict, landlock_log;
	bool landlock_asked; /* check's result: for something of it by name */
	bool unmask;         /* show all of /proc and /sys */
	bool new_session, die_with_parent, survive, as_pid_1;
	bool init;          /* a process of ours in front of the command */
	bool lingers;       /* which stays until all that the command left has ended */
	bool same_root;     /* no new root at all */
	bool remake_root;   /* the copy of / that we have becomes the new root */
	bool relative;      /* a source is */
	bool on_view;       /* the caller may look at PID 1, see caps_drop */
	bool by_sources;    /* the mount namespace may be made of the sources alone */
	bool proc_writable; /* host root's files in /proc may be ours to write */
	bool pty;           /* a terminal of the command's own */
	bool close_fds;     /* as bubblewrap does not */
	bool noexec, idmap; /* modifiers: for the next op */
	bool settings;      /* --env-file is being read */

	/* CLONE_NEW*: asked for, asked for where there is one, and taken back. */
	unsigned unshare, unshare_try, share;
	unsigned all;         /* by --unshare-all, so that --share-net counts */
	unsigned only;        /* by --only: these, and the host's root */
	const char *joins[8]; /* namespaces to be entered, as keep_open has them; or NULL */
	int joined[8];        /* the same, opened */
	int userns2;          /* at the end, or NONE */
	const char *persist;  /* where the new ones are kept, or NULL */
	bool kept, made_dir;  /* and are; and that directory was made for it */
	const char *pidfile;  /* or NULL */
	int pid_fd;           /* that file, opened before we go anywhere */
	struct enter enter;
	const char *name;  /* to be entered and managed by, or NULL */
	int names, record; /* where that is kept, if there is one */

	char *maps[2]; /* uid and gid: lines of such files in /proc */
	const char *user, *groups, *setgroups;
	int setup[2];           /* who does the work, if not who we are; or NONE */
	int as[2];              /* who the command is in the end, or NONE */
	const char *peer_netns; /* where the host's ends are, or NULL */
	struct talk *talk;      /* with the kernel about the network, see net.c */

	const char *hostname, *domainname; /* NULL: leave it */
	const char *boottime, *monotonic;  /* seconds to add, NULL: none */
	const char *chdir;                 /* NULL: where we are, if that is inside */
	const char *cwd;                   /* where we are, NULL if nowhere */
	char *pwd;                         /* the same with PWD= before it */
	const char *argv0;                 /* NULL: as the command is called */
	const char *exec_label, *file_label;
	const char *root_dir; /* --root: the profile for a tree of its own */
	unsigned root_attr;
	const char *landlock, *landlock_scope; /* NULL: what is usual */
	const char *proc_opt;                  /* proc's mount options, or NULL */
	uint64_t cap_add, cap_drop;
	uint64_t caps; /* check's result: what the command may have */
	int patience;  /* ms from SIGTERM to SIGKILL; 0: for ever */
	int timeout;   /* ms until it is asked to end; 0: none */
	const char *nice, *oom_score_adj;
	int master, slave, relay; /* --pty: both its ends, and who serves it */
	const char *cgroup;       /* where ours is to be made, NULL: where we are */
	struct cgroup group;
	const char *proc_fallback;   /* fail, bind or none; NULL: fail */
	const char *umask;           /* in octal; NULL: what is usual */
	const char *seccomp_profile; /* default, strict or none; NULL: what is usual */
	const char *seccomp_arch;    /* the other kind of programs that may run, or NULL */
	const char *seccomp_default; /* for what rules do not name, or NULL */
	bool seccomp_log;            /* let pass what it refuses, and tell at the end */
	struct program *filter;      /* seccomp_make's result, or NULL */

	const char *propagation; /* private or slave; NULL: as usual */

	/* The other modifiers. */
	int perms;
	uint64_t size;

	const char *profile; /* "default", "none", or NULL: what fits */
	unsigned depth;      /* of files within files, while they are read */
	size_t words;        /* of the command line, and so what there is room for */
	char *room;          /* for these, ops and env, as long as it is enough */
	size_t free;         /* in it, bytes */
	char **argv, **envp; /* all that we were given */
};

/* Before anything is said: what is not 0 then. */
#define PLAN_BLANK                                                                  \
	.uid = NONE, .gid = NONE, .perms = NONE, .userns2 = NONE, .block_fd = NONE, \
	.userns_block_fd = NONE, .info_fd = NONE, .json_fd = NONE, .group = {.dir = NONE}

/* Every kind of namespace, in the order of the manual. */
struct ns {
	char name[8];  /* as in /proc/PID/ns */
	unsigned flag; /* CLONE_NEW* */
};
enum { NS_KINDS = 8,
	NS_ALL = 0x7e020080 };
extern const struct ns ns_table[NS_KINDS];

/* The flags of a list of their names, "none" for none.  Dies of others. */
unsigned ns_list(const char *names);

/* The arg of an option that is an op: kind, attributes, and what else is so. */
enum {
	PLAIN = SYS_ATTR_NOSUID | SYS_ATTR_NODEV,
	LOCKED = PLAIN | SYS_ATTR_RDONLY,
	TRY = 1 << 14,
	HERE = 1 << 15, /* of one operand: the place is the source, as the caller sees it */
};
#define STEP(kind, attr) ((kind) | (attr) << 8)

/* The arg of one that is about a namespace: its place in the plan, and the bit of CLONE_NEW*. */
#define NS(field, flag) (offsetof(struct plan, field) << 5 | __builtin_ctz(flag))

/*
 * What options do: take.c and args.c have a take_NAME for each, which fills in the plan.
 * The first few set a field of it, and op adds a line.
 */
/* clang-format off */
#define TAKES(X) \
	X(flag) X(string) X(integer) X(duration) X(argv0) X(choice) X(number) X(op) \
	X(args) X(args_file) X(cap) X(check) X(compat) X(data) X(enter) X(help) \
	X(level_prefix) X(list) X(manage) X(map_root) X(ns) X(only) X(perms) X(profile) \
	X(resolv_conf) X(root_dir) X(seccomp) X(size) X(unshare_all) X(variable) X(version)
/* clang-format on */
#define TAKE(name) TAKE_##name,
enum take { TAKE_title,
	TAKES(TAKE) };

struct option {
	const char *name, *operands; /* of a title there is neither */
	enum take take;
	unsigned arg; /* for take: where in the plan, or which flags */
	unsigned i;   /* its place in options.def */
};

#define DECLARE(name) void take_##name(struct plan *p, const struct option *o, char **operand);
TAKES(DECLARE)

/* Where --resolv-conf binds to, if a symlink leads no further; by this pointer it is known. */
extern const char take_resolv[];
/* Be bubblewrap. */
void take_bwrap(struct plan *p);
/* How many layers the overlay that comes next has; a number that an operand is, or we die. */
int take_layers(const struct plan *p);
unsigned take_natural(const struct option *o, const char *s);

/*
 * parse.c: fill in the plan; what is left of argv is the command.  parse_words takes
 * options to the first word that is none, or behind a --, and gives that word's place.
 */
void parse(struct plan *p, int argc, char **argv, char **envp);
char **parse_words(struct plan *p, char **argv, bool nested);

/* Into *o what is called name, false if nothing is; how many operands stand in argv. */
bool parse_find(struct option *o, const char *name);
int parse_arity(const struct option *o, char **argv);
void parse_take(struct plan *p, const struct option *o, char **operand);

/* args.c: options from a file, which is closed; path names it in messages. */
void args_file(struct plan *p, const char *path, int fd);

/* Room for ops and environment of so many more words; what is there moves there. */
void parse_room(struct plan *p, size_t words, char **env);

/* The option behind *o, or the first if *o is all zero; false past the last. */
bool parse_next(struct option *o);

/*
 * Where in struct op an operand of an option goes, by its name at *s, which goes on to the
 * next; 0 at the end.  All are strings but fd and perms.
 */
unsigned parse_operand(const char **s);

/* The tables of rows.def; one of them, up to an empty row. */
enum { ROWS_UNSHARE,
	ROWS_NSENTER,
	ROWS_LSNS,
	ROWS_CAPS,
	ROWS_LIMITS,
	ROWS_COLUMNS };
const char *parse_rows(unsigned n);

/*
 * opts.c: the next option, as its place in the table, or NONE where something else or
 * nothing stands.
 */
struct opts {
	const char *table; /* parse_rows */
	char **argv;       /* the word we are at, at first that before */
	const char *rest;  /* of a word of short options */
	const char *value; /* maybe empty */
	bool optional;     /* short ones may have a value, too */
};
void opts_begin(struct opts *w, unsigned rows, char **argv);
int opts_next(struct opts *w);
/* The place of word, of len bytes and in any case, in a row of strings. */
unsigned opts_place(const char *strings, const char *word, size_t len);
long opts_number(const char *s);
/* All of them die of what is wrong, like this. */
_Noreturn void opts_refuse(const char *word);

/* list.c: show namespaces or sandboxes as argv, behind its first word, wants it. */
_Noreturn void list_show(const struct plan *p, char **argv) COLD;
/* The name that passwd(5) has for a user, else the number, into a buffer of LIST_NAME. */
enum { LIST_NAME = 256 };
void list_user(const char *passwd, uint32_t uid, char *name);
/* What lies behind n fields that end with one of set. */
const char *list_skip(const char *s, int n, const char *set);

/*
 * data.c: all that fd gives, to its end, with a NUL behind it.  who names it in messages:
 * the option that it belongs to, or a file.
 */
char *data_read(const char *who_for, int fd, size_t *len);
/* The same of a file that is given by name, or nothing. */
const char *data_text(const char *path);
/* All of it; dest names it in messages. */
void data_write(int to, const char *buf, long n, const char *dest);
/* From one descriptor to another, to the end; dest names it in messages. */
void data_copy(int from, int to, const char *dest);
/* The system's memory, or death; the latter is shared with whoever is cloned from us. */
void *data_room(size_t size);
void *data_shared(size_t size);
/* A size after which there may be anything. */
static inline size_t data_aligned(size_t size)
{
	return (size + 7) & ~(size_t)7;
}

/*
 * check.c: settle what the command line leaves open; die of contradictions.
 * check_ids does so for the ids, once more when a namespace could not be had.
 */
void check(struct plan *p);
void check_ids(struct plan *p);
/* Die if an option lacks a namespace of that kind that is new. */
void check_need(bool lacks, const char *option, const char *ns);

/* Is path dir, or does it lie below it? */
bool check_below(const char *path, const char *dir);

/* Whether the plan has steps of its own, besides those that add to a profile. */
bool check_builds(const struct plan *p);

/*
 * env.c: the command's environment, which is the caller's or next to none, as the
 * options have it.  Later, its words and those of the command as copies, and what
 * we were given is wiped, since everybody inside can read it of PID 1.  As our memory
 * may be the monitor's, from there on the command is the copy for it, too.
 */
struct words {
	char *name, **argv, **env; /* there is room before argv */
};
void env_build(struct plan *p);
void env_move(struct plan *p, struct words *w);

/* A ward that may be asked to stop, how long it then has, and what came of it. */
struct stoppable {
	struct ward w;
	int patience;
	bool asked, late;
};
/* stop.c: what is to be sent to a stoppable ward, as the heed of struct ward. */
int stop(struct ward *w, int sig, siginfo_t *si);

/* Pipes between monitor and PID 1. */
struct pipes {
	int alive[2]; /* ends with the monitor; or NONE */
	int ran[2];   /* how the command fares, see tell; or NONE */
};
/* To the monitor: that the command runs, that it does not, or its wait(2) status. */
enum { STARTED = -3,
	RUNS = -2,
	FAILED = -1 };

/* What the inner half is told. */
struct brief {
	struct plan *plan;
	struct held held;
	struct pipes pipes;
	/* In place of `ran' between two who share their memory: */
	int alive; /* 0: no more is to be heard */
	int end;   /* the command's wait(2) status, or NONE */
};

/*
 * pipes.c: is there something for the monitor to do before PID 1 goes on?  Does anybody
 * want to hear whether the command runs?  Make what pipes are needed, or die.  In PID 1,
 * tell the monitor; wait until it lets us go, and end with it.  In the monitor, hear
 * whether the command ran, and how it ended if PID 1 knows.
 */
bool pipes_wait(const struct plan *p);
bool pipes_report(const struct plan *p);
void pipes_make(const struct plan *p, struct pipes *pipes);
int pipes_tell(int ran, int what);
void pipes_follow(const struct plan *p, const struct pipes *pipes);
void pipes_end(const struct plan *p, const struct pipes *pipes);
bool pipes_ran(int fd, int *status);
/* How it ended, NONE if that is not known, where PID 1 works in our memory. */
int pipes_hear(const struct brief *b);

/* What the command's process needs of ours. */
struct launch {
	const struct plan *plan;
	const struct held *held;
	struct filter *filters; /* up to one of no length; or NULL */
	struct words words;
	int landlock; /* rules to keep to, or NONE */
	int ran;      /* where to say that it runs, or NONE */
	int err;      /* execve's, if it failed */
	unsigned long umask;
};

/*
 * fds.c: those that are not for the command go when it is executed; die of one that must
 * not be passed on.  What nobody of us needs any more is closed: the first time what the
 * command needs stays as well.
 */
void fds_on_exec(const struct plan *p);
void fds_close(const struct launch *l, bool first);

/* inside.c: the inner half, as the child; it ends with a message or the command's status. */
_Noreturn void inside(void *brief);
/* monitor.c: the outer half, for the child pid: the status to exit with. */
int monitor(struct plan *p, const struct brief *b, int pid);

/* show.c: the plan as lines for --args-file, to fd; -errno if they cannot be written. */
int show(const struct plan *p, int fd);

/* The option that asks for op as it is, whatever its modifiers. */
void show_asked(const struct op *op, struct option *o);

/* What the first process in the new namespaces does, and where. */
struct inner {
	void (*run)(void *arg); /* must not return */
	void *arg;
	/* If it shares our memory: */
	char *stack; /* STACK bytes */
	int *alive;  /* the kernel makes it 0, and wakes us, when it ends */
};

/* report_error takes half of it. */
enum { STACK = 131072 };

/*
 * ns.c: enter what is to be entered, then a child in the new namespaces, whose pid
 * it gives.  It has a copy of our memory or the very same.  If it cannot be had
 * we die of it.  The plan loses those optional namespaces that the kernel lacks.
 */
int ns_clone(struct plan *p, const struct inner *in);

/* What lets root make user namespaces in a chroot: a mount namespace that has it as its root. */
bool ns_leave_chroot(const struct plan *p);

/* Does the child work in our memory? */
bool ns_shares(const struct plan *p);

/*
 * Those that the child makes itself, by ns_settle_late and before all else: with offsets
 * to be set before the first process is in it, a time namespace; and one of a cgroup
 * of ours, whose root would be where we are, not where the child is born.
 */
unsigned ns_late(const struct plan *p);
void ns_settle_late(const struct plan *p, int self);

/* The monitor dies, as of die; with it the child pid and what was made for it. */
_Noreturn void ns_abandon(struct plan *p, int pid, int err, const char *call, const char *object);

/*
 * In the child: write the id maps, raise lo, set the names.  self is
 * /proc/self, opened O_PATH while there was a /proc; NONE to go there by name.
 */
void ns_settle(const struct plan *p, int self);

/* Give the command its ids where setting up took others: the second level. */
void ns_settle_ids(const struct plan *p, int self);

/*
 * enter.c: find whom to enter, and how its processes start.  enter_check: nothing is to
 * be made.  A child in its namespaces, which we are in as well; die if it cannot be had.
 * In the child, the root and who the target is.
 */
void enter_find(struct plan *p, const char *target, bool raw);
/* Be a copy that nobody can write, of argv and envp alone: the command may lead to us. */
void enter_seal(const struct plan *p);
void enter_check(struct plan *p);
int enter_clone(struct plan *p, const struct inner *in);
void enter_settle(struct plan *p);
/*
 * For tools.c: have the process; open a path, or if it is empty what the process has of
 * that name, or give NONE; have its environment.
 */
void enter_process(struct plan *p, int pid);
int enter_open(const struct plan *p, const char *path, const char *name);
void enter_env(struct plan *p);
/* Go into all that are chosen; the kinds of those that were not ours. */
unsigned enter_all(const struct plan *p);
/* Join its group in version 2 of the hierarchy, if that is another than ours. */
void enter_group(const struct plan *p);
/* tools.c: be unshare(1) or nsenter(1). */
_Noreturn void tools_run(struct plan *p, const char *name);
/*
 * Our directory in /proc, which may be out of sight where we get.  With it, go into the
 * namespace that fd is of, or give -errno; the user namespace has to be the last.
 */
int enter_self(void);
int enter_join(int self, int fd, int kind);

/*
 * name.c: before there is a sandbox, see that its name is free, then keep others from
 * it until the first process of the sandbox is known; when that has ended, forget it.
 * name_find: the one that has a name, or we die; name_manage: do what --WHAT NAME says.
 */
struct record {
	int file, pid, pidfd;
	int seen;          /* the process that was looked at for the namespaces */
	bool init;         /* the process is ours, the command its child */
	char *group, *cwd; /* the control group, or an empty string; where it was started */
	char head[3 * PATH_MAX];
};
void name_begin(struct plan *p);
void name_write(struct plan *p, int pid);
void name_end(const struct plan *p);
/* Who is to be looked at for its namespaces: not our own process, if there is another. */
int name_process(const struct record *r);
struct record *name_find(const struct plan *p, const char *name);
/* The sandbox that a process is in, by its directory in /proc; or NULL. */
struct record *name_around(const struct plan *p, int proc);
/* f for each name; the one that has a name in that directory, or NULL if it has ended. */
void name_each(const struct plan *p, bool (*f)(void *arg, int dir, const char *name), void *arg);
struct record *name_at(int dir, const char *name);
/*
 * When a process was started, in hundredths of a second since the boot; 0 if it has ended,
 * ULONG_MAX if nothing is to be seen of it.
 */
unsigned long name_started(int pid);
int name_manage(const struct plan *p, const char *what, const char *name);

/*
 * keep.c: bind the namespaces of our child, or undo that.  Open one: a descriptor, pid:N,
 * a path, a name of a network namespace or of a sandbox; or -errno.  Be all there is.
 */
void keep_persist(struct plan *p, int pid);
/* Undo it, as nothing has run in them. */
void keep_not(const struct plan *p);
int keep_drop(const char *dir);
int keep_open(const struct plan *p, const char *word, int kind);
_Noreturn void keep_hold(void);

/* What the operations work on. */
struct site {
	int root;     /* the new root: names are looked up below it */
	int here;     /* the caller's directory, for relative sources */
	int scratch;  /* a tmpfs nobody will see, or NONE */
	int parents;  /* the mode of directories that are made on the way */
	int covers;   /* how many mounts of ours lie on /, one on the other */
	int *trees;   /* sources opened before they were covered, an op each; NONE, or -errno */
	int host_dev; /* a copy of the host's /dev, or NONE */
	int dev;      /* the one made last, or NONE: at the end it becomes read-only */
};

/*
 * from.c: whether it is worth while to make the mount namespace of the sources; in
 * the child, do so, or copy all of the host's mounts after all.
 */
enum { FROM_MOST = 32 }; /* steps at most */
bool from_pays(const struct plan *p);
void from_sources(const struct plan *p, struct site *s);

/*
 * root.c: attach an empty tree or a copy of the first bind on / where the new
 * root will be.  Then enter it and let go of the old one.
 */
void root_begin(const struct plan *p, struct site *s);
void root_enter(const struct plan *p, const struct site *s);

/* Go to where the command shall start; the name of that. */
const char *root_chdir(const struct plan *p);

/* The op that root_begin does: the first step, if that is a bind on /.  Or NULL. */
const struct op *root_op(const struct plan *p);

/*
 * The place in the tree of s->root that dest names, made if it is not there: a
 * directory, or else an empty file.  Symlinks on the way lead inside the tree;
 * one at the end is an error.  An O_PATH descriptor.  root_parent: the directory
 * that dest lies in, made like any other; *name is what dest is called there.
 */
int root_place(const struct site *s, const char *dest, bool dir, unsigned mode);
int root_parent(const struct site *s, const char *dest, const char **name);

/* A copy of the tree at src with op's attributes; -errno if there is no such src. */
int root_copy(const struct plan *p, const struct op *op, const struct site *s);

/* Give a tree that is attached nowhere, and came of op, its attributes. */
void root_protect(const struct plan *p, const struct op *op, int tree);

/* A mount made read-only, and if it is named all below it; what names it in messages. */
void root_rdonly(const struct plan *p, int dir, const char *path, const char *what);

/* From outside: the file system of an OP_MOUNT, as a tree. */
void root_mount(struct op *op);

/* The magic number of the file system that fd is of. */
unsigned root_fstype(int fd);

/* What --strict adds to a mount that can be written, be it MS_ or SYS_ATTR_. */
static inline unsigned root_noexec(const struct plan *p)
{
	return p->strict ? SYS_ATTR_NOEXEC : 0;
}

/* Whoever may be the host's root is to write there, and so maybe to the kernel. */
static inline bool root_may_write(const struct plan *p, const struct op *op)
{
	return p->safe && p->proc_writable && !(op->attr & SYS_ATTR_RDONLY);
}

/* Let a detached tree appear at dest, which is a new root if dest is /. */
void root_attach(struct site *s, int tree, const char *src, const char *dest, bool dir);

/* Something was mounted, maybe on the root: then it is the new one. */
void root_covered(struct site *s);

/* May dest be the root?  If it is /, or a component of it is empty or begins with a dot. */
bool root_odd(const char *dest);

/* Put a detached tree on top of / and of all that was put there before. */
void root_cover(struct site *s, int tree);

/* A new tmpfs, attached nowhere. */
int root_tmpfs(int perms, uint64_t size, unsigned attr);

/*
 * A descriptor that is no longer needed.  All are closed at once before the
 * command starts; only where there are a great many is it done in between.
 */
void root_done(int fd);

/* ops.c: do them all, but for what root_begin has done. */
void ops_apply(const struct plan *p, struct site *s);

/* The tree of a bind, opened before or now; -errno if it is one that may lack. */
int ops_tree(const struct plan *p, const struct op *op, const struct site *s);
/* The place of --ro and --rw: as the caller sees it, not from the new root on. */
const char *ops_absolute(const struct plan *p, const char *path, char *buf, size_t size);

/* Open sources that a later step would hide or cover. */
void ops_open(const struct plan *p, struct site *s);

/*
 * dev.c: a small /dev on the empty file system that is the working directory.
 * host is the host's, or NONE if /dev still is.  Or at to, if the working directory
 * is the host's.
 */
void dev_fill(const struct plan *p, int host, const char *to);

/*
 * masks.c: of proc or sysfs in the working directory, make read-only or hide what has to be;
 * a sysfs that is bound may be the host's as that has it.
 */
void masks_proc(const struct plan *p);
void masks_sys(const struct plan *p, bool bound);
/* What the host has of these elsewhere is only to be read, before it is bound. */
void masks_host(const struct plan *p);

/*
 * landlock.c: rules by what the plan mounts and names, in the new root; a descriptor,
 * or NONE.  Then, in the command's process, keep to them.
 */
enum {
	LANDLOCK_EXECUTE = 1,
	LANDLOCK_WRITE = 2,
	LANDLOCK_BIND = 1, /* and these are the kernel's */
	LANDLOCK_CONNECT = 2,
};
int landlock_prepare(const struct plan *p);
void landlock_restrict(const struct plan *p, int fd);

/*
 * net.c: what is wrong with interfaces, addresses and routes.  Then make them: from
 * outside, for the child pid; from inside, as the child.  Undo it at the end.
 */
void net_check(struct plan *p);
void net_outside(struct plan *p, const struct held *held, int pid);
void net_inside(const struct plan *p);
void net_end(const struct plan *p);

/* netns.c: do what --netns-add and its like stand for, by the letter in its place. */
int netns_do(char what, const char *name);

/* caps.c: no new privileges, and of the capabilities only p->caps. */
void caps_drop(const struct plan *p);
/* The bits of a capability's name, or of ALL; 0 if it is none. */
uint64_t caps_named(const char *name);
/* And back, without the CAP_; NULL past the last. */
const char *caps_name(int cap);
/* Before there is anything new: no keys and, if that is for us to say, no groups of the caller. */
void caps_outside(const struct plan *p);
/* Let all that we are permitted outlast execve(2). */
void caps_keep(void);
/* All that a process is permitted, 0 for us. */
uint64_t caps_permitted(int pid);
/* From whoever has our ids: what is to be found of us in /proc, and our memory. */
int caps_hide(const struct plan *p);
/* Whether we have both CAP_SETUID and CAP_SETGID. */
bool caps_setid(void);
/* Whether we may look at processes that are not dumpable. */
bool caps_ptrace(void);

/* An instruction of a seccomp filter. */
struct insn {
	uint16_t code;
	uint8_t yes, no; /* how many to pass over */
	uint32_t k;
};
enum {
	BPF_LOAD = 0x20,
	BPF_JUMP = 0x05,
	BPF_EQUAL = 0x15,
	BPF_ABOVE = 0x25,
	BPF_REACHES = 0x35,
	BPF_ANY = 0x45, /* of these bits one or more */
	BPF_RETURN = 0x06,

	BPF_MOST = 4096,   /* instructions in a filter */
	BPF_NUMBERS = 512, /* of calls that are looked at one by one */
};

/* What a filter may answer. */
#define BPF_ALLOW 0x7fff0000u
#define BPF_LOG 0x7ffc0000u
#define BPF_ASK 0x7fc00000u
#define BPF_ERRNO 0x00050000u
#define BPF_KILL 0x80000000u
#define BPF_KILL_FOREIGN 0x80000001u /* the same to the kernel */

/* A filter, written from its end; its first instruction is code[BPF_MOST - n]. */
struct program {
	unsigned n;
	uint32_t audit;          /* whose calls are ours */
	struct learned *learned; /* of --seccomp-log, or NULL */
	char profile;            /* default, strict, none or file: the first letter */
	bool named;              /* calls are named by the user */
	struct insn code[BPF_MOST];
};

/*
 * bpf.c: add to its beginning; the new place.  bpf_if and bpf_load go on at places
 * that are there already, bpf_switch at that of the number.
 */
unsigned bpf_put(struct program *g, unsigned code, uint32_t k, unsigned yes, unsigned no);
unsigned bpf_return(struct program *g, uint32_t value);
unsigned bpf_load(struct program *g, unsigned offset, unsigned next);
unsigned bpf_if(struct program *g, unsigned code, uint32_t k, unsigned yes, unsigned no);
unsigned bpf_switch(struct program *g, const uint16_t to[BPF_NUMBERS]);

/* A way to call the kernel; all of it is made by calls.awk. */
struct abi {
	uint32_t audit; /* what the kernel calls it */
	const unsigned char *ranges;
	/*
	 * Packed.  Of each call in the order of the numbers the name, nothing if it has
	 * none, and a byte less than '0', which less one tells which arguments have 32
	 * bits.  Then of each constant the name and the value.
	 */
	const char *names;
	unsigned calls;
	bool wide;    /* arguments have 64 bits */
	bool private; /* there are calls of arm's own */
};
/* Rules as they are read. */
struct rules {
	struct program *g;
	const struct abi *abi;
	uint16_t *to;      /* the answer's place for each number */
	unsigned fallback; /* for conditions that are not met */
	const char *names; /* of the abi, unpacked */
	char *s;
	const char *file;
	unsigned line, depth;
};

/*
 * rules.c: fill in `to' from a list of calls, which are answered at the place, or with
 * 0 from rules; an action's place.  Both die of what is wrong.
 */
void rules_text(struct rules *r, const char *file, char *text, unsigned at);
unsigned rules_action(struct rules *r, char *s);

/* A filter that the user gave: struct sock_fprog, which seccomp(2) describes. */
struct filter {
	unsigned short len;
	const void *code;
};

/*
 * seccomp.c: make our filter of the plan, unless it wants none; seccomp_assemble
 * does so for any machine.  Read the user's, up to one of no length, NULL if
 * there are none.  Load theirs and then ours: the last step before execve(2).
 * Say whether the command died of it.
 */
void seccomp_make(struct plan *p, struct program *g);
void seccomp_assemble(const struct plan *p, struct program *g, const struct abi *ours,
	const struct abi *also);
struct filter *seccomp_read(const struct plan *p);
void seccomp_load(const struct plan *p, const struct filter *theirs);
void seccomp_ended(const struct plan *p, int status);
/* Ours with flags of seccomp(2); the names of our calls, or of another kind. */
int seccomp_load_ours(const struct program *g, unsigned flags);
char *seccomp_names(const struct abi *abi);

/*
 * learn.c: load ours, changed so that a process we start answers for it and takes down
 * what is refused; alone if we are PID 1.  Tell at the end what that was.
 */
void learn_begin(struct program *g);
int learn_load(struct program *g, bool alone);
void learn_tell(const struct program *g);

/*
 * idmap.c: what the options about ids come to.  From outside: open trees whose ids are
 * mapped, before there is a user namespace; write the maps of pid's, and give it those
 * trees.  Inside: be somebody else with the same capabilities, NONE for who we are; in
 * the end who the command is.
 */
void idmap_check(struct plan *p);
void idmap_open(struct plan *p);
void idmap_write(struct plan *p, int pid);
/* The same without consequences: -errno, and *what could not be written. */
int idmap_maps(const struct plan *p, int pid, const char **what);
/*
 * For tools.c: a range for users or groups as unshare(1) takes it, and one id that is
 * mapped besides, inside to outside, or none.
 */
void idmap_words(struct plan *p, int kind, const char *words, int inside, int outside);
void idmap_become(const int id[2]);
void idmap_finish(const struct plan *p);

/*
 * limits.c: those that the command line asks for, and lower ones than the caller's
 * where they are implied.  limits_begin sets what only the caller may have the
 * right to, before anything is made; limits_set is for the command's own process.
 */
void limits_check(const struct plan *p);
void limits_begin(const struct plan *p);
void limits_set(const struct plan *p);
/* A number that s begins with, and maybe k, M or G; what follows, NULL if it is none. */
const char *limits_size(const char *s, uint64_t *size);

/*
 * pty.c: make a terminal; let a process serve it; have it as standard input and output,
 * and then, in a session of its own, as standard error and to control that.
 */
void pty_open(struct plan *p);
int pty_start(struct plan *p);
void pty_take(int slave);
void pty_control(void);

/*
 * cgroup.c: is one asked for?  Make it, also if it is only implied; die if what is
 * asked for cannot be had.  Later kill who is in it, remove it, and learn what
 * happened there.
 */
bool cgroup_asked(const struct plan *p);
void cgroup_begin(struct plan *p);
void cgroup_end(struct cgroup *g);

/*
 * report.c: child-pid and namespaces as JSON; later how it ended, a wait(2) status;
 * or else what we die of, to who.fd.
 */
void report_start(struct plan *p, int pid);
void report_end(const struct plan *p, int status, bool oom, bool late);
/* How many bytes of s are a character that JSON takes as it is; 0 if they are none. */
int report_plain(const unsigned char *s);
void report_error(int err, const char *tip, const char *msg, const uintptr_t *args);

/*
 * hints.c: what can be done where namespaces are refused, NULL for nothing; die of
 * clone3(2), or unshare(2), with that for a hint.
 * hints_exec dies of execve's failure, and names the interpreter if that is it.
 */
const char *hints_why(int err, unsigned flags);
_Noreturn void hints_clone(int err, unsigned flags, const char *msg, const char *names);
_Noreturn void hints_exec(int err, const char *name, char *const *env);

/* survey.c: print what can be had here; whether something lacks that is needed. */
int survey(struct plan *p, bool json);

/*
 * unpack.c: packed is what pack.awk has made from options.def, hints.def and the section of
 * words, and coder.awk packed.  unpack gives what they were, which takes milliseconds and
 * megabytes the first time; unpack_words what is in place of a word's address there.
 */
enum { TEXT_ROOM = 256 }; /* for one of options.def or hints.def */
struct unpacked {
	char before[8]; /* zero */
	char text[32768];
	const char *end;
	struct slot {
		int16_t weight;
		uint16_t seen; /* as often, or more */
	} slot[1 << 19];
};
extern const char packed[];
const struct unpacked *unpack(void);
/* The same of another code, up to this letter; the rest of u must be zero. */
void unpack_from(struct unpacked *u, const char *code, char end);

#endif
