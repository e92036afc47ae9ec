#!/bin/sh
# SPDX-License-Identifier: MIT
# PID 1 stays, whatever is lacking or goes wrong: it says so, and obeys.
#
#	KERNEL=6.12-small ORPHANS=1000000 LIMIT=300 tests/run boot/never
#
# does it with more orphans, which takes two minutes.
# limit: 600

TOP=${TOP:-$(cd "${0%/*}/../.." && pwd)}
# shellcheck source=SCRIPTDIR/boot.sh
. "$TOP/tests/boot/boot.sh"

keyboard || skip_all 'kernel: it knows no keyboard'

# --- an initramfs with nothing but init --------------------------------------------

printf 'file\t/init\t%s\t755\t0\t0\n' "$bin/init" | "$here/newc" >"$T/bare"
base=$T/bare
boot 'panic=0' -device virtio-keyboard-pci
is 0 'No such file or directory' 'without /bin/sh PID 1 says so' await '.*init: exec -/bin/sh: '
is 0 '' 'and tries again, later' await '.*init: -/bin/sh ended at once with 127; again in 1 s'
key ctrl-alt-delete
is 0 'Restarting system' 'and Ctrl-Alt-Del reboots' ended
boot 'panic=2'
is 0 'Restarting system' 'with panic= it reboots by itself' ended
is 0 '2 s' 'after so many seconds' line '.*init: reboot in '
base=''

# --- no console; an inittab that cannot be read ---------------------------------------

# A directory of that name; and what is there without a table then runs.
file /etc/inittab/file 644 </dev/null
file /etc/init.d/rcS 755 <<-'END'
	#!/bin/sh
	{
		echo "@streams $(readlink /proc/$$/fd/0) $(readlink /proc/$$/fd/2)"
		dmesg | sed -n 's/.*\] init: /@init /p'
	} >/dev/ttyS0
	kill -USR2 1
END
sed -i "s/ttyS0/$serial/" "$T/files/$n_files"
CONSOLE=none0 boot 'keep_bootcon'
like 0 '*' 'without a console it goes on' ended
is 0 'read /etc/inittab: Is a directory' 'and what is wrong is in the kernel'\''s log' line '@init '
is 0 '/dev/null /dev/null' 'processes have streams all the same' line '@streams '

# --- no devtmpfs ------------------------------------------------------------------------

# What init makes is compared with what the kernel does.
: >"$T/list"
probe=${bin%/bin}/tests/probe
printf 'file\t/bin/probe\t%s\t755\t0\t0\n' "$probe" >>"$T/list"
file /t/old 755 <<-'END'
	#!/bin/sh
	exec probe nodevtmpfs /init
END
file /etc/inittab 644 <<-'END'
	::once:/t/compare
END
file /t/compare 755 <<-'END'
	#!/bin/sh
	list() {
		cd "$1"
		find . -type d ! -path './shm*' ! -path './pts*' -o -type b -o -type c ! -path './pts/*' |
			sort | while read -r name; do
			echo "$name $(stat -c '%a %u:%g %t:%T' "$name")"
		done
	}
	sed -n 's|^\([^ ]*\) /dev \([^ ]*\) .*|@dev \1 \2|p' /proc/mounts
	mkdir /tmp/dev
	mount -t devtmpfs real /tmp/dev
	list /tmp/dev >/tmp/real
	list /dev >/tmp/ours
	echo "@nodes $(wc -l </tmp/ours) $(grep '^./null ' /tmp/ours)"
	diff /tmp/real /tmp/ours | sed -n 's/^[-+<>][^-+]/@differs &/p'
	poweroff
END
differs() {
	lines | grep '^@differs'
}
boot 'rdinit=/t/old'
is 0 'Power down' 'without devtmpfs it boots' ended
is 0 'dev tmpfs' 'with a tmpfs for it' line '@dev '
like 0 '[2-9][0-9]* ./null 666 0:0 1:3' 'of many nodes' line '@nodes '
is 1 '' 'as the kernel makes them' differs

# --- fork bombs, no memory, a million orphans -----------------------------------------

: >"$T/list"
file /etc/inittab 644 <<-'END'
	::respawn:/t/service
	::once:/t/trouble
END
file /t/service 755 <<-'END'
	#!/bin/sh
	echo x >>/tmp/services
	[ "$(wc -l </tmp/services)" != 1 ] || exec sleep 1
	exec sleep 1000
END
file /t/trouble 755 <<-'END'
	#!/bin/sh
	orphans=$(sed 's/.*orphans=//; s/ .*//' /proc/cmdline)
	probe orphans "$orphans"
	sleep 0.5
	n=0
	for dir in /proc/[0-9]*; do
		case $(cat "$dir/stat" 2>/dev/null) in
		*') Z '*) n=$((n + 1)) ;;
		esac
	done
	echo "@zombies $n"
	echo "@rss $(grep VmRSS /proc/1/status | tr -dc 0-9)"
	# All the memory, until the kernel ends it; PID 1 is not whom it picks.
	tail /dev/zero
	echo "@killed $?"
	echo 400 >/proc/sys/kernel/threads-max
	bomb() {
		trap '' TERM
		while :; do bomb & done 2>/dev/null
	}
	bomb &
	sleep 1
	echo "<3>@bomb" >/dev/kmsg
	while :; do bomb & done 2>/dev/null
END
printf 'file\t/bin/probe\t%s\t755\t0\t0\n' "$probe" >>"$T/list"
MEMORY=160 LIMIT=${LIMIT:-120} boot "init.grace=1 orphans=${ORPHANS:-100000}" -device virtio-keyboard-pci
is 0 '0' 'of very many orphans none is left' await '@zombies '
is 0 '137' 'the kernel kills who takes all memory' await '@killed '
like 0 '*' 'a fork bomb takes all processes' await '.*@bomb'
key ctrl-alt-delete
is 0 'Restarting system' 'and all is ended within its time' ended
small() {
	[ "$(line '@rss ')" -lt 200 ]
}
is 0 '' 'PID 1 is small' small

# --- no process to be had -------------------------------------------------------------

: >"$T/list"
file /etc/inittab 644 <<-'END'
	::sysinit:/t/full
	::once:/t/once
	::ctrlaltdel:/t/never
END
file /t/full 755 <<-'END'
	#!/bin/sh
	read -r words </proc/cmdline
	mkfifo /run/never
	# The kernel's own are more than twenty; and read needs none to wait.
	case $words in
	*forever*) ;;
	*) { read -r -t 2 _; echo 10000 >/proc/sys/kernel/threads-max; } <>/run/never & ;;
	esac
	echo 20 >/proc/sys/kernel/threads-max
END
file /t/once 755 <<-'END'
	#!/bin/sh
	echo '@once'
	poweroff
END
boot ''
is 0 'Resource temporarily unavailable' 'what could not be started' await '.*init: fork for /t/once: '
is 0 'Power down' 'is tried again' ended
is 0 '' 'and runs' line @once
boot forever -device virtio-keyboard-pci
is 0 'Resource temporarily unavailable' 'nothing can be started' await '.*init: fork for /t/once: '
key ctrl-alt-delete
is 0 'Restarting system' 'so Ctrl-Alt-Del reboots' ended

# --- what hangs in the kernel, and what is busy ---------------------------------------

: >"$T/list"
file /etc/inittab 644 <<-'END'
	::once:/t/freeze
	::shutdown:sleep 1000
END
file /t/freeze 755 <<-'END'
	#!/bin/sh
	for module in virtio_pci virtio_blk ext4; do
		/qemu/agent -q -- $module
	done
	mkdir -p /mnt/a /mnt/b
	until mount -t ext4 /dev/vda /mnt/a; do usleep 50000; done
	mount -t ext4 /dev/vdb /mnt/b
	fsfreeze --freeze /mnt/a
	echo data >/mnt/b/file
	# It will not come back from there.
	echo more >/mnt/a/file &
	until grep -q 'State:.D' /proc/$!/status; do usleep 50000; done
	echo "<3>@frozen" >/dev/kmsg
	reboot
END
for name in a b; do
	truncate -s 8M "$T/$name"
	mke2fs -q -t ext4 -F "$T/$name"
done
boot 'init.grace=1' -drive "file=$T/a,if=none,id=a,format=raw" -device virtio-blk-pci,drive=a \
	-drive "file=$T/b,if=none,id=b,format=raw" -device virtio-blk-pci,drive=b
is 0 '' 'a disk is frozen, and a process with it' await '.*@frozen'
is 0 'Restarting system' 'the machine reboots all the same' ended
seconds() {
	lines | sed -n 's/^\[ *\([0-9]*\)\..*\(@frozen\|reboot: Restarting\).*/\1/p' |
		{ read -r from; read -r to; echo $((to - from)); }
}
soon() {
	[ "$(seconds)" -le 35 ] || seconds
}
is 0 '' 'each thing that hangs delays it by its own time and no more' soon
state() {
	dumpe2fs -h "$T/b" 2>/dev/null | sed -n 's/^Filesystem state: *//p'
}
is 0 clean 'and the other disk is clean' state

# --- QUIT -----------------------------------------------------------------------------

: >"$T/list"
file /etc/inittab 644 <<-'END'
	::sysinit:/t/count
	::restart:/t/next one 'two three'
	::once:/t/quit
	::shutdown:sh -c 'echo "@stopped $(wc -l </run/count)"'
END
file /t/count 755 <<-'END'
	#!/bin/sh
	echo x >>/run/count
	echo "@started $(wc -l </run/count)"
	[ "$(wc -l </run/count)" != 3 ] || poweroff
END
file /t/quit 755 <<-'END'
	#!/bin/sh
	kill -QUIT 1
END
file /t/next 755 <<-'END'
	#!/bin/sh
	echo "@next $$ $# $2 $(grep SigBlk /proc/self/status | tr -d '\t')"
	sed -i /restart/d /etc/inittab
	exec /init
END
boot ''
is 0 'Power down' 'SIGQUIT' ended
is 0 '1 2 two three SigBlk:0000000000000000' 'makes what inittab says PID 1' line '@next '
is 0 '' 'or begins once more' line '@started 3'
is 0 1 'after the shutdown lines' line '@stopped '
finish
