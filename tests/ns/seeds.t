#!/bin/sh
# SPDX-License-Identifier: MIT
# What tutorials on namespaces show, as far as it is not in the other files: the
# usual commands say the usual things, and bare namespaces are as others make them.
# Numbers in comments are those of the rows of a list of such demonstrations.

# shellcheck source=SCRIPTDIR/ns.sh
. "${0%/*}/ns.sh"
cd / || exit

# Alone, a namespace takes a user namespace as well for an ordinary user.
bare() {
	kind=$1
	shift
	if has root; then
		sandbox --only "$kind" "$@"
	else
		sandbox --only "user,$kind" --map-root "$@"
	fi
}
r=
has root || r=-r

# same NAME 'COMMAND of a tutorial' OURS…: both say the same and have the same status.
same() {
	name=$1 theirs=$2
	shift 2
	if has "${theirs%% *}"; then
		theirs=$(sh -c "$theirs" 2>&1)
		is $? "$theirs" "$name" "$@"
	else
		skip "$name" "${theirs%% *}: there is none"
	fi
}

# when 'COMMAND…': does what is only on some machines work?  Otherwise $name is skipped.
when() {
	! sh -c "$1" >/dev/null 2>&1 || return 0
	skip "$name" "${1%% *}: there is none, or it does not do that here"
	return 1
}

# --- looking around (7, 34, 72, 73)

whoami='id -un 2>/dev/null || true'
is 0 "$(sh -c "$whoami")" 'id has the name it had' sandbox sh -c "$whoami"
like 0 '*sandbox*ps*' 'ps shows what runs, PID 1 and itself' sandbox ps -o pid,args
name='all of it'
! when 'ps -ef' || like 0 '*sandbox*ps -ef' "$name" sandbox ps -ef
name='those of a terminal as a tree'
! when 'ps fax' || like 0 '*PID *' "$name" sandbox sh -c 'ps fa; :'
name='those of a name'
! when 'ps -C sh' || is 0 2 "$name" sandbox sh -c 'echo $(ps -C sh -o pid=)'
is 0 '' 'no job is left over' sandbox sh -c 'jobs -p'
like 0 '*tmpfs*/tmp' 'df shows the private /tmp' sandbox sh -c 'df /tmp | tail -n 1'
like 0 '* on /proc type proc (rw,nosuid,nodev,noexec*' 'mount shows the new /proc' \
	sandbox sh -c 'mount | grep "on /proc type proc" | tail -n 1'
like 0 '*tmpfs*' '/proc/filesystems can be read' sandbox cat /proc/filesystems
name='findmnt finds the root, once'
! when 'findmnt --version' || is 0 / "$name" sandbox findmnt -n -o TARGET /
name='lsblk finds the disks'
if when 'lsblk -n -o NAME'; then
	is 0 "$(lsblk -n -o NAME)" "$name" sandbox lsblk -n -o NAME
	is 0 "$(lsblk -n -o NAME)" 'with a new /sys as well' sandbox --ro-bind / / --sys /sys lsblk -n -o NAME
	like 1 'lsblk: *' 'but none without it' sandbox --ro-bind / / --tmpfs /sys lsblk
fi
like 1 'dmesg: *' 'the log of the kernel is not for the sandbox' sandbox dmesg
is 1 '' 'and has no device' sandbox sh -c '[ -e /dev/kmsg ]'
is 0 '' 'nor can it be read from /proc' sandbox sh -c 'cat /proc/kmsg 2>/dev/null; :'

# --- names (11, 13, 15, 17)

rename='hostname; hostname other; hostname; uname -n'
is 0 "$(uname -n)
other
other" 'a bare sandbox may be renamed' bare uts sh -c "$rename"
same 'as with unshare' "unshare $r --uts sh -c '$rename'" bare uts sh -c "$rename"
name='an ordinary user asks for nothing more'
if has ordinary; then
	is 0 sandbox "$name" as_user sandbox hostname
	! has unshare || like 1 'unshare: *Operation not permitted' 'of unshare too much was asked' \
		as_user unshare --uts true
else
	skip "$name" 'ordinary: there is no such user'
fi
# The word for a namespace without its dashes.
same 'a command that is none has the status that unshare gives' \
	"unshare $r -m sh -c 'PATH=/usr/bin:/bin; exec unshare -m uts sh' >/dev/null 2>&1; echo \$?" \
	sh -c 'sandbox --setenv PATH /usr/bin:/bin uts sh >/dev/null 2>&1; echo $?'

# --- processes (9, 20, 23 to 27, 29, 30)

is 0 'a b' 'a command is all that there must be' sandbox echo a b
same 'the first is process 1, as after unshare' "unshare $r --pid --fork sh -c 'echo \$\$'" \
	bare pid --as-pid-1 sh -c 'echo $$'

up --info-fd 7 7>"$T/info"
outer=$(sed -n 's/.*"child-pid": \([0-9]*\),/\1/p' "$T/info")
is 0 "NSpid:	$outer	1" 'a caller is told what number PID 1 has outside' grep NSpid: "/proc/$outer/status"
is 0 "$outer" 'and it is the parent of the command' sed -n 's/^PPid:\t//p' "/proc/$shell/status"
down

busybox=$(command -v busybox)
case $busybox in /*) ;; *) busybox=/bin/busybox ;; esac # its own shell knows no path
name='a system in a directory has what is in it'
if when "$busybox true" && ! ldd "$busybox" >/dev/null 2>&1; then
	for dir in bin dev etc proc run sys tmp; do
		mkdir -p "$T/alpine/$dir"
	done
	cp "$busybox" "$T/alpine/bin/busybox"
	ln -s busybox "$T/alpine/bin/sh"
	echo alpine >"$T/alpine/etc/hostname"
	is 0 'bin
dev
etc
proc
run
sys
tmp' "$name" sandbox --ro-root "$T/alpine" /bin/busybox ls /
	! has root || same 'the same as in a chroot' "chroot '$T/alpine' /bin/busybox ls -R /bin" \
		sandbox --root "$T/alpine" /bin/busybox ls -R /bin
	is 127 '' 'and no other commands' sandbox --root "$T/alpine" sh -c 'apt 2>/dev/null'
	is 0 changed 'written on an overlay' sandbox --overlay-src "$T/alpine" --tmp-overlay / \
		sh -c 'echo changed >/etc/hostname && /bin/busybox cat /etc/hostname'
	is 0 alpine 'it stays as it was' cat "$T/alpine/etc/hostname"
	up --root "$T/alpine"
	is 0 "$(stat -c %d:%i "$T/alpine")" 'for the host it is the root of those in it' \
		stat -c %d:%i "/proc/$shell/root/."
	is 0 / 'as for themselves' inside '/bin/busybox readlink /proc/self/root'
	is 0 '' 'where no mount shows, while they run' unchanged
	down
	name='nor stays one, as that of a chroot does'
	if has root && probe new mnt true 2>/dev/null; then
		is 0 '1
0' "$name" probe new mnt sh -c '
			chroot "$0" /bin/busybox mount -t proc proc /proc
			grep -c "$0/proc" /proc/self/mountinfo
			probe umount "$0/proc"
			sandbox --root "$0" /bin/busybox true
			grep -c "$0/proc" /proc/self/mountinfo || :' "$T/alpine"
	else
		skip "$name" 'root: only it can chroot'
	fi
else
	skip "$name" 'busybox: there is no static one'
fi

# --- mounts (22, 31, 32, 35)

# What lies below $T is removed in the end, so nothing of the host is ever bound there.
mkdir "$T/test" "$T/there"
: >"$T/there/file"
by_hand='mount --bind "$0/there" "$0/test" && ls "$0/test"'
is 0 file 'what is bound elsewhere is seen there' \
	sandbox --ro-bind / / --bind "$T/there" "$T/test" ls "$T/test"
is 0 file 'and so what is bound by hand' bare mnt sh -c "$by_hand" "$T"
same 'as after unshare' "unshare $r --mount sh -c '$by_hand' '$T'" bare mnt sh -c "$by_hand" "$T"
is 0 '' 'and not outside' ls -A "$T/test"
name='who unmounts everything does it for himself'
if has root && ! initramfs && probe new mnt true 2>/dev/null; then
	# In a copy of the host's mounts, in case that he does not.
	is 0 'inside: 1 3
outside: the same' "$name" probe new mnt sh -c '
		probe share /
		before=$(cat /proc/self/mountinfo)
		sandbox --only none sh -c "umount -a -l 2>/dev/null
			set -- /proc/* && n=\$# && set -- /dev/* && echo inside: \$n \$#"
		[ "$before" != "$(cat /proc/self/mountinfo)" ] || echo outside: the same'
else
	skip "$name" 'root: nobody else may'
fi

name='a file system can be mounted by us'
if has root; then
	is 0 "1024 $T/test" "$name" sandbox --mount tmpfs none "$T/test" size=1m sh -c 'df -k "$0" | awk "NR > 1 { print \$(NF - 4), \$NF }"' "$T/test"
else
	like 125 'sandbox: mount tmpfs on *: Operation not permitted*' 'only root can have us mount' \
		sandbox --mount tmpfs none /mnt rw true
fi

# A file system of a disk, which takes the user namespace of the kernel.
device=
name='a disk can be mounted'
if has root && has mke2fs && truncate -s 1M "$T/disk" 2>/dev/null && mke2fs -q "$T/disk" &&
	device=$(losetup -f --show "$T/disk" 2>/dev/null); then
	mounted='mount "$0" "$1" && cd "$1" && ls'
	is 0 lost+found "$name" sandbox --only none sh -c "$mounted" "$device" "$T/test"
	is 0 '' 'which nobody outside sees' ls -A "$T/test"
	is 0 'lost+found
ro,nosuid,nodev' 'or by us' sandbox --ro-bind / / --proc /proc --mount ext2 "$device" "$T/test" ro sh -c '
		ls "$0"; while read -r _ _ _ _ dest how _ _ _ super; do
			[ "$dest" != "$0" ] || echo "$super,${how#rw,}" | sed "s/,relatime//"
		done </proc/self/mountinfo' "$T/test"
	is 0 '' 'which nobody outside sees either' ls -A "$T/test"
	like 125 'sandbox: mount ext2 on /mnt: Invalid argument*' 'what such a disk does not know is refused' \
		sandbox --mount ext2 "$device" /mnt nonsense true
	mkdir "$T/usb"
	is 0 lost+found 'or shown, if it is' probe new mnt sh -c '
		mount "$0" "$1" && sandbox --ro-bind / / --ro-bind "$1" "$2" ls "$2"' "$device" "$T/usb" "$T/test"
	losetup -d "$device"
else
	skip "$name" 'losetup: is not here, or not allowed'
fi

# --- users (41 to 50)

overflow=$(cat /proc/sys/kernel/overflowuid)
ids='id -u; id -g'
is 0 "$overflow" 'without a map nobody is anybody' sandbox --only user --map-none id -u
same 'as with unshare' "unshare --user sh -c '$ids'" sandbox --only user --map-none sh -c "$ids"
is 0 'CapEff:	0000000000000000' 'nor has a capability' sandbox --map-none grep CapEff /proc/self/status
name='as capsh says'
! when 'capsh --print' || is 0 'Current: =' "$name" sandbox sh -c 'capsh --print | grep Current:'
root='id -u; id -g; tr -s " " </proc/self/uid_map; cat /proc/self/setgroups'
same 'root is whom unshare makes it' "unshare --map-root-user sh -c '$root'" sandbox --map-root sh -c "$root"
mkdir "$T/mine"
is 0 0 'a file it makes is its own' \
	sandbox --map-root --rw "$T/mine" sh -c "touch '$T/mine/f' && stat -c %u '$T/mine/f'"
is 0 "$(id -u)" 'and ours outside' stat -c %u "$T/mine/f"

# from_outside COMMAND…: it writes the maps for the process whose number comes behind it.
from_outside() {
	rm -f "$T/go" "$T/info.fifo"
	mkfifo "$T/go" "$T/info.fifo"
	exec 8<>"$T/go"
	sandbox --unshare-user --cap-add ALL --info-fd 7 --userns-block-fd 8 sh -c '
		id -u
		sed -n "s/  */ /g; p" /proc/self/uid_map
		grep CapEff /proc/self/status' 7>"$T/info.fifo" &
	while read -r word number && [ "$word" != '}' ]; do
		[ "$word" != '"child-pid":' ] || child=${number%,}
	done <"$T/info.fifo"
	"$@" "${child-}" || kill $!
	echo >&8
	exec 8>&-
	wait $!
}
write_maps() {
	echo deny >"/proc/$1/setgroups"
	echo "0 $(id -u) 1" >"/proc/$1/uid_map"
	echo "0 $(id -g) 1" >"/proc/$1/gid_map"
}
everything=$(printf 'CapEff:\t%016x' $(((1 << $(cat /proc/sys/kernel/cap_last_cap) + 1) - 1)))
is 0 "0
 0 $(id -u) 1
$everything" 'whoever is outside can write the map, and they are root' from_outside write_maps
by_newuidmap() {
	newuidmap "$1" 0 0 1 && newgidmap "$1" 0 0 1
}
name='as can newuidmap'
if has root && has newuidmap; then
	is 0 " 0 0 1
$everything" "$name" sh -c 'printf "%s\n" "$0" | sed 1d' "$(from_outside by_newuidmap)"
else
	skip "$name" 'newuidmap: is not here, or not for us'
fi
if has root; then
	is 0 '0 1000 65335
0 1000 65335' 'a range of ids can be shifted' \
		sandbox --uid-map 0 1000 65335 --gid-map 0 1000 65335 sh -c '
			for map in uid gid; do read -r a b c </proc/self/${map}_map && echo $a $b $c; done'
fi
name='the command can be run as anybody'
! when 'id -u nobody' || is 0 "$(id -u nobody)" "$name" sandbox --user nobody id -u

# users: the inodes of the user namespaces, and the owner of a uts namespace.
users() {
	sandbox --list -rn --columns NS --type user
}
inode() {
	nsid "$1" "$2" | tr -dc 0-9
}
up --map-root --allow-userns
user=$(inode user "$shell")
is 0 "$user" 'its user namespace is listed' sh -c 'sandbox --list -rn -o NS -t user | grep -x "$0"' "$user"
is 0 "$user" 'and owns the others' sandbox --list -rn --columns ONS --pid "$shell" --type uts
down
is 1 '' 'and when it has ended, no more' sh -c 'sandbox --list -rn -o NS -t user | grep -x "$0"' "$user"

# --- ipc (52)

name='what ipcmk makes is not seen inside'
if when 'ipcmk --version'; then
	segment=$(ipcmk -M 10 | tr -dc 0-9)
	is 0 "$segment" 'ipcmk makes a segment' sh -c 'ipcs -m | awk -v id="$0" "\$2 == id { print \$2 }"' "$segment"
	is 0 0 "$name" sandbox sh -c 'ipcs -m | grep -c ^0x || :'
	is 0 1 'nor outside what it makes there' sandbox sh -c 'ipcmk -Q >/dev/null; ipcs -q | grep -c ^0x'
	ipcrm -m "$segment"
fi

# --- network (61)

pair='ip link add seed0 type veth peer name seed1 && ip link | sed -n "s/^[0-9]*: \([^:@]*\).*/\1/p"'
same 'a pair of interfaces is made and seen inside' "unshare $r --net sh -c '$pair'" bare net sh -c "$pair"
is 1 '' 'and not outside' grep seed /proc/net/dev

# --- clocks (66)

around() {
	before=$(date +%s)
	seen=$(sandbox --boottime 100000 --monotonic 100000 date +%s)
	[ "$before" -le "$seen" ] && [ "$seen" -le "$(date +%s)" ]
}
if [ -e /proc/self/ns/time ]; then
	is 0 '' 'the date is that of the host, whatever clock is moved' around
fi
# To what it is, in case that it can be.
set_date='date -s "$(date "+%Y-%m-%d %H:%M:%S")" 2>&1 >/dev/null; :'
like 0 'date: *Operation not permitted' 'and is not set' sandbox sh -c "$set_date"
like 0 'date: *Operation not permitted' 'not by root' sandbox --map-root --cap-add ALL sh -c "$set_date"

# --- a shell to work in (12, 29)

is 0 here 'without a command it is $SHELL' env SHELL="$KIT/tests/probe" PATH="$PATH" \
	sh -c 'echo echo here | SHELL=/bin/sh sandbox'
is 0 'one
two' 'which takes one command after the other' sh -c 'printf "echo one\nsh -c \"echo two\"\n" | sandbox sh'

terminal() {
	printf 'sleep 1000 &\njobs\nkill %%1\n[ -t 0 ] && echo a terminal\nexit\n' |
		PS1='' probe tty sandbox sh -i 2>&1
	true
}
like 0 '*unning*sleep 1000*a terminal*' 'on a terminal it has job control' terminal
is 1 '' 'about which it does not complain' sh -c 'printf %s "$1" | grep "access tty"' - "$(terminal)"
name='where fg, Ctrl-Z and bg do what they do'
if has bash && [ -x "$KIT/tests/drive" ]; then
	PS1='$ ' ENV='' HISTFILE='' is 7 '' "$name" \
		drive terminal sandbox --env PS1 --env ENV --env HISTFILE bash --norc --noprofile -i <<-'END'
			<$
			>sh -c 'read x; echo H$x; exec sleep 1000' & jobs\n
			<sleep
			<$
			>fg\n
			<sleep
			>hello\n
			<Hhello
			>^Z
			<topped
			<$
			>bg\n
			<sleep
			<$
			>kill %1; wait; echo e""nd\n
			<end
			>exit 7\n
		END
else
	skip "$name" 'bash: there is none'
fi
is 0 '' 'nothing of it is left on the host' unchanged
finish
