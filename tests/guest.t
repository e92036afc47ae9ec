#!/bin/sh
# SPDX-License-Identifier: MIT
# The tests that need a kernel once more: on the oldest and the newest series that
# have all we want, and on another architecture.  Its cases count here.
# limit: 2400

# shellcheck source=SCRIPTDIR/lib.sh
. "${0%/*}/lib.sh"
arch=$(uname -m) other=aarch64
[ "$arch" != aarch64 ] || other=x86_64

# Is there what a machine of that architecture takes?  Else a skip for all of it.
able() {
	if ! has "qemu-system-$1"; then
		skip "$2" "qemu: there is no qemu-system-$1"
	elif [ ! -e "$3/tests/probe" ]; then
		skip "$2" "cross: nothing was built for $1"
	else
		cells="$cells $2"
	fi
}
cells=''
# The slowest comes first, and has a CPU for itself.
able "$other" "6.1-$other" "$O/$other"
able "$arch" "6.1-$arch" "$O"
able "$arch" "7.2-$arch" "$O"
if [ -n "$cells" ]; then
	"$TOP/tests/guest" -t -c "$cells" >"$T/tap" || bad=1
	n=$((n + $(sed -n 's/^1\.\.//p' "$T/tap")))
	grep -v '^1\.\.' "$T/tap"
fi
finish
