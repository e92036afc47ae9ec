#!/bin/sh
# SPDX-License-Identifier: MIT
# The watchdog is fed, resets a machine whose PID 1 does not, and leaves one that is
# halted alone.  Without KERNEL it is of the series that has its driver as a module.
# limit: 200

TOP=${TOP:-$(cd "${0%/*}/../.." && pwd)}
KERNEL=${KERNEL:-7.2}
# shellcheck source=SCRIPTDIR/boot.sh
. "$TOP/tests/boot/boot.sh"
grep -q '^CONFIG_I6300ESB_WDT=[ym]' "$cell/config" || skip_all 'kernel: it knows no watchdog'
[ "$arch" = x86_64 ] || skip_all "kernel: the tests know no watchdog for $arch"

file /etc/inittab 644 <<-'EOF'
	::sysinit:/t/load
	::once:/t/dog
EOF
file /t/load 755 <<-'EOF'
	#!/bin/sh
	for module in virtio_pci i6300esb; do
		/qemu/agent -q -- $module
	done
EOF
file /t/dog 755 <<-'EOF'
	#!/bin/sh
	read -r words </proc/cmdline
	echo "@holds $(ls -l /proc/1/fd | sed -n 's/.*-> \/dev\/w/w/p')"
	[ "${words%way=halt*}" = "$words" ] || exec halt
	# Three times as long as it may be left alone.
	sleep 6
	echo @lives
	mkdir /sys/fs/cgroup/ice
	echo 1 >/sys/fs/cgroup/ice/cgroup.procs
	echo 1 >/sys/fs/cgroup/ice/cgroup.freeze
	until grep -q 'frozen 1' /sys/fs/cgroup/ice/cgroup.events; do usleep 20000; done
	echo @frozen
	while :; do usleep 100000; done
EOF

boot 'init.watchdog=2' -device i6300esb -action watchdog=reset
is 0 'watchdog' 'PID 1 holds the watchdog' await '@holds '
is 0 '' 'and feeds it' await @lives
is 0 '' 'it is frozen' await @frozen
is 0 '' 'and the watchdog resets the machine' ended
is 1 '' 'which nothing else has ended' said '.*\(panic\|reboot:\)'

halted() {
	grep -q 'reboot: System halted' "$T/console" || gone
}
boot 'init.watchdog=2 way=halt' -device i6300esb -action watchdog=shutdown
is 0 'watchdog' 'before a halt it is held' await '@holds '
wait_for halted || wait_for halted
# There is nothing to wait for but what must not come.
sleep 5
is 1 '' 'after it nothing wakes the machine' gone
echo quit >&8
is 0 'System halted' 'which is halted' ended

boot 'init.watchdog=2 way=halt'
is 0 'No such file or directory' 'where there is none, this is told' await '.*init: open /dev/watchdog for 2 s: '
off
wait
finish
