#!/bin/sh
# SPDX-License-Identifier: MIT
#
# No signal is lost, whenever it comes: TERM after 0, 5, 10 ... 2000 microseconds.
#
# It is blocked before init begins, as by a parent that takes care, so that it can
# neither end init nor be thrown away by the kernel before init's first instruction.
# shellcheck source=tests/init/init.sh
. "${0%/*}/init.sh"

is 0 '0 of 401 lost' 'none in single mode' drive race pid1 -s drive await
is 0 '0 of 401 lost' 'none in group mode' drive race pid1 -s -g drive await
is 0 '0 of 401 lost' 'none in session mode' drive race dumb-init drive await
if has root; then
	is 0 '0 of 401 lost' 'none as PID 1 in single mode' drive race -p pid1 drive await
	is 0 '0 of 401 lost' 'none as PID 1 in group mode' drive race -p pid1 -g drive await
	is 0 '0 of 401 lost' 'none as PID 1 in session mode' drive race -p dumb-init drive await
elif may_pidns; then
	# Ours are the namespace's then, in which it makes others.
	in_user() { unshare -Ur drive race -p "$@" drive await; }
	is 0 '0 of 401 lost' 'none as PID 1 in single mode' in_user pid1
	is 0 '0 of 401 lost' 'none as PID 1 in group mode' in_user pid1 -g
	is 0 '0 of 401 lost' 'none as PID 1 in session mode' in_user dumb-init
else
	skip 'none as PID 1' 'userns: not for whom we are'
fi
finish
