#!/bin/sh
# SPDX-License-Identifier: MIT
#
# At a terminal: `drive terminal' types what stands behind > and awaits what is behind <.
# shellcheck source=tests/init/init.sh
. "${0%/*}/init.sh"
has bash || skip_all 'bash: a shell with job control'
export PS1='$ ' ENV='' HISTFILE='' BASH_SILENCE_DEPRECATION_WARNING=1

talk() {
	drive terminal "$@"
}
shell='bash --norc --noprofile -i'

# It says that it is up, which the echo of the command does not, and marks what it
# reads.  What is typed before it is up may be echoed or not.
mark="sh -c 'echo u\"\"p; exec sed -u y/ha/HA/'"

for how in 'pid1 -s' 'pid1 -s -g' catatonit dumb-init 'dumb-init -c'; do
	# shellcheck disable=SC2086
	is 3 '' "Ctrl-C reaches the program: $how" talk $how sh -c 'trap "exit 3" INT; echo ready; while :; do sleep 1; done' <<-END
		<ready
		>^C
	END
	# shellcheck disable=SC2086
	is 0 '' "it can read: $how" talk $how sh -c 'read -r x && echo "+$x+"' <<-END
		>hello\\n
		<+hello+
	END
	# A container's main program.
	# shellcheck disable=SC2086
	is 5 '' "a shell below has job control: $how" talk $how $shell <<-END
		<$
		>$mark\\n
		<up
		>hello\\n
		<Hello
		>^Z
		<Stopped
		>jobs\\n
		<sed
		>fg\\n
		<sed
		>again\\n
		<AgAin
		>^C
		<$
		>exit 5\\n
	END
done
for how in 'pid1 -s' 'pid1 -s -g' catatonit; do
	# A job of a shell.
	# shellcheck disable=SC2086
	is 130 '' "Ctrl-Z stops the job, fg goes on: $how" talk $shell <<-END
		<$
		>$how $mark\\n
		<up
		>hello\\n
		<Hello
		>^Z
		<Stopped
		<$
		>echo shell-\$((1+1))\\n
		<shell-2
		>fg\\n
		<sed
		>again\\n
		<AgAin
		>^C
		<$
		>exit\\n
	END
	# shellcheck disable=SC2086
	is 0 '' "in the background it leaves the terminal alone: $how" talk $shell <<-END
		<$
		>$how sh -c 'echo in-\$((3+4)); exec sleep 100' &\\n
		<in-7
		>echo shell-\$((1+1))\\n
		<shell-2
		>kill %1; wait %1; exit 0\\n
		<exit
	END
	# shellcheck disable=SC2086
	is 0 '' "until it is brought to the front: $how" talk $shell <<-END
		<$
		>$how $mark &\\n
		<up
		>echo shell-\$((1+1))\\n
		<shell-2
		>fg\\n
		<sed
		>hello\\n
		<Hello
		>^D
		<$
		>exit 0\\n
		<exit
	END
done
# In our group, where the terminal speaks to both of us.  A shell that has not yet heard
# that the job is dead wants to be told twice.
# shellcheck disable=SC2086
is 0 '' 'Ctrl-Z stops dumb-init -c with its program' talk $shell <<-'END'
	<$
	>dumb-init -c sh -c 'echo u""p; exec sleep 100'\n
	<up
	>^Z
	<Stopped
	<$
	>kill -KILL %1; wait %1; exit 0; exit 0\n
	<exit
END
# shellcheck disable=SC2086
is 0 '' '-r is for what the terminal sends as well' talk $shell <<-'END'
	<$
	>dumb-init -c -r 2:10 sh -c 'trap "" INT; trap "echo got-\$((5+5)); exit" USR1; echo u""p; while :; do sleep 0.1; done'\n
	<up
	>^C
	<got-10
	>exit 0\n
	<exit
END
# Neither our group nor the foreground has a number there; and Ctrl-C is for whom it is.
if may_pidns; then
	here='unshare -fp'
	has root || here='unshare -Urfp'
	# shellcheck disable=SC2086
	is 0 '' 'the background of another namespace is none' talk $shell <<-END
		<$
		>$here pid1 sh -c 'echo in-\$((3+4)); exec sleep 100' &\n
		<in-7
		>echo shell-\$((1+1))\n
		<shell-2
		>kill -KILL %1; wait %1; exit 0\n
		<exit
	END
	# shellcheck disable=SC2086
	is 0 '' 'nor is its foreground' talk $shell <<-END
		<$
		>$here pid1 $mark\n
		<up
		>hello\n
		<Hello
		>^D
		<$
		>exit 0\n
		<exit
	END
else
	skip 'the background of another namespace is none' 'userns: not for whom we are'
fi
if has perl; then
	is 142 '' 'a timer of init'\''s own is for its program' \
		perl -e 'alarm 1; exec @ARGV' dumb-init -c sleep 5
else
	skip 'a timer' 'perl: not here'
fi
finish
