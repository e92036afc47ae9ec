# options.def -> the OPTIONS section of sandbox(1), in mdoc; hints.def -> DIAGNOSTICS.

/^GROUP/ {
	split($0, q, "\"")
	print (groups++ ? ".El\n" : "") ".Ss " q[2] "\n.Bl -tag -width Ds"
	text = ""
}

# The manual's text stands in the comment above an entry.
/^\/\*/ { text = "" }
/^\/\*/, /\*\/$/ {
	gsub(/^ *\/?\*+ ?| *\*\/$/, "")
	text = text " " $0
}

/^OPT/ {
	split($0, q, "\"")
	print ".It Fl -" q[2] (q[4] ? " Ar " q[4] : "")
	prose(text, " " q[4] " ")
	text = ""
}

/^HINT/ {
	split($0, q, "\"")
	if (!groups++)
		print ".Bl -tag -width Ds"
	split(q[3], err, /[, ]+/)
	if (!(q[4] in seen)) {
		print ".It " q[4] (q[2] ? " , " q[2] : "") " , " err[2]
		prose(text ? text : toupper(substr(q[6], 1, 1)) substr(q[6], 2) ".", "")
	}
	seen[q[4]]
	text = ""
}

END { print ".El" }

# Marked-up words stand on lines of their own, and so does a sentence's start.
function prose(s, operands,   w, n, i, word, end, macro)
{
	n = split(s, w, " +")
	for (i = 1; i <= n; i++) {
		word = w[i]
		end = match(word, /[.,;:]+$/) ? " " substr(word, RSTART) : ""
		sub(/[.,;:]+$/, "", word)
		macro = ""
		if (word ~ /^--[a-z]/)
			macro = ".Fl " substr(word, 2)
		else if (word ~ /^[a-z_]+\([1-9]\)$/)
			macro = ".Xr " word
		else if (word && index(operands, " " word " "))
			macro = ".Ar " word
		sub(/\(/, " ", macro)
		sub(/\)/, "", macro)
		if (macro || length(line) + length(w[i]) > 72)
			flush()
		line = macro ? macro end : line (line ? " " : "") w[i]
		if (macro || end == " .")
			flush()
	}
	flush()
}

# A line that begins with a dot or a quote would be taken for a macro.
function flush()
{
	if (line ~ /^[.']/ && line !~ /^\.(Fl|Xr|Ar) /)
		line = "\\&" line
	if (line)
		print line
	line = ""
}
