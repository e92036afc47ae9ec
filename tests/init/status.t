#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Every way to end, and what becomes of it.
# shellcheck source=tests/init/init.sh
. "${0%/*}/init.sh"
cd "$T" || exit

is 0 '' 'every status and every signal is told' drive statuses pid1 -s
is 0 '' 'by waiting for each as well' drive statuses pid1 -s -w
is 0 '' 'in group mode' drive statuses pid1 -s -g
is 0 '' 'by dumb-init' drive statuses dumb-init
is 0 '' 'by dumb-init -c' drive statuses dumb-init -c
is 0 '' 'by catatonit' drive statuses catatonit
is 0 '' '-e turns a signal'\''s into 0' pid1 -s -e 143 sh -c 'kill $$'
is 0 '' 'which strtol(3) reads' pid1 -s -e ' +0143' sh -c 'kill $$'
is 143 '' 'and no other' pid1 -s -e 142 sh -c 'kill $$'
is 0 '' 'more than once' pid1 -s -e 1 -e 143 sh -c 'kill $$'
is 0 'kill 9: 1009' '-x dies of the same signal' sh -c 'drive statuses pid1 -s -x | grep "kill 9:"'
is 143 '' '-x with a signal remapped is an exit' pid1 -s -x -e 137:143 sh -c 'kill -9 $$'

is 127 'init: exec nope: No such file or directory' 'not found is 127' pid1 -s nope
is 127 'init: exec ./nope: No such file or directory' 'with a path, too' pid1 -s ./nope
is 127 'init: exec : No such file or directory' 'and with no name at all' pid1 -s ''
is 2 '[dumb-init] nope: No such file or directory' 'dumb-init says 2' dumb-init nope
is 127 'catatonit: exec nope: No such file or directory' 'catatonit says 127, and names it' catatonit nope
echo '#!/nope' >script
chmod +x script
is 127 'init: exec ./script: No such file or directory' 'a missing interpreter is 127' pid1 -s ./script
echo 'echo "$0 $*"; exit 4' >text
is 126 'init: exec ./text: Permission denied' 'what may not be executed is 126' pid1 -s ./text
chmod +x text
is 4 './text a b' 'text is run by a shell' pid1 -s ./text a b
is 4 './text a b' 'as found in PATH' env PATH=. "$init" -s text a b
like 126 'init: exec ./text/x: Not a directory' 'no directory is 126' pid1 -s ./text/x
ln -s loop loop
like 126 'init: exec ./loop: Too many levels of symbolic links' 'a loop is 126' pid1 -s ./loop
like 126 'init: exec /: Permission denied' 'a directory is 126' pid1 -s /
mkdir first
cp text first/ && chmod -x first/text
is 4 './text ' 'what cannot be run hides nothing behind it' env PATH="$T/first:." "$init" -s text
like 126 'init: exec text: Permission denied' 'but is what is told of in the end' env PATH="$T/first:/nope" "$init" -s text
printf '\177ELF' >binary
chmod +x binary
like 126 'init: exec ./binary: Exec format error' 'a foreign program is 126' pid1 -s ./binary

like 0 'init: sh (pid *) exited with status 0' '-D tells how it ended' pid1 -s -D sh -c :
like 137 'init: sh (pid *) was killed by SIGKILL' 'and names the signal' pid1 -s -D sh -c 'kill -9 $$'
like 162 'init: sh (pid *) was killed by SIGRTMIN+0' 'whichever it is' pid1 -s -D sh -c 'kill -34 $$'

# A cgroup of its own, too small for what runs in it; version 1's tree, or 2's.
for group in /sys/fs/cgroup/memory/thimble.$$ /sys/fs/cgroup/thimble.$$; do
	! mkdir "$group" 2>/dev/null || break
done
cat >oom <<'END'
for limit in memory.limit_in_bytes memory.max; do
	[ ! -e "$1/$limit" ] || echo 16M >"$1/$limit" || exit
done
echo $$ >"$1/cgroup.procs" || exit
[ -e "$1/memory.max" ] || exec unshare -Cm sh -c '
	umount /sys/fs/cgroup/memory && mount -t cgroup -o memory none /sys/fs/cgroup/memory &&
	exec pid1 -s -D drive greed'
exec pid1 -s -D drive greed
END
if [ -e "$group/memory.max" ] || [ -e "$group/memory.limit_in_bytes" ]; then
	like 137 'init: drive (pid *) was killed by SIGKILL: out of memory' 'and tells if it was for memory' sh oom "$group"
else
	skip 'and tells if it was for memory' 'cgroup: no memory controller for us'
fi
[ ! -e "$group" ] || wait_for rmdir "$group"
finish
