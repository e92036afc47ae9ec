# make [O=dir] [ARCH=aarch64] [CROSS_COMPILE=aarch64-linux-musl-] [V=1] [SAN=1]
# make run | boot | check | lint | size | deps | install [DESTDIR=] [PREFIX=] | clean

O = build
PREFIX = /usr/local
CROSS_COMPILE =
ifeq ($(origin CC),default)
CC = $(if $(SAN),$(CROSS_COMPILE)gcc,$(if $(CROSS_COMPILE),$(CROSS_COMPILE)gcc,musl-gcc))
endif
CFLAGS = -Os

WARN = -Wall -Wextra -Wpedantic -Wshadow -Wundef -Wvla -Wwrite-strings -Wcast-qual \
	-Wformat=2 -Wformat-nonliteral -Wpointer-arith -Wimplicit-fallthrough \
	-Wstrict-prototypes -Wmissing-prototypes $(if $(CI),-Werror)
BASE = -std=c11 $(WARN) -MMD -MP -Iinit -ffunction-sections -fdata-sections \
	-fno-asynchronous-unwind-tables -fno-unwind-tables -fno-stack-protector -fno-pie

# One page of text where the default layout makes four; init/entry.S has the start.
LINK = -static -no-pie -nostartfiles -s -Wl,--gc-sections,--build-id=none \
	-Wl,-z,noseparate-code,-z,norelro

# The same sources against the host's libc, for the address and undefined-behaviour sanitizers.
ifdef SAN
BASE += -DHOSTED -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
LINK = -no-pie -fsanitize=address,undefined
endif

objects = $(addprefix $O/,$(addsuffix .o,$(basename $(wildcard $1/*.c $1/*.S))))
init = $(call objects,init)
sandbox = $(call objects,sandbox)

Q = $(if $(V),,@)
say = $(if $(V),,@printf '%-5s %s\n' $1 $@)

# Programs go to bin/, as $O/init and $O/sandbox hold objects.
all: $O/bin/init

$O/libinit.a: $(filter-out $O/init/main.o,$(init))
	$(call say,AR)
	$Qrm -f $@
	$Q$(CROSS_COMPILE)ar rcsD $@ $^

$O/bin/init: $O/init/main.o $O/libinit.a
$O/bin/sandbox: $(sandbox) $O/libinit.a
$O/bin/init $O/bin/sandbox:
	$(call say,LD)
	@mkdir -p $(@D)
	$Q$(CC) $(LINK) $(CFLAGS) $(LDFLAGS) -o $@ $^

$O/%.o: %.c
	$(call say,CC)
	@mkdir -p $(@D)
	$Q$(CC) $(BASE) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$O/%.o: %.S
	$(call say,AS)
	@mkdir -p $(@D)
	$Q$(CC) $(BASE) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

clean:
	rm -rf $O

.PHONY: all clean
-include $(init:.o=.d) $(sandbox:.o=.d)
