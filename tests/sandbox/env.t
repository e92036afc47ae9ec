#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The command's environment.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
has userns || skip_all 'userns: not for whom we are'
export T
sandbox=$(command -v sandbox) env=$(command -v env)

# box OPTION…: the environment inside, which outside is three variables.
box() {
	(cd / && env -i A=1 B=2 PWD=/ "$sandbox" --keep-env "$@" "$env" | sort)
}

# some OPTION…: what there is of these by default.
some() {
	(cd / && env -i A=1 PATH=/usr/bin:/bin HOME=/root TERM=x LANG=C LD_PRELOAD= PWD=/ \
		"$sandbox" "$@" "$env" | sort)
}
is 0 'HOME=/
LANG=C
PATH=/usr/bin:/bin
TERM=x' 'of the caller'\''s there is next to nothing' some
is 0 'PATH=/usr/bin:/bin' 'or less, with --strict' some --strict --landlock try
is 0 'A=1
C=4
HOME=/root
LANG=C
PATH=/usr/bin:/bin
TERM=x' '--env keeps, and sets' some --env A --env HOME --env NONE --env C=4
printf 'C="4 5"\nA\n' >"$T/settings"
is 0 'A=1
C=4 5
HOME=/
LANG=C
PATH=/usr/bin:/bin
TERM=x' 'and so does a file' some --env-file "$T/settings"
like 125 'sandbox: open options /none: No such file*' 'if it is there' sandbox --env-file /none true
is 0 'C=3' 'all of it can go' some --clearenv --setenv C 3
is 0 'A=1
B=2
PWD=/' 'with --keep-env it is inherited' box
is 0 'A=1
B=2
C=3
PWD=/' '--setenv adds' box --setenv C 3
is 0 'A=x
B=2
PWD=/' '--setenv replaces' box --setenv A x
is 0 'A=3
B=2
PWD=/' 'the last --setenv wins' box --setenv A x --setenv A 2 --setenv A 3
is 0 'A=
B=2
PWD=/' 'a value may be empty' box --setenv A ''
is 0 'A=a=b c
B=2
PWD=/' 'a value may have blanks and =' box --setenv A 'a=b c'
is 0 'A=1
PWD=/' '--unsetenv removes' box --unsetenv B
is 0 'A=1
B=2
PWD=/' '--unsetenv of what is not set' box --unsetenv NONE --unsetenv AA
is 0 'PWD=/' '--clearenv keeps PWD' box --clearenv
is 0 'C=3
PWD=/' 'in order: clear, then set' box --setenv B 9 --clearenv --setenv C 3
is 0 'A=1
B=8
PWD=/' 'in order: unset, then set' box --unsetenv B --setenv B 8
is 0 'A=1
PWD=/' 'in order: set, then unset' box --setenv B 8 --unsetenv B
is 0 'A=1
B=2
PWD=/usr' 'PWD is where the command starts' box --chdir /usr
is 0 'A=1
AA=3
AAA=4
B=2
PWD=/' 'a name that begins with another' box --setenv AAA 4 --setenv AA 3
printf '%s\0' --setenv A 'from args' --unsetenv B >"$T/args"
is 0 'A=from args
PWD=/' 'by --args' box --args 0 <"$T/args"
is 0 'A=later
PWD=/' '--args stands where it stands' box --setenv A sooner --args 0 --setenv A later <"$T/args"
like 127 '*exec cat: No such file*' 'PATH is the one of the command' \
	"$sandbox" --setenv PATH /none cat /dev/null
mkdir "$T/bin"
printf '#!/bin/sh\necho mine\n' >"$T/bin/cat"
chmod 755 "$T" "$T/bin" "$T/bin/cat"
is 0 mine 'and is searched' "$sandbox" --ro "$T" --setenv PATH "$T/bin" cat
is 0 / 'HOME is the one of the command' \
	sh -c 'cd "$T" && exec sandbox --ro-bind / / --tmpfs /tmp --setenv HOME / pwd'

finish
