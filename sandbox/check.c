/* SPDX-License-Identifier: MIT */
/* From what was said to what is meant: defaults, implications, contradictions. */
#include "sandbox.h"

bool check_below(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	return !strncmp(path, dir, len) && (!path[len] || path[len] == '/');
}

bool check_builds(const struct plan *p)
{
	for (const struct op *op = p->ops; op < p->end; op++)
		if (op->kind < OP_STEPS && op->kind != OP_MOUNT && !op->in_place &&
			op->dest != take_resolv)
			return true;
	return false;
}

/* Is home a place of the system's, as with many a daemon's user? */
static bool is_public(const char *home)
{
	static const char dirs[] = "/usr\0/bin\0/sbin\0/lib\0/lib64\0/etc\0/dev\0/proc\0/sys\0";

	for (const char *dir = dirs; *dir; dir += strlen(dir) + 1)
		if (check_below(home, dir) || check_below(dir, home))
			return true;
	return !home[1] || *home != '/';
}

/* A step of the profile.  In line it would be as large as the rest. */
static APART struct op *put(struct op *op, enum op_kind kind, const char *src,
	const char *dest, int perms, bool implied)
{
	*op = (struct op){.kind = kind, .src = src, .dest = dest, .perms = perms};
	op->implied = implied;
	if (src)
		op->attr = LOCKED;
	return op + 1;
}

/* What path is called without symlinks and slashes too many, or itself if it is not there. */
static void resolve(const char *path, char *real, size_t size)
{
	int fd = sys_open(path, O_PATH);
	char link[32];
	long n;

	fs_link(link, fd);
	n = sys_readlinkat(AT_FDCWD, link, real, size - 1);
	sys_close(fd);
	if (n < 0)
		fmt(real, size, "%s", path);
	else
		real[n] = 0;
}

/* What is hidden, and the caller's directory in it, which is not. */
static struct op *hide_private(const struct plan *p, struct op *op)
{
	const char *home = exec_getenv(p->env, "HOME"), *cwd = p->cwd;
	bool covered = false;
	char real[512];

	for (const char *dir = "/tmp\0/var/tmp\0/run\0"; *dir; dir += strlen(dir) + 1) {
		op = put(op, OP_TMPFS, NULL, dir, dir[1] == 'r' ? 0755 : 01777, true);
		covered |= cwd && check_below(cwd, dir) && strcmp(cwd, dir);
	}
	if (home && *home == '/') {
		resolve(home, real, sizeof real);
		/* A home in which we are is no secret to be kept. */
		if (!is_public(real) && !(cwd && !strcmp(cwd, real))) {
			op = put(op, OP_TMPFS, NULL, home, 0700, true);
			covered |= cwd && check_below(cwd, real);
		}
	}
	return covered ? put(op, OP_BIND, cwd, cwd, NONE, false) : op;
}

/*
 * Those of the host's root: --rw / is about it alone, not about what lies on it, as the
 * host's own /proc would come with it.  So it is no step of its own.
 */
static unsigned root_attributes(struct plan *p)
{
	unsigned attr = LOCKED;

	for (struct op *op = p->ops; op < p->end;)
		if (op->in_place && op->kind == OP_BIND && !op->idmap &&
			!strcmp(strcmp(op->src, ".") || !p->cwd ? op->src : p->cwd, "/")) {
			attr = op->attr;
			p->end--;
			memmove(op, op + 1, (p->end - op) * sizeof *op);
		} else
			op++;
	return attr;
}

/* Where nothing is said of the file system, or --root, this is what there is. */
static void put_profile(struct plan *p)
{
	static const char resolv[] = "/etc/resolv.conf";
	struct op ops[16], *op = ops;
	char *line;
	size_t n;

	op = put(op, OP_BIND, p->root_dir ? p->root_dir : "/", "/", NONE, false);
	op = put(op, OP_PROC, NULL, "/proc", NONE, false);
	op = put(op, OP_SYS, NULL, "/sys", NONE, true);
	op = put(op, OP_DEV, NULL, "/dev", NONE, false);
	if (p->root_dir) {
		ops[0].attr = PLAIN | p->root_attr;
		op = put(op, OP_TMPFS, NULL, "/tmp", 01777, false);
		op = put(op, OP_TMPFS, NULL, "/run", NONE, false);
		op = put(op, OP_BIND, resolv, resolv, NONE, false);
		if (p->hostname) {
			line = data_room(strlen(p->hostname) + 2);
			fmt(line, strlen(p->hostname) + 2, "%s\n", p->hostname);
			op = put(op, OP_BIND_DATA, line, "/etc/hostname", 0644, false);
			op[-1].fd = NONE;
		}
		for (struct op *o = ops + 1; o < op; o++)
			o->implied = o->may_lack = true;
	} else {
		op = hide_private(p, op);
		ops[0].attr = root_attributes(p);
	}
	n = op - ops;
	memmove(p->ops + n, p->ops, (char *)p->end - (char *)p->ops);
	memcpy(p->ops, ops, n * sizeof *ops);
	p->end += n;
}

static bool wants_profile(const struct plan *p)
{
	if (p->profile)
		return !strcmp(p->profile, "default");
	return !p->compat && !p->same_root && !check_builds(p);
}

static void settle_namespaces(struct plan *p)
{
	unsigned implied = p->all;

	if (p->only) {
		implied = p->only;
	} else if (!p->compat) {
		implied = NS_ALL;
		p->ns_try = SYS_CLONE_NEWCGROUP | SYS_CLONE_NEWTIME;
	} else if (p->all) {
		implied &= ~SYS_CLONE_NEWTIME;
		p->ns_try = CLONE_NEWUSER | SYS_CLONE_NEWCGROUP;
	}
	for (int i = 0; i < NS_KINDS; i++)
		if (p->joins[i] && ns_table[i].flag != CLONE_NEWPID)
			implied &= ~ns_table[i].flag;
	p->ns_try = (p->ns_try | p->unshare_try) & ~p->unshare;
	p->ns = (p->unshare | p->unshare_try | implied) & ~p->share;
	if (p->compat && p->my_uid && !p->joins[0])
		p->ns |= CLONE_NEWUSER;
	if (p->boottime || p->monotonic)
		p->ns |= SYS_CLONE_NEWTIME, p->ns_try &= ~SYS_CLONE_NEWTIME;
	/* Without privilege there is nothing to be had without it. */
	if (p->my_uid)
		p->ns_try &= ~CLONE_NEWUSER;
	/* The place for the new root. */
	p->ns |= CLONE_NEWNS;
	p->ns_try &= p->ns;
}

/*
 * The host's mounts need not be copied if the steps want none but those at the
 * sources of few binds, see from.c.
 */
static bool can_do_by_sources(const struct plan *p)
{
	bool any = false;

	for (const struct op *op = p->ops; op < p->end; op++)
		switch (op->kind) {
		case OP_BIND:
			if (op->idmap || !strcmp(op->src, "/"))
				return false;
			/* See masks_host. */
			if (root_may_write(p, op))
				return false;
			any = true;
			break;
		case OP_DEV:
			any = true;
			break;
		case OP_PROC:
			if (!(p->ns & CLONE_NEWPID) || p->proc_fallback)
				return false;
			break;
		case OP_SYS:
			if (!(p->ns & CLONE_NEWNET))
				return false;
			break;
		case OP_BIND_FD:
		case OP_MOUNT:
		case OP_CHMOD:
		case OP_OVERLAY_SRC:
			return false;
		default:
			break;
		}
	return any && p->end <= p->ops + FROM_MOST && p->ns & CLONE_NEWUSER &&
	       !p->same_root && !p->remake_root && p->info_fd == NONE && p->json_fd == NONE &&
	       p->userns_block_fd == NONE;
}

static bool sets_other_ids(const struct plan *p)
{
	return (p->uid == NONE ? p->my_uid : p->uid) || (p->gid == NONE ? p->my_gid : p->gid);
}

/*
 * With / on / first, our copy of the host's mounts can become the new root as it
 * is: nothing to copy, to pivot to or to let go.  The kernel lets nobody in a
 * chroot make a user namespace, so with one we know that / is all there is.  But
 * what the root is made of must not be wanted later, or be few things.
 */
static bool can_remake(const struct plan *p)
{
	enum { FEW = 64 };
	const struct op *root = root_op(p);
	bool proc = !p->two_levels;
	int binds = 0;

	if (!(p->ns & CLONE_NEWUSER) || !root || strcmp(root->src, "/"))
		return false;
	for (const struct op *op = p->ops; op < p->end; op++) {
		/* The root, by whatever name, and what is not proc at /proc. */
		if (op->kind < OP_STEPS && op != root && root_odd(op->dest))
			return false;
		if (op->kind < OP_STEPS && op->kind != OP_PROC && check_below(op->dest, "/proc"))
			return false;
		switch (op->kind) {
		case OP_BIND:
		case OP_BIND_FD:
			if (op->idmap)
				return false;
			if (op != root && (++binds > FEW || !strcmp(op->dest, "/dev")))
				return false;
			break;
		case OP_PROC:
			if (!(p->ns & CLONE_NEWPID))
				return false;
			if (p->proc_fallback && *p->proc_fallback != 'f')
				return false;
			/* A read-only one takes no maps. */
			proc |= !strcmp(op->dest, "/proc") && !p->strict;
			break;
		case OP_SYS:
			if (!(p->ns & CLONE_NEWNET))
				return false;
			break;
		case OP_TMPFS:
			if (check_below(op->dest, "/dev"))
				return false;
			break;
		case OP_MOUNT:
		case OP_BIND_DATA:
		case OP_OVERLAY:
		case OP_TMP_OVERLAY:
		case OP_RO_OVERLAY:
		case OP_MASK:
		case OP_CHMOD:
			return false;
		default:
			break;
		}
	}
	/* The second level's maps are written by way of the new one. */
	return proc;
}

void check_ids(struct plan *p)
{
	bool user = p->ns & CLONE_NEWUSER;
	bool given = p->uid != NONE || p->gid != NONE || p->map_none || p->ranges;
	bool dev = false;

	if (!user && given)
		die(0, "--uid, --gid and --map-... need a new user namespace");
	for (const struct op *op = p->ops; op < p->end; op++)
		dev |= op->kind == OP_DEV;
	/* For who may map all ids each keeps its meaning, and files their owners. */
	p->map_all = user && !p->compat && !p->my_uid && !given &&
		     p->userns_block_fd == NONE && !(p->disable_userns && p->caps) && caps_setid();
	p->two_levels = user && !p->map_all && !p->ranges && p->userns_block_fd == NONE &&
			((dev && sets_other_ids(p)) || (p->disable_userns && p->caps) ||
				(p->map_none && !p->same_root));
	/* Only the host's root owns what is in /proc, and an ordinary user cannot map it. */
	p->proc_writable = !user || !p->my_uid;
	p->remake_root = can_remake(p);
	p->by_sources = can_do_by_sources(p);
}

void check_need(bool lacks, const char *option, const char *ns)
{
	if (lacks)
		die(0, "--%s needs a new %s namespace", option, ns);
}

static IN_LINE void exclude(bool both, const char *a, const char *b)
{
	if (both)
		die(0, "--%s and --%s exclude each other", a, b);
}

static void check_contradictions(const struct plan *p)
{
	const unsigned asked = p->unshare | p->unshare_try | (p->compat ? p->all : 0);

	check_need(p->hostname && !(p->ns & CLONE_NEWUTS), "hostname", "uts");
	check_need(p->domainname && !(p->ns & CLONE_NEWUTS), "domainname", "uts");
	if ((p->boottime || p->monotonic) && (p->share & SYS_CLONE_NEWTIME))
		die(0, "--boottime and --monotonic need a new time namespace");
	if (p->ranges &&
		(p->map_none || p->userns_block_fd != NONE || (p->disable_userns && p->caps)))
		die(0, "maps of ids exclude --map-none, --userns-block-fd and --disable-userns with --cap-add");
	check_need(p->as_pid_1 && !(p->ns & CLONE_NEWPID), "as-pid-1", "pid");
	exclude(p->joins[0] && (asked & CLONE_NEWUSER), "userns", "unshare-user");
	check_need(p->disable_userns && !(p->ns & CLONE_NEWUSER), "disable-userns", "user");
	exclude(p->disable_userns && p->userns_block_fd != NONE, "disable-userns", "userns-block-fd");
	check_need(p->pty && !(p->ns & CLONE_NEWPID), "pty", "pid");
	exclude(p->pty && p->lingers, "pty", "survive");
	/* It would be mounted where others are. */
	exclude(p->persist && p->enter.target, "persist", "enter");
	exclude(p->persist && p->joins[1], "persist", "mntns");
	exclude(p->joins[3] && (asked & CLONE_NEWNET), "netns", "unshare-net");
	if (p->userns_block_fd != NONE && (!(p->ns & CLONE_NEWUSER) || p->info_fd == NONE))
		die(0, "--userns-block-fd needs --unshare-user and --info-fd");
	if ((p->exec_label || p->file_label) && fs_find("/sys/fs/selinux/enforce") < 0)
		die(0, "--exec-label and --file-label need SELinux, which this kernel does not run");
	for (const struct op *op = p->ops; op < p->end; op++) {
		exclude(op->kind == OP_LOCK_FILE && p->as_pid_1, "lock-file", "as-pid-1");
		if (op->idmap && !p->map_all && !p->ranges)
			die(0, "--idmap needs root and a map of ids");
	}
}

/* What there is by default under our own name, and what --strict adds to it. */
static void settle_confinement(struct plan *p)
{
	struct winsize ws;
	unsigned long mask;
	const char *end;

	end = p->umask ? fmt_based(p->umask, 8, 0777, &mask) : "";
	if (!end || *end)
		die(0, "--umask %s: an octal number is needed", p->umask);
	p->landlock_asked = p->landlock_strict || p->landlock_log ||
			    (p->landlock_scope && *p->landlock_scope != 'n');
	for (const struct op *op = p->ops; op < p->end; op++)
		p->landlock_asked |= op->kind == OP_LANDLOCK || op->kind == OP_LANDLOCK_PORTS;
	exclude(p->landlock && *p->landlock == 'o' && p->landlock_asked, "landlock off", "landlock-...");
	p->no_userns = p->safe && !p->allow_userns && (p->ns & CLONE_NEWUSER);
	p->session = p->new_session || p->detach || p->pty || p->strict ||
		     (p->safe && sys_ioctl(0, TIOCGWINSZ, &ws) < 0);
	if (!p->strict)
		return;
	exclude(!p->safe, "strict", p->only ? "only" : "compat");
	exclude(p->cap_add, "strict", "cap-add");
	exclude(p->proc_opt, "strict", "proc-opt");
	p->landlock = p->landlock ? p->landlock : "require";
	p->landlock_strict = *p->landlock != 'o';
}

/* What only a process of ours beside the command can do. */
static bool wants_init(const struct plan *p)
{
	for (const struct op *op = p->ops; op < p->end; op++)
		if (op->kind == OP_LOCK_FILE || op->kind == OP_SYNC_FD)
			return !p->as_pid_1;
	return (p->ns & CLONE_NEWPID) && !p->as_pid_1;
}

static char **shell(const struct plan *p)
{
	/* exec_search may write to the word before the command. */
	char **argv = data_room(4 * sizeof *argv);
	const char *name = exec_getenv(p->env, "SHELL");

	argv[1] = (char *)(uintptr_t)(name && *name ? name : "/bin/sh");
	return argv + 1;
}

void check(struct plan *p)
{
	p->safe = !p->compat && !p->only;
	settle_namespaces(p);
	if (!p->hostname && !p->compat && !p->only && (p->ns & CLONE_NEWUTS))
		p->hostname = "sandbox";
	if (wants_profile(p) || p->root_dir)
		put_profile(p);
	if (!p->compat)
		p->die_with_parent = !p->survive && !p->detach;
	/*
	 * bubblewrap's callers are told of the process inside to open its namespaces.  Where it
	 * is not dumpable only privilege does that: proc_pid_ns(5) and ptrace(2).
	 */
	p->on_view = p->compat && (p->info_fd != NONE || p->json_fd != NONE) &&
		     (p->my_uid || !caps_ptrace());
	p->caps = p->only || (p->compat && !p->my_uid) ? ~(uint64_t)0 : 0;
	p->caps = (p->caps & ~p->cap_drop) | p->cap_add;
	p->init = !p->hold && wants_init(p);
	p->lingers = p->init && (p->ns & CLONE_NEWPID) && !p->die_with_parent && !p->timeout;
	for (const struct op *op = p->ops; op < p->end; op++)
		p->relative |= op->kind == OP_BIND && *op->src != '/';
	limits_check(p);
	idmap_check(p);
	net_check(p);
	check_ids(p);
	check_contradictions(p);
	settle_confinement(p);

	if (!*p->command) {
		if (p->compat && !p->print_plan)
			die(0, "no command (see --help)");
		p->command = shell(p);
	}
	env_build(p);
	if (p->raw != p->enter.raw)
		die(0, "--raw must stand behind --enter TARGET");
	if (p->enter.target)
		enter_check(p);
}
