#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The end: in time, of all that is left, and of nobody else.
#
# Who holds the write end of $T/pipe is heard of when the last of them is gone.
# shellcheck source=tests/init/init.sh
. "${0%/*}/init.sh"
mkfifo "$T/pipe"
export T

# stubborn N: does not end by TERM; N are below, one of them with a session of its own.
cat >"$T/stubborn" <<'END'
trap '' TERM INT
(trap '' TERM INT; exec setsid sleep 100 >&9) &
(trap '' TERM INT; exec sleep 100 >&9) &
echo up >&9
[ "$1" = leave ] || wait
exit 3
END

# left COMMAND...: what it and all below it say until the last of them is gone, then its status.
left() {
	"$@" 9>"$T/pipe" &
	pid=$!
	{
		read -r up
		echo "$up"
		for s in $send; do kill -"$s" "$pid"; done
		timeout 10 cat || echo 'not gone'
	} <"$T/pipe"
	wait "$pid"
}
send=TERM
is 137 up '-t kills all that is left' left pid1 -t 0.1 sh "$T/stubborn"
# Two of a kind would be one, if they came at once.
send='TERM INT'
is 137 up 'a second one does not wait' left pid1 -t 100 sh "$T/stubborn"
send=USR2
is 137 up 'what -r makes TERM is one' left pid1 -t 0.1 -r USR2:TERM sh "$T/stubborn"
send=
is 3 up '-a kills what the program leaves' left pid1 -a -t 0.1 sh "$T/stubborn" leave
# Who is told to end asks for more haste.
cat >"$T/hasty" <<'END'
(trap 'kill -INT $PPID' TERM; echo up >"$T/pipe"; while :; do sleep 0.1; done 2>/dev/null) &
read -r _ <"$T/pipe"
exit 3
END
is 3 '' 'at once if told to' timeout 10 pid1 -a -t 100 sh "$T/hasty" 2>/dev/null
cat >"$T/polite" <<'END'
(trap 'echo told; exit' TERM; echo up >"$T/pipe"; while :; do sleep 0.1; done 2>/dev/null) &
read -r _ <"$T/pipe"
exit 3
END
is 3 told '-a lets it end by itself' pid1 -a -t 100 sh "$T/polite"
is 3 late '-W waits for all that is left' pid1 -W sh -c '(sleep 0.1; echo late) & exit 3'
cat >"$T/later" <<'END'
(
	trap 'echo late; exit' TERM
	while kill -0 $$ 2>/dev/null; do :; done
	kill -TERM $PPID
	while :; do sleep 0.1; done
) &
exit 3
END
for how in '' '-w -v'; do
	# shellcheck disable=SC2086
	is 3 late "and passes on what comes meanwhile: $how" sh -c 'pid1 -W $2 sh "$1/later" 2>/dev/null' sh "$T" "$how"
done
is 3 '' 'without either nobody is waited for' pid1 -s sh -c 'sleep 1 >/dev/null 2>&1 & exit 3'

# A neighbour is none of ours, whoever we are.
sleep 100 &
neighbour=$!
is 3 '' 'nobody but ours is ended' pid1 -a -t 0.1 sh -c 'sleep 100 >/dev/null & exit 3'
is 0 '' 'a neighbour lives' kill -0 $neighbour
kill $neighbour
if may_pidns; then
	is 3 up 'as PID 1 all of the namespace ends' left in_pidns pid1 -a -t 0.1 sh "$T/stubborn" leave
	is 3 '' 'and gently' in_pidns pid1 -a sh -c 'sleep 100 & setsid sleep 100 & exit 3'
	# Where /proc is of another namespace its numbers mean nothing; the group is ended.
	new=-fp
	has root || new=-Urfp
	no='init: read /proc: No such file or directory'
	# shellcheck disable=SC2016
	is 3 "$no
$no" 'a /proc of another namespace is none' unshare $new -- sh -c 'pid1 -s -a sh -c "sleep 100 >/dev/null 2>&1 & exit 3"; exit $?'
else
	skip 'as PID 1 all of the namespace ends' 'userns: not for whom we are'
fi

# pause.
ends_by() {
	# shellcheck disable=SC2086 # words, or none
	"$2" $3 &
	pid=$!
	wait_for grep -q 'SigIgn:.*[1357].\{4\}$' "/proc/$pid/status" # CHLD
	kill -USR1 "$pid"
	kill -"$1" "$pid"
	wait "$pid"
}
is 0 '' 'pause ends with TERM' ends_by TERM pause
is 0 '' 'or INT' ends_by INT pause
is 0 '' 'catatonit -P as well, whatever follows' ends_by TERM catatonit '-P false'
is 0 '' 'and pid1 -P' ends_by INT pid1 -sP
finish
