#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What is wrong is refused: one line, perhaps a hint, the right status, and the
# host as it was.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
has userns || skip_all 'userns: not for whom we are'
export T

# once COMMAND…: its message without its code word; of the hint only that it is there.
once() {
	"$@" >"$T/out" 2>"$T/err"
	set -- $?
	plainly <"$T/err" | sed -e '1s/ ([A-Z_]*)$//' -e '2s/^[a-z]*: hint: ..*/hint/'
	cat "$T/out"
	return "$1"
}

refused() {
	line=$1 case=$2
	shift 2
	is 125 "$line" "$case" once sandbox "$@"
}

mkdir "$T/in" "$T/in/dir" "$T/in/shut"
: >"$T/in/file"
ln -s dir "$T/in/link"
ln -s nowhere "$T/in/dangling"
ln -s /no/where "$T/in/absolute"
ln -s ../../../../../../../no/where "$T/in/up"
ln -s loop "$T/in/loop"
chmod 777 "$T/in" "$T/in/dir"
listing() {
	(cd "$T/in" && find . -exec ls -ld {} + && ls -a / /mnt)
}
before=$(listing)
i=$T/in
root="--ro-bind / /"

# The command line.
refused 'sandbox: no such option: --no-such (see --help)' 'an unknown option' --no-such true
refused 'sandbox: no such option: -x (see --help)' 'a short option' -x true
refused 'sandbox: --bind takes SRC DEST' 'a missing operand' --bind "$i"
refused 'sandbox: --hostname takes NAME' 'no operand at all' --hostname
like 125 'sandbox: --uid 2147483648: * number *2147483647*' \
	'an operand out of range' once sandbox --uid 2147483648 true
like 125 'sandbox: --uid 99999999999999999999999: * number *2147483647*' \
	'an operand beyond 64 bits' once sandbox --uid 99999999999999999999999 true
refused 'sandbox: read --args 987654: Bad file descriptor
hint' 'a descriptor that is not open' \
	--args 987654 true
name=$(printf '%065d' 0)
refused "sandbox: sethostname $name: Invalid argument
hint" 'a host name of 65 characters' --hostname "$name" true
like 125 '*a path is empty' 'an empty source' once sandbox --bind '' /x true
like 125 '*a path is empty' 'an empty destination' once sandbox --tmpfs '' true
is 1 'bwrap: no such option: --no-such (see --help)' 'as bwrap the status is 1' \
	once sandbox --compat --no-such true
ln -s "$(command -v sandbox)" "$T/bwrap"
is 0 "usage: $T/bwrap" 'and the help begins with what it was called' \
	sh -c '"$0" --help | head -n 1 | cut -d " " -f -2' "$T/bwrap"
is 1 'bwrap: no command (see --help)' 'as bwrap there must be a command' \
	once sandbox --compat --ro-bind / /

# Sources.  The words of $root are two operands.
# shellcheck disable=SC2086
{
refused "sandbox: open_tree $i/none: No such file or directory
hint" 'a source that does not exist' $root --bind "$i/none" /mnt true
refused "sandbox: open_tree $i/dangling: No such file or directory
hint" 'a source that is a dangling symlink' $root --ro-bind "$i/dangling" /mnt true
refused "sandbox: open_tree $i/file/x: Not a directory" \
	'a source below a file' $root --bind-try "$i/file/x" /mnt true
refused "sandbox: open_tree $i/loop: Too many levels of symbolic links" \
	'a source in a loop of symlinks' $root --bind-try "$i/loop" /mnt true

# Destinations.
refused "sandbox: open $i/dir: Is a directory
hint" 'a file on a directory' $root --bind "$i/file" "$i/dir" true
refused "sandbox: open $i/file: Not a directory
hint" 'a directory on a file' $root --bind "$i/dir" "$i/file" true
refused "sandbox: open $i/file: Not a directory
hint" 'a tmpfs on a file' $root --tmpfs "$i/file" true
refused "sandbox: open $i/file: Not a directory
hint" '--dir where there is a file' $root --dir "$i/file" true
like 125 "sandbox: open $i/file/*: Not a directory
hint" 'a destination below a file' once sandbox $root --dir "$i/file/sub/dir" true
like 125 "sandbox: open $i/link: *
hint" 'a tmpfs on a symlink' once sandbox $root --tmpfs "$i/link" true
like 125 "sandbox: open $i/link: *
hint" 'a directory bound on a symlink' once sandbox $root --bind "$i/dir" "$i/link" true
like 125 "sandbox: open $i/link: *
hint" 'nor does a slash behind it help' once sandbox $root --tmpfs "$i/link/" true
is 0 x 'a slash behind what is to be made is none' \
	sandbox $root --tmpfs /mnt --symlink x /mnt/link// --chmod 700 /mnt/ readlink /mnt/link
for up in .. ./ ../ /./; do
	is 0 /usr "$up is the root" sandbox $root --tmpfs $up --ro-bind / / ls -d /usr
done
like 125 "sandbox: chmod $i/link: *" '--chmod of a symlink' once sandbox $root --chmod 700 "$i/link" true
refused "sandbox: mount_setattr $i/link read-only: Invalid argument
hint" '--remount-ro of a symlink' $root --remount-ro "$i/link" true
refused 'sandbox: the old root is still there' 'a /proc instead of the root' \
	--ro-bind / / --proc / true
refused "sandbox: open $i/dangling: Too many levels of symbolic links
hint" 'a file bound on a dangling symlink' $root --bind "$i/file" "$i/dangling" true
refused "sandbox: symlink $i/link to other: File exists" \
	'a symlink where there is another' $root --symlink other "$i/link" true
refused "sandbox: symlink $i/file to dir: File exists" \
	'a symlink where there is a file' $root --symlink dir "$i/file" true
like 125 "sandbox: mkdir *: Read-only file system
hint" 'a destination missing below a read-only bind' \
	once sandbox $root --dir "$i/dir/a/b" true
like 125 "sandbox: mknod *: Read-only file system
hint" 'a file missing below a read-only bind' \
	once sandbox $root --bind "$i/file" "$i/dir/a" true
refused "sandbox: mount_setattr $i/dir read-only: Invalid argument
hint" '--remount-ro of what is no mount' $root --remount-ro "$i/dir" true
refused "sandbox: mount proc on /proc: Invalid argument
hint" '--proc-opt of no option of proc' $root --proc-opt none=1 --proc /proc true
refused "sandbox: open options of $i/none: No such file or directory
hint" '--enter of no directory' --enter "$i/none" true
refused "sandbox: open /none: No such file or directory" \
	'--remount-ro of nothing' $root --remount-ro /none true
long=$(printf '%0300d' 0)
like 125 'sandbox: *: File name too long*' 'a name of 300 characters' \
	once sandbox $root --dir "$i/$long" true
refused "sandbox: chdir /none: No such file or directory
hint" '--chdir to nowhere' $root --chdir /none true
refused "sandbox: chdir $i/file: Not a directory" '--chdir to a file' \
	$root --chdir "$i/file" true
}

# A destination through a symlink that leaves the root: inside there is no such place.
like 125 "sandbox: * /absolute*: *
hint" 'through an absolute symlink that leaves the root' \
	once sandbox --bind "$i" / --dir /absolute/x true
like 125 "sandbox: * /up/x: *
hint" 'through a relative symlink that leaves the root' \
	once sandbox --bind "$i" / --dir /up/x true
like 125 "sandbox: * /up: *
hint" 'onto a symlink that leaves the root' once sandbox --bind "$i" / --tmpfs /up true
like 125 "sandbox: * /loop/x: Too many levels of symbolic links*" \
	'through a loop of symlinks' once sandbox --bind "$i" / --dir /loop/x true

# The command.
is 127 'sandbox: exec no-such-command: No such file or directory
hint' 'a command that is not found is 127' once sandbox --setenv PATH /usr/bin:/bin no-such-command
is 127 'sandbox: exec /no/such: No such file or directory
hint' 'a path that is not found is 127' once sandbox /no/such
is 127 'sandbox: exec : No such file or directory
hint' 'an empty command is 127' once sandbox ''
is 126 'sandbox: exec /etc/passwd: Permission denied
hint' 'a file without the x bit is 126' once sandbox /etc/passwd
is 126 'sandbox: exec /etc: Permission denied
hint' 'a directory is 126' once sandbox /etc
printf '\177ELF\002\001\001garbage' >"$T/elf"
chmod 755 "$T/elf"
is 126 "sandbox: exec $T/elf: Exec format error
hint" 'a program for no machine is 126' once sandbox --ro "$T" "$T/elf"
printf '#!/no/interpreter\n' >"$T/script"
chmod 755 "$T/script"
is 127 "sandbox: exec $T/script: No such file or directory
hint" 'a script without its interpreter is 127' once sandbox --ro "$T" "$T/script"
is 1 'bwrap: exec /no/such: No such file or directory
hint' 'as bwrap that is 1' once sandbox --compat --ro-bind / / /no/such
rm "$T/elf" "$T/script"

is 0 "$before" 'nothing of it was left in the directories' listing

# Rights.
if [ "$(id -u)" = 0 ]; then
	cp "$(command -v sandbox)" "$T/suid"
	cp "$(command -v probe)" "$T/probe"
	chmod 4755 "$T/suid" "$T/probe"
	line='sandbox: must not be set-user-ID, set-group-ID or have file capabilities'
	if as_user "$T/probe" as 0 true 2>"$T/err"; then
		is 125 "$line" 'a set-user-ID copy refuses to run' once as_user "$T/suid" true
		is 125 "$line" 'even to show its plan' once as_user "$T/suid" --print-plan
		chmod 2755 "$T/suid"
		is 125 "$line" 'a set-group-ID copy refuses to run' once as_user "$T/suid" true
	else
		skip 'a set-user-ID copy refuses to run' 'nosuid: there are no set-user-ID files here'
	fi
	chmod 755 "$T/suid"
	if has setcap && setcap cap_sys_admin+ep "$T/suid" 2>"$T/err"; then
		is 125 "$line" 'a copy with capabilities refuses to run' once as_user "$T/suid" true
	else
		skip 'a copy with capabilities refuses to run' 'setcap: no file capabilities'
	fi
	rm "$T/suid" "$T/probe"

	chmod 700 "$T/in/shut"
	is 125 "sandbox: open_tree $i/shut/x: Permission denied
hint" 'a source that may not be reached' \
		once as_user sandbox --ro-bind / / --bind "$i/shut/x" /mnt true

	mkdir "$T/new"
	chroot_run() {
		unshare -m sh -c 'mount --rbind / "$1" && exec chroot "$@"' sh "$@"
	}
	if initramfs; then
		skip 'in a chroot it works' 'initramfs: its root cannot be left'
	else
		is 0 '' 'in a chroot it works' once chroot_run "$T/new" "$(command -v sandbox)" true
		like "$(sandbox --check >/dev/null; echo $?)" 'user: yes*' 'and --check says so' \
			chroot_run "$T/new" "$(command -v sandbox)" --check
	fi
	rmdir "$T/new"

	# Mounts that are shared, as most hosts have them: in a namespace of their own.
	: >"$T/mounts"
	is 0 '' 'no mount reaches the host, be all well or not' unshare -m sh -c '
		mount --make-rshared /
		cat /proc/self/mountinfo >"$T/before"
		sandbox true
		sandbox --share-user true
		sandbox --share-user --tmpfs / --ro-bind / /host --dir /a --tmpfs /a /no/such 2>/dev/null
		sandbox --share-user --ro-bind / / --tmpfs /tmp --tmpfs /none/x true 2>/dev/null
		sandbox --compat --ro-bind / / --dev /dev --proc /proc true
		sandbox --compat --tmpfs /x --bind /none /none true 2>/dev/null
		cat /proc/self/mountinfo >"$T/after"
		diff "$T/before" "$T/after"'
else
	like 125 'sandbox: clone3 with new namespaces mnt,pid,net,ipc,uts,cgroup*: Operation not permitted
hint' 'without a user namespace an ordinary user may nothing' once sandbox --share-user true
	is 125 'sandbox: mkdir /x: Permission denied
hint' 'a place where one may not write' once sandbox --bind / / --dir /x true
fi

# The numbers in /proc/sys/user are each user namespace's own: the host's stay.
limited() {
	unshare -Ur sh -c 'echo 0 >"/proc/sys/user/max_$1_namespaces" && shift && exec "$@"' sh "$@"
}
if limited user true 2>"$T/err"; then
	for ns in user mnt pid net ipc uts cgroup time; do
		[ -e /proc/self/ns/$ns ] || continue
		like 125 'sandbox: * namespace*
hint' "a sysctl that forbids $ns namespaces" once limited $ns sandbox true
	done
	like 0 '*user.max_user_namespaces is 0*' 'the sysctl is named' \
		sh -c '"$@" 2>&1 | cat' sh unshare -Ur sh -c 'echo 0 >/proc/sys/user/max_user_namespaces
			exec sandbox true'
	is 1 'bwrap: clone3 with new namespaces user,mnt,net: No space left on device
hint' 'as bwrap as well, with status 1' \
		once limited net sandbox --compat --unshare-user --unshare-net --ro-bind / / true
else
	skip 'a sysctl that forbids a namespace' 'userns: none to set it in'
fi

finish
