# Texts -> few bytes: an arithmetic coder with a model of what comes next.  unpack.c
# has the same model, learns from the same bits, and so reads them again.
#
# Of each letter seven bits are coded, the highest first.  How likely a bit is 1 was
# counted behind the 0 to 3 letters before it; each of these counts that is not new
# has three quarters of the say over those of fewer letters.

function code_begin()
{
	low = 0
	high = 2 ^ 32 - 1
	last = 0
	split("", slot)
	coded = ""
	bytes = 0
}

function code_byte(n)
{
	coded = coded sprintf("\\%03o", n)
	bytes++
}

function code_letter(c,   node, b, bit, p, o, h, at, v, k)
{
	node = 1
	for (b = 64; b >= 1; b /= 2) {
		bit = int(c / b) % 2
		p = 2048
		for (o = 0; o < 4; o++) {
			h = ((last % 2 ^ (7 * o)) * 4 + o) * 128 + node
			at[o] = h = int(h * 7368787 % 2 ^ 32 / 2 ^ 12)
			if (!(h in slot))
				slot[h] = 2048 * 16
			if (slot[h] % 16)
				p = int((p + 3 * int(slot[h] / 16)) / 4)
		}
		v = low + int((high - low) / 4096) * p
		if (bit)
			high = v
		else
			low = v + 1
		for (o = 0; o < 4; o++) {
			v = int(slot[at[o]] / 16)
			k = slot[at[o]] % 16
			v += int(((bit ? 4095 : 0) - v) * 2 / (2 * k + 3))
			slot[at[o]] = v * 16 + (k < 4 ? k + 1 : k)
		}
		while (int(low / 2 ^ 24) == int(high / 2 ^ 24)) {
			code_byte(int(low / 2 ^ 24))
			low = low % 2 ^ 24 * 256
			high = high % 2 ^ 24 * 256 + 255
		}
		node = node * 2 + bit
	}
	last = (last * 128 + c) % 2 ^ 21
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
