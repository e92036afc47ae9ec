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
	OP_BIND,
	OP_TMPFS,
	OP_PROC,
	OP_SYS,
	OP_DEV,
	OP_MQUEUE,
	OP_DIR,
	OP_SYMLINK,
	OP_REMOUNT_RO,
	OP_KINDS,
};

/* One step in making the new root.  The strings are argv's own. */
struct op {
	enum op_kind kind;
	const char *src;  /* on the host; a symlink's target */
	const char *dest; /* in the sandbox */
	unsigned attr;    /* SYS_ATTR_* */
	unsigned perms;   /* 0: what is usual for it */
	bool may_lack;    /* --*-try: without a src, nothing to do */
	bool in_place;    /* dest is src, a path as the caller sees it */
};

enum { ID_SAME = -1 }; /* no --uid or --gid: as outside */

struct plan {
	bool compat;     /* under the name bwrap: nothing is implied */
	bool print_plan; /* show it and do nothing */

	/* CLONE_NEW*: asked for, asked for where there is one, and taken back. */
	unsigned unshare, unshare_try, share;
	unsigned all, all_try; /* by --unshare-all, so that --share-net counts */
	unsigned ns;           /* check's result: what will be new */
	unsigned ns_try;       /* those of ns that a kernel may lack */

	long uid, gid;       /* inside, or ID_SAME */
	long my_uid, my_gid; /* outside, as seen in the caller's user namespace */
	bool map_all;        /* every id as it is, written from outside: real root */
	bool two_levels;     /* a second user namespace, see ns_settle */

	const char *hostname; /* NULL: leave it */
	const char *chdir;    /* NULL: where we are, if that is inside */
	const char *cwd;      /* where we are, NULL if nowhere */
	bool new_session, die_with_parent, survive, as_pid_1;
	bool init;          /* a PID 1 of ours in front of the command */
	bool keep_caps;     /* bwrap as real root keeps what it has */
	bool proc_writable; /* host root's files in /proc may be ours to write */

	size_t words;   /* of the command line, and so what there is room for */
	struct op *ops; /* in the order of the command line */
	size_t nops;
	char **env; /* the command's, NULL at its end; room for one more a word */
	char **command;
};

/* Every kind of namespace, in the order of the manual. */
struct ns {
	const char *name; /* as in /proc/PID/ns */
	unsigned flag;    /* CLONE_NEW* */
};
enum { NS_KINDS = 8,
	NS_ALL = 0x7e020080 };
extern const struct ns ns_table[NS_KINDS];

/*
 * parse.c: fill in the plan; what is left of argv is the command, which is
 * returned.  Words of --args are read from their descriptor.
 */
char **parse(struct plan *p, int argc, char **argv, char **envp);

/*
 * check.c: settle what the command line leaves open; die of contradictions.
 * check_ids does so for the ids, once more when a namespace could not be had.
 */
void check(struct plan *p);
void check_ids(struct plan *p);

/* show.c: the plan as options, one a line, on descriptor 1. */
void show(const struct plan *p);

/*
 * ns.c: a child in the new namespaces, which does what a child of fork(2)
 * does: 0 there, its pid here.  If it cannot be had we die of it.  The plan loses
 * those optional namespaces that the kernel lacks.
 */
int ns_clone(struct plan *p);

/*
 * In the child: write the id maps, raise lo, set the host name.  self is
 * /proc/self, opened O_PATH while there was a /proc.
 */
void ns_settle(const struct plan *p, int self);

/* Give the command its ids where setting up took others: the second level. */
void ns_settle_ids(const struct plan *p, int self);

/*
 * root.c: attach an empty tree or a copy of the first bind on / where the new
 * root will be; its descriptor.  Then enter it and let go of the old one.
 */
int root_begin(const struct plan *p);
void root_enter(const struct plan *p, int root);

/*
 * The place in the tree of root that dest names, made if it is not there: a
 * directory, or else an empty file.  Symlinks on the way lead inside the tree;
 * one at the end is an error.  An O_PATH descriptor.
 */
int root_place(int root, const char *dest, bool dir, unsigned mode);

/* A copy of the tree at src with op's attributes; -errno if there is no such src. */
int root_copy(const struct plan *p, const struct op *op);

/* ops.c: do them all, from the first that root_begin has not done. */
void ops_apply(const struct plan *p, int root);

/* dev.c: a small /dev on the empty file system that is the working directory. */
void dev_fill(void);

/* caps.c: no new privileges; no capability in any of the five sets. */
void caps_drop(const struct plan *p);

/* hints.c: why clone3(2) may have refused, asked of the kernel's settings. */
const char *hints_clone(int err, unsigned flags);

#endif
