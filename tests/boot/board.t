#!/bin/sh
# SPDX-License-Identifier: MIT
# The overlay of README's "On a board", on a root that is as Buildroot makes it with
# busybox: its inittab and scripts are as they were.
# limit: 300

TOP=${TOP:-$(cd "${0%/*}/../.." && pwd)}
# shellcheck source=SCRIPTDIR/boot.sh
. "$TOP/tests/boot/boot.sh"

# --- what Buildroot leaves in output/target, with its initramfs's /init ------------------

target=$T/target
userland=$("$here/userland" "$arch" busybox)
for dir in bin sbin usr/bin usr/sbin etc/init.d dev proc sys run tmp root mnt srv/www; do
	mkdir -p "$target/$dir"
done
cp "$userland/busybox" "$target/bin/busybox"
while read -r name; do
	ln -s busybox "$target/bin/$name"
done <"$userland/links"
ln -s ../bin/busybox "$target/sbin/init"
ln -s ../bin/busybox "$target/sbin/getty"
echo 'root:x:0:0:root:/root:/bin/sh' >"$target/etc/passwd"
echo 'root::10933:0:99999:7:::' >"$target/etc/shadow"
echo 'root:x:0:' >"$target/etc/group"
echo buildroot >"$target/etc/hostname"
echo index >"$target/srv/www/index.html"
cat >"$target/etc/fstab" <<-'END'
	/dev/root / ext2 rw,noauto 0 1
	proc /proc proc defaults 0 0
	devpts /dev/pts devpts defaults,gid=5,mode=620,ptmxmode=0666 0 0
	tmpfs /dev/shm tmpfs mode=1777 0 0
	tmpfs /tmp tmpfs mode=1777 0 0
	tmpfs /run tmpfs mode=0755,nosuid,nodev 0 0
	sysfs /sys sysfs defaults 0 0
END
cat >"$target/etc/inittab" <<-'END'
	::sysinit:/bin/mount -t proc proc /proc
	::sysinit:/bin/mount -o remount,rw /
	::sysinit:/bin/mkdir -p /dev/pts /dev/shm
	::sysinit:/bin/mount -a
	::sysinit:/sbin/swapon -a
	null::sysinit:/bin/ln -sf /proc/self/fd /dev/fd
	null::sysinit:/bin/ln -sf /proc/self/fd/0 /dev/stdin
	::sysinit:/bin/hostname -F /etc/hostname
	::sysinit:/etc/init.d/rcS
	console::respawn:/sbin/getty -L  console 0 vt100 # GENERIC_SERIAL
	::shutdown:/etc/init.d/rcK
	::shutdown:/sbin/swapoff -a
	::shutdown:/bin/umount -a -r
END
printf '#!/bin/sh\necho "@rcS $(hostname)"\n' >"$target/etc/init.d/rcS"
printf '#!/bin/sh\necho "@rcK"\n' >"$target/etc/init.d/rcK"
printf '#!/bin/sh\n/bin/mount -t devtmpfs devtmpfs /dev\nexec 0</dev/console\nexec 1>/dev/console\nexec 2>/dev/console\nexec /sbin/init "$@"\n' >"$target/init"
chmod 755 "$target/init" "$target/etc/init.d/rcS" "$target/etc/init.d/rcK"
base=$T/cpio
pack() {
	(cd "$target" && find . -mindepth 1 | LC_ALL=C sort | cpio --quiet -o -H newc -R 0:0) >"$base"
}

# --- the overlay, as README has it ---------------------------------------------------------

overlay=$T/overlay
install -D "$bin/init" "$overlay/sbin/init"
install -D "$bin/sandbox" "$overlay/usr/bin/sandbox"
for name in halt poweroff reboot; do
	ln -s init "$overlay/sbin/$name"
done
cp -a --remove-destination "$overlay/." "$target"

log_in() {
	await 'buildroot login: ' >/dev/null || return
	enter root
	await '~ # ' >/dev/null || return
	enter 'echo @pid""1 $(readlink /proc/1/exe) $(tty)'
	await '@pid1 '
}
pack
boot 'splash'
is 0 '/sbin/init /dev/console' 'init alone: one can log in' log_in
is 0 buildroot 'rcS has run' line '@rcS '
enter poweroff
is 0 'Power down' 'and power off' ended
is 0 '' 'rcK has run' line '@rcK'
is 1 '' 'no line of its inittab is wrong' said '.*init: .*inittab'

# And one line more.
echo '::respawn:sandbox --share-net httpd -f -p 8080 -h /srv/www' >>"$target/etc/inittab"
pack
boot ''
served() {
	log_in >/dev/null
	enter 'until x=$(wget -qO- 127.0.0.1:8080 2>/dev/null); do usleep 50000; done; echo "@got-$x"'
	await @got-
	enter 'echo @name""spaces $(for p in 1 $(pidof httpd | cut -d " " -f 1); do readlink /proc/$p/ns/mnt; done | sort -u | wc -l)'
	await '@namespaces '
}
is 0 'index
2' 'a server in a sandbox serves' served
enter reboot
is 0 'Restarting system' 'and is stopped' ended
finish
