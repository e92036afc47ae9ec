#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Beside a great many mounts of the host: since Linux 7.0 the sandbox is then made of
# the sources of its binds alone, before that of a copy of all.  What is in it does
# not depend on that.

# shellcheck source=SCRIPTDIR/ns.sh
. "${0%/*}/ns.sh"
cd / || exit
mkdir "$T/many" "$T/src" "$T/src/sub" "$T/secret" "$T/none"
echo text >"$T/src/file"
chmod -R a+rwX "$T"

# among COMMAND…: where there are 220 mounts more, and one below the source.
among() {
	kinds=mnt
	has root || kinds=user,mnt
	probe new $kinds sh -c 'probe mount "$0/src/sub" && echo low >"$0/src/sub/low" || exit
		for i in $(seq 220); do
			mkdir -p "$0/many/$i" && probe mount "$0/many/$i" || exit
		done
		"$@"' "$T" "$@"
}
among true 2>/dev/null || skip_all 'userns: we may not mount'

# The host's programs, whichever it has, and steps of all kinds that are made so.
set -- --ro-bind "$KIT" /kit --ro-bind "$T/src" /src --ro-bind "$T/src/file" /one \
	--bind "$T/src" /rw --bind-try "$T/nowhere" /nowhere --proc /proc --dev /dev --tmpfs /tmp
for dir in /lib64 /lib /usr /bin; do
	[ ! -d "$dir" ] || set -- --ro-bind "$dir" "$dir" "$@"
done

is 0 'dev kit one proc rw src tmp 
dev kit one proc rw src tmp 
text
low
mounts of the host: 0
read-only
writable
devices
1 2' 'a root of some directories has those and no other' among sandbox "$@" --setenv T "$T" sh -c '
	for dir in / /..; do
		for name in "$dir"/*; do
			case ${name##*/} in lib* | usr | bin) ;; *) printf "%s " "${name##*/}" ;; esac
		done
		echo
	done
	cat /one /src/sub/low
	echo "mounts of the host: $(grep -c "$T/many" /proc/self/mountinfo)"
	(: >/src/sub/x) 2>/dev/null || echo read-only
	(: >/rw/sub/x) 2>/dev/null && echo writable
	echo >/dev/null && [ -c /dev/zero ] && echo devices
	cd /proc && echo [0-9]*'
like 1 'probe: umount: Invalid argument' 'there is no way to what lies below' \
	among sandbox "$@" --uid 12345 --gid 12345 --allow-userns --landlock off --seccomp-profile none \
		/kit/tests/probe new user,mnt /kit/tests/probe umount /proc
# From a mount that all share nothing may come back.
is 0 'inside: 1
outside: 0' 'what is mounted below a source inside is not seen outside' among sh -c '
	probe share "$0/src/sub" && mkdir "$0/src/sub/in" || exit
	sandbox --compat --unshare-all "$@" --tmpfs /rw/sub/in \
		sh -c "echo inside: \$(grep -c rw/sub/in /proc/self/mountinfo)"
	echo "outside: $(grep -c src/sub/in /proc/self/mountinfo)"' "$T" "$@"
like 125 "sandbox: open_tree $T/nowhere: No such file or directory (SOURCE_MISSING)*" \
	'a source that is not there is an error' among sandbox "$@" --bind "$T/nowhere" /x true
finish
