/* SPDX-License-Identifier: MIT */
/* The plan as options, one a line, in the words of the command line. */
#include "sandbox.h"

static void line(const char *f, ...) PRINTF(1, 2);

static void line(const char *f, ...)
{
	char s[2 * PATH_MAX + 64];
	va_list ap;
	size_t n;

	va_start(ap, f);
	n = vfmt(s, sizeof s, f, ap);
	va_end(ap);
	s[n++] = '\n';
	if (sys_write(1, s, n) < 0)
		sys_exit(who.status);
}

static const char *bind_name(unsigned attr)
{
	if (attr & SYS_ATTR_RDONLY)
		return "ro-bind";
	return attr & SYS_ATTR_NODEV ? "bind" : "dev-bind";
}

static void show_op(const struct op *op)
{
	static const char *const names[OP_KINDS] = {
		[OP_TMPFS] = "tmpfs",
		[OP_PROC] = "proc",
		[OP_SYS] = "sys",
		[OP_DEV] = "dev",
		[OP_MQUEUE] = "mqueue",
		[OP_DIR] = "dir",
		[OP_REMOUNT_RO] = "remount-ro",
	};

	if (op->kind == OP_BIND && op->in_place)
		line("%s %s", op->attr & SYS_ATTR_RDONLY ? "ro" : "rw", op->dest);
	else if (op->kind == OP_BIND)
		line("%s%s %s %s", bind_name(op->attr), op->may_lack ? "-try" : "", op->src, op->dest);
	else if (op->kind == OP_SYMLINK)
		line("symlink %s %s", op->src, op->dest);
	else
		line("%s %s", names[op->kind], op->dest);
}

void show(const struct plan *p)
{
	for (const struct ns *ns = ns_table; ns < ns_table + NS_KINDS; ns++)
		if (ns->flag != CLONE_NEWNS)
			line("%s-%s%s", p->ns & ns->flag ? "unshare" : "share", ns->name,
				p->ns_try & ns->flag ? "-try" : "");
	if (p->uid != ID_SAME)
		line("uid %u", (unsigned)p->uid);
	if (p->gid != ID_SAME)
		line("gid %u", (unsigned)p->gid);
	if (p->hostname)
		line("hostname %s", p->hostname);
	for (const struct op *op = p->ops; op < p->ops + p->nops; op++)
		show_op(op);
	if (p->chdir)
		line("chdir %s", p->chdir);
	if (p->new_session)
		line("new-session");
	if (p->die_with_parent)
		line("die-with-parent");
	if (p->as_pid_1)
		line("as-pid-1");
}
