# SPDX-License-Identifier: MIT
# For the assembler, in front of what gcc makes for x86_64: between two of the eight old
# registers push and pop are a byte shorter than mov, for its prefix.  As for a constant,
# which gcc itself does so, nothing may be kept below the stack (-mno-red-zone).  Not
# between a large frame and the first call: whoever returns at once touches no page there.
#
# An address with a comma in it comes as two operands.  {disp8} says nothing new, but
# what stands behind it is the instruction and not the macro again.
.ifndef	.Lfar
.set	.Lfar, 0

.macro	subq what, from, rest:vararg
	.ifc	\from,%rsp
		.set	.Lfar, -4
		.irpc	digit, \what
			.set	.Lfar, .Lfar + 1
		.endr
	.endif
	.ifnb	\rest
		{disp8} subq	\what, \from, \rest
	.else
		{disp8} subq	\what, \from
	.endif
.endm

.macro	call	to:vararg
	.set	.Lfar, 0
	{disp8} call	\to
.endm

.macro	movq from, to, rest:vararg
	.set	.Lold, 0
	.irp	reg, %rax, %rbx, %rcx, %rdx, %rsi, %rdi, %rbp, %rsp
		.ifc	\from,\reg
			.set	.Lold, .Lold + 1
		.endif
		.ifc	\to,\reg
			.set	.Lold, .Lold + 1
		.endif
	.endr
	.ifnb	\rest
		{disp8} movq	\from, \to, \rest
	.elseif	.Lold == 2 && .Lfar <= 0
		push	\from
		pop	\to
	.else
		{disp8} movq	\from, \to
	.endif
.endm
.endif
