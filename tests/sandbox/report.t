#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What callers read: --info-fd and --json-status-fd.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
has userns || skip_all 'userns: not for whom we are'

# status OPTION…: what comes on the status descriptor, all of it, numbers as N; but for
# what a control group tells, which there may be.
status() {
	sandbox --json-status-fd 3 "$@" 3>"$T/json" >/dev/null 2>"$T/err"
	sed -e 's/[0-9][0-9]*/N/g' -e 's/, "memory-peak": N//' "$T/json"
}
error() {
	status "$@" | grep -v child-pid
}

ns() {
	printf ', "%s-namespace": N' "$@"
}
time=$([ ! -e /proc/self/ns/time ] || echo time) # not with 32-bit ARM before 7.0
# shellcheck disable=SC2086 # a word or none
all=$(ns cgroup ipc mnt net pid uts $time user)
start="{ \"child-pid\": N$all }"
used='"rusage": { "user-ms": N, "sys-ms": N, "max-rss-kb": N }'
is 0 "$start
{ \"exit-code\": N, \"oom-killed\": false, $used }" 'namespaces, then how it ended' status true
is 0 "$start
{ \"exit-code\": N, \"signal\": N, \"oom-killed\": false, $used }" 'a death by signal' \
	status sh -c 'kill -TERM $$'
is 0 "$start
$start
$start
$start
$start" 'all of them, however short it lives' sh -c '
	for i in 1 2 3 4 5; do
		sandbox --json-status-fd 1 true | sed -n "1s/[0-9][0-9]*/N/gp"
	done'
is 0 "{
    \"child-pid\": N$(echo "$all" | sed 's/, /,\n    /g')
}" 'to --info-fd over several lines' sh -c 'sandbox --info-fd 1 true | sed "s/[0-9][0-9]*/N/g"'
for survive in '' --survive; do
	name="a time namespace with offsets as well${survive:+, with $survive}"
	if [ -z "$time" ]; then
		skip "$name" 'timens: this kernel has no time namespaces'
		continue
	fi
	is 0 same "$name" sh -c '
		sandbox --boottime 5 $0 --info-fd 3 readlink /proc/self/ns/time 3>"$1" | tr -dc 0-9 >"$1.in"
		grep -q "\"time-namespace\": $(cat "$1.in")," "$1" && echo same' "$survive" "$T/info"
done
is 0 "$(readlink /proc/self/ns/net | tr -dc 0-9)" 'they are those of the command' sh -c '
	sandbox --share-net --info-fd 3 sh -c "readlink /proc/self/ns/net | tr -dc 0-9" 3>/dev/null'
is 0 same 'as the command sees them' sh -c '
	sandbox --info-fd 3 readlink /proc/self/ns/net 3>"$1" | tr -dc 0-9 >"$1.in"
	grep -q "\"net-namespace\": $(cat "$1.in")," "$1" && echo same' sh "$T/info"

# What the command's children used is counted, orphans as well.
burn='i=0; while [ $i -lt 60000 ]; do i=$((i + 1)); done'
ms() {
	sandbox --json-status-fd 3 "$@" 3>"$T/json"
	sed -n 's/.*"user-ms": \([0-9]*\).*/\1/p' "$T/json"
}
more() {
	[ "$(ms sh -c "$1")" -gt "$2" ] && echo more
}
is 0 more 'what a child used' more "($burn); :" 9
is 0 more 'what orphans used' more "
	(: & :); (sh -c '$burn; echo' &) | cat; (sh -c '$burn; echo' &) | cat; :" 19

# Failures: one document, whichever process it was.
is 0 '{"error":{"code":"USAGE","step":"--bind takes SRC DEST"}}' 'a wrong command line' error --bind x
is 0 '{"error":{"code":"SOURCE_MISSING","step":"open_tree","path":"/no/such","errno":"ENOENT","hint":"it must exist; binds whose names end in -try pass over it"}}' \
	'a step that fails inside' error --ro-bind / / --bind /no/such /mnt true
is 0 '{"error":{"code":"DEST_READONLY","step":"mkdir","path":"/usr/no","errno":"EROFS","hint":"it cannot be made below a read-only bind: make it on the host, or put a --tmpfs above it"}}' \
	'the path is of what failed' error --ro-bind /usr /usr --dir /usr/no/such true
is 0 '{"error":{"code":"NOT_FOUND","step":"exec","path":"no-such","errno":"ENOENT","hint":"it must exist inside the sandbox"}}' \
	'no such command' error no-such
is 0 '{"error":{"code":"FAILED","step":"chdir","path":"/etc/passwd","errno":"ENOTDIR"}}' \
	'without a word for it' error --chdir /etc/passwd true
like 125 '{"error":{"code":"NS_LIMIT","step":"clone3 with new namespaces","path":"user,mnt,*","errno":"ENOSPC","hint":"*"}}' \
	'the monitor' unshare -Ur sh -c 'echo 0 >/proc/sys/user/max_net_namespaces
		exec sandbox --json-status-fd 1 true 2>/dev/null'
is 0 '"path":"/a\u0022\u005c\u0009é\udcff€/","errno"' 'a path with all that JSON has to escape' sh -c '
	sandbox --json-status-fd 1 --ro-bind / / --bind "$1" /mnt true 2>/dev/null |
		grep -o "\"path\".*\"errno\""' sh "$(printf '/a"\\\t\303\251\377\342\202\254/')"
if has python3 && python3 -c '' 2>/dev/null; then
	is 0 "b'/\\xff\\xc0\\xafa\\xe2\\x82 \\x1b'" 'Python reads it' sh -c '
		sandbox --json-status-fd 1 --ro-bind / / --bind "$1" /mnt true 2>/dev/null | tail -n 1 |
		python3 -c "import json, os, sys
print(os.fsencode(json.load(sys.stdin)[\"error\"][\"path\"]))"' sh "$(printf '/\377\300\257a\342\202 \033')"
else
	skip 'Python reads it' 'python3: not here'
fi
nobody() {
	rm -f "$T/pipe"
	mkfifo -m 666 "$T/pipe"
	exec 3<>"$T/pipe"
	exec 4>"$T/pipe" 3<&-
	sandbox "$@" --ro-bind / / echo ran 3>&4 4>&-
	set -- $?
	exec 4>&-
	return "$1"
}
is 125 'sandbox: no such option: --no-such (see --help)' 'where it cannot be written there is still the message' \
	sh -c 'exec sandbox --json-status-fd 3 --no-such 3>/dev/full'
# Whom nobody hears of does not start.
for option in info-fd json-status-fd; do
	for as in sandbox bwrap; do
		status=125 how=--new-session
		[ $as = sandbox ] || status=1 how=--compat
		like "$status" "$as: write --$option: No space left on device" "as $as, --$option: a full device" \
			sh -c 'exec sandbox "$1" --ro-bind / / "--$0" 3 echo ran 3>/dev/full' $option $how
		like "$status" "$as: write --$option: Broken pipe" "as $as, --$option: nobody reads" \
			nobody $how --$option 3
		like "$status" "$as: write --$option: Bad file descriptor (FD_CLOSED)*" \
			"as $as, --$option: it is closed" sandbox $how --$option 77 --ro-bind / / echo ran
	done
done
is 0 '' 'the command has no hold of the descriptor' sh -c '
	! sandbox --json-status-fd 3 sh -c ": >&3" 3>"$1" 2>/dev/null &&
		! sandbox --compat --json-status-fd 3 --ro-bind / / sh -c ": >&3" 3>"$1" 2>/dev/null' sh "$T/json"

# As bwrap: what bubblewrap writes, and the failure.
compat() {
	sandbox --compat --json-status-fd 3 "$@" 3>"$T/json" >/dev/null 2>"$T/err"
	sed -e 's/[0-9][0-9]*/N/g' "$T/json"
}
is 0 "{ \"child-pid\": N$(ns mnt pid user) }
{ \"exit-code\": N }" 'as bwrap' compat --unshare-user --unshare-pid --ro-bind / / true
is 0 "{ \"child-pid\": N$(ns mnt user) }
"'{"error":{"code":"NOT_FOUND","step":"exec","path":"/no/such","errno":"ENOENT","hint":"it must exist inside the sandbox"}}' \
	'as bwrap, a failure' compat --unshare-user --ro-bind / / /no/such
# Flatpak opens the namespaces of the process that it is told of.
viewed() {
	mkfifo "$T/go" "$T/told"
	exec 8<>"$T/go"
	sandbox --compat --ro-bind / / --proc /proc --unshare-all --info-fd 3 sh -c 'read -r x' \
		3>"$T/told" <&8 &
	one=$(sed -n 's/.*child-pid": *\([0-9]*\).*/\1/p; /}/q' "$T/told")
	for ns in user pid mnt; do
		: <"/proc/$one/ns/$ns" || echo "no $ns"
	done
	echo >&8
	wait
}
is 0 '' 'as bwrap, who is told of it may open its namespaces' viewed
finish
