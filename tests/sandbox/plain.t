#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What simply works, however odd the caller is.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
has userns || skip_all 'userns: not for whom we are'
export T

# Standard streams that are closed.
is 0 /dev/null 'a closed stdin is /dev/null' \
	sh -c 'exec sandbox readlink /proc/self/fd/0 <&-'
is 0 '' 'a closed stdout swallows what is said' sh -c 'exec sandbox echo lost >&-'
is 0 here 'a closed stderr leaves stdout alone' \
	sh -c 'exec sandbox sh -c "echo here; echo lost >&2" 2>&-'
: >"$T/all"
chmod 666 "$T/all"
is 0 '/dev/null /dev/null /dev/null' 'all three closed' sh -c '
	sandbox --rw "$T" sh -c '\''
		fds=$(for fd in 0 1 2; do readlink /proc/$$/fd/$fd; done)
		echo $fds >"$0"'\'' \
		"$T/all" <&- >&- 2>&- && cat "$T/all"'
is 125 '' 'an error with stderr closed' sh -c 'exec sandbox --bind /none /none true 2>&-'
is 125 '' 'an error with all three closed' sh -c 'exec sandbox --no-such <&- >&- 2>&-'
is 5 '' 'as bwrap with all three closed' \
	sh -c 'exec sandbox --compat --dev-bind / / sh -c "exit 5" <&- >&- 2>&-'
if [ -c /dev/full ]; then
	is 125 '' 'a plan nobody can take is a failure' \
		sh -c 'exec sandbox --print-plan >/dev/full 2>&1'
fi

# The environment and the arguments.
is 0 HOME=/ 'an empty environment stays empty, but for HOME' sh -c '
	env -i "$0" --ro-bind / / "$1"' "$(command -v sandbox)" "$(command -v env)"
is 0 ok 'an empty environment has a PATH to search' env -i "$(command -v sandbox)" echo ok
# shellcheck disable=SC2046 # words they shall be
{
set -- $(awk 'BEGIN { while (i < 1024) printf "%01023d\n", i++ }')
is 0 "1024 1048576" '1 MiB of arguments' \
	sandbox sh -c 'echo $# $(printf "%s\n" "$@" | wc -c)' sh "$@"
is 0 "1024 1048576" '1 MiB of arguments as bwrap' \
	sandbox --compat --dev-bind / / sh -c 'echo $# $(printf "%s\n" "$@" | wc -c)' sh "$@"
big=$(printf '%0131000d' 0)
is 0 131001 'one argument of 128 KiB' sandbox sh -c 'echo "$1" | wc -c' sh "$big"
set -- $(awk 'BEGIN { while (i < 1024) printf "--setenv V%d %01000d\n", i++, 0 }')
is 0 1024 '1 MiB of options' sandbox "$@" sh -c 'env | grep -c ^V'
set -- $(awk 'BEGIN { while (i < 2000) print "--dir /tmp/" i++ }')
is 0 2000 'thousands of operations' sandbox --ro-bind / / --tmpfs /tmp "$@" \
	sh -c 'cd /tmp && echo $(ls | wc -l)'
}
printf '%s\0' "$@" >"$T/args"
is 0 2000 'and by --args' sandbox --ro-bind / / --tmpfs /tmp --args 0 \
	sh -c 'cd /tmp && echo $(ls | wc -l)' <"$T/args"

# Directories.
gone() {
	(mkdir "$T/gone" && cd "$T/gone" && rmdir "$T/gone" && "$@")
}
# Elsewhere than below /tmp, which is hidden in any case.
at_home() {
	probe new mnt sh -c 'probe mount /mnt && mkdir -p /mnt/home/sub && ln -s home /mnt/link &&
		cd /mnt/home/sub && HOME=$0 exec sandbox pwd' "$1"
}
if has root && probe new mnt true 2>/dev/null; then
	for home in /mnt/home /mnt/home/ //mnt/link/ /mnt/link; do
		is 0 /mnt/home/sub "below a HOME that is hidden as $home" at_home $home
	done
else
	skip 'below a HOME that is hidden' 'root: needs to mount'
fi
is 0 /var 'in a deleted directory: HOME' gone env HOME=/var "$(command -v sandbox)" --env HOME pwd
is 0 / 'in a deleted directory without HOME: /' gone env HOME= "$(command -v sandbox)" pwd
is 0 /var 'in a deleted directory with --chdir' gone sandbox --chdir /var pwd
is 0 / 'in a deleted directory as bwrap' gone env HOME= "$(command -v sandbox)" --compat --ro-bind / / pwd
chmod 755 "$T"
deep=$T
while [ ${#deep} -lt 3000 ]; do deep=$deep/$(printf '%0100d' 0); done
mkdir -p "$deep"
is 0 "$deep" 'a path of 3000 characters' sandbox --ro "$T" --chdir "$deep" pwd
odd="$T/ a	b
c*\"'\\"
mkdir "$odd"
echo inside >"$odd/-f"
is 0 inside 'blanks, quotes and newlines in paths' \
	sandbox --ro-bind / / --tmpfs /tmp --ro-bind "$odd" "/tmp/x$odd" cat "/tmp/x$odd/-f"

# Limits.
is 0 ok 'with few descriptors' sh -c 'ulimit -n 16; exec sandbox echo ok'
is 0 ok 'with a file size limit of 0' sh -c 'ulimit -f 0; exec sandbox echo ok'
is 0 0022 'the umask is 022' sh -c 'umask 0; exec sandbox sh -c umask'
is 0 0027 'or what is asked for' sandbox --umask 27 sh -c umask
is 0 0777 'as bwrap the caller'\''s' \
	sh -c 'umask 0777; exec sandbox --compat --ro-bind / / sh -c umask'
if [ "$(id -u)" = 0 ] && ! initramfs; then
	is 0 ok 'below a root that is read-only' unshare -m sh -c '
		mount --rbind / /mnt && mount -o remount,bind,ro /mnt && cd /mnt && pivot_root . mnt &&
		exec sandbox echo ok'
fi

# Signals: what is blocked and ignored by the caller is what the command has.
signals='^Sig[BI]'
is 0 "$(grep "$signals" /proc/self/status)" 'signals are as without a sandbox' \
	sandbox grep "$signals" /proc/self/status
if env --block-signal=USR1 true 2>"$T/err"; then
	for how in --block-signal --ignore-signal '--block-signal --ignore-signal'; do
		# shellcheck disable=SC2086 # two words, maybe
		set -- env $how
		is 0 "$("$@" grep "$signals" /proc/self/status)" "all signals: $how" \
			"$@" sandbox grep "$signals" /proc/self/status
		is 0 "$("$@" grep "$signals" /proc/self/status)" "the same as PID 1: $how" \
			"$@" sandbox --as-pid-1 grep "$signals" /proc/self/status
		is 0 "$("$@" grep "$signals" /proc/self/status)" "the same as bwrap: $how" \
			"$@" sandbox --compat --dev-bind / / grep "$signals" /proc/self/status
		is 3 '' "the exit status arrives: $how" "$@" sandbox sh -c 'exit 3'
		is 137 '' "a death by signal arrives: $how" "$@" sandbox sh -c 'kill -KILL $$'
	done
else
	skip 'all signals blocked or ignored' 'env: has no --block-signal'
fi
is 4 '' 'with SIGCHLD ignored by the caller' sh -c 'trap "" CHLD; exec sandbox sh -c "exit 4"'

finish
