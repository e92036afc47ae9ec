#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What users of bubblewrap most often ask their issue tracker about: what we say to
# it.  Each has a line with the call, the object, the reason and a code word that
# stays as it is, and a hint where there is something to be done.
#
# What this host does not do by itself a tracer makes it do.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
has userns || skip_all 'userns: not for whom we are'
export T
mkdir "$T/kernel" "$T/d" "$T/shut" "$T/bin"
echo text >"$T/file"
ln -s d "$T/link"
chmod -R a+rX "$T"

# says CODE HINT NAME COMMAND…: the reason is the kernel's.
says() {
	code=$1 hint=$2
	shift 2
	like 125 "sandbox: *: * ($code)
sandbox: hint: *$hint*" "$@"
}

# fault CALL[:N] ERRNO COMMAND…: the (Nth) call fails.
fault() {
	when=
	case $1 in *:*) when=:when=${1#*:} ;; esac
	call=${1%:*} errno=$2
	shift 2
	strace -f -qq -o /dev/null -e trace="$call" -e inject="$call:error=$errno$when" "$@"
}

# limited KIND COMMAND…: none of that kind may be made; the number is of a user
# namespace of our own.
limited() {
	unshare -Ur sh -c 'echo 0 >"/proc/sys/user/max_$1_namespaces" && shift && exec "$@"' sh "$@"
}

# setting NAME VALUE COMMAND…: the sysctl has that value, as far as can be seen.
setting() {
	unshare -Urm sh -c 'echo "$2" >"$T/kernel/$1"
		mount --bind "$T/kernel" /proc/sys/kernel && rm -f "$T/x" && shift 2 && exec "$@"' sh "$@"
	status=$?
	rm -f "$T/kernel/$1"
	return $status
}
chmod 777 "$T/kernel"

# No user namespaces.
if limited user true 2>/dev/null; then
	says USERNS_OFF 'sysctl user.max_user_namespaces is 0' 'no user namespaces by max_user_namespaces' \
		limited user sandbox true
	says NS_LIMIT /proc/sys/user 'no more network namespaces' limited net sandbox true
	says NS_LIMIT /proc/sys/user 'no more mount namespaces' limited mnt sandbox true
else
	skip 'no more namespaces' 'userns: none to forbid them in'
fi
if has strace && fault getuid EPERM true 2>/dev/null; then
	if setting x 1 true 2>/dev/null; then
		says USERNS_OFF 'kernel.unprivileged_userns_clone is 0: set it to 1' \
			'no user namespaces by unprivileged_userns_clone' \
			setting unprivileged_userns_clone 0 strace -qq -o /dev/null -e trace=clone3 \
			-e inject=clone3:error=EPERM sandbox true
		says USERNS_APPARMOR 'kernel.apparmor_restrict_unprivileged_userns to 0' \
			'no user namespaces by AppArmor' \
			setting apparmor_restrict_unprivileged_userns 1 strace -qq -o /dev/null -e trace=clone3 \
			-e inject=clone3:error=EPERM sandbox true
	else
		skip 'no user namespaces by a sysctl' 'mount: cannot put it there'
	fi
	says USERNS_DENIED "container's seccomp filter" 'clone3 forbidden by an outer filter' \
		fault clone3 EPERM sandbox true
	says USERNS_APPARMOR kernel.apparmor_restrict_unprivileged_userns \
		'a user namespace in which nothing may be done' fault write:1 EACCES sandbox --map-root true
	like 125 'sandbox: loopback: Operation not permitted (USERNS_APPARMOR)' \
		'and no interface be raised' fault ioctl EPERM sandbox true
	for call in clone3 open_tree mount_setattr openat2 move_mount; do
		says KERNEL_OLD 'older than 5.12' "a kernel without $call" \
			fault $call ENOSYS sandbox --ro-bind / / --dir /usr/bin --ro-bind /usr /usr --tmpfs /tmp true
	done
	says MOUNT_DENIED SELinux 'mounts forbidden by a security module' \
		fault mount EACCES sandbox --ro-bind / / --tmpfs /tmp true
	says NO_FILESYSTEM module 'a file system that the kernel lacks' \
		fault mount ENODEV sandbox --ro-bind / / --tmpfs /tmp true
	says IDS_DENIED 'only their own' 'ids that cannot be mapped' fault write:1 EPERM sandbox --uid 5 true
	says PROCESS_LIMIT limit 'no more processes' fault clone EAGAIN sandbox true
else
	skip 'what a tracer makes the kernel do' 'strace: not here'
fi
if [ "$(id -u)" != 0 ]; then
	says NOT_ROOT 'leave out --share-user' 'namespaces without a user namespace' sandbox --share-user true
	says NOT_ROOT 'add user to --only' 'and with --only' sandbox --only uts true
fi

# In a container.
cover() {
	unshare -Urm sh -c 'mount -t tmpfs none "$1" && shift && exec "$@"' sh "$@"
}
if cover /proc/sys true 2>/dev/null; then
	says PROC_MASKED '--proc-fallback bind' 'a masked /proc' cover /proc/sys sandbox true
	like 0 '*' 'and what is advised helps' cover /proc/sys sandbox --proc-fallback bind true
else
	skip 'a masked /proc' 'mount: cannot cover it'
fi

ro_sys() {
	unshare -Urm sh -c 'mount --bind /proc/sys /proc/sys && mount -o remount,ro,bind /proc/sys && exec "$@"' sh "$@"
}
if ro_sys true 2>/dev/null; then
	says PROC_READONLY 'as in a container' 'a /proc/sys that is read-only' \
		ro_sys sandbox --proc-fallback bind --disable-userns true
else
	skip 'a /proc/sys that is read-only' 'mount: cannot cover it'
fi

# Sources and destinations.
root='--ro-bind / /'
# shellcheck disable=SC2086 # two operands
{
says SOURCE_MISSING -try 'a source that is missing' sandbox $root --bind "$T/none" /mnt true
says DEST_READONLY 'on the host' 'a destination below a read-only bind' \
	sandbox $root --bind "$T/d" "$T/new" true
says DEST_READONLY '--tmpfs' 'a file as well' sandbox $root --bind "$T/file" "$T/new" true
like 0 '' 'a tmpfs above it helps' sandbox $root --tmpfs /mnt --bind "$T/d" /mnt/new true
says DEST_SYMLINK 'name what it leads to' 'a destination that is a symlink' \
	sandbox $root --bind "$T/file" "$T/link" true
says DEST_NOT_DIR 'a file or a symlink' 'a directory on a symlink' sandbox $root --bind "$T/d" "$T/link" true
says DEST_IS_DIR 'destination a directory' 'a file on a directory' \
	sandbox $root --bind "$T/file" "$T/d" true
says NOT_A_MOUNT 'bind it on itself' '--remount-ro of no mount' sandbox $root --remount-ro "$T/d" true
says OVERLAY_REFUSED 'mounts below a layer' 'an overlay of a tree with mounts' \
	sandbox $root --overlay-src / --tmp-overlay /mnt true
is 125 'sandbox: --ro-overlay needs 2 --overlay-src before it' 'an overlay of one layer' \
	sandbox $root --overlay-src /usr --ro-overlay /mnt true
says DIR_MISSING 'exist inside' 'a directory to start in that is not inside' \
	sandbox $root --chdir /no/where true
long=$(printf '%04100d' 0)
like 125 'sandbox: open /0*0: File name too long' 'a path that is too long' sandbox $root --dir "/$long" true
}
if [ "$(id -u)" = 0 ]; then
	chmod 700 "$T/shut"
	says SOURCE_DENIED 'may not search' 'a source that may not be reached' \
		as_user sandbox --ro-bind / / --bind "$T/shut/x" /mnt true
fi

# Ids.
is 125 'sandbox: --uid, --gid and --map-... need a new user namespace' 'ids without a user namespace' \
	sandbox --share-user --uid 5 true

# Descriptors and words.
says FD_CLOSED '3<FILE' '--args of a descriptor that is not open' sandbox --args 77 true
says FD_CLOSED '3<FILE' '--block-fd as well' sandbox --block-fd 77 true
says FD_CLOSED '3<FILE' '--keep-fd as well' sandbox --keep-fd 77 true
says FD_CLOSED '3<FILE' '--sync-fd as well' sandbox --sync-fd 77 true
long=$(printf '%065d' 0)
says NAME_TOO_LONG 64 'a host name of 65 characters' sandbox --hostname "$long" true
like 125 'sandbox: setdomainname *: Invalid argument (NAME_TOO_LONG)' 'a domain name' \
	sandbox --domainname "$long" true
is 125 'sandbox: read /: Is a directory' 'a directory as a file of options' sandbox --args-file / true
is 125 'sandbox: read /usr: Is a directory' 'or as a profile' sandbox --profile /usr true
is 125 'sandbox: --root: a path is empty' 'no name for a root' sandbox --root '' true
is 125 'sandbox: move_mount on /: Not a directory' 'a file as the root' sandbox --root /etc/passwd true
says NOT_A_NAMESPACE /proc/PID/ns '--userns of what is none' sh -c 'exec sandbox --userns 7 true 7</'
is 125 'sandbox: --hostname needs a new uts namespace' 'a host name without a namespace for it' \
	sandbox --share-uts --hostname x true
says PROFILE_MISSING NAME.sb 'a profile that is not there' \
	env HOME=/ "$(command -v sandbox)" --profile no-such true
is 125 'sandbox: no such option: --robind (see --help)' 'an option that is none' sandbox --robind / / true
is 125 'sandbox: --bind takes SRC DEST' 'operands that are missing' sandbox --bind /usr

# The command.
cannot() {
	status=$1 code=$2 hint=$3
	shift 3
	like "$status" "sandbox: exec *: * ($code)
sandbox: hint: *$hint*" "$@"
}
cannot 127 NOT_FOUND 'exist inside' 'a command that is not found' sandbox no-such-command
cannot 127 NOT_FOUND 'exist inside' 'nor where everything is hidden' sandbox --hide / true
cannot 127 NOT_FOUND 'exist inside' 'nor by its path' sandbox /no/such
cannot 126 NOT_EXECUTABLE 'is it executable' 'a file that is not executable' sandbox /etc/passwd
printf '\177ELF\002\001\001garbage' >"$T/bin/elf"
{ echo '#! /no/interpreter -x'; printf '%0100d' 0; } >"$T/bin/script"
chmod 755 "$T/bin"/*
cannot 126 WRONG_FORMAT 'another machine' 'a program for no machine' sandbox --ro "$T" "$T/bin/elf"
cannot 127 NO_INTERPRETER 'what loads it: /no/interpreter' 'a script without its interpreter' \
	sandbox --ro "$T" "$T/bin/script"
if has bash && ldd "$(command -v bash)" >/dev/null 2>&1; then
	dynamic=$(readlink -f "$(command -v bash)")
	loader=$(LC_ALL=C grep -ao '/lib[^ ]*/ld-[a-z0-9_.-]*' "$dynamic" | head -n 1)
	cannot 127 NO_INTERPRETER "what loads it: $loader" 'a program without its loader' \
		sandbox --ro-bind "$dynamic" /b /b
	cannot 127 NO_INTERPRETER "what loads it: $loader" 'found by PATH' \
		sandbox --ro-bind "$dynamic" /x/b --setenv PATH /y:/x b
	cannot 127 NO_INTERPRETER "what loads it: $loader" 'last in a PATH that ends with a colon' \
		sandbox --ro-bind "$dynamic" /x/b --setenv PATH /y:/x: b
else
	skip 'a program without its loader' 'bash: none that is dynamic'
fi
finish
