#!/bin/sh
# SPDX-License-Identifier: MIT
#
# At a terminal: `drive terminal' types what stands behind > and awaits what is behind <.
# shellcheck source=SCRIPTDIR/../lib.sh
. "${0%/*}/../lib.sh"
has bash || skip_all 'bash: a shell with job control'
has userns || skip_all 'userns: no user namespaces'

is 7 '' 'Ctrl-Z stops it, fg and Ctrl-C do what they do' stops_and_goes sandbox

# A group that no shell looks after is not stopped, and we are of it.
is 7 '' 'where there is no shell Ctrl-Z stops nobody' drive terminal \
	sandbox sh -c 'echo u""p; read x; echo H$x; exit 7' <<-'END'
	<up
	>^Z
	>hello\n
	<Hhello
END
finish
