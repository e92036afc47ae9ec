#!/bin/sh
# SPDX-License-Identifier: MIT
# Booting, ways down and roots once more: on the newest of Debian's kernels, and on
# another architecture.  Its cases count here.
# limit: 600

TOP=${TOP:-$(cd "${0%/*}/../.." && pwd)}
# shellcheck source=SCRIPTDIR/../lib.sh
. "$TOP/tests/lib.sh"
arch=$(uname -m) other=aarch64
[ "$arch" != aarch64 ] || other=x86_64

# cell ARCH KERNEL FILE...
cell() {
	cell=$2-$1
	export ARCH="$1" KERNEL="$2"
	shift 2
	for file; do
		if [ "$ARCH" != "$arch" ] && [ ! -e "$O/$ARCH/tests/probe" ]; then
			skip "$cell $file" "cross: nothing was built for $ARCH"
			continue
		fi
		sh "$TOP/tests/boot/$file.t" >"$T/tap" 2>&1 || bad=1
		sed -n 's/^1\.\.0 # SKIP //p' "$T/tap" >"$T/why"
		if [ -s "$T/why" ]; then
			skip "$cell $file" "$(cat "$T/why")"
			continue
		fi
		n=$((n + $(sed -n 's/^1\.\.//p' "$T/tap" | grep . || echo 0)))
		sed "/^1\\.\\./d; s/^\\(\\(not \\)*ok [0-9]*\\) - /\\1 - $cell $file: /" "$T/tap"
	done
}
export BRIEF=1
cell "$arch" 7.2 early down root
cell "$other" 6.1 early down root
finish
