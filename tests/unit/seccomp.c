/* SPDX-License-Identifier: MIT */
/*
 * The filters for every machine, run by an interpreter of our own, against the
 * policy as it is written down: by name, with the numbers of the kernel's headers.
 */
#include "tap.h"

#include "../../sandbox/sandbox.h"
#include "calls-all.h"

#include <errno.h>
#include <stdlib.h>
#include <strings.h>

struct number {
	const char *name;
	unsigned nr;
};
#include "numbers.h"

struct who who = {.prefix = "seccomp: ", .status = EXIT_OURS};
/* Of no use: no hint is given. */
const char packed[] = "";

const char *tip_for(const char *said, int err)
{
	(void)said, (void)err;
	return "\0";
}

/* --- the policy ----------------------------------------------------------------- */

static const char *const refused =
	" mount umount umount2 pivot_root chroot fsopen fsconfig fsmount fspick open_tree"
	" open_tree_attr move_mount mount_setattr unshare setns init_module finit_module"
	" delete_module kexec_load kexec_file_load reboot swapon swapoff acct quotactl"
	" quotactl_fd settimeofday stime clock_settime clock_settime64 sethostname"
	" setdomainname syslog vhangup iopl ioperm nfsservctl uselib bpf perf_event_open"
	" lookup_dcookie fanotify_init open_by_handle_at kcmp pidfd_getfd process_madvise"
	" move_pages migrate_pages lsm_set_self_attr ";
static const char *const absent =
	" io_uring_setup io_uring_enter io_uring_register userfaultfd add_key request_key"
	" keyctl clone3 socketcall listns ";
static const char *const strict_too =
	" ptrace process_vm_readv process_vm_writev name_to_handle_at vmsplice modify_ldt"
	" mbind set_mempolicy set_mempolicy_home_node memfd_create memfd_secret"
	" remap_file_pages personality ";

/* Nobody calls these, so they have no names. */
static const char gone[] =
	" _sysctl afs_syscall create_module epoll_ctl_old epoll_wait_old get_kernel_syms"
	" getpmsg putpmsg query_module security tuxcall uprobe uretprobe vserver ";

/* What the headers here are too old for; the same numbers everywhere. */
static const struct number newer[] = {
	{"cachestat", 451},
	{"fchmodat2", 452},
	{"map_shadow_stack", 453},
	{"futex_wake", 454},
	{"futex_wait", 455},
	{"futex_requeue", 456},
	{"statmount", 457},
	{"listmount", 458},
	{"lsm_get_self_attr", 459},
	{"lsm_set_self_attr", 460},
	{"lsm_list_modules", 461},
	{"mseal", 462},
	{"setxattrat", 463},
	{"getxattrat", 464},
	{"listxattrat", 465},
	{"removexattrat", 466},
	{"open_tree_attr", 467},
	{"file_getattr", 468},
	{"file_setattr", 469},
	{"listns", 470},
	{"rseq_slice_yield", 471},
	{NULL, 0},
};

struct machine {
	const char *name;
	const struct abi *abi;
	uint32_t arch;
	const struct number *headers;
	bool wide;
	const char *names[1024]; /* by number */
	const char *unpacked;    /* the names of abi */
};

static bool among(const char *name, const char *list)
{
	char word[64];

	snprintf(word, sizeof word, " %s ", name);
	return strstr(list, word);
}

static const uint32_t new_any = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
				CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP;

enum { OK = 0x7fff0000,
	KILL = 1,
	FAIL = 0x50000 };

/* What the default filter, or the strict one, has to say. */
static uint32_t policy(const struct machine *m, uint32_t nr, const uint64_t *args, bool strict)
{
	const char *name = nr < 1024 ? m->names[nr] : NULL;
	uint32_t a = args[0], b = args[1], c = args[2];

	if (!strcmp(m->name, "arm") && nr > 0xf0000 && nr < 0xf0007)
		return OK;
	if (!name || among(name, absent))
		return FAIL | ENOSYS;
	if (among(name, refused) || (strict && among(name, strict_too)))
		return FAIL | EPERM;
	if (!strcmp(name, "clone"))
		return a & new_any ? FAIL | EPERM : OK;
	if (!strcmp(name, "ioctl"))
		return b == 0x5412 || b == 0x541c ? FAIL | EPERM : OK;
	if (!strcmp(name, "personality"))
		return a && a != 8 && a != 0xffffffff ? FAIL | EPERM : OK;
	if (!strcmp(name, "socket") || !strcmp(name, "socketpair"))
		return a == 1 || a == 2 || a == 10 || (a == 16 && !c) ? OK : FAIL | EAFNOSUPPORT;
	return OK;
}

/* --- the kernel's part ----------------------------------------------------------- */

static unsigned steps, longest;

/* Each instruction has to be one that seccomp(2) takes, and each jump to stay inside. */
static bool is_sound(const struct insn *code, unsigned n)
{
	if (!n || n > 4096 || code[n - 1].code != 0x06)
		return false;
	for (unsigned i = 0; i < n; i++)
		switch (code[i].code) {
		case 0x20:
			if (code[i].k % 4 || code[i].k >= 64)
				return false;
			break;
		case 0x05:
			if (code[i].k >= n - i - 1)
				return false;
			break;
		case 0x15:
		case 0x25:
		case 0x35:
		case 0x45:
			if (i + 1 + code[i].yes >= n || i + 1 + code[i].no >= n)
				return false;
			break;
		case 0x06:
			break;
		default:
			return false;
		}
	return true;
}

static uint32_t run(const struct insn *code, uint32_t arch, uint32_t nr, const uint64_t *args)
{
	uint32_t data[16] = {nr, arch}, a = 0;
	unsigned pc = 0;

	for (int i = 0; i < 6; i++) {
		data[4 + 2 * i] = args[i];
		data[5 + 2 * i] = args[i] >> 32;
	}
	for (steps = 1;; steps++, pc++) {
		uint32_t k = code[pc].k;
		bool yes;

		if (code[pc].code == 0x20) {
			a = data[k / 4];
			continue;
		}
		if (code[pc].code == 0x05) {
			pc += k;
			continue;
		}
		if (code[pc].code == 0x06)
			break;
		yes = code[pc].code == 0x15 ? a == k : code[pc].code == 0x25 ? a > k
					       : code[pc].code == 0x35       ? a >= k
									     : (a & k) != 0;
		pc += yes ? code[pc].yes : code[pc].no;
	}
	longest = steps > longest ? steps : longest;
	return code[pc].k >= 0x80000000 ? KILL : code[pc].k;
}

/* --- all numbers, many arguments --------------------------------------------------- */

static const uint64_t classes[][6] = {
	{0},
	{1},
	{2},
	{3},
	{8},
	{9},
	{10},
	{16},
	{16, 3, 0},
	{16, 3, 9},
	{16, 3, 0x900000000},
	{17},
	{38, 5},
	{40, 1},
	{44},
	{0xffffffff},
	{0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff},
	{0x100000000},
	{0x100000001},
	{0x100000002, 1, 1},
	{0xdeadbeef0000000a},
	{0x100000010, 3, 0x100000000},
	{0x100000010, 3, 0x100000004},
	{0x100000008},
	{0x20000},
	{0x02000000 | 17},
	{0x04000000},
	{0x08000000},
	{0x10000000 | 17},
	{0x20000000},
	{0x40000000},
	{0x80000000},
	{0x80},
	{0x110000000},
	{0x2000000000},
	{0x003d0f00, 1, 2, 3, 4, 5},
	{0, 0x5412},
	{1, 0x541c},
	{0, 0x5413},
	{0, 0x100005412},
	{0, 0xffffffff0000541c},
	{0x5412, 0},
	{0, 0, 0x5412},
	{0, 0x541200000000},
};

static const uint32_t odd_numbers[] = {
	0xf0000, 0xf0001, 0xf0002, 0xf0003, 0xf0004, 0xf0005, 0xf0006, 0xf0007, 0x7fffffff,
	0x80000000, 0xffffffff, 0xfffffff0, 0x10000, 0x10029, 0xffff0000};

static long cases, wrong;

static void try(const struct machine *m, const struct insn *code, uint32_t nr, bool strict,
	uint32_t (*expect)(const struct machine *, uint32_t, const uint64_t *, bool))
{
	for (size_t i = 0; i < countof(classes); i++) {
		uint32_t got = run(code, m->arch, nr, classes[i]);
		uint32_t want = expect(m, nr, classes[i], strict);

		cases++;
		if (got != want && wrong++ < 10)
			printf("# %s %u (%s) class %zu: %x, wanted %x\n", m->name, nr,
				nr < 1024 && m->names[nr] ? m->names[nr] : "none", i, got, want);
	}
}

static void try_all(const struct machine *m, const struct program *g, bool strict,
	uint32_t (*expect)(const struct machine *, uint32_t, const uint64_t *, bool))
{
	const struct insn *code = g->code + BPF_MOST - g->n;
	static const uint64_t none[6];

	if (!is_sound(code, g->n)) {
		printf("# %s: the kernel would not take it\n", m->name);
		wrong++;
		return;
	}
	for (uint32_t nr = 0; nr < 1024; nr++) {
		try(m, code, nr, strict, expect);
		/* x32's numbers, on any machine. */
		try(m, code, nr | 0x40000000, strict, expect);
	}
	for (size_t i = 0; i < countof(odd_numbers); i++)
		try(m, code, odd_numbers[i], strict, expect);
	for (unsigned bit = 0; bit < 32; bit++) {
		cases++;
		wrong += run(code, m->arch ^ 1u << bit, 0, none) != KILL;
	}
}

static uint32_t listed(const struct machine *m, uint32_t nr, const uint64_t *args, bool strict)
{
	const char *name = nr < 1024 ? m->names[nr] : NULL;

	if (name && among(name, " mount ptrace keyctl socket "))
		return OK;
	if (name && among(name, " kill getpid clone "))
		return FAIL | EPERM;
	return policy(m, nr, args, strict);
}

static uint32_t denied(const struct machine *m, uint32_t nr, const uint64_t *args, bool strict)
{
	const char *name = nr < 1024 ? m->names[nr] : NULL;

	(void)args, (void)strict;
	return name && among(name, " read rt_sigreturn ") ? FAIL | EPERM : OK;
}

static void known(struct machine *m, const struct number *n)
{
	for (; n->name; n++)
		m->names[n->nr] = n->name;
}

static char line[256];

static const char *of(const char *name, const char *what)
{
	snprintf(line, sizeof line, "%s: %s", name, what);
	return line;
}

/* The filter of one kind for machine m, with i386's part as well if `also'. */
static void make(struct program *g, const struct machine *m, const struct abi *also, char profile,
	const char *allow, const char *deny)
{
	struct op ops[2] = {{.kind = OP_SECCOMP_ALLOW}, {.kind = OP_SECCOMP_DENY}};
	struct plan p = {.ops = ops, .end = ops + 2};

	ops[0].src = allow;
	ops[1].src = deny;
	if (!allow)
		p.ops++;
	if (!deny)
		p.end--;
	g->profile = profile;
	g->named = p.end > p.ops;
	seccomp_assemble(&p, g, m->abi, also);
}

static void test_machine(struct machine *m, struct machine *i386)
{
	static struct program g;
	const struct insn *code;

	if (!m->headers->name) {
		printf("ok %d - %s # SKIP headers: linux-libc-dev for %s is not installed\n", ++tap_n,
			m->name, m->name);
		return;
	}
	known(m, m->headers);
	known(m, newer);
	cases = wrong = longest = 0;
	make(&g, m, NULL, 'd', NULL, NULL);
	printf("# %s: %u instructions\n", m->name, g.n);
	try_all(m, &g, false, policy);
	printf("# %s: at most %u steps\n", m->name, longest);
	ok(!wrong, of(m->name, "the default filter"));

	wrong = 0;
	make(&g, m, NULL, 's', NULL, NULL);
	printf("# %s strict: %u instructions\n", m->name, g.n);
	try_all(m, &g, true, policy);
	ok(!wrong, of(m->name, "the strict filter"));

	if (m->abi->names) {
		wrong = 0;
		make(&g, m, NULL, 'd', "mount,ptrace,keyctl,socket", "kill,getpid,clone");
		try_all(m, &g, false, listed);
		make(&g, m, NULL, 's', "mount,ptrace,keyctl,socket", "kill,getpid,clone");
		try_all(m, &g, true, listed);
		make(&g, m, NULL, 'n', NULL, "read,rt_sigreturn");
		try_all(m, &g, true, denied);
		ok(!wrong, of(m->name, "lists of calls"));
	}
	if (i386) {
		wrong = 0;
		known(i386, i386->headers);
		known(i386, newer);
		make(&g, m, i386->abi, 'd', NULL, NULL);
		printf("# %s and i386: %u instructions\n", m->name, g.n);
		code = g.code + BPF_MOST - g.n;
		for (uint32_t nr = 0; nr < 1024; nr++) {
			try(m, code, nr, false, policy);
			try(i386, code, nr, false, policy);
		}
		ok(!wrong, of(m->name, "with i386"));
	}
	printf("# %s: %ld cases\n", m->name, cases);
	ok(cases >= (m->abi->names ? 200000 : 90000), of(m->name, "enough of them"));
}

/* --- names and rules --------------------------------------------------------------- */

/* Of calls whose arguments are known: those of which the kernel takes an int. */
static const struct {
	const char *name;
	unsigned narrow;
} prototypes[] = {
	{"ioctl", 3},
	{"mmap", 0},
	{"openat", 1 | 4 | 8},
	{"prctl", 1},
	{"read", 1},
	{"sendto", 1 | 8 | 32},
	{"getpid", 0},
	{"clone", 1},
};

static uint64_t state = 88172645463325252;

static uint64_t random_bits(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

/* Few values, so that comparisons are true often enough. */
static uint64_t random_value(void)
{
	static const uint64_t some[] = {0, 1, 2, 3, 4, 7, 0x5401, 0x80000000, 0xffffffff,
		0x100000000, 0x100000001, 0x100000003, 0xffffffff00000000, 0xffffffffffffffff,
		0xfffffffffffffffe, 0x7fffffffffffffff};

	return some[random_bits() % countof(some)];
}

struct term {
	unsigned arg, op;
	uint64_t value;
	bool or ;
};

static bool is_true(const struct term *t, uint64_t arg, bool narrow)
{
	uint64_t v = t->value;

	if (narrow) {
		arg = (uint32_t)arg;
		v = (uint32_t)v;
	}
	switch (t->op) {
	case 0:
		return arg == v;
	case 1:
		return arg != v;
	case 2:
		return arg <= v;
	case 3:
		return arg >= v;
	case 4:
		return arg < v;
	case 5:
		return arg > v;
	case 6:
		return arg & v;
	default:
		return !(arg & ~v);
	}
}

/* A condition of 1 to 6 terms; how many. */
static unsigned random_rule(struct term *t, char *text, size_t size, const char *name)
{
	static const char *const ops[] = {"==", "!=", "<=", ">=", "<", ">", "&", "in"};
	unsigned terms = 1 + random_bits() % 6;
	size_t n = snprintf(text, size, "# a rule\n%s:", name);

	for (unsigned i = 0; i < terms; i++, t++) {
		bool inverted = random_bits() % 2;

		t->arg = random_bits() % 6;
		t->op = random_bits() % countof(ops);
		t->value = random_value();
		t->or = i && random_bits() % 2;
		n += snprintf(text + n, size - n, "%s arg%u %s %s%#llx%s", i ? t->or ? " ||" : " &&" : "",
			t->arg, ops[t->op], inverted ? "~(0|" : "",
			(unsigned long long)(inverted ? ~t->value : t->value), inverted ? ")" : "");
	}
	snprintf(text + n, size - n, random_bits() % 2 ? "; return 7\n" : "\n");
	return terms;
}

/* Of the arguments in narrow 32 bits count. */
static bool is_met(const struct term *t, unsigned terms, const uint64_t *args, unsigned narrow)
{
	bool met = false, all = true;

	for (; terms--; t++) {
		if (t->or) {
			met |= all;
			all = true;
		}
		all = all && is_true(t, args[t->arg], narrow >> t->arg & 1);
	}
	return met || all;
}

/* Many arguments for one rule; how many are wrong. */
static long try_rule(const struct machine *m, unsigned which, long *met)
{
	static struct program g;
	const struct insn *code;
	uint16_t to[BPF_NUMBERS];
	char text[2048];
	struct rules r = {.g = &g, .abi = m->abi, .to = to, .names = m->unpacked};
	unsigned narrow = m->wide ? prototypes[which].narrow : 63, terms;
	struct term t[6];
	uint32_t nr = 0, no;
	long bad;

	g.n = 0;
	r.fallback = bpf_return(&g, 0x80000000);
	for (unsigned i = 0; i < BPF_NUMBERS; i++)
		to[i] = r.fallback;
	terms = random_rule(t, text, sizeof text, prototypes[which].name);
	no = strstr(text, "return 7") ? FAIL | 7 : KILL;
	rules_text(&r, "test", text, 0);
	while (strcmp(m->names[nr] ? m->names[nr] : "", prototypes[which].name))
		nr++;
	/* The rest of what seccomp.c does. */
	bpf_load(&g, 0, bpf_switch(&g, to));
	code = g.code + BPF_MOST - g.n;
	bad = !is_sound(code, g.n) + (run(code, m->arch, nr + 1, classes[0]) != KILL);
	for (unsigned i = 0; i < 60 && !bad; i++) {
		uint64_t args[6];
		bool want;

		for (unsigned k = 0; k < 6; k++)
			args[k] = m->wide ? random_value() : (uint32_t)random_value();
		want = is_met(t, terms, args, narrow);
		bad += run(code, m->arch, nr, args) != (want ? OK : no);
		*met += want;
	}
	if (bad)
		printf("# %s: %s", m->name, text);
	return bad;
}

static void test_rules(const struct machine *m)
{
	const long rounds = 4000;
	long bad = 0, met = 0;

	for (long i = 0; i < rounds; i++) {
		unsigned which = random_bits() % countof(prototypes);

		/* arm has another one. */
		if (strcmp(m->name, "arm") || strcmp(prototypes[which].name, "mmap"))
			bad += try_rule(m, which, &met);
	}
	printf("# %s: %ld conditions of %ld were met\n", m->name, met, rounds * 60);
	ok(!bad && met > rounds * 60 / 5 && met < rounds * 60 / 5 * 4,
		of(m->name, "rules compare the bits that count"));
}

static bool has_rule(const struct machine *m, unsigned nr)
{
	return nr % 2 && nr < m->abi->calls && m->names[nr] && !among(m->names[nr], gone);
}

/* A rule for every other call, which makes a filter of jumps that no single one can do. */
static void test_large(const struct machine *m)
{
	static struct program g;
	static char text[65536];
	const struct insn *code;
	uint16_t to[BPF_NUMBERS];
	struct rules r = {.g = &g, .abi = m->abi, .to = to, .names = m->unpacked};
	size_t len = 0;
	long bad = 0;

	g.n = 0;
	r.fallback = bpf_return(&g, 0x80000000);
	for (unsigned nr = 0; nr < BPF_NUMBERS; nr++) {
		to[nr] = r.fallback;
		if (has_rule(m, nr))
			len += snprintf(text + len, sizeof text - len, "%s: arg0 == %u && arg1 != 7; return %u\n",
				m->names[nr], nr, nr % 100 + 1);
	}
	rules_text(&r, "test", text, 0);
	bpf_load(&g, 0, bpf_switch(&g, to));
	code = g.code + BPF_MOST - g.n;
	printf("# %s: %u instructions for a rule for every other call\n", m->name, g.n);
	bad = !is_sound(code, g.n) || g.n < 1500;
	for (unsigned nr = 0; nr < BPF_NUMBERS && !bad; nr++) {
		bool ours = has_rule(m, nr);
		uint32_t no = ours ? FAIL | (nr % 100 + 1) : KILL;

		bad += run(code, m->arch, nr, (uint64_t[6]){nr}) != (ours ? OK : no);
		bad += run(code, m->arch, nr, (uint64_t[6]){nr, 7}) != no;
		bad += run(code, m->arch, nr, (uint64_t[6]){nr + 1}) != no;
	}
	ok(!bad, of(m->name, "jumps far"));
}

/* Each distance that just can or cannot be done in one jump, of both ways. */
static void test_jumps(void)
{
	static struct program g;
	const struct insn *code;
	unsigned at[2], a, b;
	long bad = 0;

	for (unsigned first = 0; first < 2; first++)
		for (unsigned far = 250; far < 262; far++)
			for (unsigned near = 250; near < 262; near++) {
				g.n = 0;
				at[0] = bpf_put(&g, BPF_RETURN, 10, 0, 0);
				for (unsigned i = near; i < far; i++)
					bpf_put(&g, BPF_LOAD, 0, 0, 0);
				at[1] = bpf_put(&g, BPF_RETURN, 11, 0, 0);
				for (unsigned i = 0; i < near; i++)
					bpf_put(&g, BPF_LOAD, 0, 0, 0);
				a = at[first], b = at[!first];
				bpf_load(&g, 0, bpf_if(&g, BPF_EQUAL, 5, a, b));
				code = g.code + BPF_MOST - g.n;
				bad += !is_sound(code, g.n);
				bad += run(code, 0, 5, classes[0]) != 10 + first;
				bad += run(code, 0, 6, classes[0]) != 11 - first;
			}
	ok(!bad, "a jump of each length");
}

static void test_names(const struct machine *m)
{
	const char *s = m->unpacked;
	int bad = 0;

	for (unsigned nr = 0; nr < m->abi->calls; nr++, s++) {
		const char *name = m->names[nr] ? m->names[nr] : "";
		size_t n = 0;

		for (; *s >= '0'; s++)
			n++;
		if (among(name, gone))
			name = "";
		else if (!*name)
			continue; /* the headers may be older than the list */
		if ((strlen(name) != n || strncasecmp(name, s - n, n)) && bad++ < 5)
			printf("# %s: %u is %s, not %.*s\n", m->name, nr, name, (int)n, s - n);
	}
	ok(!bad, of(m->name, "names"));
}

int main(void)
{
	static struct machine machines[] = {
		{"x86_64", &abi_x86_64, 0xc000003e, headers_x86_64, true, {0}, NULL},
		{"i386", &abi_i386, 0x40000003, headers_i386, false, {0}, NULL},
		{"arm", &abi_arm, 0x40000028, headers_arm, false, {0}, NULL},
		{"aarch64", &abi_aarch64, 0xc00000b7, headers_aarch64, true, {0}, NULL},
		{"riscv64", &abi_riscv64, 0xc00000f3, headers_riscv64, true, {0}, NULL},
	};

	/* Which headers of Linux 6.1 do not have yet. */
	machines[0].names[335] = "uretprobe";
	machines[0].names[336] = "uprobe";
	machines[4].names[258] = "riscv_hwprobe";
	test_jumps();
	for (size_t i = 0; i < countof(machines); i++) {
		test_machine(machines + i, i ? NULL : machines + 1);
		if (machines[i].headers->name) {
			machines[i].unpacked = seccomp_names(machines[i].abi);
			test_names(machines + i);
			test_rules(machines + i);
			test_large(machines + i);
		}
	}
	return finish();
}
