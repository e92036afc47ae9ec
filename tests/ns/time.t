#!/bin/sh
# SPDX-License-Identifier: MIT
# Clocks.  The time of day is one for all, and so nobody inside may set it.

# shellcheck source=SCRIPTDIR/ns.sh
. "${0%/*}/ns.sh"
[ -e /proc/self/ns/time ] || skip_all 'timens: this kernel has no time namespaces'

offsets='monotonic           0         0
boottime            0         0'

# between BEFORE VALUE AFTER
between() {
	[ "$1" -le "$2" ] && [ "$2" -le "$3" ]
}

# A clock's seconds outside, inside and outside again.
around() {
	echo "$(probe clock "$1") $(inside "probe clock $1") $(probe clock "$1")"
}

up
# shellcheck disable=SC2046 # three words
for clock in 0:realtime 1:monotonic 7:boottime; do
	is 0 '' "clock ${clock#*:} goes on as outside" between $(around ${clock%:*})
done
is 0 "$offsets" 'the offsets are none' inside 'cat /proc/self/timens_offsets'
is 0 "$offsets" 'and seen from outside' cat "/proc/$shell/timens_offsets"
is 1 'probe: clock_settime: Operation not permitted' 'the time of day is not to be set' \
	inside 'probe setclock'
like 1 '*' 'nor are the offsets, since there are processes' \
	inside 'echo "monotonic 1000000 0" >/proc/self/timens_offsets'
is 0 "$(nsid time "$shell")" 'what children get is the same namespace' \
	readlink "/proc/$shell/ns/time_for_children"
down

# moved SECONDS CLOCK OPTION…: the clock is so many seconds ahead.
moved() {
	by=$1 clock=$2
	shift 2
	before=$(probe clock "$clock")
	seen=$(box "$@" probe clock "$clock")
	between $((before + by)) $((seen)) $(($(probe clock "$clock") + by))
}
is 0 '' 'a clock since boot can be ahead' moved 1000000 7 --boottime 1000000
is 0 '' 'and that without the other' moved 0 1 --boottime 1000000
is 0 '' 'as can a monotonic one' moved 2000000 1 --monotonic 2000000
is 0 '' 'the time of day stays' moved 0 0 --boottime 1000000 --monotonic 1000000
like 0 '1[0-9][0-9][0-9][0-9][0-9][0-9]' '/proc/uptime agrees' \
	box --boottime 1000000 cut -d. -f1 /proc/uptime

is 0 "$(nsid time)" 'a shared namespace is the host'\''s' box --share-time readlink /proc/self/ns/time
is 0 '' 'nothing of it is left on the host' unchanged
finish
