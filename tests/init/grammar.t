#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The words: whose they are, where they end, and what is wrong with them.
# shellcheck source=tests/init/init.sh
. "${0%/*}/init.sh"

no_reaper="neither PID 1 nor a subreaper (-s): zombie reaping won't work"

# What is no option, or stands behind the program, is the program's.
is 0 '-g hi' 'no option is taken behind the program' pid1 -s echo -g hi
is 0 '-- -s' 'nor a -- there' pid1 -s echo -- -s
is 0 hi 'one -- ends the options' pid1 -s -- echo hi
is 127 'init: exec --: No such file or directory' 'a second is a program' pid1 -s -- -- echo
is 127 'init: exec -: No such file or directory' 'a dash alone is a program' pid1 -s -
is 3 '' 'letters go together, with a value attached' pid1 -sge7 -t1 sh -c 'exit 3'
is 0 '' 'or apart' pid1 -s -e 7 sh -c 'exit 7'
is 0 '' 'long names take a value' pid1 -s --remap=7 sh -c 'exit 7'
is 0 '' 'attached or apart' pid1 --subreaper --remap 7 sh -c 'exit 7'
is 0 "init: $no_reaper" 'who cannot reap says so' pid1 true
is 0 "tini: $no_reaper" 'under the name in use' tini true
is 0 '' 'dumb-init does not' dumb-init true
is 0 '' 'catatonit adopts' catatonit true
is 0 '' 'a login shell'\''s dash is no part of the name' drive as -dumb-init pid1 true

like 1 'init: -k: unknown option
usage:*' 'an unknown letter is an error' pid1 -sk true
like 1 'init: --group=1: takes no value*' 'so is a value too many' pid1 --group=1 true
like 1 'init: --gro: unknown option*' 'and a name cut short' pid1 --gro true
like 1 'init: -e: a value is missing*' 'and a value too few' pid1 -e
like 1 'init: -e: no such value*' 'and one too large' pid1 -e 256 true
like 1 'init: -e: no such value*' 'and one with a tail' pid1 -e 1x true
like 1 'init: -e: no such value*' 'and an empty one' pid1 -e '' true
is 0 '' 'blanks and zeros may lead' pid1 -s -e ' 007' sh -c 'exit 7'
is 5 '' 'a status may become another' pid1 -s -e 7:5 sh -c 'exit 7'
for word in TERM TERM: :TERM 0:TERM 65:1 TERM:FOO TERM:QUITE SIG:1 15:3x RTMIN+31:1 '15:3,'; do
	like 1 'init: -r: no such value*' "-r $word is an error" pid1 -r "$word" true
done
for word in TERM:QUIT sigterm:SIGQUIT 15:3 15:0 RTMIN:RTMAX 34:64 RTMAX-2:rtmin+4 15:3,2:0,1:RTMIN+30; do
	is 0 '' "-r $word is none" pid1 -s -r "$word" true
done
for word in FOO 0 65 TERMS ''; do
	like 1 'init: -p: no such value*' "-p $word is an error" pid1 -p "$word" true
done
for word in x 1x -1 . 1e3 ''; do
	like 1 'init: -t: no such value*' "-t $word is an error" pid1 -t "$word" true
done
is 0 '' 'a timeout has fractions' pid1 -t .25 true
like 1 'usage:*' 'without a program there is help, and an error' pid1 -s
is 0 '' 'the first word of help is on standard output' sh -c 'pid1 -h 2>&1 >/dev/null'
like 0 'usage: *--rewrite A:B*' 'it lists the options' pid1 --help

# Versions: docker reads the line.
like 0 'tini version *_init' 'docker finds a version in its line' docker-init --version
like 0 'tini version *_init' 'among other words, too' tini -s --version true
like 0 'init [0-9]*' 'init has one of its own' pid1 -V
like 0 'tini version *' 'catatonit says the same' sh -c 'catatonit --version 2>/dev/null'
like 0 'dumb-init v[0-9]*' 'dumb-init says it on standard error' sh -c 'dumb-init -V 2>&1 >/dev/null'
like 0 'usage:*' 'and its help' sh -c 'dumb-init -h 2>&1 >/dev/null'
like 0 'Copyright (c) *
MIT License' 'there is a licence' pid1 -l
like 0 '*MIT License' 'with catatonit'\''s letter' catatonit -L

# dumb-init's own.
like 1 '\[dumb-init\] -g: unknown option*' 'dumb-init does not know tini'\''s' dumb-init -g true
like 1 'catatonit: -s: unknown option*' 'nor catatonit' catatonit -s true
is 3 '' 'dumb-init takes beginnings' dumb-init --sing --rew=15:3 sh -c 'exit 3'
like 1 '\[dumb-init\] --ver: unknown option*' 'that are of one name only' dumb-init --ver true
like 0 '\[dumb-init\] *0' 'it speaks when told to' dumb-init --verb true
for word in '' herp herp:derp 15 15::12 15:derp 1:32 32:1 0:1 -1:1; do
	like 1 '\[dumb-init\] -r: takes A:B*31*' "-r $word is an error" dumb-init -r "$word" true
done
is 0 '' 'blanks and a tail are not' dumb-init -r ' 15: 3xyz' true
is 0 '' 'nor is a plus' dumb-init -r '+15:+3' true

# The environment.
is 0 '' 'TINI_SUBREAPER will do, though empty' env TINI_SUBREAPER= pid1 true
is 0 '' 'TINI_VERBOSITY replaces -v' env TINI_VERBOSITY=0 pid1 -vvv true
is 0 '' 'and is nothing if it is no number' env TINI_VERBOSITY=x pid1 true
like 0 '*true ended with status 0' 'TINI_VERBOSITY makes it speak' env TINI_VERBOSITY=2 pid1 -s true
like 0 '*true ended with status 0' 'as atoi(3) reads it' env TINI_VERBOSITY=' +2x' pid1 -s true
is 0 x 'the child has them all' env TINI_VERBOSITY=x pid1 -s sh -c 'echo $TINI_VERBOSITY'
is 0 '-s -- x' 'TINI_COMPAT_PERMUTE drops a -- behind the program' env TINI_COMPAT_PERMUTE= pid1 -s echo -- -s -- x
is 0 '-s -- x' 'but no other' env TINI_COMPAT_PERMUTE=1 pid1 -s echo -s -- x
is 0 '-- x' 'dumb-init knows nothing of it' env TINI_COMPAT_PERMUTE=1 dumb-init echo -- x
is 0 '' 'they are nothing to dumb-init' env TINI_VERBOSITY=4 dumb-init true
like 0 '\[dumb-init\]*' 'DUMB_INIT_DEBUG is' env DUMB_INIT_DEBUG=1 dumb-init true
is 0 '' 'if it is 1' env DUMB_INIT_DEBUG=11 dumb-init true
like 0 'catatonit:*' 'CATATONIT_DEBUG need only be there' env CATATONIT_DEBUG= catatonit true
finish
