# options.def, hints.def -> a header with their entries, made shorter for the program:
# what is for people, the last string of each, is coded.  A byte of 128 or more stands
# for the pair of bytes, maybe of that kind again, that PAIRS has for it; unpack.c reads
# it.  Each pair is the one that was most frequent when those before it had been replaced.
BEGIN {
	for (i = 1; i < 128; i++)
		number[sprintf("%c", i)] = i
	len = 1 # of code, all texts as numbers with a 0 before and behind each
	code[1] = 0
}

/^(GROUP|OPT|HINT|CAUSE)\(/ {
	match($0, /"[^"]*"[^"]*$/)
	text = substr($0, RSTART + 1)
	sub(/"[^"]*$/, "", text)
	list[++entries] = FILENAME
	head[entries] = substr($0, 1, RSTART - 1)
	tail[entries] = substr($0, RSTART + length(text) + 2)
	if (length(text) >= 256)
		fail("too long: " text)
	for (i = 1; i <= length(text); i++)
		code[++len] = number[substr(text, i, 1)]
	code[++len] = 0
}

END {
	for (new = 128; new < 256 && join(new); new++)
		;
	printf "#define PAIRS \""
	for (i = 128; i < new; i++)
		printf "%s%s", char(left[i]), char(right[i])
	printf "\""
	at = 2
	for (i = 1; i <= entries; i++) {
		name = list[i]
		if (name != list[i - 1])
			printf "\n\n#define %s", name ~ /options/ ? "OPTIONS" : "HINTS"
		printf " \\\n\t%s\"", head[i]
		for (; code[at]; at++)
			printf "%s", char(code[at])
		printf "\"%s", tail[i]
		at++
	}
	print ""
}

# Let new stand for the most frequent pair; of as frequent ones that of least numbers.
function join(new,   count, i, n, pair, best, most)
{
	split("", count)
	most = 3 # fewer gain nothing
	for (i = 1; i < len; i++) {
		if (!code[i] || !code[i + 1])
			continue
		pair = code[i] * 256 + code[i + 1]
		n = ++count[pair]
		if (n > most || (n == most && most > 3 && pair < best)) {
			most = n
			best = pair
		}
	}
	if (!best)
		return 0
	left[new] = int(best / 256)
	right[new] = best % 256
	depth[new] = 1 + (depth[left[new]] > depth[right[new]] ? depth[left[new]] : depth[right[new]])
	if (depth[new] > 15)
		fail("nested too deep for unpack.c")
	n = 0
	for (i = 1; i <= len; i++)
		if (code[i] == left[new] && code[i + 1] == right[new]) {
			code[++n] = new
			i++
		} else
			code[++n] = code[i]
	len = n
	return 1
}

# As C has it in a string.
function char(n)
{
	return n < 128 && n != 92 ? sprintf("%c", n) : sprintf("\\%03o", n)
}

function fail(why)
{
	print "pack.awk: " why >"/dev/stderr"
	exit 1
}
