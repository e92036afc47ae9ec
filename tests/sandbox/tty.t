#!/bin/sh
# SPDX-License-Identifier: MIT
#
# At a terminal: `drive terminal' types what stands behind > and awaits what is behind <.
# shellcheck source=SCRIPTDIR/../lib.sh
. "${0%/*}/../lib.sh"
has bash || skip_all 'bash: a shell with job control'
has userns || skip_all 'userns: no user namespaces'
export PS1='$ ' ENV='' HISTFILE='' BASH_SILENCE_DEPRECATION_WARNING=1

# What it reads comes back marked, unlike the terminal's echo.  While it is being stopped
# it reads nothing: who sits in read(2) may still take what is typed to the shell.
is 7 '' 'Ctrl-Z stops it, fg and Ctrl-C do what they do' drive terminal bash --norc --noprofile -i <<-'END'
	<$
	>sandbox sh -c 'echo u""p; read x; echo H$x; sleep 1; exec sed -u y/h/H/'\n
	<up
	>hello\n
	<Hhello
	>^Z
	<Stopped
	<$
	>fg\n
	<sandbox
	>here\n
	<Here
	>^C
	<$
	>exit 7\n
END

# A group that no shell looks after is not stopped, and we are of it.
is 7 '' 'where there is no shell Ctrl-Z stops nobody' drive terminal \
	sandbox sh -c 'echo u""p; read x; echo H$x; exit 7' <<-'END'
	<up
	>^Z
	>hello\n
	<Hhello
END
finish
