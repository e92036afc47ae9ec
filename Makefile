# make [O=dir] [CC=] [CROSS_COMPILE=aarch64-linux-musl-] [ARCH=aarch64] [V=1] [CI=1] [SAN=1]
# make run | boot | check | check-host | check-boot | check-matrix | lint | size | deps | clean
# make install [DESTDIR=] [PREFIX=]

O = build$(if $(ARCH),/$(ARCH))$(if $(SAN),/san)
PREFIX = /usr/local
CROSS_COMPILE =
ifdef ARCH
cross := O=$(abspath $(O:/$(ARCH)=)) qemu/cross $(ARCH)
CC := $(or $(shell $(cross)),$(error no compiler for $(ARCH)))
CROSS_COMPILE := $(shell $(cross) -p)
else ifeq ($(origin CC),default)
CC = $(CROSS_COMPILE)$(if $(SAN)$(CROSS_COMPILE),gcc,musl-gcc)
endif
CFLAGS = -Oz

# What it takes, as commands and as Debian and Ubuntu call them, to build, to boot
# what was built in QEMU as well, and to test all of it.
BUILD_TOOLS = $(firstword $(CC)) ar
BUILD_DEPS = musl-tools gcc libc6-dev binutils
BOOT_TOOLS = $(BUILD_TOOLS) qemu-system-x86_64 cpio xz zstd
BOOT_DEPS = $(BUILD_DEPS) qemu-system-x86 cpio xz-utils zstd debian-archive-keyring
CHECK_TOOLS = $(BOOT_TOOLS) qemu-system-aarch64 aarch64-linux-gnu-gcc gcc clang clang-format clang-tidy cppcheck shellcheck mandoc strace \
	busybox ip unshare ps capsh newuidmap zsh bwrap tini dumb-init catatonit \
	mke2fs mksquashfs sfdisk slirp4netns
CHECK_DEPS = $(BOOT_DEPS) qemu-system-arm gcc-aarch64-linux-gnu linux-libc-dev clang clang-format clang-tidy cppcheck shellcheck mandoc strace \
	linux-libc-dev-armhf-cross linux-libc-dev-riscv64-cross busybox-static iproute2 util-linux procps libcap2-bin uidmap zsh bubblewrap tini dumb-init catatonit \
	e2fsprogs squashfs-tools fdisk slirp4netns
MATRIX_TOOLS = $(BOOT_TOOLS) qemu-system-aarch64 qemu-system-arm qemu-system-riscv64 \
	aarch64-linux-gnu-gcc arm-linux-gnueabihf-gcc riscv64-linux-gnu-gcc
MATRIX_DEPS = $(BOOT_DEPS) qemu-system-arm qemu-system-misc \
	gcc-aarch64-linux-gnu gcc-arm-linux-gnueabihf gcc-riscv64-linux-gnu

# What a stripped program may weigh on x86_64, in bytes; others are shown beside it.
# For sandbox 81,920 were asked for; the network, what unshare and nsenter take by their
# own names, and to enter without being executed again, 12,300 bytes of it, are more than
# there was room for.
LIMIT_init = 24576
LIMIT_sandbox = 92160

WARN = -Wall -Wextra -Wpedantic -Wshadow -Wundef -Wvla -Wwrite-strings -Wcast-qual \
	-Wformat=2 -Wformat-nonliteral -Wpointer-arith -Wimplicit-fallthrough \
	-Wstrict-prototypes -Wmissing-prototypes -Wno-overlength-strings $(if $(CI),-Werror)
BASE = -std=c11 $(WARN) -MMD -MP -Iinit -I$O/sandbox -ffunction-sections -fdata-sections \
	-fno-asynchronous-unwind-tables -fno-unwind-tables -fno-stack-protector -fno-pie \
	-fno-jump-tables -fno-ident

# One page of text where the default layout makes four; init/entry.S has the start.
LINK = -static -no-pie -nostartfiles -Wl,--gc-sections,--build-id=none \
	-Wl,-z,noseparate-code,-z,norelro

# No floating point, which every function with `...' would save; near addresses only;
# tables without room for wide loads; of gcc's optimizations those that make the
# programs smaller and not those that make them larger; no stack aligned for wide
# registers that nobody uses, and multiplications by one instruction.  All files of a program are
# compiled as one; objects are of both kinds, for a linker that knows only the other.
machine := $(shell $(CC) -dumpmachine 2>/dev/null)
DENSE = $(if $(findstring clang,$(shell $(CC) --version)),,-flto=1 -flto-partition=one \
	-ffat-lto-objects \
	-fno-expensive-optimizations -fno-move-loop-invariants -fno-tree-loop-im -fno-shrink-wrap \
	-fno-caller-saves -fno-inline-small-functions -fno-forward-propagate \
	-fno-tree-tail-merge -fno-tree-phiprop \
	-fno-tree-dominator-opts -fipa-pta \
	$(if $(findstring x86_64,$(machine)),-malign-data=abi -mpreferred-stack-boundary=3 -mtune=nocona)) \
	$(if $(findstring x86_64,$(machine)),-mgeneral-regs-only) \
	$(if $(findstring aarch64,$(machine)),-mgeneral-regs-only -mcmodel=tiny -fomit-frame-pointer)

# The same sources against the host's libc, for the address and undefined-behaviour sanitizers.
ifdef SAN
BASE += -DHOSTED -g -fsanitize=address,undefined -fno-sanitize-recover=undefined \
	-fno-omit-frame-pointer
LINK = -no-pie -fsanitize=address,undefined
DENSE =
endif

comma = ,
objects = $(addprefix $O/,$(addsuffix .o,$(basename $(wildcard $1/*.c $1/*.S))))
init = $(call objects,init)
sandbox = $(call objects,sandbox)
unit = $(patsubst %.c,$O/%,$(wildcard tests/unit/*.c))
programs = $O/bin/init $(if $(sandbox),$O/bin/sandbox)
manuals = $(wildcard init/*.[58]) $(if $(wildcard sandbox/sandbox.1.in),$O/sandbox.1)
completions = $(if $(wildcard sandbox/completion.awk),$O/sandbox.bash $O/sandbox.zsh)

Q = $(if $(V),,@)
say = $(if $(V),,@printf '%-5s %s\n' $1 $@)

# Programs go to bin/, as $O/init and $O/sandbox hold objects.
all: $(programs) $O/bin/agent $(manuals) $(completions)

$O/libinit.a: $(filter-out $O/init/main.o,$(init))
	$(call say,AR)
	$Qrm -f $@
	$Q$(CROSS_COMPILE)ar rcsD $@ $^

# Not by the archive: a compiler of whole programs takes str.o for libc's, and looks no further.
$O/init/full: $(init) init/init.ld
$O/init/full: LINK += -T init/init.ld
$O/bin/agent: private LINK += -s
$O/bin/agent: $O/qemu/agent.o $(filter-out $O/init/main.o,$(init))
# What sandbox says is a section that the first link shows, and that the second has only
# as packed with the other texts.
$O/sandbox/first $O/sandbox/full: $(sandbox) $(filter-out $O/init/main.o,$(init))
$O/sandbox/first: $O/sandbox/few.o
$O/sandbox/first: private LINK += -Wl,--sort-section=name,-z,separate-code
$O/sandbox/full: $O/sandbox/texts.o sandbox/sandbox.ld
$O/sandbox/full: private LINK += -T sandbox/sandbox.ld \
	$(if $(findstring x86_64,$(machine)),-Wl$(comma)--defsym=tables=1)
$O/init/full $O/sandbox/first $O/sandbox/full $O/bin/agent:
	$(call say,LD)
	@mkdir -p $(@D)
	$Q$(CC) $(BASE) $(DENSE) $(LINK) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^)

# With symbols they are $O/init/full and $O/sandbox/full, for gdb and objdump.
$O/bin/init $O/bin/sandbox: $O/bin/%: $O/%/full
	$(call say,STRIP)
	@mkdir -p $(@D)
	$Q$(CROSS_COMPILE)strip -o $@ $<

# The closed table of system calls, for this machine; for the tests, for all of them.
$O/sandbox/calls.h: sandbox/coder.awk sandbox/calls.awk sandbox/calls
	$(call say,AWK)
	@mkdir -p $(@D)
	$QLC_ALL=C awk -v machine=$(machine) -f sandbox/coder.awk -f sandbox/calls.awk sandbox/calls >$@.new
	$Qmv $@.new $@
$O/sandbox/seccomp.o: $O/sandbox/calls.h

# Each sees all headers, and is made as it says here.
$(init) $(sandbox): Makefile $(wildcard init/*.h sandbox/*.h)
$O/%.o: %.c
	$(call say,CC)
	@mkdir -p $(@D)
	$Q$(CC) $(BASE) $(DENSE) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$O/%.o: %.S
	$(call say,AS)
	@mkdir -p $(@D)
	$Q$(CC) $(BASE) $(DENSE) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$O/sandbox/words: $O/sandbox/first
	$Q$(CROSS_COMPILE)objcopy -O binary -j words $< $@.0
	$Qtr '\0' '\n' <$@.0 >$@

$(sandbox) $(unit): | $O/sandbox/packed.h $O/sandbox/few.c
$O/sandbox/few.c $O/sandbox/texts.c: texts = -v texts=1
$O/sandbox/texts.c: $O/sandbox/words
$O/sandbox/packed.h $O/sandbox/few.c $O/sandbox/texts.c: sandbox/coder.awk sandbox/pairs.awk sandbox/pack.awk \
	sandbox/options.def sandbox/hints.def sandbox/rows.def
	$(call say,AWK)
	@mkdir -p $(@D)
	$QLC_ALL=C awk $(texts) $(addprefix -f ,$(filter %.awk,$^)) \
		$(filter %.def,$^) $(filter %/words,$^) >$@.new
	$Qmv $@.new $@

$O/sandbox/few.o $O/sandbox/texts.o: %.o: %.c
	$(call say,CC)
	$Q$(CC) $(BASE) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$O/sandbox.1: sandbox/sandbox.1.in sandbox/options.def sandbox/hints.def sandbox/options.awk
	$(call say,MAN)
	@mkdir -p $(@D)
	$Qfor part in options hints; do awk -f sandbox/options.awk sandbox/$$part.def >$@.$$part; done
	$Qsed -e '/@OPTIONS@/{r $@.options' -e 'd;}' -e '/@HINTS@/{r $@.hints' -e 'd;}' $< >$@
	$Qrm $@.options $@.hints

$O/sandbox.%: sandbox/options.def sandbox/rows.def sandbox/completion.awk
	$(call say,AWK)
	@mkdir -p $(@D)
	$Qawk -v shell=$* -f sandbox/completion.awk $(filter %.def,$^) >$@

# Programs with libc's own start: the shell's eyes and hands.
$O/tests/probe: tests/probe.c
$O/tests/drive: tests/init/drive.c
$O/tests/try: tests/confine/try.c
$O/tests/inject: tests/faults/inject.c
$O/tests/probe $O/tests/drive $O/tests/try $O/tests/inject:
	$(call say,CC)
	@mkdir -p $(@D) $O/tests/init $O/tests/confine $O/tests/faults
	$Q$(CC) $(BASE) -MF $O/$(<:.c=.d) -static -no-pie -s $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $<

# The filters of all machines, and the numbers that the kernel's headers have.
$O/tests/unit/seccomp: $(addprefix $O/sandbox/,bpf.o data.o learn.o rules.o seccomp.o unpack.o) \
	$O/tests/calls-all.h $O/tests/numbers.h
$O/tests/unit/seccomp: CPPFLAGS += -I$O/tests
$O/tests/calls-all.h: sandbox/coder.awk sandbox/calls.awk sandbox/calls
	@mkdir -p $(@D)
	$QLC_ALL=C awk -v machine=all -f sandbox/coder.awk -f sandbox/calls.awk sandbox/calls >$@.new && mv $@.new $@
$O/tests/numbers.h: tests/unit/numbers
	@mkdir -p $(@D)
	$Qtests/unit/numbers >$@.new && mv $@.new $@

$O/tests/unit/%: tests/unit/%.c $O/libinit.a
	$(call say,CC)
	@mkdir -p $(@D)
	$Q$(CC) $(BASE) $(LINK) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< $(filter %.o,$^) $O/libinit.a

# Targets of libFuzzer, with everything but what stands in fuzz.h instead.
fuzzed = $(filter-out %/main.o %/data.o %/die.o,$(sandbox) $(init))
$O/tests/fuzz/%: tests/fuzz/%.c tests/fuzz/fuzz.h $O/tests/calls-all.h $(fuzzed)
	$(call say,CC)
	@mkdir -p $(@D)
	$Q$(CC) $(BASE) $(CPPFLAGS) -I$O/tests -no-pie -fsanitize=fuzzer $(CFLAGS) -o $@ $< $(filter %.o,$^)

# With the host's compiler, which sees the kernel's headers.
$O/tests/abi: tests/abi.c init/sys.h
	$(call say,CC)
	@mkdir -p $(@D)
	$Qsed -n 's/^	\(SYS_[A-Z0-9_]*\) = .*/X(\1)/p' init/sys.h >$O/tests/abi.h
	$Qgcc -std=gnu11 -Iinit -I$O/tests -o $@ $<

unit: $(unit)
guest: all $O/tests/probe $O/tests/drive $O/tests/try
tests: guest $(if $(findstring x86_64,$(machine)),$O/tests/inject) $O/tests/abi
	$Q$(MAKE) --no-print-directory O=$O/san SAN=1 CC=gcc unit
	$Q! $(has_fuzzer) || $(MAKE) --no-print-directory fuzzers

# fuzz runs each for FUZZ_TIME seconds, and so does check.
has_fuzzer = echo 'int LLVMFuzzerTestOneInput(void) { return 0; }' | \
	clang -fsanitize=fuzzer,address -x c -o /dev/null - 2>/dev/null
fuzzers:
	$Q$(MAKE) --no-print-directory O=$O/fuzz SAN=1 CC=clang CFLAGS='-O1 -fsanitize=fuzzer-no-link' \
		$(patsubst %.c,$O/fuzz/%,$(wildcard tests/fuzz/*.c))
fuzz: fuzzers
	@O=$(abspath $O) tests/run fuzz.t

# Tools that are missing come first, as far as we may install them.
lacks = for tool in $1; do command -v $$tool >/dev/null || lacking="$$lacking $$tool"; done; \
	[ -z "$$lacking" ] || { echo "missing:$$lacking"; $(MAKE) --no-print-directory deps DEPS="$2"; }

run:
	@$(call lacks,$(BUILD_TOOLS),$(BUILD_DEPS))
	@$(MAKE) -s --no-print-directory all
	@$O/bin/sandbox || [ $$? != 125 ] # a shell ends as its last command did

boot:
	@$(call lacks,$(BOOT_TOOLS),$(BOOT_DEPS))
	@$(MAKE) -s --no-print-directory all
	@O=$(abspath $O) qemu/run --rootfs busybox

here := $(patsubst armv7l,armv7,$(shell uname -m))
OTHERS = $(filter-out $(here),x86_64 aarch64 armv7 riscv64)

# check is all there is to test, check-boot what needs QEMU, check-host the rest.
# One machine is of another architecture; what cannot be built for it is a skip.
other = $(if $(filter aarch64,$(here)),x86_64,aarch64)
programs_for = $(MAKE) -s --no-print-directory guest $(if $(filter-out $(here),$1),ARCH=$1 O=$O/$1)
check-host: suite = unit/ abi build.t plan.t init/ ns/ sandbox/ confine/ bwrap/
check-boot: suite = boot/ qemu/ guest.t
check check-host check-boot:
	@$(call lacks,$(CHECK_TOOLS),$(CHECK_DEPS))
	@$(MAKE) -s --no-print-directory tests
	@$(if $(filter check-host,$@),,$(call programs_for,$(other)) || :)
	@O=$(abspath $O) tests/run $(suite)

# The tests that need a kernel on each architecture with each of Debian's kernels.
check-matrix:
	@$(call lacks,$(MATRIX_TOOLS),$(MATRIX_DEPS))
	@$(foreach a,$(here) $(OTHERS),$(call programs_for,$a) &&) :
	@O=$(abspath $O) tests/guest

DEPS = $(CHECK_DEPS)
apt = apt-get install -y --no-install-recommends
deps:
	@as=; [ "$$(id -u)" = 0 ] || as='sudo -n'; \
	if ! command -v apt-get >/dev/null || ! $$as true 2>/dev/null; then \
		echo "to be run, or what your system has for it:"; \
		echo "sudo $(apt) $(DEPS)"; exit 1; \
	fi; \
	echo "installing: $(DEPS)"; export DEBIAN_FRONTEND=noninteractive; \
	$$as $(apt) -qq $(DEPS) >/dev/null 2>&1 || \
		{ $$as apt-get update -qq && $$as $(apt) -qq $(DEPS) >/dev/null; }

c = $(wildcard init/*.c sandbox/*.c qemu/*.c)
all_c = $(wildcard */*.[ch] tests/*/*.[ch])
sh = $(shell grep -rlE '^\#!/bin/(ba)?sh|shellcheck shell=' .ci qemu rootfs-skel tests)
lint: $(manuals) $O/sandbox/packed.h $O/sandbox/calls.h
	@$(call lacks,$(CHECK_TOOLS),$(CHECK_DEPS))
	clang-format --dry-run -Werror $(all_c)
	! for f in $(all_c); do expand $$f | grep -nEH --label=$$f '^[^"]{101}'; done | grep .
	! grep -n '#include <' $(filter-out init/sys.h,$(wildcard init/*.[ch] sandbox/*.[ch] qemu/*.c))
	shellcheck -x $(sh)
	mandoc -Tlint -W warning $(manuals) $(wildcard qemu/*.1)
	for f in $(c); do gcc $(filter-out -M%,$(BASE)) -Os -Werror -fanalyzer \
		-Wno-analyzer-use-of-uninitialized-value -Wno-analyzer-null-dereference -c -o /dev/null $$f || exit; done
	cppcheck -q --std=c11 -DCHECKED -Iinit -I$O/sandbox '-D_Noreturn=__attribute__((noreturn))' --error-exitcode=1 \
		--enable=warning,performance,portability --suppress=va_end_missing $(c)
	clang-tidy --quiet $(c) -- -std=c11 -Iinit -I$O/sandbox

# Bytes, and whether the stripped file keeps within its limit: for this machine and,
# as far as there are compilers, for the OTHERS, or for ARCH alone.  init's is that of
# every machine, sandbox's only ours.
size:
	@printf '%-8s %-8s %7s %6s %6s %7s %7s\n' program machine text data bss file limit
	@bad=0; $(MAKE) -s --no-print-directory sizes || bad=1; $(if $(ARCH),,for a in $(OTHERS); do \
		if ! lacks=$$(O=$(abspath $O) qemu/cross $$a 2>&1 >/dev/null); then echo "$$lacks"; continue; fi; \
		$(MAKE) -s --no-print-directory ARCH=$$a O=$O/$$a sizes || bad=1; done;) exit $$bad

sizes: all
	@$(foreach p,$(programs),set -- $$($(CROSS_COMPILE)size $p | tail -n 1) $$(wc -c <$p); \
	printf '%-8s %-8s %7d %6d %6d %7d %7d\n' $(notdir $p) $(or $(ARCH),$(here)) \
		$$1 $$2 $$3 $$7 $(LIMIT_$(notdir $p)); \
	[ $$7 -le $(LIMIT_$(notdir $p)) ] $(if $(ARCH),|| true) || over="$$over $(notdir $p)";) \
	[ -z "$$over" ] || { echo "too large:$$over"; exit 1; }

install: all
	install -d $(DESTDIR)$(PREFIX)/sbin $(DESTDIR)$(PREFIX)/bin
	install -m 755 $O/bin/init $(DESTDIR)$(PREFIX)/sbin/
	install -m 755 $(filter %/sandbox,$(programs)) $(DESTDIR)$(PREFIX)/bin/
	install -D -m 644 $O/sandbox.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/sandbox
	install -D -m 644 $O/sandbox.zsh $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_sandbox
	install -d $(DESTDIR)$(PREFIX)/share/sandbox
	install -m 644 sandbox/profiles/*.sb $(DESTDIR)$(PREFIX)/share/sandbox/
	for m in $(manuals); do install -D -m 644 $$m $(DESTDIR)$(PREFIX)/share/man/man$${m##*.}/$${m##*/}; done

clean:
	rm -rf $O

.PHONY: all unit fuzz fuzzers guest tests run boot check check-host check-boot check-matrix deps lint size sizes \
	install clean
-include $(init:.o=.d) $(sandbox:.o=.d) $(addsuffix .d,$(unit) $(patsubst %.c,$O/%,$(wildcard tests/fuzz/*.c)) $O/tests/probe $O/tests/init/drive $O/tests/confine/try $O/tests/faults/inject $O/qemu/agent)
