#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Whatever system call fails before the command runs: it runs as confined as it would
# have, or not at all, and that is said in a line.  FAULTS=N takes each N-th of the
# two thousand cases; the default is 3, and 1 is all.

# shellcheck source=SCRIPTDIR/../lib.sh
. "${0%/*}/../lib.sh"
[ "$(uname -m)" = x86_64 ] || skip_all 'machine: only x86_64 can be traced'
has userns || skip_all 'userns: no user namespaces'
host=$(probe namespaces)
cp "$KIT/bin/sandbox" "$T/bwrap"
chmod 755 "$T"
mkdir "$T/low" "$T/high" "$T/run"
chmod 777 "$T/run"
: >"$T/low/file"

# faults NAME COMMAND…: as whoever we are.
faults() {
	like 0 'ok * pass' "$@"
}
# A new /sys may be forbidden, and what is there instead is not less.
export IGNORE=' /sys'
inject="inject -s ${FAULTS:-3}"
box=faults.$$
XDG_RUNTIME_DIR=$T/run
export XDG_RUNTIME_DIR
cd / || exit

# all WHO COMMAND…: every kind of sandbox.
# shellcheck disable=SC2086 # words they are
all() {
	who=$1
	shift
	faults "$who: by default" "$@" $inject sandbox --ro "$KIT" probe confined "$host"
	faults "$who: killed meanwhile" "$@" $inject -k sandbox --ro "$KIT" probe confined "$host"
	faults "$who: as bubblewrap" "$@" $inject "$T/bwrap" --unshare-all --ro-bind / / --proc /proc \
		--dev /dev --tmpfs /tmp --bind "$KIT" "$KIT" --uid 5 --hostname x --new-session \
		--die-with-parent --disable-userns --mqueue /dev/mqueue -- "$KIT/tests/probe" confined "$host"
	faults "$who: with one of each" "$@" $inject sandbox --ro-bind /usr /usr --symlink usr/bin /bin \
		--symlink usr/lib /lib --symlink usr/lib64 /lib64 --proc /proc --dev /dev --sys /sys \
		--tmpfs /tmp --perms 700 --size 1M --tmpfs /run --ro-bind "$KIT" "$KIT" --data text /etc/hosts \
		--overlay-src "$T/low" --tmp-overlay /over --overlay-src "$T/high" --overlay-src "$T/low" \
		--ro-overlay /both --dir /a/b --chmod 711 /a --hide /usr/share --remount-ro /over \
		--map-root --cap-add chown --cap-add setpcap --boottime 60 --domainname y --chdir /a --as-pid-1 \
		--setenv A B probe confined "$host"
	faults "$who: in the host's root" "$@" $inject sandbox --bind / / --ro-bind "$KIT" "$KIT" \
		probe confined "$host"
	faults "$who: to learn" "$@" $inject sandbox --seccomp-log --ro "$KIT" probe confined "$host"
	faults "$who: with a name" "$@" $inject sandbox --name "$box" --ro "$KIT" probe confined "$host"
	if "$@" sandbox --name "$box" --hold --detach --ro "$KIT"; then
		# The ids of processes there grow.
		IGNORE=' /sys:pid of'
		# Who is not root goes on as a copy, which is executed.
		again=-x
		[ "$who" != root ] || again=
		faults "$who: into one that is there" "$@" $inject $again sandbox --enter "$box" probe confined "$host"
		is 0 '' "$who: which has not been forgotten" "$@" sandbox --kill "$box"
	else
		report false "$who: one stays" 1 0 '' ''
	fi
	# A console is a convenience.
	IGNORE=' /sys: /dev/console'
	faults "$who: with a terminal" "$@" $inject sandbox --pty --ro "$KIT" probe confined "$host"
	IGNORE=' /sys'
}
if [ "$(id -u)" = 0 ]; then
	all root env
	# shellcheck disable=SC2086
	faults 'root: without a user namespace' $inject sandbox --share-user --ro "$KIT" probe confined "$host"
	place=$(awk '$(NF - 2) == "cgroup2" { print $5; exit }' /proc/self/mountinfo)/thimble.$$
	if mkdir "$place" 2>/dev/null; then
		# shellcheck disable=SC2086
		faults 'root: with limits and ids' $inject sandbox --ro "$KIT" --cgroup "$place" \
			--cgroup-set cgroup.max.depth 3 --uid-map 0 100000 1000 --gid-map 0 200000 1000 \
			--user 5:5 --groups 7 --rlimit nofile=64 --nice 3 --oom-score-adj 5 \
			probe confined "$host"
		is 0 '' 'and no group is left' find "$place" -mindepth 1 -type d
		rmdir "$place"
	else
		skip 'root: with limits and ids' 'cgroup2: cannot make a control group'
	fi
	has ordinary && all user probe as 12345
else
	all user env
fi
finish
