#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What is a machine's PID 1 and what is not, under its own name; and a container that
# has nothing but us to be its machine.
# shellcheck source=tests/init/init.sh
. "${0%/*}/init.sh"
may_pidns || skip_all 'userns: not for whom we are'
new=
has root || new=-Ur

# apart COMMAND...: PID 1 of a namespace that has no /proc.
apart() {
	# shellcheck disable=SC2016,SC2086
	timeout -k 1 10 unshare $new -fpm -- sh -c 'mount -t tmpfs none /proc && exec "$@"' sh "$@" </dev/null
}
# shellcheck disable=SC2016
is 0 1 'a program runs where nobody has mounted /proc' apart "$init" sh -c 'echo $PPID'

# machine INITTAB: a container with it; its group is that of timeout.
machine() {
	# shellcheck disable=SC2059
	printf "$1" >"$T/inittab"
	# shellcheck disable=SC2016,SC2086
	timeout -k 1 20 unshare $new -fpm --mount-proc --kill-child -- sh -c '
		mount -t tmpfs none /etc && cat >/etc/inittab && exec setpriv --bounding-set -sys_boot "$0"' \
		"$init" <"$T/inittab"
}
# shellcheck disable=SC2086
if ! unshare $new -fp --kill-child setpriv --bounding-set -sys_boot true 2>/dev/null; then
	skip 'the end of a container, and what it stops' 'setpriv: or unshare are others than of util-linux'
	finish
fi
is 0 '' 'where it may not reboot it ends all the same' machine '::once:kill -USR2 1\n'
# There is nothing to wait for but what must not come.
is 0 '' 'who ended in time is not killed later' \
	machine '::respawn:sleep 100\n::once:sh -c "grep once /etc/inittab >/etc/new; cp /etc/new /etc/inittab; kill -HUP 1; sleep 7; kill -USR2 1"\n'
finish
