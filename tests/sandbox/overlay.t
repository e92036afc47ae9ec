#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Overlays, on a directory and on the root.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
has userns || skip_all 'userns: not for whom we are'
export T
mkdir -p "$T/low/d" "$T/high" "$T/up" "$T/work" "$T/image/mnt"
echo low >"$T/low/file"
echo low >"$T/low/d/file"
echo high >"$T/high/file"
box='--ro-bind / /'
# shellcheck disable=SC2086 # two operands
sandbox $box --overlay-src /usr/bin --tmp-overlay /mnt true 2>"$T/err" ||
	skip_all 'overlay: the kernel has none'
for dir in bin sbin lib lib64 usr; do
	[ ! -d "/$dir" ] || set -- "$@" --ro-bind "/$dir" "/$dir"
	mkdir "$T/image/$dir"
done
# shellcheck disable=SC2086 # two operands
{
is 0 'high
low' 'the last layer lies on top' sandbox $box --overlay-src "$T/low" --overlay-src "$T/high" \
	--ro-overlay /mnt cat /mnt/file /mnt/d/file
is 0 refused 'without an upper one nothing can be written' sandbox $box --overlay-src "$T/low" \
	--overlay-src "$T/high" --ro-overlay /mnt sh -c '( : >/mnt/x ) 2>&- || echo refused'
is 0 'new
low' 'in memory' sandbox $box --overlay-src "$T/low" --tmp-overlay /mnt \
	sh -c 'echo new >/mnt/file; cat /mnt/file /mnt/d/file'
like 0 '*volatile*' '--overlay-opt' sandbox $box --overlay-src "$T/low" --overlay-opt volatile \
	--tmp-overlay /mnt grep ' /mnt ' /proc/self/mountinfo
like 125 'sandbox: mount overlay on /mnt: Invalid argument*' 'if the kernel knows it' sandbox $box \
	--overlay-src "$T/low" --overlay-opt nonsense --tmp-overlay /mnt true
is 0 low 'where it stays' cat "$T/low/file"
is 0 kept 'in a directory' sandbox $box --overlay-src "$T/low" --overlay "$T/up" "$T/work" /mnt \
	sh -c 'echo kept >/mnt/file; cat /mnt/file'
is 0 'kept
low' 'where it can be seen' cat "$T/up/file" "$T/low/file"
}
is 0 'new
bin lib lib64 mnt new sbin usr' 'on the root' sandbox --overlay-src "$T/image" --tmp-overlay / "$@" \
	sh -c 'echo new >/new; cat /new; cd / && echo [a-z]*'
is 0 '' 'nothing of the host is above it' sandbox --overlay-src "$T/image" --tmp-overlay / "$@" \
	sh -c 'cd ../../../..; ls -d "$T" /etc /proc/1 2>&-; :'
is 0 'mnt low
refused' 'what comes later goes there' sandbox --overlay-src "$T/image" --tmp-overlay / "$@" \
	--bind "$T/low" /mnt --dir /mnt/new --remount-ro / sh -c 'echo mnt $(cat /mnt/file); ( : >/x ) 2>&- || echo refused'
rmdir "$T/low/new" 2>/dev/null
is 0 low 'over a root that was there' sandbox --ro-bind / / --overlay-src "$T/image" \
	--overlay-src "$T/low" --ro-overlay /../. "$@" cat /d/file
is 0 '' 'and nothing was left behind' sh -c 'ls -d "$T/image/new" "$T/image/x" "$T/low/new" 2>/dev/null; :'
finish
