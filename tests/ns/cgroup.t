#!/bin/sh
# SPDX-License-Identifier: MIT
# Where in the tree of control groups we are: at its root, as far as we can see.

# shellcheck source=SCRIPTDIR/ns.sh
. "${0%/*}/ns.sh"
[ -e /proc/self/ns/cgroup ] || skip_all 'cgroupns: this kernel has no cgroup namespaces'

# The paths of a process in all hierarchies, each once.
paths='cut -d: -f3 /proc/self/cgroup | sort -u'

is 0 / 'inside, every path is /' box sh -c "$paths"
# For root in the topmost group there is one below that, to limit processes.
made=
! { has root && grep -qs pids /sys/fs/cgroup/cgroup.controllers &&
	grep -q '^0::/$' /proc/self/cgroup; } || made='sandbox-[0-9]*'
like 0 "$(sh -c "$paths")$made" 'a shared namespace has the paths it had' box --share-cgroup sh -c "$paths"
is 0 "$(nsid cgroup)" 'and is the host'\''s' box --share-cgroup readlink /proc/self/ns/cgroup

up
like 0 "$(cat /proc/$$/cgroup)$made" 'from outside, the command is where we are' cat "/proc/$shell/cgroup"
down

# A group of our own, for the paths to be others than / before.
top=$(awk '$(NF - 2) == "cgroup2" { print $5; exit }' /proc/self/mountinfo)
group=$top/thimble.$$
if has root && [ -n "$top" ] && mkdir "$group" 2>/dev/null; then
	grouped() {
		sh -c 'echo $$ >"$0/cgroup.procs" && shift && exec "$@"' "$group" "$@"
	}
	where='sed -n s/^0:://p /proc/self/cgroup'
	is 0 "/thimble.$$" 'a group has a path' grouped - sh -c "$where"
	is 0 / 'which is / inside' grouped - sandbox sh -c "$where"
	is 0 "/thimble.$$" 'but not where the namespace is shared' \
		grouped - sandbox --share-cgroup sh -c "$where"
	is 0 '' 'nobody is left in the group' cat "$group/cgroup.procs"
	is 0 '' 'and it can be removed' rmdir "$group"
else
	skip 'the path of a group of our own is /' 'root: cannot make a control group'
fi
is 0 '' 'nothing of it is left on the host' unchanged
finish
