/* SPDX-License-Identifier: MIT */
/*
 * --check: what this kernel, this user and this container allow.  Each question is
 * tried, in a child of its own that leaves nothing behind, and not looked up; what to
 * do about a no is what is said when it fails in earnest.
 */
#include "sandbox.h"

static int mount_alone(const char *type, const char *dest, const char *data)
{
	int err = sys_mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);

	return err < 0 ? err : sys_mount("none", dest, type, MS_NOSUID | MS_NODEV | MS_NOEXEC, data);
}

static int try_proc(struct plan *p)
{
	(void)p;
	return mount_alone("proc", "/proc", NULL);
}

static int try_sys(struct plan *p)
{
	(void)p;
	return mount_alone("sysfs", "/sys", NULL);
}

static int try_overlay(struct plan *p)
{
	(void)p;
	return mount_alone("overlay", "/proc", "lowerdir=/etc:/usr,userxattr");
}

/* Of Linux 5.12, the last that we cannot do without. */
static int try_mounts(struct plan *p)
{
	static const struct sys_mount_attr attr = {.set = SYS_ATTR_RDONLY};
	int fs = sys_fsopen("tmpfs");
	int err = fs < 0 ? fs : sys_fsconfig(fs, SYS_FSCONFIG_CREATE, NULL, NULL);
	int tree = err < 0 ? err : sys_fsmount(fs, 0);

	(void)p;
	return tree < 0 ? tree : sys_mount_setattr(tree, "", 0, &attr);
}

static int try_pivot(struct plan *p)
{
	int err = mount_alone("tmpfs", "/", NULL);

	(void)p;
	if (err >= 0)
		err = sys_chdir("/..");
	return err < 0 ? err : sys_pivot_root(".", ".");
}

static int try_seccomp(struct plan *p)
{
	static const uint32_t kill = 0x80000000;

	(void)p;
	return sys_call(SYS_seccomp, 2L /* SECCOMP_GET_ACTION_AVAIL */, 0L, &kill);
}

/* The version of it. */
static int try_landlock(struct plan *p)
{
	(void)p;
	return sys_call(444L /* landlock_create_ruleset */, 0L, 0L, 1L);
}

/* What these die of is their answer. */
static void answer(int err, const char *tip, const char *msg, const uintptr_t *args)
{
	(void)tip, (void)msg, (void)args;
	sys_exit(-err);
}

static int try_cgroup(struct plan *p)
{
	who.told = answer;
	*p->end++ = (struct op){.kind = OP_CGROUP, .src = "cgroup.max.depth", .dest = "max"};
	cgroup_begin(p);
	cgroup_end(&p->group);
	return 0;
}

static int try_grant(struct plan *p)
{
	who.told = answer;
	p->map_auto = true;
	idmap_check(p);
	return 0;
}

static int try_tiocsti(struct plan *p)
{
	char s[8];

	(void)p;
	return fs_read(AT_FDCWD, "/proc/sys/dev/tty/legacy_tiocsti", s, sizeof s) > 0 && *s == '0' ? 0 : -EPERM;
}

enum { USER = CLONE_NEWUSER | CLONE_NEWNS,
	MUST = 1 }; /* beside flags of clone(2), of which the lowest are signals */

/* What is tried in which new namespaces; what a message of its failure begins with. */
static const struct {
	int (*try)(struct plan *p);
	unsigned flags;
} rows[] = {
	{try_mounts, MUST | USER},
	{try_proc, MUST | USER | CLONE_NEWPID},
	{try_sys, USER | CLONE_NEWNET},
	{try_overlay, USER},
	{try_pivot, USER},
	{try_seccomp, MUST},
	{try_landlock, 0},
	{try_cgroup, 0},
	{try_grant, 0},
	{try_tiocsti, 0},
};
static const char names[] WORDS_SECTION =
	"mount_setattr\0mount proc\0mount sysfs\0mount overlay\0pivot_root\0seccomp\0landlock\0"
	"cgroup limits\0grant of ids\0TIOCSTI refused\0";

/* In a child, within new namespaces: what `try' says, or -errno. */
static int within(unsigned flags, int (*try)(struct plan *), struct plan *p)
{
	struct sys_clone_args args = {.flags = flags & ~MUST, .exit_signal = SIGCHLD};
	/* Where a filter refuses clone3(2), the rest can still be told. */
	int status, pid = args.flags ? sys_clone3(&args) : sys_fork();

	/* What is no error is a small number. */
	if (pid == 0)
		sys_exit(try ? -try(p) : 0);
	if (pid < 0)
		return pid;
	sys_wait4(pid, &status, 0);
	status = WIFEXITED(status) ? (signed char)WEXITSTATUS(status) : EINTR;
	return -status;
}

/* Returns whether it lacks and must not. */
static bool tell(bool json, const char *name, int r, bool must, const char *tip)
{
	char s[512];
	size_t n;

	if (r >= 0 || !tip)
		tip = "\0";
	if (json)
		n = fmt(s, sizeof s,
			"%s{\"name\": \"%s\", \"ok\": %s, \"needed\": %s, \"value\": %d, \"code\": \"%s\", \"hint\": \"%s\"}",
			name == ns_table->name ? "[" : ",\n", name, r < 0 ? "false" : "true",
			must ? "true" : "false", r, tip, tip + strlen(tip) + 1);
	else
		n = fmt(s, sizeof s, r < 0 ? "%s: no, %d%s%s%s %s\n" : r ? "%s: yes, %d\n"
									 : "%s: yes\n",
			name,
			r < 0 ? -r : r, must ? ", and needed" : "", *tip ? ": " : "", tip,
			tip + strlen(tip) + 1);
	sys_write(1, s, n);
	return r < 0 && must;
}

int survey(struct plan *p, bool json)
{
	const char *name = unpack_words(names);
	bool bad = false, optional;
	const char *tip;
	int r;

	if (!p->my_uid && within(CLONE_NEWUSER, NULL, p) == -EPERM)
		ns_leave_chroot(p);
	for (const struct ns *ns = ns_table; ns < ns_table + NS_KINDS; ns++) {
		r = within(ns->flag | CLONE_NEWUSER, NULL, p);
		optional = ns->flag & (SYS_CLONE_NEWCGROUP | SYS_CLONE_NEWTIME);
		tip = hints_why(r, CLONE_NEWUSER);
		bad |= tell(json, ns->name, r, !optional, tip ? tip : tip_for(ns->name, -r));
	}
	for (size_t i = 0; i < countof(rows); i++, name += strlen(name) + 1) {
		r = within(rows[i].flags, rows[i].try, p);
		bad |= tell(json, name, r, rows[i].flags & MUST, tip_for(name, -r));
	}
	if (json)
		sys_write(1, "]\n", 2);
	return bad;
}
