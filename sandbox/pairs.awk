# Text -> fewer bytes, which are read again nearly as fast as they could be copied.  Of
# the two letters that stand beside each other most often one is made, and so on as long
# as there are letters to spare: 128 to 255, and 1 to 31.

function pairs_add(s,   k)
{
	for (k = 1; k <= length(s); k++)
		sign[++signs] = number[substr(s, k, 1)]
	sign[++signs] = 0
}

# What follows stands apart.
function pairs_part()
{
	sign[++signs] = "part"
}

# pair, of which each is "a b", by their letters as signed ones from -128 on; and what
# is left of the text.
function pairs_make(   at, count, i, k, most, n, best)
{
	for (at = -128; at < 32; pair[at++] = best) {
		split("", count)
		most = 0
		for (i = 1; i < signs; i++) {
			k = sign[i] " " sign[i + 1]
			if (k !~ /part/ && ++count[k] > most) {
				most = count[k]
				best = k
			}
		}
		if (!at)
			best = "0 0"
		n = 0
		for (i = 1; i <= signs; i++)
			if (at && i < signs && sign[i] " " sign[i + 1] == best) {
				sign[++n] = (at + 256) % 256
				i++
			} else
				sign[++n] = sign[i]
		signs = n
	}
}

# Both as C has them in a string.
function pairs_print(   i, part)
{
	printf "\n\n#define PAIRS \""
	for (i = -128; i < 32; i++) {
		split(pair[i], part, " ")
		printf "\\%03o\\%03o", part[1], part[2]
	}
	printf "\"\n#define PAIRED \""
	for (i = 1; i <= signs; i++)
		if (sign[i] == "part")
			printf "\"\n#define ROWS \""
		else
			printf "\\%03o", sign[i]
	printf "\"\n"
}
