#!/bin/sh
# SPDX-License-Identifier: MIT
# The tree of files: what is there, what can be changed, and what comes through.

# shellcheck source=SCRIPTDIR/ns.sh
. "${0%/*}/ns.sh"
cd / || exit # what we are in would be shown below the new /tmp
mkdir "$T/dir" "$T/root" "$T/root/sub"
echo here >"$T/dir/file"
cp "$KIT/tests/probe" "$T/root/probe"

# --- as it is when nothing is asked for

# The file system at a mount point inside and its options, the uppermost counts.
at() {
	box awk -v dir="$1" '$5 == dir { for (i = 7; $i != "-"; i++); top = $(i + 1) " " $6 }
		END { print top }' /proc/self/mountinfo
}

like 0 '* ro,nosuid,nodev*' 'the root is read-only, without devices and set-user-ID' at /
like 0 'tmpfs rw,nosuid,nodev*' '/tmp is new' at /tmp
like 0 'tmpfs rw,nosuid,nodev*' '/run is new' at /run
like 0 'tmpfs ro,nosuid,noexec*' '/dev is new' at /dev
like 0 'devpts rw,nosuid,noexec*' 'and so are its terminals' at /dev/pts
like 0 'proc rw,nosuid,nodev,noexec*' '/proc is new' at /proc
is 0 '' '/tmp is empty' sandbox sh -c 'ls -A /tmp'
is 0 '' '/run is empty' sandbox sh -c 'ls -A /run'
is 0 '' '/dev/null takes everything' sandbox sh -c 'echo lost >/dev/null'
is 0 5 '/dev/zero gives as much' sandbox sh -c 'head -c 5 /dev/zero | wc -c'
like 1 '*Read-only file system*' 'nothing can be written below the root' sandbox touch /thimble
rm -f /thimble # as there would be if it could
like 1 '*Read-only file system*' 'nor to what is mounted there' sandbox touch /sys/thimble
is 0 '' 'but to /tmp' sandbox sh -c 'echo mine >/tmp/f && [ "$(cat /tmp/f)" = mine ]'
in_dir() {
	cd "$T/dir" && "$@"
}
is 0 here 'the directory we are in is shown' in_dir sandbox cat file
like 1 '*Read-only file system*' 'read-only' in_dir sandbox touch new
is 0 / 'nothing is above the root' sandbox sh -c 'cd /../.. && pwd -P'

# --- as it is asked for

# A root that has the host's programs, and room for more.
roomy() {
	sandbox --ro-bind / / --tmpfs /mnt --proc /proc --dev /dev "$@"
}

is 0 'probe
sub' 'a root of our own has only what is ours' sandbox --ro-bind "$T/root" / /probe list /
mkdir -p "$T/system/bin" "$T/system/dev" "$T/system/proc" "$T/system/run" "$T/system/sys" \
	"$T/system/tmp" "$T/system/var/tmp"
cp "$KIT/tests/probe" "$T/system/bin"
is 0 'bin
dev
proc
run
sys
tmp
var' 'a system in a directory is all there is' sandbox --ro-root "$T/system" /bin/probe list /
is 0 1 'and gets a /proc' sandbox --as-pid-1 --ro-root "$T/system" /bin/probe children 0
like 0 '*null*' 'and a /dev' sandbox --ro-root "$T/system" /bin/probe list /dev
is 0 here 'a bind shows a directory elsewhere' \
	roomy --ro-bind "$T/dir" /mnt/there cat /mnt/there/file
like 1 '*Read-only file system*' 'read-only, if so asked' \
	roomy --ro-bind "$T/dir" /mnt/there touch /mnt/there/x
is 0 '' 'or else writable' roomy --bind "$T/dir" /mnt/there touch /mnt/there/x
is 0 '' 'which the host sees' test -e "$T/dir/x"
like 1 '*Read-only file system*' 'read-only is also what is mounted below' \
	roomy --ro-bind /dev /mnt/dev touch /mnt/dev/shm/thimble
like 0 '*Permission denied*' 'devices of a bind cannot be opened' \
	roomy --bind /dev /mnt/dev sh -c 'echo >/mnt/dev/null || true'
is 0 '' 'but those of a dev-bind can' roomy --dev-bind /dev /mnt/dev sh -c 'echo >/mnt/dev/null'
is 0 gone 'what a tmpfs covers is gone' roomy --tmpfs "$T" sh -c "[ -e $T/dir ] || echo gone"
is 0 '' 'a tmpfs is new each time' roomy --tmpfs /mnt/tmp sh -c 'ls -A /mnt/tmp; echo >/mnt/tmp/x'
like 1 '*Read-only file system*' 'a mount becomes read-only later' \
	roomy --tmpfs /mnt/a --dir /mnt/a/b --remount-ro /mnt/a touch /mnt/a/b/c
is 0 here 'a link leads on' roomy --ro-bind "$T/dir" /mnt/there --symlink there/file /mnt/l cat /mnt/l
is 0 '' 'a source may lack where that is said' roomy --bind-try "$T/none" /mnt/a ls -A /mnt

# --- ways out

# A link in the new root must not be followed on the host.
mkdir "$T/trap" "$T/aim"
ln -s "$T/aim" "$T/trap/link"
ln -s "../../../../../../../..$T/aim" "$T/trap/up"
sandbox --bind "$T/trap" / --ro-bind "$KIT/tests" /link/kit --dir /up/d /none/x 2>/dev/null
is 0 '' 'a link in the root does not lead out of it' ls -A "$T/aim"
is 1 'probe: unshare: No space left on device' 'there are no user namespaces inside' \
	box --seccomp-profile none probe new user true
# New namespaces give every capability, yet over copies of these mounts only.
# The kernel lets nobody who is 0 without capabilities make them useful.
guest() {
	box --allow-userns --landlock off --seccomp-profile none --uid 12345 --gid 12345 probe new user,mnt "$@"
}
like 1 'probe: umount: Invalid argument' 'what covers the host cannot be taken away' \
	guest probe umount /tmp
like 1 'probe: remount: Operation not permitted' 'what is read-only cannot be made writable' \
	guest probe writable /
is 0 '' 'though there one may mount' guest probe mount /tmp
is 1 'probe: mount: Operation not permitted' 'as the command itself may not' box --seccomp-profile none probe mount /tmp

# --- in time

up --ro "$T/dir"
is 0 '' 'the host does not see what a sandbox writes to /tmp' \
	sh -c '[ ! -e "$1" ]' - "/tmp/thimble.$(inside 'echo >/tmp/thimble.$$; echo $$')"
is 0 '' 'while there is one, the host has no other mounts' unchanged
down

# later SANDBOX…: what it shows of a mount that is made when it is there.  Not to
# disturb the host, both are in a copy of its tree.
later() {
	probe new mnt sh -c '
		cd "$0" && mkfifo go && probe mount dir && probe share dir && mkdir dir/sub || exit
		"$@" sh -c "echo; read _; echo sees:; probe list $0/dir/sub" <go 2>&1 | {
			exec 3>go
			while read -r line && [ "$line" ]; do :; done
			probe mount dir/sub && touch dir/sub/late
			echo >&3
			cat
		}
		rm go' "$T" "$@"
}
if has root && probe new mnt true 2>/dev/null; then
	is 0 sees: 'what is mounted later below a bind is not seen' \
		later sandbox --ro "$T/dir" --ro "$KIT"
	ln -s "$KIT/bin/sandbox" "$T/bwrap"
	is 0 'sees:
late' 'but it is under the name of bwrap' later "$T/bwrap" --dev-bind / /
else
	skip 'what is mounted later below a bind is not seen' 'root: only it may mount'
fi
is 0 '' 'nothing of it is left on the host' unchanged
finish
