#!/bin/sh
# SPDX-License-Identifier: MIT
# A control group for each sandbox that is to be limited, and nothing left of it.

# shellcheck source=SCRIPTDIR/../lib.sh
. "${0%/*}/../lib.sh"
has userns || skip_all 'userns: no user namespaces'
top=$(awk '$(NF - 2) == "cgroup2" { print $5; exit }' /proc/self/mountinfo)
path=$(sed -n 's/^0:://p' /proc/self/cgroup)

if ! has root; then
	! mkdir "$top$path/thimble" 2>/dev/null || rmdir "$top$path/thimble"
	like 125 'sandbox: cgroup *
sandbox: hint: *' 'where none is ours to divide we say so' sandbox --cgroup-set cgroup.max.depth 3 true
	finish
fi
[ -n "$top" ] || skip_all 'cgroup2: version 2 of the hierarchy is not mounted'

# A place of our own, in which there is nobody.
place=$top/thimble.$$
mkdir "$place" || skip_all 'cgroup2: cannot make a group'
trap 'rmdir "$place"/*/* "$place"/* "$place" 2>/dev/null; rm -rf "$T"' EXIT
for controller in cpu memory pids; do
	echo +$controller
done >"$top/cgroup.subtree_control" 2>/dev/null
box() {
	sandbox --cgroup "$place" "$@"
}
# group FILE OPTION…: the content of FILE in the sandbox's group.
group() {
	file=$1
	shift
	sandbox --cgroup "$place" --share-net --share-cgroup "$@" \
		sh -c "cat \"$top\$(sed -n s/^0:://p /proc/self/cgroup)/$file\""
}
left() {
	find "$place" -mindepth 1 -type d
}

# --- on any hierarchy of version 2

is 0 3 'what a group has can be set' group cgroup.max.depth --cgroup-set cgroup.max.depth 3
is 0 / 'inside, the group is the root' \
	box --cgroup-set cgroup.max.depth 3 sed -n 's/^0:://p' /proc/self/cgroup
is 0 '' 'nothing is left of it' left
is 4 '' 'the status is the command'\''s' box sh -c 'exit 4'
like 125 'sandbox: cgroup *: cgroup.max.depth: Invalid argument*' 'a bad value is refused' \
	box --cgroup-set cgroup.max.depth much true
like 125 'sandbox: cgroup *: cgroup.max.what: No such file or directory*
sandbox: hint: *' 'and what there is not' box --cgroup-set cgroup.max.what 3 true
like 125 'sandbox: cgroup *' 'and what is no group' sandbox --cgroup /tmp true
like 127 'sandbox: exec nothing: *' 'a command that there is not' box nothing
like 125 'sandbox: chdir /nowhere: *' 'a sandbox that cannot be made' box --chdir /nowhere true
is 0 '' 'leave none either' left
is 0 '' 'all in it end with it' box --share-pid sh -c 'sleep 1000 >/dev/null 2>&1 &'
is 0 '' 'and then it is gone' left

# Whose group it is may divide it.
chown 12345 "$place" "$place/cgroup.procs" "$place/cgroup.subtree_control"
mkdir "$place/from"
chown 12345 "$place/from" "$place/from/cgroup.procs"
as_delegate() {
	sh -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$place/from" probe as 12345 sandbox "$@"
}
# Only where version 2 is alone we look for it.
there=
[ "$top" = /sys/fs/cgroup ] || there="--cgroup $place"
# shellcheck disable=SC2086 # words they are
is 0 / 'an ordinary user has one in a group that is delegated' \
	as_delegate $there --cgroup-set cgroup.max.depth 3 sed -n 's/^0:://p' /proc/self/cgroup
# shellcheck disable=SC2086
is 0 '' 'and leaves nothing of what was made in it' as_delegate --bind / / --cgroup-set cgroup.max.depth 3 \
	$there --share-cgroup sh -c "cd $top\$(sed -n s/^0:://p /proc/self/cgroup) && mkdir -p a/b c"
is 0 "$place/from" 'and leaves none' left
rmdir "$place/from"

# A monitor that is killed leaves an empty group, and the next removes it.
mkfifo "$T/up"
sandbox --cgroup "$place" --keep-fd 3 sh -c 'echo up >&3; exec sleep 1000' 3>"$T/up" &
monitor=$!
read -r _ <"$T/up"
mkdir "$place/sandbox-$monitor/inner"
kill -KILL $monitor
wait $monitor 2>/dev/null
empty() {
	grep -q '^populated 0' "$place/sandbox-$monitor/cgroup.events"
}
wait_for empty
is 0 "$place/sandbox-$monitor" 'a monitor that is killed leaves an empty group' \
	find "$place" -mindepth 1 -maxdepth 1 -type d
mkdir "$place/sandbox-$$" "$place/sandbox-theirs"
is 0 '' 'the next one' box true
is 0 "$place/sandbox-$$
$place/sandbox-theirs" 'removes it, but not what somebody may have' sh -c 'find "$0" -mindepth 1 -type d | sort' "$place"
rmdir "$place/sandbox-$$" "$place/sandbox-theirs"

# --- with controllers

if grep -q memory "$place/cgroup.controllers" && grep -q pids "$place/cgroup.controllers"; then
	is 0 10485760 'memory is limited' group memory.max --mem 10M
	is 0 33 'processes' group pids.max --pids 33
	is 0 '150000 100000' 'processor time' group cpu.max --cpu 150
	is 0 7 'and its weight' group cpu.weight --cpu-weight 7
	is 0 1024 'processes are limited in any case' group pids.max
	is 0 1 'and all are killed if one is for want of memory' group memory.oom.group
	like 137 '*: out of memory' 'of that we tell' \
		box --mem 20M --diagnose dd if=/dev/zero of=/dev/null bs=60M count=1
	json() {
		box --json-status-fd 3 "$@" 3>"$T/json" 2>/dev/null || :
		sed -n 's/.*\("exit-code.*\)}$/\1/p' "$T/json"
	}
	like 0 '*"oom-killed": true*"memory-peak": [1-9]*' 'also in JSON' \
		json --mem 20M dd if=/dev/zero of=/dev/null bs=60M count=1
	like 0 '*"oom-killed": false*' 'but not of others' json true
	like 2 '*' 'no more processes than that' \
		box --pids 3 sh -c 'sleep 100 & sleep 100 & sleep 100 & sleep 100'
	is 0 '' 'nothing is left of these' left
	mkdir "$place/from"
	chown 12345 "$place/from" "$place/from/cgroup.procs"
	echo +pids >"$place/cgroup.subtree_control"
	is 0 "1024
$place/from" 'a user who may have a group has one, and nothing is left of it' sh -c '
		echo $$ >"$1/cgroup.procs"
		probe as 12345 sandbox --share-net --share-cgroup sh -c "cat \"$0\$(sed -n s/^0:://p /proc/self/cgroup)/pids.max\""
		find "${1%/*}" -mindepth 1 -type d' "$top" "$place/from"
	rmdir "$place/from"
	if [ "$top$path" = /sys/fs/cgroup/ ]; then
		# shellcheck disable=SC2016 # for the shell inside
		is 0 1024 'root where nobody else divides the machine has one, too' \
			sandbox --share-net --share-cgroup sh -c '
				cat "/sys/fs/cgroup$(sed -n s/^0:://p /proc/self/cgroup)/pids.max"'
		is 0 '' 'which is gone in the end' find "$top" -name "sandbox-*"
		# shellcheck disable=SC2016 # for the shell inside
		is 0 1024 'and who outlives us' sandbox --survive --share-net --share-cgroup sh -c '
			cat "/sys/fs/cgroup$(sed -n s/^0:://p /proc/self/cgroup)/pids.max"'
		clean() {
			sandbox true && [ -z "$(find "$top" -name "sandbox-*")" ]
		}
		is 0 '' 'which the next one removes' wait_for clean
	fi
else
	like 125 'sandbox: cgroup *: memory.max: *
sandbox: hint: *' 'a controller that lacks is named' box --mem 10M true
	skip 'memory is limited' 'cgroup2: no controllers in version 2 here'
fi
finish
