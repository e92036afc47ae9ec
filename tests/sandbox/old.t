#!/bin/sh
# SPDX-License-Identifier: MIT
# What a kernel that is too old gets: a line that says so, and no command.

# shellcheck source=SCRIPTDIR/../lib.sh
. "${0%/*}/../lib.sh"
case $(uname -r) in
[1-4].* | 5.[0-9].* | 5.1[01].*) ;;
*) skip_all 'kernel: this one is not older than 5.12' ;;
esac
for name in sandbox bwrap; do
	status=125
	[ $name = sandbox ] || status=1
	ln -s "$KIT/bin/sandbox" "$T/$name"
	set -- "$T/$name" --ro-bind / / --proc /proc --dev /dev
	like $status '*(KERNEL_OLD)*older than 5.12*' "$name says what is wrong" "$@" echo ran
	is 0 '' "$name does not start the command" printf %s "$("$@" echo ran 2>/dev/null)"
done
finish
