# Texts -> few bytes: an arithmetic coder with a model of what comes next.  unpack.c
# has the same model, learns from the same bits, and so reads them again.
#
# Of each letter seven bits are coded, the highest first.  What was seen behind the 0
# to 5 letters before it, and behind those of the word so far, each has a weight, which
# together say how likely a bit is 1: as 2 to the power of their sum, in 512ths, is to 1.
# For all that the bit is not as likely as that the weights change, new ones the most.

function code_begin()
{
	low = 0
	high = 2 ^ 32 - 1
	letters = 0
	word = 0
	split("", past)
	split("", weight)
	split("", seen)
	coded = ""
	bytes = 0
}

function code_byte(n)
{
	coded = coded sprintf("\\%03o", n)
	bytes++
}

function code_letter(c,   node, b, bit, sum, p, o, h, at, v)
{
	node = 1
	for (b = 64; b >= 1; b /= 2) {
		bit = int(c / b) % 2
		sum = 0
		h = node * 1540483
		for (o = 0; o < 7; o++) {
			if (o == 6)
				h = (word + node) * 1540483 % 2 ^ 32
			at[o] = int(h / 2 ^ 13)
			sum += weight[at[o]]
			h = (h + past[letters - 1 - o] + 1) * 1540483 % 2 ^ 32
		}
		v = sum < 0 ? -sum : sum
		if (v > 512 * 12 - 1)
			v = 512 * 12 - 1
		p = int(4096 * 512 / ((512 + v % 512) * 2 ^ int(v / 512) + 512))
		if (sum >= 0)
			p = 4096 - p
		v = low + int((high - low) / 4096) * p
		if (bit)
			high = v
		else
			low = v + 1
		for (o = 0; o < 7; o++) {
			weight[at[o]] += int(((bit ? 4096 : 0) - p) * 3 / (16 + 3 * seen[at[o]]))
			if (seen[at[o]] < 60)
				seen[at[o]]++
		}
		while (int(low / 2 ^ 24) == int(high / 2 ^ 24)) {
			code_byte(int(low / 2 ^ 24))
			low = low % 2 ^ 24 * 256
			high = high % 2 ^ 24 * 256 + 255
		}
		node = node * 2 + bit
	}
	past[letters++] = c
	word = c > 32 ? (word + c) * 1540483 % 2 ^ 32 : 0
}

# As C has it in a string.
function code_end(   i)
{
	for (i = 24; i >= 0; i -= 8)
		code_byte(int(high / 2 ^ i) % 256)
	return "\"" coded "\""
}

function fail(why)
{
	print "awk: " why >"/dev/stderr"
	failed = 1
	exit 1
}
