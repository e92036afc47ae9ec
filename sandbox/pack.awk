# options.def, hints.def -> a header with their entries, without what is for people: the
# last string of each, and in hints.def every one.  The first of hints.def is
# FIRST_HINT.  The names of options and of their operands are in pairs, as pairs.awk has it,
# and so, apart from them, are the rows of rows.def.
#
# With -v texts=1, and other files whose lines are words: what the header lacks, and
# these, in their order and packed as coder.awk does it.  There is a 0 behind each, and
# in the end a 1.
BEGIN {
	for (i = 1; i < 128; i++)
		number[sprintf("%c", i)] = i
	code_begin()
}

function put(s) {
	if (!texts)
		printf "%s", s
}

function pack(s,   k) {
	if (!texts)
		return
	if (length(s) >= 256)
		fail("too long: " s)
	for (k = 1; k <= length(s); k++) {
		if (!(substr(s, k, 1) in number))
			fail("not ASCII: " s)
		code_letter(number[substr(s, k, 1)])
	}
	code_letter(0)
}

FILENAME !~ /\.def$/ {
	pack($0)
}

/^(GROUP|OPT|HINT|CAUSE)\(/ && FILENAME ~ /\.def$/ {
	hint = FILENAME !~ /options/
	if (FILENAME != name)
		put((name ? "\n\n" : "") "#define " (hint ? "HINTS" : "OPTIONS"))
	name = FILENAME
	n = split($0, part, "\"")
	put(" \\\n\t" part[1])
	for (i = 2; i < n; i += 2) {
		put("\"")
		if (hint || i == n - 1)
			pack(part[i])
		else
			put(part[i])
		put("\"" part[i + 1])
	}
	options += !hint
	if (!texts && !hint) {
		pairs_add(n > 4 ? part[2] : "")
		pairs_add(n > 4 ? part[4] : "")
	}
}

/^ROW\(/ && !texts {
	if (!rows++) {
		room = signs
		pairs_part()
	}
	split($0, part, "\"")
	pairs_add(part[2])
}

END {
	if (failed)
		exit 1
	code_letter(1)
	if (texts)
		print "extern const char packed[];\nconst char __attribute__((aligned(1))) packed[] = " code_end() ";"
	else {
		print "\n\nenum { FIRST_HINT = " options ", PAIRED_ROOM = " room ", ROWS_ROOM = " signs - room - 1 " };"
		pairs_make()
		pairs_print()
	}
}
