/* SPDX-License-Identifier: MIT */
/*
 * A mount namespace made of the sources of the binds alone, without a copy of all
 * of the host's mounts: Linux 7.0 makes one of a tree (OPEN_TREE_NAMESPACE).
 *
 * Only in our own namespaces may we copy trees, and from there is no way back to
 * the host's: so first comes a namespace for each source, then from within each
 * the copy that goes to the new root.
 */
#include "sandbox.h"

enum { MANY = 200 }; /* mounts from which on a namespace for each source is cheaper */

/* A mount namespace of the tree at path, which must be a directory. */
static APART int namespace_of(int dir, const char *path)
{
	return sys_open_tree(dir, path, SYS_OPEN_TREE_NAMESPACE | SYS_AT_RECURSIVE);
}

/* Not in line, as their room on the stack is not for every start. */
bool from_pays(const struct plan *p)
{
	uint64_t ids[MANY];

	/* Whoever does not know the flag says so before it looks at the descriptor. */
	return namespace_of(-1, "x") != -EINVAL && p->ns & CLONE_NEWUSER &&
	       sys_listmount(ids, MANY) == MANY;
}

/*
 * A namespace in which op's source is at *at: its root, or for what is no directory
 * a place in the directory that it lies in.
 */
static int open_source(const struct op *op, const struct site *s, const char **at)
{
	char link[32], *path, *slash;
	struct sys_statx st;
	int fd, err = sys_statx(s->here, op->src, 0, &st);
	long n;

	*at = "/";
	if (err < 0)
		return err;
	if (S_ISDIR(st.mode))
		return namespace_of(s->here, op->src);
	fd = sys_openat(s->here, op->src, O_PATH, 0);
	path = data_room(PATH_MAX);
	fs_link(link, fd);
	n = sys_readlinkat(AT_FDCWD, link, path, PATH_MAX - 1);
	sys_close(fd);
	slash = strrchr(path, '/');
	if (n < 0 || !slash)
		return -EINVAL;
	*slash = 0;
	err = namespace_of(AT_FDCWD, *path ? path : "/");
	*slash = '/';
	*at = slash;
	return err;
}

/* Go to the namespace ns, for a copy of what is there. */
static int copy(int ns, const char *at)
{
	int tree, err = sys_setns(ns, CLONE_NEWNS);

	if (err < 0)
		die(err, "setns mount namespace of a source");
	sys_close(ns);
	tree = sys_open_tree(AT_FDCWD, at, SYS_OPEN_TREE_CLONE | SYS_AT_RECURSIVE);
	if (tree < 0)
		die(tree, "open_tree %s of a source", at);
	return tree;
}

/* Namespaces of the host's own, if the plan wants them: NONE if not. */
struct host {
	int dev, proc, sys;
};

/* All namespaces, or false: something is not as we thought. */
static bool open_all(const struct plan *p, struct site *s, const char **at, struct host *h)
{
	const char *dir;
	int *ns;

	for (const struct op *op = p->ops; op < p->end; op++) {
		size_t i = op - p->ops;

		s->trees[i] = NONE;
		if (op->kind == OP_BIND) {
			s->trees[i] = open_source(op, s, at + i);
			if (s->trees[i] < 0 && !(s->trees[i] == -ENOENT && op->may_lack))
				return false;
			continue;
		}
		if (op->kind == OP_DEV)
			ns = &h->dev, dir = "/dev";
		else if (op->kind == OP_PROC)
			ns = &h->proc, dir = "/proc";
		else if (op->kind == OP_SYS)
			ns = &h->sys, dir = "/sys";
		else
			continue;
		if (*ns == NONE)
			*ns = namespace_of(AT_FDCWD, dir);
		if (*ns < 0)
			return false;
	}
	return true;
}

APART void from_sources(const struct plan *p, struct site *s)
{
	struct host h = {NONE, NONE, NONE};
	const char *at[FROM_MOST];
	int err;

	if (!open_all(p, s, at, &h)) {
		/* The descriptors go with all others. */
		err = sys_unshare(CLONE_NEWNS);
		if (err < 0)
			die(err, "unshare mount namespace");
		ops_open(p, s);
		return;
	}
	for (size_t i = 0; p->ops + i < p->end; i++)
		if (s->trees[i] >= 0) {
			s->trees[i] = copy(s->trees[i], at[i]);
			root_protect(p, p->ops + i, s->trees[i]);
		}
	if (h.dev != NONE)
		s->host_dev = copy(h.dev, "/");
	if (h.sys != NONE)
		h.sys = copy(h.sys, "/");
	/* Here we stay: a new proc or sysfs may show no more than one that is here
	 * does (mount_too_revealing() in fs/namespace.c). */
	if (h.proc != NONE)
		sys_close(copy(h.proc, "/"));
	if (h.sys != NONE)
		root_cover(s, h.sys);
	/* Only what is attached here can be bound elsewhere. */
	if (s->host_dev != NONE)
		root_cover(s, s->host_dev);
}
