#!/bin/sh
# SPDX-License-Identifier: MIT
# What comes of make: the same bytes each time, small, and in the right places.

# shellcheck source=SCRIPTDIR/lib.sh
. "${0%/*}/lib.sh"
cd "$TOP" || exit
has musl-gcc || skip_all 'tool: no musl-gcc'

build() {
	make -s O="$T/$1" >/dev/null && (cd "$T/$1/bin" && cksum -- *)
}
first=$(build one)
is 0 "$first" 'the same sources give the same programs' build two
like 0 '*init*
*sandbox*' 'which keep within their limits' make -s O="$T/one" OTHERS= size
like 2 '*too large: init*' 'as is told if they do not' make -s O="$T/one" size OTHERS= LIMIT_init=100
is 0 '' 'they need no interpreter and no library' \
	sh -c 'readelf -lW "$0/init" "$0/sandbox" | grep INTERP || :' "$T/one/bin"

# Neither printf nor malloc, which would be most of the program.
foreign() {
	nm -u "$T"/one/*/*.o | awk '/ U / { print $2 }' | sort -u >"$T/used"
	nm --defined-only "$T"/one/*/*.o | awk 'NF == 3 { print $3 }' | sort -u |
		comm -13 - "$T/used" | grep -v -e '^str' -e '^mem' -e '^__ehdr_start$' # the linker's
}
is 1 '' 'of libc they use what begins with str and mem' foreign
like 1 '*ltrans*' 'even of these ours, compiled with the rest' \
	sh -c 'rm "$0"/one/*/full; make -s O="$0/one" LDFLAGS=-Wl,-Map="$0/map" >"$0/out" &&
		grep -m 1 -o ltrans "$0/map" && grep "libc\.a(" "$0/map"' "$T"

like 0 '*-O1 -DLAST *-c *' 'the user'\''s flags come last' \
	sh -c 'make -n V=1 O="$0" CFLAGS="-O1 -DLAST" | grep fmt.c' "$T/three"
like 0 '*-Wl,-Map=x -o *' 'for the linker as well' \
	sh -c 'make -n V=1 O="$0" LDFLAGS=-Wl,-Map=x | grep init/full' "$T/three"

make -s O="$T/one" DESTDIR="$T/dest" PREFIX=/usr install
is 0 './usr/bin/sandbox
./usr/sbin/init
./usr/share/bash-completion/completions/sandbox
./usr/share/man/man1/sandbox.1
./usr/share/man/man5/inittab.5
./usr/share/man/man8/init.8
./usr/share/sandbox/best-effort.sb
./usr/share/sandbox/build.sb
./usr/share/sandbox/filter.sb
./usr/share/sandbox/service.sb
./usr/share/sandbox/shell.sb
./usr/share/zsh/site-functions/_sandbox' 'they, their manuals, completions and profiles are installed' \
	sh -c 'cd "$0" && find . -type f | sort' "$T/dest"
is 0 "$T/dest/usr/bin/sandbox 755" 'for everybody' stat -c '%n %a' "$T/dest/usr/bin/sandbox"

make -s O="$T/one" DESTDIR="$T/dest" install
for prefix in /usr/local /usr; do
	if probe has user; then
		is 0 C.UTF-8 "a profile installed below $prefix is found" \
			env -u XDG_CONFIG_HOME HOME=/none "$T/one/bin/sandbox" --cap-add setfcap --allow-userns --landlock off --seccomp-profile none --ro-bind / / \
			--ro-bind "$T/dest$prefix/share/sandbox" "$T/dest$prefix/share/sandbox" \
			--ro-bind "$T/dest$prefix/share" $prefix/share --proc /proc --dev /dev \
			"$T/one/bin/sandbox" --proc-fallback bind --allow-userns --profile service printenv LANG
	else
		skip "a profile installed below $prefix is found" 'userns: not for whom we are'
	fi
done

codes() {
	awk -F'"' '/^HINT/ { print $4 }' sandbox/hints.def
	sed -n 's/.*"\([A-Z_]*\)\\0.*/\1/p' sandbox/hints.c
}
unknown() {
	codes | sort -u | while read -r code; do
		grep -qw "$code" "$T/one/sandbox.1" || echo "$code"
	done
}
is 0 '' 'each code word is in the manual' unknown

# Who may not install is told what to; that nothing is installed is to be sure of.
cp Makefile "$T"
if has ordinary && ! as_user sudo -n true 2>/dev/null; then
	like 2 '*
sudo apt-get install *qemu-system-x86*' 'what is missing is named to whoever may not install' \
		as_user sh -c 'cd "$0" && make -f Makefile deps' "$T"
else
	skip 'what is missing is named to whoever may not install' 'sudo: anybody may'
fi

skip_lint=
for tool in clang-format shellcheck mandoc cppcheck clang-tidy; do
	has $tool || skip_lint="$skip_lint $tool"
done
if [ -z "$skip_lint" ]; then
	like 0 '*' 'there is nothing for lint' make -s O="$T/one" lint
else
	skip 'there is nothing for lint' "tool: no$skip_lint"
fi
finish
