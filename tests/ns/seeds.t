#!/bin/sh
# SPDX-License-Identifier: MIT
# What tutorials on namespaces show, as far as it is not in the other files: the
# usual commands say the usual things.

# shellcheck source=SCRIPTDIR/ns.sh
. "${0%/*}/ns.sh"

# --- looking around

whoami='id -un 2>/dev/null || true'
is 0 "$(sh -c "$whoami")" 'id has the name it had' sandbox sh -c "$whoami"
like 0 '*sandbox*ps*' 'ps shows what runs, PID 1 and itself' sandbox ps -o pid,args
like 0 '*tmpfs*/tmp' 'df shows the private /tmp' sandbox sh -c 'df /tmp | tail -n 1'
like 0 '* on /proc type proc (rw,nosuid,nodev,noexec*' 'mount shows the new /proc' \
	sandbox sh -c 'mount | grep "on /proc type proc" | tail -n 1'
like 0 '*tmpfs*' '/proc/filesystems can be read' sandbox cat /proc/filesystems
if has findmnt; then
	is 0 / 'findmnt finds the root, once' sandbox findmnt -n -o TARGET /
else
	skip 'findmnt finds the root, once' 'findmnt: there is none'
fi
is 1 '' 'the log of the kernel has no device' sandbox sh -c '[ -e /dev/kmsg ]'
is 0 '' 'and cannot be read from /proc' sandbox sh -c 'cat /proc/kmsg 2>/dev/null; :'

# --- files elsewhere

mkdir "$T/test"
is 0 sh 'what is bound elsewhere is seen there' \
	sandbox --ro-bind / / --bind /bin "$T/test" sh -c "cd $T/test && ls sh"
is 0 '' 'and not outside' ls -A "$T/test"
mkdir -p "$T/root/bin"
cp "$KIT/tests/probe" "$T/root/bin"
is 0 bin 'in a small system there is but what it brings' \
	sandbox --ro-bind "$T/root" / /bin/probe list /
like 127 'sandbox: exec *: No such file or directory*' 'and no other command' \
	sandbox --ro-bind "$T/root" / sh -c 'echo'

# --- a shell to work in

is 0 here 'without a command it is $SHELL' env SHELL="$KIT/tests/probe" PATH="$PATH" \
	sh -c 'echo echo here | SHELL=/bin/sh sandbox'
is 0 'one
two' 'which takes one command after the other' sh -c 'printf "echo one\nsh -c \"echo two\"\n" | sandbox sh'


terminal() {
	printf 'sleep 1000 &\njobs\nkill %%1\n[ -t 0 ] && echo a terminal\nexit\n' |
		PS1='' probe tty sandbox sh -i 2>&1
	true
}
like 0 '*unning*sleep 1000*a terminal*' 'on a terminal it has job control' terminal
is 1 '' 'about which it does not complain' sh -c 'printf %s "$1" | grep "access tty"' - "$(terminal)"
is 0 '' 'nothing of it is left on the host' unchanged
finish
