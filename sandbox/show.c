/* SPDX-License-Identifier: MIT */
/*
 * The plan as lines for --args-file, in the words of the command line: read
 * again they give the same plan.  The command is not part of it.
 */
#include "sandbox.h"

const struct shape shapes[OP_KINDS] = {
	[OP_BIND] = {"bind", "sd"},
	[OP_BIND_FD] = {"bind-fd", "fd"},
	[OP_BIND_DATA] = {"bind-data", "fd"},
	[OP_OVERLAY] = {"overlay", "swd"},
	[OP_TMP_OVERLAY] = {"tmp-overlay", "d"},
	[OP_RO_OVERLAY] = {"ro-overlay", "d"},
	[OP_TMPFS] = {"tmpfs", "d"},
	[OP_PROC] = {"proc", "d"},
	[OP_SYS] = {"sys", "d"},
	[OP_DEV] = {"dev", "d"},
	[OP_MQUEUE] = {"mqueue", "d"},
	[OP_MASK] = {"hide", "d"},
	[OP_DIR] = {"dir", "d"},
	[OP_FILE] = {"file", "fd"},
	[OP_SYMLINK] = {"symlink", "sd"},
	[OP_CHMOD] = {"chmod", "pd"},
	[OP_REMOUNT_RO] = {"remount-ro", "d"},
	[OP_OVERLAY_SRC] = {"overlay-src", "s"},
	[OP_SETENV] = {"setenv", "="},
	[OP_UNSETENV] = {"unsetenv", "s"},
	[OP_CLEARENV] = {"clearenv", ""},
	[OP_LOCK_FILE] = {"lock-file", "d"},
	[OP_SYNC_FD] = {"sync-fd", "f"},
	[OP_KEEP_FD] = {"keep-fd", "f"},
	[OP_SECCOMP] = {"add-seccomp-fd", "f"},
};

/* A line is collected here and written in one piece. */
struct text {
	char s[4 * PATH_MAX];
	size_t n;
};

static void put(struct text *t, const char *f, ...) PRINTF(2, 3);

static void put(struct text *t, const char *f, ...)
{
	va_list ap;

	va_start(ap, f);
	t->n += vfmt(t->s + t->n, sizeof t->s - t->n, f, ap);
	va_end(ap);
}

/* A blank and a word, in quotes if it needs them. */
static void put_word(struct text *t, const char *word, size_t len)
{
	size_t special = fmt_until(word, " \t\n\"\\#$");
	bool quote = special < len || !len;

	put(t, quote ? " \"" : " ");
	for (; len && t->n + 3 < sizeof t->s; len--, word++) {
		if (strchr("\"\\$", *word))
			t->s[t->n++] = '\\';
		t->s[t->n++] = *word;
	}
	t->s[t->n] = 0;
	put(t, quote ? "\"" : "");
}

static void put_path(struct text *t, const char *path)
{
	put_word(t, path, strlen(path));
}

static void end(struct text *t)
{
	t->s[t->n++] = '\n';
	if (sys_write(1, t->s, t->n) < 0)
		sys_exit(who.status);
	t->n = 0;
}

static void flag(struct text *t, bool on, const char *name)
{
	if (!on)
		return;
	put(t, "%s", name);
	end(t);
}

static void string(struct text *t, const char *name, const char *value)
{
	if (!value)
		return;
	put(t, "%s", name);
	put_path(t, value);
	end(t);
}

static void number(struct text *t, const char *name, long n)
{
	if (n == NONE)
		return;
	put(t, "%s %u", name, (unsigned)n);
	end(t);
}

static const char *bind_name(const struct op *op)
{
	bool ro = op->attr & SYS_ATTR_RDONLY;

	if (op->in_place)
		return ro ? "ro" : "rw";
	if (ro)
		return "ro-bind";
	return op->attr & SYS_ATTR_NODEV ? "bind" : "dev-bind";
}

static void capabilities(struct text *t, const char *name, uint64_t caps)
{
	if (caps >> 60) /* the exceptions follow */
		string(t, name, "ALL");
	else
		for (int cap = 0; caps >> cap && caps_name(cap); cap++)
			if (caps >> cap & 1)
				string(t, name, caps_name(cap));
}

static void show_op(struct text *t, const struct op *op)
{
	const char *name = shapes[op->kind].name, *operands = shapes[op->kind].operands;
	size_t len;

	/* What is implied only for what there is has no other name for that. */
	if (op->implied && sys_faccessat(AT_FDCWD, op->dest, F_OK) < 0)
		return;
	if (op->perms != NONE && op->kind != OP_CHMOD) {
		put(t, "perms %o", (unsigned)op->perms);
		end(t);
	}
	if (op->size) {
		put(t, "size %zu", (size_t)op->size);
		end(t);
	}
	if (op->kind == OP_BIND) {
		name = bind_name(op);
		operands = op->in_place ? "d" : operands;
	} else if (op->kind == OP_BIND_DATA && op->fd == NONE) {
		name = "data";
		operands = "sd";
	} else if ((op->kind == OP_BIND_FD || op->kind == OP_BIND_DATA) &&
		   op->attr & SYS_ATTR_RDONLY)
		put(t, "ro-");
	else if (op->kind == OP_SECCOMP && op->may_lack)
		name = "seccomp";
	put(t, op->kind == OP_BIND && op->may_lack ? "%s-try" : "%s", name);
	for (; *operands; operands++)
		switch (*operands) {
		case 's':
			put_path(t, op->src);
			break;
		case 'w':
			put_path(t, op->work);
			break;
		case 'd':
			put_path(t, op->dest);
			break;
		case 'f':
			put(t, " %d", op->fd);
			break;
		case 'p':
			put(t, " %o", (unsigned)op->perms);
			break;
		case '=':
			len = fmt_until(op->src, "=");
			put_word(t, op->src, len);
			put_path(t, op->src + len + 1);
			break;
		}
	end(t);
}

void show(const struct plan *p)
{
	struct text t = {.n = 0};

	flag(&t, p->compat, "compat");
	flag(&t, p->lax, "not-a-security-boundary");
	for (const struct ns *ns = ns_table; ns < ns_table + NS_KINDS; ns++)
		if (ns->flag != CLONE_NEWNS && !p->only && ((p->ns & ns->flag) || !p->compat)) {
			put(&t, "%s-%s%s", p->ns & ns->flag ? "unshare" : "share", ns->name,
				p->ns_try & ns->flag ? "-try" : "");
			end(&t);
		}
	if (p->only) {
		put(&t, "only none");
		t.n -= 4;
		for (const struct ns *ns = ns_table, *first = NULL; ns < ns_table + NS_KINDS; ns++)
			if (p->only & ns->flag) {
				put(&t, first ? ",%s" : "%s", ns->name);
				first = ns;
			}
		end(&t);
	}
	number(&t, "userns", p->userns);
	number(&t, "userns2", p->userns2);
	number(&t, "pidns", p->pidns);
	number(&t, "uid", p->uid);
	number(&t, "gid", p->gid);
	flag(&t, p->map_none, "map-none");
	flag(&t, p->disable_userns, "disable-userns");
	flag(&t, p->assert_userns_disabled, "assert-userns-disabled");
	string(&t, "hostname", p->hostname);
	string(&t, "domainname", p->domainname);
	string(&t, "boottime", p->boottime);
	string(&t, "monotonic", p->monotonic);
	flag(&t, !p->compat && !p->only && !check_builds(p), "profile none");
	for (const struct op *op = p->ops; op < p->ops + p->nops; op++)
		show_op(&t, op);
	if (!(p->cap_add >> 60))
		capabilities(&t, "cap-drop", p->cap_drop);
	capabilities(&t, "cap-add", p->cap_add);
	if (p->cap_add >> 60)
		capabilities(&t, "cap-drop", p->cap_drop);
	string(&t, "chdir", p->chdir);
	string(&t, "argv0", p->argv0);
	string(&t, "exec-label", p->exec_label);
	string(&t, "file-label", p->file_label);
	flag(&t, p->new_session, "new-session");
	flag(&t, p->die_with_parent && p->compat, "die-with-parent");
	flag(&t, p->survive, "survive");
	flag(&t, p->as_pid_1, "as-pid-1");
	number(&t, "block-fd", p->block_fd);
	number(&t, "userns-block-fd", p->userns_block_fd);
	number(&t, "info-fd", p->info_fd);
	number(&t, "json-status-fd", p->json_fd);
	flag(&t, p->diagnose, "diagnose");
	if (p->patience) {
		put(&t, "stop-timeout %u.%u%u%u", (unsigned)(p->patience / 1000),
			(unsigned)(p->patience / 100 % 10), (unsigned)(p->patience / 10 % 10),
			(unsigned)(p->patience % 10));
		end(&t);
	}
	if (p->proc_fallback == 'b')
		flag(&t, true, "proc-fallback bind");
	else if (p->proc_fallback)
		flag(&t, true, p->proc_fallback == 'n' ? "proc-fallback none" : "proc-fallback fail");
}
