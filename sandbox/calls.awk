# calls -> C: what the filter does with each number, and the packed names.
#
#	awk -v machine=x86_64-linux-gnu -f coder.awk -f calls.awk calls >calls.h
#
# With machine=all there are all of them, each with its name, for tests.
#
# Numbers are stored as ranges: 3 bits of action, 5 of length less one, and if
# these are all set, the length in the byte that follows.  For the names see struct abi
# and coder.awk.

BEGIN {
	n = split("x86_64 i386 arm aarch64 riscv64", abi, " ")
	split("c000003e 40000003 40000028 c00000b7 c00000f3", audit, " ")
	for (i = 0; i < split("allow strict eperm enosys clone ioctl socket personality", w, " "); i++)
		code[w[i + 1]] = i
	for (i = 1; i < 128; i++)
		number[sprintf("%c", i)] = i
}

/^#/ || !NF { next }

$2 == "=" {
	constant[++constants] = tolower($1)
	for (i = 1; i <= n; i++)
		value[i, constants] = $(NF == 3 ? 3 : 2 + i)
	next
}

{
	for (i = 1; i <= n; i++) {
		if ($(2 + i) == "-")
			continue
		if ($(2 + i) > top)
			top = $(2 + i)
		name[i, $(2 + i)] = $8 == "gone" ? "" : $1
		action[i, $(2 + i)] = NF > 7 && $8 != "gone" ? $8 : "allow"
		narrow[i, $(2 + i)] = mask($2)
	}
}

function mask(digits,   k, bit, sum)
{
	for (k = bit = 1; k <= 6; k++) {
		if (index(digits, k - 1))
			sum += bit
		bit *= 2
	}
	return sum + 0
}

# All numbers up to the end of the table.
function ranges(i,   nr, what, was, from, bytes, len)
{
	was = -1
	for (nr = 0; nr <= 512; nr++) {
		what = nr == 512 ? -2 : (i, nr) in action ? code[action[i, nr]] : code["enosys"]
		if (what == was)
			continue
		for (; was >= 0 && from < nr; from += len) {
			len = nr - from > 255 ? 255 : nr - from
			bytes = bytes was * 32 + (len < 32 ? len - 1 : 31) "," (len < 32 ? "" : len ",")
		}
		was = what
		from = nr
	}
	printf "static const unsigned char ranges_%s[] = {%s};\n", abi[i], bytes
}

function add(word, last,   k)
{
	for (k = 1; k <= length(word); k++)
		code_letter(number[substr(word, k, 1)])
	code_letter(last + 1)
	if (last >= 46)
		fail("these arguments look like the end of a name that was noted, see learn.c: " word)
}

function names(i,   nr, k)
{
	code_begin()
	for (nr = 0; nr <= top; nr++)
		add(name[i, nr], narrow[i, nr] + 0)
	for (k = 1; k <= constants; k++) {
		add(constant[k], 0)
		add(value[i, k], 0)
	}
	code_letter(0)
	printf "static const char names_%s[] = %s;\n", abi[i], code_end()
}

function table(i, named,   a)
{
	a = abi[i]
	ranges(i)
	if (named)
		names(i)
	printf "static const struct abi abi_%s = {.audit = 0x%s, .ranges = ranges_%s,", a, audit[i], a
	if (named)
		printf " .names = names_%s, .calls = %d,", a, top + 1
	printf " .wide = %d, .private = %d};\n", a ~ /64/, a == "arm"
}

END {
	if (failed)
		exit 1
	print "/* calls.awk made this from calls. */"
	for (i = 1; i <= n; i++)
		if (machine == "all" || index(machine, abi[i]) == 1) {
			table(i, 1)
			if (abi[i] == "x86_64" && machine != "all")
				table(2, 0)
			if (machine != "all")
				printf "static const struct abi *const native = &abi_%s;\n", abi[i]
		}
	printf "enum { CALLS = %d };\n", top + 1
	if (machine != "all")
		printf "static const struct abi *const other = %s;\n", index(machine, "x86_64") == 1 ? "&abi_i386" : "NULL"
}
