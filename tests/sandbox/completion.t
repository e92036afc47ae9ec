#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The completions, in the shells they are for, at a terminal: what is typed is
# completed and carried out, and what comes of it tells how.
# shellcheck source=SCRIPTDIR/../lib.sh
. "${0%/*}/../lib.sh"
[ -e "$KIT/sandbox.bash" ] || skip_all 'completions: not here'
mkdir -p "$T/config/sandbox" "$T/some-directory" "$T/site"
: >"$T/config/sandbox/thimble.sb"
cp "$KIT/sandbox.zsh" "$T/site/_sandbox"
cd "$T" || exit
HOME=/none XDG_CONFIG_HOME=$T/config PS1='$ ' ENV='' HISTFILE='' INPUTRC=/none TERM=dumb
export HOME XDG_CONFIG_HOME PS1 ENV HISTFILE INPUTRC TERM T KIT

# words SHELL-WORD…: what bash would offer for the last of them.
words() {
	bash --norc -c '
		. "$KIT/sandbox.bash"
		set -- sandbox "$@"
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		eval "$(complete -p sandbox | sed "s/.*-F \([^ ]*\).*/\1/")"
		printf "%s\n" "${COMPREPLY[@]}"' bash "$@"
}

# typed SHELL…: an option, its operand, an option.  The plan is proof.
typed() {
	drive terminal "$@" <<-'END'
		<$
		>sandbox --proc-fa^Ib^I --print-p^I true\n
		<proc-fallback bind
		>sandbox --ro-bind some^I /mnt --print-p^I true\n
		<ro-bind some-directory
		>sandbox --profile thi^I --hostn^I box --print-p^I true\n
		<hostname box
		>exit 7\n
	END
}

if has bash; then
	is 0 '--ro-bind
--ro-bind-try
--ro-bind-fd
--ro-bind-data' 'options by their beginning' words --ro-bi
	is 0 "$(sed -n 's/^OPT("\([^"]*\)".*/--\1/p' "$TOP/sandbox/options.def" 2>/dev/null || words --)" \
		'all of them' words --
	is 0 'some-directory' 'files for paths' words --ro-bind som
	is 0 'some-directory' 'for the second operand as well' words --ro-bind / som
	is 0 '--check
--chmod
--chdir' 'behind its operands an option' words --ro-bind / / --ch
	is 0 '' 'nothing for a number' words --uid ''
	is 0 'net' 'namespaces' words --only ne
	is 0 'user,pid,net' 'in a list' words --only user,pid,ne
	is 0 'NET_BIND_SERVICE
NET_BROADCAST' 'capabilities' words --cap-add NET_B
	like 0 '*thimble*' 'profiles' words --profile ''
	is 0 'none' 'and those built in' words --profile no
	is 0 'XDG_CONFIG_HOME' 'variables' words --unsetenv XDG_C
	is 0 'sandbox' 'a command' words --ro-bind / / sandbo
	is 0 'sandbox' 'behind -- as well' words -- sandbo
	is 0 'some-directory' 'files for the command' words ls --ro som
	is 0 '' 'no options of ours behind it' words ls --ro-b
	if has userns; then
		echo ". '$KIT/sandbox.bash'; PS1='$ '" >"$T/rc"
		is 7 '' 'as it is typed in bash' typed bash --rcfile "$T/rc" -i
	else
		skip 'as it is typed in bash' 'userns: not for whom we are'
	fi
else
	skip 'bash' 'bash: not here'
fi
if has zsh && has userns; then
	cat >"$T/.zshrc" <<-'END'
		PS1='$ '
		fpath=($T/site $fpath)
		autoload -U compinit && compinit -u -D
		unsetopt zle_bracketed_paste prompt_sp 2>/dev/null
	END
	ZDOTDIR=$T
	export ZDOTDIR
	is 7 '' 'as it is typed in zsh' typed zsh -d -i
else
	skip 'as it is typed in zsh' 'zsh: not here'
fi
finish
