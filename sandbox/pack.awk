# options.def, hints.def -> a header with their entries, made shorter for the program:
# what is for people, the last string of each, and in hints.def the one before it, are
# apart in TEXTS and packed, see coder.awk.  They are in the order of the entries, each
# with a 0 behind it, and a 1 ends them; the first of hints.def is FIRST_HINT.
BEGIN {
	for (i = 1; i < 128; i++)
		number[sprintf("%c", i)] = i
	code_begin()
}

/^(GROUP|OPT|HINT|CAUSE)\(/ {
	hint = FILENAME !~ /options/
	if (FILENAME != name)
		printf "%s#define %s", (name ? "\n\n" : ""), hint ? "HINTS" : "OPTIONS"
	name = FILENAME
	match($0, hint ? "\"[^\"]*\", \"[^\"]*\"[^\"]*$" : "\"[^\"]*\"[^\"]*$")
	n = split(substr($0, RSTART), part, "\"")
	printf " \\\n\t%s\"\"%s%s", substr($0, 1, RSTART - 1), hint ? part[3] "\"\"" : "", part[n]
	for (i = 2; i < n; i += 2) {
		if (length(part[i]) >= 256)
			fail("too long: " part[i])
		for (k = 1; k <= length(part[i]); k++)
			code_letter(number[substr(part[i], k, 1)])
		code_letter(0)
	}
	options += !hint
}

END {
	if (failed)
		exit 1
	code_letter(1)
	printf "\n\n#define TEXTS %s\n\nenum { FIRST_HINT = %d };\n", code_end(), options
}
