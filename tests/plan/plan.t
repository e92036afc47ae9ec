#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Golden pairs.  NAME.args is what follows `sandbox` in a command line, as the
# shell reads it; NAME.plan the plan that comes of it, or NAME.err the message.
# NAME.in, where there is one, is for --args 0: a word a line.  NAME.user.args
# is for an ordinary user, NAME.root.args for root.  Each plan, read as a file of
# options, must come out as it is.
#
#	tests/plan/plan.t		compare all
#	tests/plan/plan.t --write	make what is missing, to be read and judged
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
dir=$(cd "${0%/*}" && pwd)

# The plan depends on where we are and on whether there is a home to be hidden.
cd / || exit
HOME=/none
export HOME

# plan ARGS-FILE: the output.
plan() {
	args=${1%.args}
	set -- sandbox
	case $args in
	*.user) set -- as_user sandbox ;;
	esac
	if [ -e "$args.in" ]; then
		tr '\n' '\0' <"$args.in" >"$T/in"
	else
		: >"$T/in"
	fi
	eval "set -- \"\$@\" --print-plan $(cat "$args.args")"
	"$@" <"$T/in"
}

# again NAME: the plan of the plan, without what was said of the first.
again() {
	sed '/^sandbox: /d' "$1.plan" >"$T/again"
	case $1 in
	*.user) as_user sandbox --print-plan --args-file "$T/again" true ;;
	*) sandbox --print-plan --args-file "$T/again" true ;;
	esac
}

for file in "$dir"/*.args; do
	file=${file%.args} name=${file##*/}
	case $name in
	*.root)
		if [ "$(id -u)" != 0 ]; then
			skip "$name" 'root: needs to be'
			continue
		fi
		;;
	*.user)
		if ! has ordinary; then
			skip "$name" 'ordinary: no such user'
			continue
		fi
		;;
	labels)
		if [ -d /sys/fs/selinux ]; then
			skip "$name" 'selinux: there is one here'
			continue
		fi
		;;
	esac
	if [ "${1:-}" = --write ] && [ ! -e "$file.plan" ] && [ ! -e "$file.err" ]; then
		plan "$file.args" >"$T/out" 2>&1 && kind=plan || kind=err
		cp "$T/out" "$file.$kind"
	fi
	if [ -e "$file.plan" ]; then
		is 0 "$(cat "$file.plan")" "$name" plan "$file.args"
		is 0 "$(sed '/^sandbox: /d' "$file.plan")" "$name, read again" again "$file"
	else
		status=125
		case $(cat "$file.err") in bwrap:*) status=1 ;; esac
		is $status "$(cat "$file.err")" "$name" plan "$file.args"
	fi
done

# A pair for each option, so that none can be forgotten.
options=$(sed -n 's/^OPT("\([^"]*\)".*/\1/p' "$TOP/sandbox/options.def")
all=$(cat "$dir"/*.args "$dir"/*.in | tr ' ' '\n' | sort -u)
lacking=
for option in $options; do
	case $option in print-plan | check | help | version) continue ;; esac
	case "
$all
" in
	*"
--$option
"*) ;;
	*) lacking="$lacking $option" ;;
	esac
done
is 0 '' 'each option has a pair' echo "$lacking"
finish
