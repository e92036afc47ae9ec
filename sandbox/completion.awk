# options.def and rows.def -> completions; bash with -v shell=bash, zsh otherwise.

/^OPT/ {
	split($0, q, "\"")
	names[++n] = q[2]
	operands[n] = q[4]
	help[n] = q[6]
}

# The names of capabilities are a table of rows.def.
/^\/\* Capabilities/ { caps = 1 }
caps && /^ROW/ {
	split($0, q, "\"")
	if (q[2])
		all_caps = all_caps " " toupper(q[2])
}
/^$/ { caps = 0 }

END {
	if (shell == "bash")
		bash()
	else
		zsh()
}

function bash(   i)
{
	print "# SPDX-License-Identifier: MIT"
	print "# bash completion for sandbox, made from options.def."
	print "_sandbox() {"
	print "\tlocal cur=${COMP_WORDS[COMP_CWORD]} i=1 left='' what='' file"
	print "\tCOMPREPLY=()"
	print "\t# Past the options and their operands, to where we are."
	print "\tfor ((; i <= COMP_CWORD; i++)); do"
	print "\t\tif [[ $left ]]; then"
	print "\t\t\twhat=${left%% *} left=${left#\"$what\"} left=${left# }"
	print "\t\t\tcontinue"
	print "\t\tfi"
	print "\t\twhat=option"
	print "\t\t[[ $i -lt $COMP_CWORD ]] || break"
	print "\t\tcase ${COMP_WORDS[i]} in"
	for (i = 1; i <= n; i++)
		if (operands[i])
			print "\t\t--" names[i] ") left='" special(names[i], operands[i]) "' ;;"
	print "\t\t--) what=command; ((i++)); break ;;"
	print "\t\t-*) ;;"
	print "\t\t*) what=command; break ;;"
	print "\t\tesac"
	print "\tdone"
	print "\t[[ $what != option || $cur == -* ]] || what=command"
	print "\tcase $what in"
	print "\toption) mapfile -t COMPREPLY < <(compgen -W '" options() "' -- \"$cur\") ;;"
	print "\tSRC | DEST | PATH | FILE | RWSRC)"
	print "\t\tcompopt -o filenames 2>/dev/null"
	print "\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$cur\") ;;"
	print "\tDIR | WORKDIR)"
	print "\t\tcompopt -o filenames 2>/dev/null"
	print "\t\tmapfile -t COMPREPLY < <(compgen -d -- \"$cur\") ;;"
	print "\tPROFILE)"
	print "\t\tmapfile -t COMPREPLY < <(for file in {\"${XDG_CONFIG_HOME:-$HOME/.config}\",/etc,/usr/local/share,/usr/share}/sandbox/*.sb none/default.sb none/none.sb; do"
	print "\t\t\tfile=${file##*/} file=${file%.sb}"
	print "\t\t\t[[ $file == '*' || $file != \"$cur\"* ]] || echo \"$file\""
	print "\t\tdone | sort -u) ;;"
	print "\t*'|'*) mapfile -t COMPREPLY < <(compgen -W \"${what//|/ }\" -- \"$cur\") ;;"
	print "\tLIST)"
	print "\t\tfile=; [[ $cur != *,* ]] || file=${cur%,*},"
	print "\t\tmapfile -t COMPREPLY < <(compgen -P \"$file\" -W 'user mnt pid net ipc uts cgroup time none' -- \"${cur##*,}\") ;;"
	print "\tCAP) mapfile -t COMPREPLY < <(compgen -W 'ALL" all_caps "' -- \"$cur\") ;;"
	print "\tVAR) mapfile -t COMPREPLY < <(compgen -e -- \"$cur\") ;;"
	print "\tcommand)"
	print "\t\tif ((i == COMP_CWORD)); then"
	print "\t\t\tcompopt -o filenames 2>/dev/null"
	print "\t\t\tmapfile -t COMPREPLY < <(compgen -c -- \"$cur\" | sort -u)"
	print "\t\telif declare -F _command_offset >/dev/null; then"
	print "\t\t\t_command_offset \"$i\""
	print "\t\telse"
	print "\t\t\tcompopt -o filenames 2>/dev/null"
	print "\t\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$cur\")"
	print "\t\tfi ;;"
	print "\tesac"
	print "}"
	print "complete -F _sandbox sandbox"
}

# NAME means two things; what the others are called says it all.
function special(name, words)
{
	return name == "profile" ? "PROFILE" : words
}

function options(   i, s)
{
	for (i = 1; i <= n; i++)
		s = s (i > 1 ? " " : "") "--" names[i]
	return s
}

function zsh(   i, k, m, w, line)
{
	print "#compdef sandbox"
	print "# SPDX-License-Identifier: MIT"
	print "# zsh completion for sandbox, made from options.def."
	print "_sandbox_profiles() {"
	print "\tlocal -a names"
	print "\tnames=({${XDG_CONFIG_HOME:-$HOME/.config},/etc,/usr/local/share,/usr/share}/sandbox/*.sb(N:t:r) default none)"
	print "\tcompadd -a names"
	print "}"
	print "local -a caps namespaces"
	print "caps=(ALL" all_caps ")"
	print "namespaces=(user mnt pid net ipc uts cgroup time none)"
	print "_arguments -S -A '-*' \\"
	for (i = 1; i <= n; i++) {
		line = help[i]
		gsub(/[\[\]:]/, "\\\\&", line)
		gsub(/'/, "'\\''", line)
		line = "\t'*--" names[i] "[" line "]"
		m = split(operands[i], w, " ")
		for (k = 1; k <= m; k++)
			line = line ":" w[k] ":" action(special(names[i], w[k]))
		print line "' \\"
	}
	print "\t'(-)1:command: _command_names -e' \\"
	print "\t'*::argument:_normal'"
}

function action(word)
{
	if (word ~ /^(SRC|DEST|PATH|FILE|RWSRC)$/)
		return "_files"
	if (word ~ /^(DIR|WORKDIR)$/)
		return "_files -/"
	if (word == "PROFILE")
		return "_sandbox_profiles"
	if (gsub(/\|/, " ", word))
		return "(" word ")"
	if (word == "LIST")
		return "_sequence compadd - $namespaces"
	if (word == "CAP")
		return "($caps)"
	if (word == "VAR")
		return "_parameters -g \"*export*\""
	return " "
}
