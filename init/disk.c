/* SPDX-License-Identifier: MIT */
/* What is on a block device: the ids of its partitions and of its file system. */
#include "machine.h"

/* Of ext2 to ext4, whose superblock is at 1024, and of GPT, behind the first sector. */
enum {
	EXT_MAGIC = 0x38,
	EXT_UUID = 0x68,
	EXT_LABEL = 0x78,
	EXT_LABEL_SIZE = 16,
	GPT_ENTRIES = 72,
	GPT_COUNT = 80,
	GPT_SIZE = 84,
	GPT_GUID = 16,
	MBR_ID = 440,
};

struct tag {
	const char *value;
	char *path;
	size_t size;
	enum { LABEL,
		UUID,
		PARTUUID } kind;
};

/* All our machines are little-endian, as is what is on the disks. */
static uint32_t number(const unsigned char *s)
{
	uint32_t n;

	memcpy(&n, s, sizeof n);
	return n;
}

static bool read_at(int fd, long at, void *buf, size_t n)
{
	return at >= 0 && sys_lseek(fd, at, SEEK_SET) >= 0 && sys_read(fd, buf, n) == (long)n;
}

/* The byte that s has in hexadecimal; more than 255 if it has none. */
static unsigned byte(const char *s)
{
	unsigned n = 0;

	for (int i = 0; i < 2; i++, s++) {
		unsigned c = *s - '0';

		if (c > 9)
			c = (*s | 32) - 'a' + 10;
		if (c > 15)
			return 256;
		n = n << 4 | c;
	}
	return n;
}

/* What follows in s, if it has these bytes; order tells where each of them is. */
static const char *same_bytes(const char *s, const unsigned char *raw, const char *order)
{
	for (; *order; order++, s += 2) {
		s += *s == '-';
		if (byte(s) != raw[*order - 'a'])
			return "?";
	}
	return s;
}

static bool same_fs(int fd, const struct tag *tag)
{
	unsigned char s[EXT_LABEL + EXT_LABEL_SIZE + 1];

	if (!read_at(fd, 1024, s, sizeof s) || s[EXT_MAGIC] != 0x53 || s[EXT_MAGIC + 1] != 0xef)
		return false;
	s[sizeof s - 1] = 0;
	return tag->kind == LABEL ? !strcmp((char *)s + EXT_LABEL, tag->value)
				  : !*same_bytes(tag->value, s + EXT_UUID, "abcdefghijklmnop");
}

/* The number of the partition that has the id; 0 if there is none. */
static COLD unsigned find_part(int fd, const char *id)
{
	unsigned char s[512], part[32];
	const char *end;

	if (!read_at(fd, 0, s, sizeof s))
		return 0;
	end = same_bytes(id, s + MBR_ID, "dcba");
	if (*end == '-' && byte(end + 1) < 256 && !end[3])
		return byte(end + 1);
	for (unsigned sector = 512; sector <= 4096; sector *= 8) {
		if (!read_at(fd, sector, s, sizeof s) || memcmp(s, "EFI PART", 8) != 0)
			continue;
		for (unsigned i = 0; i < number(s + GPT_COUNT) && i < 256; i++)
			if (read_at(fd, number(s + GPT_ENTRIES) * sector + i * number(s + GPT_SIZE),
				    part, sizeof part) &&
				!*same_bytes(id, part + GPT_GUID, "dcbafehgijklmnop"))
				return i + 1;
	}
	return 0;
}

/* Is it this one, or a partition of it? */
static COLD bool look(void *arg, int dir, const char *name)
{
	const struct tag *tag = arg;
	size_t len = fmt(tag->path, tag->size, "/dev/%s", name);
	bool found = false;
	unsigned n;
	int fd;

	(void)dir;
	fd = sys_open(tag->path, O_RDONLY | O_NONBLOCK);
	if (fd < 0)
		return false;
	if (tag->kind != PARTUUID) {
		found = same_fs(fd, tag);
	} else if ((n = find_part(fd, tag->value))) {
		fmt(tag->path + len, tag->size - len, name[len - 6] <= '9' ? "p%u" : "%u", n);
		found = fs_find(tag->path) >= 0;
	}
	sys_close(fd);
	return found;
}

bool disk_find(const char *name, char *path, size_t size)
{
	static const char kinds[] = "LABEL=\0UUID=\0PARTUUID=\0";
	const char *s = kinds;

	for (int kind = LABEL; *s; kind++, s += strlen(s) + 1)
		if (!strncmp(name, s, strlen(s))) {
			struct tag tag = {name + strlen(s), path, size, kind};
			int dir = sys_open("/sys/class/block", O_RDONLY | O_DIRECTORY);
			bool found = fs_each(dir, look, &tag);

			sys_close(dir);
			return found;
		}
	fmt(path, size, "%s", name);
	/* What ubifs, virtiofs and the like call by a name is no file. */
	return *path != '/' || fs_find(path) >= 0;
}
