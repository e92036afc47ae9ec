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

finish
