#!/bin/sh
# SPDX-License-Identifier: MIT
# What a fresh kernel lacks is there before the first line of inittab; and the lines
# mean what they mean to busybox.
# limit: 200

TOP=${TOP:-$(cd "${0%/*}/../.." && pwd)}
# shellcheck source=SCRIPTDIR/boot.sh
. "$TOP/tests/boot/boot.sh"

file /etc/hostname 644 <<-'END'
	a-board
END
file /etc/inittab 644 <<-'END'
	# comment
	# another

	::sysinit:/t/first
	/dev/console:12345:sysinit:/t/streams
	null::sysinit:/t/null
	::respawn
	::flying:/bin/true
	::once:
	::sysinit:/t/meta 'a b' | sed s/^/@meta-/
	::wait:-/t/dash  x	y 
	::wait:/t/words a:b #c
	::once:/t/once
	tty9x::once:/t/never
	::once:sandbox --hostname inner /t/inside
	::respawn:/t/hasty
	::respawn:/t/goes
	::respawn:/t/stays
	::respawn:/bin/sleep 1234
	::ctrlaltdel:/t/press
	::shutdown:/t/last
END
file /t/first 755 <<-'END'
	#!/bin/sh
	while read -r dev dest type options rest; do
		echo "@$dest $type ${options%%,relatime*}"
	done </proc/mounts
	echo "@name $(hostname)"
	echo "@lo $(cat /sys/class/net/lo/operstate) $(ip -o addr show dev lo | grep -c 127.0.0.1)"
	echo "@adj $(cat /proc/1/oom_score_adj) $(cat /proc/self/oom_score_adj)"
	echo "@fds $(ls /proc/1/fd | tr '\n' ' ')"
	echo "@mine $(ls /proc/self/fd | tr '\n' ' ')"
	echo "@mask $(grep -E 'Sig(Blk|Ign|Cgt)' /proc/self/status | tr -d '\t\n')"
	echo "@links $(readlink /dev/fd) $(readlink /dev/stdin)"
	echo "@env $HOME $PATH $SHELL $USER $TERM"
	echo "@session $(cut -d ' ' -f 6 /proc/$$/stat) $$"
	echo "@owner $(cut -d ' ' -f 7 /proc/$$/stat)"
	# As a program leaves it that is killed; but lines have to end.
	stty -g >/tmp/stty
	stty raw -echo opost intr ^X
	: >/tmp/order
END
file /t/streams 755 <<-'END'
	#!/bin/sh
	echo "@tty $(readlink /proc/$$/fd/1)"
	echo streams >>/tmp/order
END
file /t/null 755 <<-'END'
	#!/bin/sh
	[ "$(readlink /proc/$$/fd/1)" != /dev/null ] || echo null >>/tmp/order
END
file /t/meta 755 <<-'END'
	#!/bin/sh
	echo "$1"
END
file /t/dash 755 <<-'END'
	#!/bin/sh
	echo "@owned $([ "$(cut -d ' ' -f 7 /proc/$$/stat)" = 0 ] || echo yes) $(tty) $# $1 $2"
	echo "@mended $([ "$(stty -g)" = "$(cat /tmp/stty)" ] && echo yes)"
END
file /t/words 755 <<-'END'
	#!/bin/sh
	echo "@words $*"
	echo words >>/tmp/order
END
file /t/once 755 <<-'END'
	#!/bin/sh
	echo "@order $(tr '\n' ' ' </tmp/order)"
END
file /t/inside 755 <<-'END'
	#!/bin/sh
	touch /etc/x 2>/dev/null || ro=read-only
	echo "@inside $(hostname) $ro"
END
file /t/hasty 755 <<-'END'
	#!/bin/sh
	echo x >>/tmp/hasty
	case $(wc -l </tmp/hasty) in
	1) cut -d . -f 1 /proc/uptime >/tmp/began ;;
	4) echo "@slower $(($(cut -d . -f 1 /proc/uptime) - $(cat /tmp/began)))"; exec /t/reload ;;
	esac
END
file /t/goes 755 <<-'END'
	#!/bin/sh
	trap 'echo "@goes TERM"; echo gone >/tmp/goes; exit' TERM
	sleep 1000 &
	echo $! >/tmp/sleeper
	while :; do wait; done
END
file /t/stays 755 <<-'END'
	#!/bin/sh
	echo "$$" >>/tmp/stays
	exec sleep 1000
END
file /t/reload 755 <<-'END'
	#!/bin/sh
	sleeper=$(pidof sleep)
	grep -v /t/goes /etc/inittab >/tmp/tab
	echo '::respawn:/t/new' >>/tmp/tab
	echo '::wait:/t/never' >>/tmp/tab
	cp /tmp/tab /etc/inittab
	kill -HUP 1
	while [ ! -e /tmp/goes ] || [ ! -e /tmp/new ]; do usleep 20000; done
	kill -0 "$(cat /tmp/sleeper)" 2>/dev/null && echo "@left behind"
	echo "@stays $(wc -l </tmp/stays) $(kill -0 "$(cat /tmp/stays)" && echo yes)"
	echo "@fds $(ls /proc/1/fd | tr '\n' ' ')"
	echo '@ready'
	! grep -q keys=none /proc/cmdline || kill -INT 1
	exec sleep 1000
END
file /t/new 755 <<-'END'
	#!/bin/sh
	echo new >/tmp/new
	exec sleep 1000
END
file /t/press 755 <<-'END'
	#!/bin/sh
	echo '@pressed'
	exec reboot
END
file /t/last 755 <<-'END'
	#!/bin/sh
	echo "@last $(pidof sleep >/dev/null && echo others are there)"
END
file /t/never 755 <<-'END'
	#!/bin/sh
	echo '@never'
END
keyboard && keys=yes || keys=none
early="-b $early"
boot "TERM=linux keys=$keys" -device virtio-keyboard-pci
is 0 '' 'inittab is worked through, whatever words the kernel does not know' await @ready
key ctrl-alt-delete
is 0 'Restarting system' 'Ctrl-Alt-Del runs its line, which reboots' ended

mount() {
	is 0 "$2" "$1" line "@$1 "
}
mount /proc 'proc rw,nosuid,nodev,noexec'
mount /sys 'sysfs rw,nosuid,nodev,noexec'
mount /dev 'devtmpfs rw,nosuid'
mount /dev/pts 'devpts rw,nosuid,noexec'
mount /dev/shm 'tmpfs rw,nosuid,nodev'
mount /run 'tmpfs rw,nosuid,nodev'
mount /tmp 'tmpfs rw,nosuid,nodev'
mount /sys/fs/cgroup 'cgroup2 rw,nosuid,nodev,noexec'
is 0 a-board 'the host name is that of /etc/hostname' line '@name '
is 0 'unknown 1' 'the loopback is up' line '@lo '
is 0 '-1000 0' 'PID 1 is spared when memory is short, its children are not' line '@adj '
is 0 '0 1 2 ' 'PID 1 has three descriptors' line '@fds '
is 0 '/proc/self/fd fd/0' '/dev has the links of old' line '@links '
is 0 'SigBlk:0000000000000000SigIgn:0000000000000000SigCgt:0000000000000000' \
	'no signal is blocked or ignored' line '@mask '
is 0 '/ /sbin:/usr/sbin:/bin:/usr/bin /bin/sh root vt102' 'the environment is busybox'\''s' line '@env '
session() {
	# shellcheck disable=SC2046 # two words
	[ $(line '@session ' | tr ' ' =) ]
}
is 0 '' 'each has a session of its own' session
is 0 0 'a service does not own the console' line '@owner '
is 0 /dev/console 'an id is a terminal, with /dev/ or without' line '@tty '
is 0 'streams null words ' 'sysinit, wait and once follow each other' line '@order '
is 0 'a b' 'a shell has what only shells understand' line '@meta-'
is 0 "yes /dev/$serial 2 x y" 'what begins with a dash has the console for its own' line '@owned '
is 0 yes 'a terminal that was left raw takes lines again' line '@mended '
is 0 'a:b #c' 'colons and hashes are of the process' line '@words '
is 0 'inner read-only' 'sandbox before it confines a line' line '@inside '
# Twice, as it was read twice.
tells() {
	lines | grep -c "init: $1"
}
is 0 2 'which is told with its number' tells '/etc/inittab:7: id:runlevels:action:process is wanted'
is 0 2 'as is an action that is none' tells '/etc/inittab:8: no such action'
is 0 2 'and a process that is missing' tells '/etc/inittab:9: there is no process'
is 0 1 'and a terminal' tells 'open /dev/tty9x: No such file or directory'
is 1 '' 'and its process does not run' said @never
is 0 'TERM' 'after SIGHUP what is in the table no more gets TERM' line '@goes '
is 0 '1 yes' 'what is still there goes on' line '@stays '
is 0 'others are there' 'at the end, shutdown lines come first' line '@last '
finish
