#!/bin/sh
# SPDX-License-Identifier: MIT
# All ways down: each ends as it should, in bounded time, whatever still runs, and
# leaves a file system that was being written to as if it had been unmounted.
# limit: 600

TOP=${TOP:-$(cd "${0%/*}/../.." && pwd)}
# shellcheck source=SCRIPTDIR/boot.sh
. "$TOP/tests/boot/boot.sh"
has mke2fs || skip_all 'tool: mke2fs is missing'

# The directory has a blank, for /proc/self/mountinfo to escape.
file /etc/inittab 644 <<-'END'
	::sysinit:/t/disk
	::respawn:/t/writer
	::once:/t/deaf
	::once:/t/go
	::shutdown:sh -c 'echo script >/mnt/a\ disk/script'
END
file /t/disk 755 <<-'END'
	#!/bin/sh
	for module in virtio_pci virtio_blk ext4 loop; do
		/qemu/agent -q -- $module
	done
	mkdir -p '/mnt/a disk' /mnt/loop
	until mount -t ext4 /dev/vda '/mnt/a disk'; do usleep 50000; done
	cd '/mnt/a disk'
	mkdir -p mount/point
	mount -t tmpfs none mount/point
	dd if=/dev/zero of=swap bs=64k count=16
	mkswap swap
	swapon swap
	grep -q swap /proc/swaps && echo '@swap'
END
file /t/writer 755 <<-'END'
	#!/bin/sh
	cd '/mnt/a disk'
	while :; do echo data; done >>file
END
# Neither TERM nor HUP ends it, and it holds a file of the disk open.
file /t/deaf 755 <<-'END'
	#!/bin/sh
	trap '' TERM HUP INT
	exec 3>>'/mnt/a disk/held'
	while :; do sleep 100; done
END
file /t/go 755 <<-'END'
	#!/bin/sh
	read -r words </proc/cmdline
	sleep 0.3
	echo @up
	case $words in
	*way=SIG*) kill -"$(echo "$words" | sed 's/.*way=SIG//; s/ .*//')" 1 ;;
	*way=KEY*) ;;
	*way=*) exec -a "$(echo "$words" | sed 's/.*way=//; s/ .*//')" /init $(echo "$words" | sed 's/.*more=//') ;;
	esac
END

halted() {
	grep -q 'reboot: System halted' "$T/console" || gone
}

# way NAME WAY HOW
way() {
	truncate -s 16M "$T/disk"
	mke2fs -q -t ext4 -F "$T/disk" 2>&1
	boot "init.grace=1 $2" -drive "file=$T/disk,if=none,id=disk,format=raw" \
		-device virtio-blk-pci,drive=disk -device virtio-keyboard-pci
	case $2 in
	*KEY*) await @up && key ctrl-alt-delete ;;
	esac
	case $3 in
	*halted) wait_for halted || wait_for halted && echo quit >&8 ;;
	esac
	is 0 "$3" "$1: $3" ended
	is 0 'clean 0' "$1: the disk is clean" state
}

state() {
	state=$(dumpe2fs -h "$T/disk" 2>/dev/null | sed -n 's/^Filesystem state: *//p')
	dumpe2fs -h "$T/disk" 2>/dev/null | grep -q needs_recovery && state=dirty
	e2fsck -fn "$T/disk" >"$T/fsck" 2>&1
	echo "$state $?"
	[ "$state" = clean ] || lines | tail -n 20
}

way SIGTERM way=SIGTERM 'Restarting system'
is 0 script 'shutdown lines have run' sh -c "debugfs -R 'cat script' '$T/disk' 2>/dev/null"
way SIGUSR1 way=SIGUSR1 'System halted'
way poweroff 'way=poweroff more=-i now' 'Power down'
[ -z "${BRIEF:-}" ] || finish
way SIGINT way=SIGINT 'Restarting system'
if keyboard; then
	way Ctrl-Alt-Del way=KEY 'Restarting system'
else
	skip 'Ctrl-Alt-Del' 'kernel: it knows no keyboard'
fi
way SIGUSR2 way=SIGUSR2 'Power down'
way SIGPWR way=SIGPWR 'Power down'
way SIGRTMIN+3 way=SIG37 'System halted'
way SIGRTMIN+4 way=SIG38 'Power down'
way SIGRTMIN+5 way=SIG39 'Restarting system'
way halt 'way=halt more=' 'System halted'
way reboot 'way=reboot more=-d1' 'Restarting system'
finish
