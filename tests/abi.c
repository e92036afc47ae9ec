/* SPDX-License-Identifier: MIT */
/*
 * The numbers and the structures of init/sys.h against the kernel's own headers,
 * which the product does not see.  abi.h is made from sys.h: X() for each
 * constant there, so that one that is not looked at here is a failure.
 */

/* glibc's mount.h and the kernel's fcntl.h define what the others have as well. */
#define _SYS_MOUNT_H 1
#define _LINUX_FCNTL_H 1
#include "sys.h"

#include <asm/unistd.h>
#include <linux/auxvec.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <linux/futex.h>
#include <linux/if_link.h>
#include <linux/mount.h>
#include <linux/openat2.h>
#include <linux/pidfd.h>
#include <linux/rtnetlink.h>
#include <linux/sched.h>
#include <linux/sockios.h>
#include <linux/stat.h>
#include <linux/time_types.h>
#include <linux/veth.h>
#include <stdio.h>

/* What the headers of Linux 6.1 lack, as later ones have it. */
#ifndef AT_RECURSIVE
#define AT_RECURSIVE 0x8000
#endif
#ifndef PIDFD_SIGNAL_PROCESS_GROUP
#define PIDFD_SIGNAL_PROCESS_GROUP (1UL << 2)
#endif
#ifndef PIDFD_INFO_EXIT
#define PIDFD_INFO_EXIT (1UL << 3)
#define PIDFD_INFO_COREDUMP (1UL << 4)
#endif
#ifndef __NR_listmount
#define __NR_listmount 458
#endif
#ifndef __NR_listns
#define __NR_listns 470
#endif
#ifndef FD_NSFS_ROOT
#define FD_NSFS_ROOT -10003
#endif
#ifndef FILEID_NSFS
#define FILEID_NSFS 0xf1 /* include/linux/exportfs.h, which is not for us */
#endif
#ifndef OPEN_TREE_NAMESPACE
#define OPEN_TREE_NAMESPACE (1 << 1)
#endif

static const struct {
	const char *name;
	long long ours, kernel;
} table[] = {
#define SAME(ours, theirs)          \
	{                           \
#ours, ours, theirs \
	}
	SAME(SYS_OPENAT2, __NR_openat2),
	SAME(SYS_CLONE3, __NR_clone3),
	SAME(SYS_FUTEX_WAIT, FUTEX_WAIT),
	SAME(SYS_FUTEX_WAKE, FUTEX_WAKE),
	SAME(SYS_CLOSE_RANGE, __NR_close_range),
	SAME(SYS_OPEN_TREE, __NR_open_tree),
	SAME(SYS_MOVE_MOUNT, __NR_move_mount),
	SAME(SYS_FSOPEN, __NR_fsopen),
	SAME(SYS_FSCONFIG, __NR_fsconfig),
	SAME(SYS_FSMOUNT, __NR_fsmount),
	SAME(SYS_MOUNT_SETATTR, __NR_mount_setattr),
	SAME(SYS_LISTMOUNT, __NR_listmount),
	SAME(SYS_LISTNS, __NR_listns),
	SAME(SYS_PIDFD_SEND_SIGNAL, __NR_pidfd_send_signal),
	SAME(SYS_PIDFD_OPEN, __NR_pidfd_open),
	SAME(SYS_PIDFD_GETFD, __NR_pidfd_getfd),
	SAME(SYS_RESOLVE_NO_MAGICLINKS, RESOLVE_NO_MAGICLINKS),
	SAME(SYS_RESOLVE_IN_ROOT, RESOLVE_IN_ROOT),
	SAME(SYS_OPEN_TREE_CLONE, OPEN_TREE_CLONE),
	SAME(SYS_OPEN_TREE_NAMESPACE, OPEN_TREE_NAMESPACE),
	SAME(SYS_AT_RECURSIVE, AT_RECURSIVE),
	SAME(SYS_MOVE_F_EMPTY, MOVE_MOUNT_F_EMPTY_PATH),
	SAME(SYS_MOVE_T_EMPTY, MOVE_MOUNT_T_EMPTY_PATH),
	SAME(SYS_FSMOUNT_CLOEXEC, FSMOUNT_CLOEXEC),
	SAME(SYS_FSOPEN_CLOEXEC, FSOPEN_CLOEXEC),
	SAME(SYS_FSCONFIG_FLAG, FSCONFIG_SET_FLAG),
	SAME(SYS_FSCONFIG_STRING, FSCONFIG_SET_STRING),
	SAME(SYS_FSCONFIG_CREATE, FSCONFIG_CMD_CREATE),
	SAME(SYS_ATTR_RDONLY, MOUNT_ATTR_RDONLY),
	SAME(SYS_ATTR_NOSUID, MOUNT_ATTR_NOSUID),
	SAME(SYS_ATTR_NODEV, MOUNT_ATTR_NODEV),
	SAME(SYS_ATTR_NOEXEC, MOUNT_ATTR_NOEXEC),
	SAME(SYS_ATTR_ATIME, MOUNT_ATTR__ATIME),
	SAME(SYS_ATTR_IDMAP, MOUNT_ATTR_IDMAP),
	SAME(SYS_CLONE_NEWTIME, CLONE_NEWTIME),
	SAME(SYS_CLONE_INTO_CGROUP, CLONE_INTO_CGROUP),
	SAME(SYS_CLONE_NEWCGROUP, CLONE_NEWCGROUP),
	SAME(SYS_CLONE_PIDFD, CLONE_PIDFD),
	SAME(SYS_CLOSE_RANGE_CLOEXEC, CLOSE_RANGE_CLOEXEC),
	SAME(SYS_PIDFD_WHOLE_GROUP, PIDFD_SIGNAL_PROCESS_GROUP),
	SAME(SYS_PIDFD_INFO_EXIT, PIDFD_INFO_EXIT),
	SAME(SYS_PIDFD_INFO_COREDUMP, PIDFD_INFO_COREDUMP),
	SAME(SYS_NSIG, _NSIG - 1),
	SAME(SYS_SA_NOCLDWAIT, SA_NOCLDWAIT),
	SAME(SYS_NSFS_ROOT, FD_NSFS_ROOT),
	SAME(SYS_FILEID_NSFS, FILEID_NSFS),
	SAME(SYS_LAST_CAP, 63), /* two words of 32; CAP_LAST_CAP grows */
	SAME(SYS_AT_SECURE, AT_SECURE),
	SAME(SYS_SIOCGIFFLAGS, SIOCGIFFLAGS),
	SAME(SYS_SIOCSIFFLAGS, SIOCSIFFLAGS),
	SAME(SYS_SIOCGIFINDEX, SIOCGIFINDEX),
	SAME(SYS_UMOUNT_NOFOLLOW, 8), /* not among the kernel's own headers */
	SAME(SYS_NLMSG_ERROR, NLMSG_ERROR),
	SAME(SYS_NLM_F_REQUEST, NLM_F_REQUEST),
	SAME(SYS_NLM_F_ACK, NLM_F_ACK),
	SAME(SYS_NLM_F_EXCL, NLM_F_EXCL),
	SAME(SYS_NLM_F_DUMP, NLM_F_DUMP),
	SAME(SYS_NLM_F_CREATE, NLM_F_CREATE),
	SAME(SYS_RTM_NEWLINK, RTM_NEWLINK),
	SAME(SYS_RTM_DELLINK, RTM_DELLINK),
	SAME(SYS_RTM_GETLINK, RTM_GETLINK),
	SAME(SYS_RTM_NEWADDR, RTM_NEWADDR),
	SAME(SYS_RTM_GETADDR, RTM_GETADDR),
	SAME(SYS_RTM_NEWROUTE, RTM_NEWROUTE),
	SAME(SYS_IFLA_ADDRESS, IFLA_ADDRESS),
	SAME(SYS_IFLA_IFNAME, IFLA_IFNAME),
	SAME(SYS_IFLA_MTU, IFLA_MTU),
	SAME(SYS_IFLA_LINK, IFLA_LINK),
	SAME(SYS_IFLA_MASTER, IFLA_MASTER),
	SAME(SYS_IFLA_LINKINFO, IFLA_LINKINFO),
	SAME(SYS_IFLA_NET_NS_PID, IFLA_NET_NS_PID),
	SAME(SYS_IFLA_GROUP, IFLA_GROUP),
	SAME(SYS_IFLA_NET_NS_FD, IFLA_NET_NS_FD),
	SAME(SYS_IFLA_INFO_KIND, IFLA_INFO_KIND),
	SAME(SYS_IFLA_INFO_DATA, IFLA_INFO_DATA),
	SAME(SYS_IFLA_MACVLAN_MODE, IFLA_MACVLAN_MODE),
	SAME(SYS_VETH_INFO_PEER, VETH_INFO_PEER),
	SAME(SYS_IFA_F_NODAD, IFA_F_NODAD),
	SAME(SYS_RT_TABLE_MAIN, RT_TABLE_MAIN),
	SAME(SYS_RTPROT_STATIC, RTPROT_STATIC),
	SAME(SYS_RTN_UNICAST, RTN_UNICAST),
	SAME(SYS_IFA_ADDRESS, IFA_ADDRESS),
	SAME(SYS_IFA_LOCAL, IFA_LOCAL),
	SAME(SYS_RTA_DST, RTA_DST),
	SAME(SYS_RTA_OIF, RTA_OIF),
	SAME(SYS_RTA_GATEWAY, RTA_GATEWAY),

#define SIZE(ours, theirs)                                                   \
	{                                                                    \
		"size of " #ours, sizeof(struct ours), sizeof(struct theirs) \
	}
#define AT(ours, field, theirs, its)                                                    \
	{#ours "." #field, offsetof(struct ours, field), offsetof(struct theirs, its)}, \
	{                                                                               \
		"size of " #ours "." #field, sizeof((struct ours){0}.field),            \
			sizeof((struct theirs){0}.its)                                  \
	}
	SIZE(sys_open_how, open_how),
	AT(sys_open_how, flags, open_how, flags),
	AT(sys_open_how, mode, open_how, mode),
	AT(sys_open_how, resolve, open_how, resolve),
	SIZE(sys_mount_attr, mount_attr),
	AT(sys_mount_attr, set, mount_attr, attr_set),
	AT(sys_mount_attr, clear, mount_attr, attr_clr),
	AT(sys_mount_attr, propagation, mount_attr, propagation),
	AT(sys_mount_attr, userns, mount_attr, userns_fd),
	SIZE(sys_clone_args, clone_args),
	AT(sys_clone_args, flags, clone_args, flags),
	AT(sys_clone_args, pidfd, clone_args, pidfd),
	AT(sys_clone_args, exit_signal, clone_args, exit_signal),
	AT(sys_clone_args, stack, clone_args, stack),
	AT(sys_clone_args, cgroup, clone_args, cgroup),
	SIZE(sys_time, __kernel_timespec),
	AT(sys_time, sec, __kernel_timespec, tv_sec),
	AT(sys_time, nsec, __kernel_timespec, tv_nsec),
	SIZE(sys_statx, statx),
	AT(sys_statx, uid, statx, stx_uid),
	AT(sys_statx, gid, statx, stx_gid),
	AT(sys_statx, mode, statx, stx_mode),
	AT(sys_statx, ino, statx, stx_ino),
	AT(sys_statx, attributes_mask, statx, stx_attributes_mask),
	AT(sys_statx, rdev_major, statx, stx_rdev_major),
	AT(sys_statx, dev_minor, statx, stx_dev_minor),
	AT(sys_statx, mnt_id, statx, stx_mnt_id),
	SIZE(sys_cap_header, __user_cap_header_struct),
	AT(sys_cap_header, pid, __user_cap_header_struct, pid),
	SIZE(sys_cap_data, __user_cap_data_struct),
	AT(sys_cap_data, effective, __user_cap_data_struct, effective),
	AT(sys_cap_data, permitted, __user_cap_data_struct, permitted),
	AT(sys_cap_data, inheritable, __user_cap_data_struct, inheritable),
};

static const char *const constants[] = {
#define X(name) #name,
#include "abi.h"
};

static bool looked_at(const char *name)
{
	for (size_t i = 0; i < countof(table); i++)
		if (!strcmp(table[i].name, name))
			return true;
	return false;
}

int main(void)
{
	int n = 0, bad = 0;

	for (size_t i = 0; i < countof(table); i++) {
		bool same = table[i].ours == table[i].kernel;

		printf("%sok %d - %s is the kernel's\n", same ? "" : "not ", ++n, table[i].name);
		if (!same) {
			printf("# ours %lld, the kernel's %lld\n", table[i].ours, table[i].kernel);
			bad = 1;
		}
	}
	for (size_t i = 0; i < countof(constants); i++)
		if (!looked_at(constants[i])) {
			printf("not ok %d - %s is compared\n", ++n, constants[i]);
			bad = 1;
		}
	printf("1..%d\n", n);
	return bad;
}
