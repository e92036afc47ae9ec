#!/bin/sh
# SPDX-License-Identifier: MIT
# From an initramfs to the root that the command line names; and what happens where
# there is none.
# limit: 400

TOP=${TOP:-$(cd "${0%/*}/../.." && pwd)}
# shellcheck source=SCRIPTDIR/boot.sh
. "$TOP/tests/boot/boot.sh"
for tool in mke2fs mksquashfs sfdisk; do
	has $tool || skip_all "tool: $tool is missing"
done

# --- the roots ------------------------------------------------------------------

mkdir -p "$T/root/bin" "$T/root/sbin" "$T/root/etc"
for dir in dev proc sys run tmp mnt; do
	mkdir "$T/root/$dir"
done
cp "$bin/init" "$T/root/sbin/init"
cp "$("$here/userland" "$arch" busybox)/busybox" "$T/root/bin/"
ln -s init "$T/root/sbin/poweroff"
for name in sh cat mount grep ls sed head; do
	ln -s busybox "$T/root/bin/$name"
done
cat >"$T/root/etc/inittab" <<-'END'
	::wait:/bin/look init
	::once:poweroff
END
cat >"$T/root/bin/look" <<-'END'
	#!/bin/sh
	echo "@by $*"
	grep ' / / ' /proc/self/mountinfo | sed 's/.* \(r[wo]\),[^ ]*.* - \([^ ]*\) \([^ ]*\) .*/@root \1 \2 \3/'
	echo "@run $(cat /run/marker)"
	echo "@places" $(ls -d /dev/null /proc/1 /sys/class)
	echo "@shmem $(grep Shmem: /proc/meminfo)"
	echo "@words $(sed 's/.* -- //' /proc/cmdline)"
	echo "@runs $(grep -c ' /run ' /proc/self/mountinfo) $(grep -c ' /tmp ' /proc/self/mountinfo)"
	[ "$1" = init ] || exec poweroff -f
END
chmod 755 "$T/root/bin/look"
uuid=01234567-89ab-cdef-0123-456789abcdef
truncate -s 12M "$T/ext4"
mke2fs -q -t ext4 -F -L 'a root' -U $uuid -d "$T/root" "$T/ext4"
truncate -s 12M "$T/late"
mke2fs -q -t ext4 -F -L late -d "$T/root" "$T/late"
mksquashfs "$T/root" "$T/squashfs" -quiet -no-progress -noappend -all-root >/dev/null

# part NAME LABEL LINE: a disk with the ext4 as its second partition
part() {
	truncate -s 20M "$T/$1"
	printf 'label: %s\n%s\nstart=2048,size=2048\nstart=8192,size=24576%s\n' "$2" "$3" "${4:-}" |
		sfdisk -q "$T/$1"
	dd if="$T/ext4" of="$T/$1" bs=512 seek=8192 conv=notrunc status=none
}
part gpt gpt '' ,uuid=DEADBEEF-0123-4567-89AB-CDEF01234567
part mbr dos 'label-id: 0xcafebabe'

# --- the initramfs ----------------------------------------------------------------

file /etc/inittab 644 <<-'END'
	::sysinit:/t/modules
	::askfirst:/t/never
END
file /t/modules 755 <<-'END'
	#!/bin/sh
	for module in virtio_pci virtio_blk ext4 squashfs; do
		/qemu/agent -q -- $module
	done
	echo moved >/run/marker
	dd if=/dev/zero of=/large bs=1M count=60 2>/dev/null
	mkdir -p /other
	mount -t ext4 /dev/vdb /other 2>/dev/null
	echo @modules
END
truncate -s 4M "$T/other"
mkdir "$T/tree"
echo kept >"$T/tree/file"
mke2fs -q -t ext4 -F -d "$T/tree" "$T/other"

# root NAME IMAGE WORDS WANTED QEMU...
root() {
	name=$1 image=$2 words=$3 mounted=$4
	shift 4
	cp "$T/$image" "$T/disk"
	boot "$words" -drive "file=$T/disk,if=none,id=disk,format=raw" \
		-device virtio-blk-pci,drive=disk "$@"
	is 0 'Power down' "$name" ended
	is 0 "$mounted" "$name: what is mounted" line '@root '
}

root 'by label' ext4 'root="LABEL=a root"' 'ro ext4 /dev/vda' \
	-drive "file=$T/other,if=none,id=other,format=raw" -device virtio-blk-pci,drive=other
is 0 'init' 'its init reads its inittab' line '@by '
is 0 moved '/run has moved along' line '@run '
is 0 '/dev/null /proc/1 /sys/class' 'and so have /dev, /proc and /sys' line '@places '
is 0 '1 1' 'nothing is mounted a second time' line '@runs '
small() {
	[ "$(line '@shmem' | tr -cd 0-9)" -lt 10000 ]
}
is 0 '' 'the files of the initramfs are gone' small
is 0 kept 'but not those of a disk that was mounted there' \
	sh -c "debugfs -R 'cat file' '$T/other' 2>/dev/null"
root 'by UUID, read-write' ext4 "root=UUID=$(echo $uuid | tr a-f A-F) rw" 'rw ext4 /dev/vda'
root 'by the UUID of a GPT partition' gpt \
	'root=PARTUUID=deadbeef-0123-4567-89ab-cdef01234567 rootflags=errors=remount-ro' 'ro ext4 /dev/vda2'
root 'by that of an MBR' mbr 'root=PARTUUID=cafebabe-02' 'ro ext4 /dev/vda2'
root 'a squashfs, by its device, with an init of its own and words for it' squashfs \
	'root=/dev/vda init=/bin/look -- one "two three"' 'ro squashfs /dev/vda'
is 0 'one two three' 'the words reach it' line '@by '
[ -z "${BRIEF:-}" ] || finish

# As ubi0:root for ubifs, or what virtiofs calls a tag; this one is empty.
boot 'root=ubi0:root rootfstype=tmpfs panic=1'
is 0 'Restarting system' 'a name that is no path' ended
is 0 'No such file or directory' 'is for the file system to know' line '.*init: exec /bin/sh in /root: '

# The disk comes later.
if built_in HOTPLUG_PCI_PCIE; then
	boot 'root=LABEL=late rootwait' -drive "file=$T/late,if=none,id=disk,format=raw" \
		-device pcie-root-port,id=hole
	is 0 '' 'rootwait: without a disk we wait' await @modules
	echo 'device_add virtio-blk-pci,drive=disk,bus=hole' >&8
	is 0 'Power down' 'until it comes' ended
	is 0 'ro ext4 /dev/vda' 'and take it' line '@root '
else
	skip 'rootwait' 'kernel: it knows no disk that comes later'
fi

lines_with() {
	lines | grep -- "$1"
}
again() {
	wait_for twice && echo there is no such device
}
twice() {
	[ "$(lines | grep -c 'init: root=/dev/vdz: there is no such device')" = 2 ]
}

# Nothing to be had: a shell, which may mend it.
boot 'root=/dev/vdz rootdelay=1 panic=0'
is 0 'there is no such device' 'what is missing is told' await '.*init: root=/dev/vdz: '
enter 'echo @sh''ell $$; exit'
like 0 '[1-9]*' 'and a shell is there' await '@shell '
is 0 'there is no such device' 'after it we try again' again
enter 'reboot -f'
is 0 'Restarting system' 'it can reboot' ended

boot 'root=/dev/vdz rootdelay=1 panic=1'
is 0 'Restarting system' 'with panic= there is a reboot instead' ended
is 0 '1 s' 'which is told' line '.*init: reboot in '

# The command, for a script that is PID 1 itself.
file /t/script 755 <<-'END'
	#!/bin/sh
	mount -t proc proc /proc
	mount -t sysfs sysfs /sys
	mount -t devtmpfs dev /dev
	mount -t tmpfs run /run
	for module in virtio_pci virtio_blk ext4; do
		/qemu/agent -q -- $module
	done
	echo moved >/run/marker
	until mount -t ext4 -o ro /dev/vda /mnt; do usleep 50000; done
	/init switch_root /mnt /bin/look || echo "@refused $?"
	exec /init switch_root /mnt /bin/look one two
END
root 'init switch_root' ext4 'rdinit=/t/script' 'ro ext4 /dev/vda'
is 0 'one two' 'with the words' line '@by '
is 0 1 'for PID 1 only' line '@refused '
is 0 'init: switch_root is for PID 1' 'which is told' lines_with 'for PID 1'

# Where it cannot go PID 1 stays what it can be.
file /t/script 755 <<-'END'
	#!/bin/sh
	mount -t proc proc /proc
	operands=$(sed 's/.*operands=//; s/ .*//; s/,/ /g' /proc/cmdline)
	mkdir -p /dir
	exec /init switch_root $operands
END
file /etc/inittab 644 <<-'END'
	::sysinit:/t/stays
END
file /t/stays 755 <<-'END'
	#!/bin/sh
	echo "@stays $(ls / | wc -l)"
	exec poweroff -f
END
# refused WHAT OPERANDS WHY
refused() {
	boot "rdinit=/t/script operands=$2 -- one two"
	is 0 'Power down' "switch_root, $1" ended
	like 0 '[1-9][0-9]' "$1: all is as it was" line '@stays '
	is 0 '' "$1: which is told" said ".*init: $3"
}
refused 'to where we are' /,/t/stays '/ is not a mount point'
refused 'to a directory' /dir,/t/stays '/dir is not a mount point'
refused 'without an init' /dir 'usage: switch_root'
finish
