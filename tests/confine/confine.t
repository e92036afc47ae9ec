#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What must not work inside is tried, once in each mode: as `sandbox` is by default,
# with --strict, and as bwrap.  Before that it is shown to work where nothing
# forbids it, so that it can fail.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
has userns || skip_all 'userns: not for whom we are'
has try || skip_all 'try: not built'

# Where the programs are may be covered.
default="sandbox --ro $KIT"
strict="sandbox --strict --ro $KIT"
bwrap="sandbox --compat --unshare-all --ro-bind / / --proc /proc --dev /dev --tmpfs /tmp
	--ro-bind $KIT $KIT"
landlock=true
# shellcheck disable=SC2086
$default --landlock require true 2>/dev/null || landlock=false
$landlock || strict="$strict --landlock try"
root=false
[ "$(id -u)" != 0 ] || root=true

# refused MODES NAME FREE COMMAND…: try what the words behind a -- say, where FREE
# leads, and then in each mode; what is before the -- stays before it.
refused() {
	modes=$1 what=$2 free=$3
	shift 3
	before=
	while [ "$1" != -- ]; do
		before="$before $1"
		shift
	done
	shift
	# shellcheck disable=SC2086 # they are words
	{
	$before $free try "$@" >/dev/null 2>&1
	status=$?
	if [ $status != 0 ]; then
		skip "$what" "outside: it cannot be done there either ($status)"
		return
	fi
	for mode in $modes; do
		case $mode in
		default) box=$default ;;
		strict) box=$strict ;;
		bwrap) box=$bwrap ;;
		esac
		is 1 '' "$mode: $what" $before $box $extra try "$@"
	done
	}
}
extra=
all='default strict bwrap'
ours='default strict'
# As bwrap root keeps what root has.
most=$all
! $root || most=$ours
# In a namespace where an ordinary user may do as root does.
plain='probe new user,mnt'

# --- who it is
refused "$all" 'privileges can be gained by execve' '' -- privs
refused "$most" 'there is a capability in one of the five sets' '' -- caps
refused "$ours" 'root is given them again, or that is open' '' -- securebits
refused "$all" 'the keys of the session can be used' '' try with-key -- key
SECRET=1
export SECRET
refused "$ours" 'the environment is there' '' -- variable SECRET
umask 0
refused "$ours" 'files are made for all to write' '' -- mask 0
umask 022
exec 7</dev/null
refused "$ours" 'a descriptor of the caller is there' '' -- descriptor 7
exec 7<&-
refused "$ours" 'the session is that of the caller' '' -- session
refused "$ours" 'cores can be dumped' '' -- limit 4 1
refused "$ours" 'more than 4096 descriptors can be had' '' -- limit 7 4096
refused "$ours" 'more than 4096 processes can be had' '' -- limit 6 4096
refused "$ours" 'there is a priority of real time' '' try with-limit 14 5 -- limit 14 0
refused strict 'there is a terminal to be opened' "$default" -- exists /dev/tty
if $root; then
	refused "$all" 'it is in a group of the caller' '' try with-group 4242 0 -- groups
	like 125 '*GROUPS_KEPT*' 'strict: nobody keeps a group' \
		try with-group 4242 12345 sandbox --strict true
fi
# shellcheck disable=SC2086
{
is 0 '' 'a directory that is open is a way out' try way-out 0 </
like 125 '*only --keep-fd-unsafe*' 'default: and is refused as input' $default true </
like 125 '*only --keep-fd-unsafe*' 'strict: and is refused as input' $strict true </
like 125 '*only --keep-fd-unsafe*' 'default: so is --keep-fd of one' \
	sh -c 'exec "$@" --keep-fd 7 true 7</' sh $default
like 125 '*only --keep-fd-unsafe*' 'default: and of a namespace' \
	sh -c 'exec "$@" --keep-fd 7 true 7</proc/self/ns/net' sh $default
is 0 '' 'default: unless that is meant' \
	sh -c 'exec "$@" --keep-fd-unsafe 7 try way-out 7 7</' sh $default
}

# --- namespaces
for ns in user mnt pid net ipc uts cgroup; do
	[ ! -e /proc/self/ns/$ns ] ||
		refused "$all" "the $ns namespace is the caller's" '' -- same $ns "$(readlink /proc/self/ns/$ns)"
done
[ ! -e /proc/self/ns/time ] ||
	refused "$ours" "the time namespace is the caller's" '' -- same time "$(readlink /proc/self/ns/time)"
refused "$ours" 'a user namespace can be made' '' -- new-user
refused "$most" 'something can be mounted' "$plain" -- mount /tmp
# Whoever is given the privilege still finds Landlock in the way.
if $landlock; then
	extra='--cap-add sys_admin --seccomp-profile none'
	free="sandbox --landlock off $extra --ro $KIT"
	refused default 'with CAP_SYS_ADMIN something can be mounted' "$free" -- mount /tmp
	refused default 'what covers something can be taken away' "$free" -- unmount /proc/keys
	refused default 'the root can be made writable' "$free" -- remount /
	extra=
fi
if has unshare && has root; then
	refused "$ours" 'mounts of the host arrive' 'unshare -m --propagation shared' -- propagates
fi

# --- PID 1, who is the command's parent; outside that is us
for file in environ mem maps; do
	refused "$all" "PID 1's $file can be read" '' -- parent-read $file
done
for link in exe cwd root fd/0 ns/net; do
	refused "$all" "PID 1's $link can be followed" '' -- parent-link $link
done
refused "$all" 'PID 1 shows words that were for us' '' -- parent-cmdline "$KIT"
is 1 '' 'default: or those before it has a name' "$KIT/bin/sandbox" --as sandbox --ro "$KIT" \
	try parent-cmdline "$KIT"
# The caller may look at it then, so that it is dumpable, but not the command.
exec 7>/dev/null
extra='--info-fd 7 --cap-drop ALL'
for file in environ mem maps; do
	refused bwrap "with --info-fd, PID 1's $file can be read" '' -- parent-read $file
done
for link in exe cwd root fd/0 ns/net; do
	refused bwrap "with --info-fd, PID 1's $link can be followed" '' -- parent-link $link
done
extra=
exec 7>&-

# The command may lead to us, and have us execute something else while we can be looked at.
if [ -d /usr/local/bin ]; then
	own=$T/own
	mkdir "$own"
	cp "$KIT/bin/sandbox" "$own/bwrap"
	echo 5:100000:65536 >"$own/subid"
	printf '#!/bin/sh\nreadlink "/proc/$PPID/exe"\nexit 1\n' >"$own/newuidmap"
	printf '#!/proc/self/exe --args-file\nmap-auto\nro-bind / /\n' >"$own/script"
	chmod 755 "$own/newuidmap" "$own/script"
	like 125 '/memfd:sandbox*' 'bwrap: our file is not that on the disk where the command is us' \
		"$own/bwrap" --unshare-user --uid 5 --gid 5 --cap-drop ALL --ro-bind / / --proc /proc \
		--tmpfs /etc --ro-bind "$own/subid" /etc/subuid --ro-bind "$own/subid" /etc/subgid \
		--tmpfs /usr/local/bin --ro-bind "$own/newuidmap" /usr/local/bin/newuidmap \
		"$own/script" true
fi

# --- Landlock
# shellcheck disable=SC2086
if $landlock && $default --landlock-scope signal,unix true 2>/dev/null; then
	refused "$ours" 'PID 1 can be sent a signal' '' -- parent-signal
	extra=--share-net
	refused "$ours" 'an abstract socket of the host answers' '' \
		try with-socket "thimble.$$" -- reach "thimble.$$"
	extra=
else
	skip 'what Landlock scopes' 'landlock: this kernel has none of version 6'
fi
if $landlock; then
	: >"$T/file"
	exec <"$T/file"
	refused "$ours" 'what is open for reading can be opened for writing' '' -- write /proc/self/fd/0
	exec </dev/null
	extra='--landlock-rx /bin'
	refused default 'what --landlock-rx does not name can be read' '' -- read /etc/passwd
	is 0 '' 'default: what it does name can' sandbox --landlock-rx / cat /dev/null
	extra=
else
	skip 'what Landlock keeps in' 'landlock: this kernel has none'
fi

# --- /proc, /sys, /dev
for dir in sys irq bus fs acpi scsi mtrr driver tty asound pressure; do
	[ -e /proc/$dir ] || continue
	case $dir,$root in
	sys,* | pressure,*) modes=$ours ;; # an ordinary user owns nothing in the others
	*,true) modes=$all ;;
	*) continue ;;
	esac
	refused "$modes" "/proc/$dir can be written" '' -- writable /proc/$dir
done
if $root; then
	for box in "--rw /proc --ro $KIT" '--ro-bind / / --bind /proc /proc' \
		'--ro-bind / / --bind / /mnt' '--dev-bind / /'; do
		dir=/proc/sys
		[ "$box" != "${box#*/mnt}" ] && dir=/mnt/proc/sys
		# shellcheck disable=SC2086
		is 1 '' "default: $dir can be written with $box" sandbox $box try writable $dir
	done
	for box in "--rw /sys --ro $KIT" '--ro-bind / / --bind /sys /sys' '--ro-bind / / --bind / /mnt' \
		'--dev-bind / /' '--share-user --bind / /' '--share-net --bind / /'; do
		dir=/sys
		[ "$box" != "${box#*/mnt}" ] && dir=/mnt/sys
		# shellcheck disable=SC2086
		is 1 '' "default: $dir can be written with $box" sandbox $box try writable $dir
		# shellcheck disable=SC2086
		is 1 '' "default: $dir shows what is masked with $box" sandbox $box try entries $dir/firmware
	done
	# As in a directory that is a root for somebody else.
	mkdir -p "$T/deep/a root/proc"
	deep() {
		probe new mnt sh -c 'mount -t proc proc "$0" && exec "$@"' "$T/deep/a root/proc" "$@"
	}
	is 0 '' 'a proc that lies deeper can be written' deep try writable "$T/deep/a root/proc/sys"
	for box in "$default --rw $T/deep" "$strict --rw $T/deep" '--ro-bind / / --bind / /' \
		"--dev-bind / /" "$default --share-user --rw $T"; do
		# shellcheck disable=SC2086
		is 1 '' "a proc that lies deeper can be written with ${box#"$default "}" \
			deep sandbox ${box#sandbox } try writable "$T/deep/a root/proc/sys"
	done
	extra='--bind / /'
	sleep 1000 &
	refused default 'others can be made to be killed first' '' -- write /proc/$!/oom_score_adj
	kill $!
	for file in /sys/kernel/uevent_helper /sys/power/state /sys/kernel/profiling \
		/sys/fs/cgroup/release_agent /sys/fs/cgroup/*/release_agent /sys/fs/cgroup/cgroup.procs \
		/sys/fs/cgroup/*/cgroup.procs; do
		[ ! -e "$file" ] || refused default "with the host's root, $file can be written" '' -- write "$file"
	done
	extra=
	is 1 '' 'default: debugfs can be read with --ro-bind / /' sandbox --ro-bind / / \
		try entries /sys/kernel/debug
	is 0 '' 'default: what is bound by itself can' sandbox --ro-bind / / --dev-bind / / \
		--bind /proc/sys/net /proc/sys/net try writable /proc/sys/net
fi
refused strict '/proc can be written' '' -- writable /proc
refused strict '/proc tells of more than processes' '' -- read /proc/version
for file in kcore keys key-users timer_list sched_debug latency_stats interrupts kallsyms \
	kpagecount kpageflags kpagecgroup kmsg slabinfo vmallocinfo iomem ioports config.gz; do
	[ ! -e /proc/$file ] || refused "$ours" "/proc/$file tells something" '' -- genuine /proc/$file
done
for dir in firmware devices/virtual/powercap class/powercap; do
	[ ! -e /sys/$dir ] || refused "$ours" "/sys/$dir shows something" '' -- entries /sys/$dir
done
extra='--share-net'
for dir in kernel/debug kernel/tracing kernel/security fs/bpf fs/pstore; do
	[ ! -e /sys/$dir ] || refused "$ours" "with the host's /sys, $dir shows something" '' -- entries /sys/$dir
done
refused default "the host's /sys can be written" '' -- writable /sys
extra=
refused default '/sys can be written' '' -- writable /sys
# shellcheck disable=SC2086
{
is 0 '' 'default: with --unmask /proc/kallsyms is there' $default --unmask try genuine /proc/kallsyms
is 0 '' 'default: what else is mounted on /proc stays' $default --ro-bind / / --dev /dev --proc /proc \
	--ro-bind /etc/passwd /proc/keys --ro-bind "$KIT" "$KIT" cmp /proc/keys /etc/passwd
is 1 '' 'default: that holds without a /dev' sandbox --ro-bind / / --proc /proc \
	try genuine /proc/kallsyms
is 1 '' 'default: and for the first of two' sandbox --ro-bind / / --tmpfs /mnt --proc /mnt/a \
	--proc /proc --dev /dev try genuine /mnt/a/kallsyms
}
refused 'default bwrap' 'there is another device' '' -- devices null zero full random urandom tty console
refused strict 'there is another device' '' -- devices null zero full random urandom
refused "$ours" 'something can be made in /dev' "$bwrap" -- create /dev/thimble
for dir in / /tmp; do
	refused "$all" "set-user-ID files work on $dir" '' -- suid $dir
	refused "$all" "devices work on $dir" '' -- device $dir
done
refused strict 'what can be written can be executed' "$default" -- exec-in /tmp
refused strict 'or a file that is nowhere' "$default" -- exec-memory

# --- system calls; tests/unit/seccomp.c has all of them
refused "$ours" 'a letter can be put into the input of a terminal' 'setsid -w' -- stuff
refused "$ours" 'io_uring can be used' '' -- call 425 1 0
refused "$ours" 'namespaces can be asked for by clone3' '' -- call 435 0 0
refused "$ours" 'descriptors of others can be taken' '' -- call 438 -1 0 0
refused "$ours" 'a socket of an odd family can be made' '' -- call "$(probe number socket)" 38 5 0
refused "$ours" 'whatever stands in the half that does not count' '' -- \
	call "$(probe number socket)" 0x100000026 5 0
refused "$ours" 'personality can change what is executable' '' -- \
	call "$(probe number personality)" 0x0400000
refused strict 'processes can be traced' "$default" -- call "$(probe number ptrace)" 16 0
# shellcheck disable=SC2086
if probe int80 20 >/dev/null 2>&1; then
	for mode in "$default" "$strict"; do
		is 159 'sandbox: killed by the system call filter; is this a 32-bit program? see --seccomp-arch' \
			'a call of another kind is the end' $mode probe int80 20
	done
else
	skip 'a call of another kind' 'kernel: runs no 32-bit programs'
fi

finish
