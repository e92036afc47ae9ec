#!/bin/sh
# SPDX-License-Identifier: MIT
# All kinds of namespaces together, one without the others, and one in another.

# shellcheck source=SCRIPTDIR/ns.sh
. "${0%/*}/ns.sh"
kinds=
for kind in cgroup ipc mnt net pid time user uts; do
	[ ! -e /proc/self/ns/$kind ] || kinds="$kinds $kind"
done

# new SANDBOX…: the kinds that differ from ours, as the shell there sees it.
new() {
	# shellcheck disable=SC2086
	"$@" sh -c 'for kind; do readlink /proc/self/ns/$kind; done' - $kinds >"$T/theirs" || return
	for kind in $kinds; do
		read -r id
		[ "$id" = "$(nsid "$kind")" ] || echo "$kind"
	done <"$T/theirs"
}

# As a list, one a line.
lines() {
	printf '%s\n' "$@"
}

# shellcheck disable=SC2086 # words they are
is 0 "$(lines $kinds)" 'all that the kernel has are new' new sandbox
for kind in $kinds; do
	# Nothing is to be had without, except for root, and for him not in a chroot.
	[ "$kind" != user ] || { has root && has userns; } || continue
	[ "$kind" != mnt ] || continue
	# shellcheck disable=SC2086
	is 0 "$(lines $kinds | grep -vx $kind)" "but not $kind if it is shared" \
		new sandbox --share-$kind
done

# Under the other name nothing is implied but what an ordinary user cannot do without.
ln -s "$KIT/bin/sandbox" "$T/bwrap"
bwrap() {
	"$T/bwrap" --dev-bind / / "$@"
}
implied='mnt user'
! has root || implied=mnt
if has userns; then
	# shellcheck disable=SC2086
	is 0 "$(lines $implied)" 'as bubblewrap, only what must be is new' new bwrap
	for kind in $kinds; do
		[ "$kind" != mnt ] || continue
		# shellcheck disable=SC2086
		is 0 "$(lines $implied $kind | sort -u)" "and $kind if asked for" new bwrap --unshare-$kind
	done
	# shellcheck disable=SC2086
	is 0 "$(lines $kinds | grep -vx time)" 'all of them does not mean time' new bwrap --unshare-all
else
	skip 'as bubblewrap, only what must be is new' 'chroot: in one, bubblewrap does not work'
fi

# --- outside

up
for kind in $kinds; do
	is 0 "$(nsid "$kind" "$shell")" "the host sees of $kind what the inside does" \
		inside "readlink /proc/self/ns/$kind"
done
# shellcheck disable=SC2086
is 0 "$(lines $kinds)" 'two sandboxes have nothing in common' new box
second=$(for kind in $kinds; do box readlink "/proc/self/ns/$kind"; done)
is 1 '' 'as each sees' sh -c "for kind in $kinds; do readlink /proc/$shell/ns/\$kind; done |
	grep -xF '$second'"
is 0 "$(inside 'readlink /proc/self/ns/uts')" 'what is started inside has the same' \
	inside 'sh -c "sh -c \"readlink /proc/self/ns/uts\""'
if has root && has nsenter; then
	is 0 sandbox 'who enters from outside is there as well' nsenter -t "$shell" -u -- uname -n
fi
down

# --- what comes with it

is 0 '0
1
2' 'no other descriptor is handed on' sh -c 'exec 7</dev/null; exec sandbox --ro "$KIT" probe fds'
is 127 "sandbox: exec thimble: No such file or directory (NOT_FOUND)
sandbox: hint: it must exist inside the sandbox" \
	'a command that is none is 127' env PATH="$KIT/bin:/usr/bin:/bin" sandbox thimble
is 0 '' 'without a command there is a shell' env SHELL=/bin/true sandbox
is 7 '' 'the status is the command'\''s' sandbox sh -c 'exit 7'
is 143 '' 'a death by signal is 128 more' sandbox sh -c 'kill -TERM $$'
if ! has userns; then
	skip 'one call of the kernel makes them all' 'chroot: that is left by another'
elif has strace; then
	strace -f -o "$T/trace" -e trace=clone,clone3,unshare sandbox true
	# shellcheck disable=SC2086
	is 0 "$(lines $kinds)" 'one call of the kernel makes them all' sh -c '
		grep -v "clone3.*CLONE_NEW" "$0/trace" | grep "NEW[^U]" ||
		grep "clone3.*CLONE_NEW" "$0/trace" | grep -o "CLONE_NEW[A-Z]*" |
			sed "s/.*NEWNS/mnt/; s/.*NEW//" | tr A-Z a-z | sort' "$T"
else
	skip 'one call of the kernel makes them all' 'strace: there is none'
fi

# --- one in another

# The kernel lets nobody who is 0 without capabilities map himself, and makes no
# /proc for who sees but a part of one.
nested='--ro-bind / / --dev /dev'
# A sandbox has no user namespaces in it, and Landlock lets nobody mount.
outer='--uid 12345 --gid 12345 --allow-userns --landlock off --seccomp-profile none'
nested() {
	# shellcheck disable=SC2086
	sandbox --ro "$KIT" $outer sandbox --allow-userns $nested "$@"
}
is 0 here 'a sandbox can be made in a sandbox' nested sh -c 'echo here'
is 0 2 'whose command is process 2 again' nested sh -c 'echo $$'
# shellcheck disable=SC2086
is 0 "$(lines $kinds)" 'and it has nothing of ours' new nested

# shellcheck disable=SC2086
like 125 '*IDS_DENIED*only with CAP_SETFCAP*' 'not as 0 without capabilities' \
	sandbox --ro "$KIT" --allow-userns --landlock off --seccomp-profile none --map-root sandbox --allow-userns $nested true
# shellcheck disable=SC2086
is 0 here 'but with the one for it' \
	sandbox --ro "$KIT" --allow-userns --landlock off --seccomp-profile none --map-root --cap-add setfcap sandbox --allow-userns $nested echo here

# shellcheck disable=SC2086
up $outer sandbox --allow-userns $nested
deep=$shell
while [ -n "$(probe children "$deep")" ]; do
	deep=$(probe children "$deep")
done
like 0 "NSpid:	$deep	[1-9]*	2" 'a process there has three numbers' grep NSpid: "/proc/$deep/status"
kill -KILL "$monitor"
is 0 '' 'none of them outlives the first' wait_for gone "$pid1" "$shell" "$deep"
down
is 0 '' 'nothing of it is left on the host' unchanged
finish
