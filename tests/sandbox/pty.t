#!/bin/sh
# SPDX-License-Identifier: MIT
# A terminal of the command's own, outside of which there may be one or not.

# shellcheck source=SCRIPTDIR/../lib.sh
. "${0%/*}/../lib.sh"
has userns || skip_all 'userns: no user namespaces'
[ -e /dev/ptmx ] || skip_all 'ptmx: there are no pseudo terminals'
# Line ends as outside.
plain() {
	"$@" | tr -d '\r'
}
has stty || skip_all 'tool: no stty'

is 0 /dev/console 'without one outside there is one inside' plain sandbox --pty tty </dev/null
is 3 '' 'the status is the command'\''s' sandbox --pty sh -c 'exit 3' </dev/null
is 0 30000 'all that is shown arrives' sh -c 'sandbox --pty seq 1 30000 </dev/null | tail -n 1 | tr -d "\r"'
is 0 'one
two' 'all that is typed arrives, and its end' sh -c \
	'printf "one\ntwo\n" | sandbox --pty sh -c "stty -echo; cat" | tr -d "\r" | tail -n 2'
is 0 40000 'also a great deal' sh -c \
	'seq 1 40000 | sandbox --pty sh -c "stty -echo -icanon min 1; n=\$(head -n 40000 | wc -l); echo; echo \$n" | tr -d " \r" | tail -n 1'
like 127 'sandbox: exec nothing: *' 'what cannot run is told outside' sandbox --pty nothing </dev/null
is 0 leader 'it leads a session' plain sandbox --pty sh -c \
	'set -- $(cut -d" " -f5-8 /proc/self/stat); [ "$3" != 0 ] && [ $2 = $$ ] && echo leader' </dev/null

if ! has bash || ! [ -e "$KIT/tests/drive" ]; then
	skip 'the outer terminal is as it was' 'bash: not here'
	finish
fi
export PS1='$ ' ENV='' HISTFILE='' BASH_SILENCE_DEPRECATION_WARNING=1

is 7 '' 'an inner shell has job control, and Ctrl-C is its own' drive terminal bash --norc --noprofile -i <<-'END'
	<$
	>sandbox --pty sh -c 'trap "echo can""ght" INT; echo u""p; until read x; do :; done; echo g""ot $x'\n
	<up
	>^C
	<canght
	>word\n
	<got word
	<$
	>exit 7\n
END
# While it runs, from behind: a larger window, and the end of the monitor.
cat >"$T/behind" <<-'END'
	before=$(stty -g </dev/tty)
	until_() { n=500; while ! "$@" && [ $n -gt 0 ]; do n=$((n - 1)); sleep 0.02; done; "$@"; }
	raw() { [ "$(stty -g </dev/tty)" != "$before" ]; }
	same() { [ "$(stty -g </dev/tty)" = "$before" ]; }
	sandbox --env T --rw "$T" --pty sh -c '
		trap "stty size" WINCH; stty size; echo go >"$T/go"; while :; do sleep 0.05; done' </dev/tty &
	monitor=$!
	until_ test -s "$T/go" && until_ raw && stty rows 33 </dev/tty && echo changed
	until_ grep -q "33 22" "$T/shown"
	kill -KILL $monitor
	wait $monitor 2>/dev/null
	until_ same && echo rest""ored
END
export T
is 7 '' 'the window is as large, and grows; the terminal is restored even after a SIGKILL' \
	drive terminal bash --norc --noprofile -i <<-'END'
	<$
	>stty rows 11 cols 22; sh $T/behind 2>&1 | tee $T/shown\n
	<11 22
	<33 22
	<restored
	<$
	>exit 7\n
END
finish
