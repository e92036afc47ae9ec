#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The EXAMPLES of sandbox(1) as they stand there, in a directory that has what they
# speak of.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
has userns || skip_all 'userns: not for whom we are'
[ -e "$KIT/sandbox.1" ] || skip_all 'manual: not here'
has make || skip_all 'make: not here'
has busybox || skip_all 'busybox: nothing to make an image of'
mkdir "$T/work"
cd "$T/work" || exit
mkdir -p image/bin image/etc image/proc image/sys image/dev image/tmp image/run
cp "$(command -v busybox)" image/bin/busybox
for i in sh cat ls; do
	ln -s busybox image/bin/$i
done
echo 'NAME=box' >image/etc/os-release
printf 'all:\n\t@echo made\n' >Makefile
echo text >input
XDG_CONFIG_HOME=$T/config
mkdir -p "$T/config/sandbox"
profiles=$KIT/config/sandbox
[ -e "$profiles/build.sb" ] || profiles=$TOP/sandbox/profiles
cp "$profiles"/*.sb "$T/config/sandbox"
export XDG_CONFIG_HOME

# Those of mdoc's escapes that occur.
sed -n -e 's/\\&//g' -e 's/^\.Dl \$ //p' "$KIT/sandbox.1" >"$T/examples"
is 0 yes 'there are examples' sh -c '[ "$(wc -l <"$0")" -gt 9 ] && echo yes' "$T/examples"
while read -r example; do
	like 0 '*' "$example" sh -c "$example" </dev/null
done <"$T/examples"
is 0 TEXT 'the filter has filtered' cat output
is 0 0 'the status is there' sed -n 's/.*"exit-code": \([0-9]*\).*/\1/p' status.json
is 0 '' 'and nothing was left in the image' sh -c 'ls image/new 2>/dev/null; :'
finish
