#include "textflag.h"

// Instructions that the assembler lacks, by register numbers. SDOT adds, to each of the 4 int32 of d, the 4 products of int8 of n with
// the 4 int8 of m that lane i holds.
#define SDOT(m, i, n, d) WORD $(0x4F80E000 | ((i)&1)<<21 | ((i)>>1)<<11 | (m)<<16 | (n)<<5 | (d))
#define SCVTF(n, d) WORD $(0x4E21D800 | (n)<<5 | (d))
#define FMUL(m, n, d) WORD $(0x6E20DC00 | (m)<<16 | (n)<<5 | (d))
#define FADD(m, n, d) WORD $(0x4E20D400 | (m)<<16 | (n)<<5 | (d))

// STEP takes lane i of the activations: 4 inputs, 4 rows, 16 outputs.
#define STEP(i) \
	VLD1.P 64(R9), [V20.B16, V21.B16, V22.B16, V23.B16] \
	SDOT(16, i, 20, 0)  \
	SDOT(16, i, 21, 1)  \
	SDOT(16, i, 22, 2)  \
	SDOT(16, i, 23, 3)  \
	SDOT(17, i, 20, 4)  \
	SDOT(17, i, 21, 5)  \
	SDOT(17, i, 22, 6)  \
	SDOT(17, i, 23, 7)  \
	SDOT(18, i, 20, 8)  \
	SDOT(18, i, 21, 9)  \
	SDOT(18, i, 22, 10) \
	SDOT(18, i, 23, 11) \
	SDOT(19, i, 20, 12) \
	SDOT(19, i, 21, 13) \
	SDOT(19, i, 22, 14) \
	SDOT(19, i, 23, 15)

// SCALE turns the sums in register d into float32 and multiplies them with step·scale, scale being in register s.
#define SCALE(s, d) \
	FMUL(s, 28, 29)  \
	SCVTF(d, d)      \
	FMUL(29, d, d)

// FINISH turns the sums of a row in d0 to d3 into results and stores them: (sum · (step · scale)) + bias.
#define FINISH(d0, d1, d2, d3) \
	VLD1R.P 4(R7), [V28.S4]  \
	SCALE(20, d0)            \
	SCALE(21, d1)            \
	SCALE(22, d2)            \
	SCALE(23, d3)            \
	FADD(24, d0, d0)         \
	FADD(25, d1, d1)         \
	FADD(26, d2, d2)         \
	FADD(27, d3, d3)

// func productNEON(dst *float32, dstStride int, a *uint8, inputs int, b *int8, scale, bias, step *float32, tiles int)
//
// 4·tiles rows × 16 outputs of int8 products. Registers: V0-V15 sums of 4 rows × 16 outputs, V16-V19 16 inputs of each row, V20-V23
// weights of 4 inputs × 16 outputs. 16 inputs take 64 SDOT and 8 loads of 64 or 16 bytes. Bound: SDOT, two to four a cycle.
TEXT ·productNEON(SB), NOSPLIT, $0-72
	MOVD dst+0(FP), R0
	MOVD dstStride+8(FP), R1
	MOVD a+16(FP), R2
	MOVD inputs+24(FP), R3
	MOVD b+32(FP), R4
	MOVD scale+40(FP), R5
	MOVD bias+48(FP), R6
	MOVD step+56(FP), R7
	MOVD tiles+64(FP), R8

tile:
	VEOR V0.B16, V0.B16, V0.B16
	VEOR V1.B16, V1.B16, V1.B16
	VEOR V2.B16, V2.B16, V2.B16
	VEOR V3.B16, V3.B16, V3.B16
	VEOR V4.B16, V4.B16, V4.B16
	VEOR V5.B16, V5.B16, V5.B16
	VEOR V6.B16, V6.B16, V6.B16
	VEOR V7.B16, V7.B16, V7.B16
	VEOR V8.B16, V8.B16, V8.B16
	VEOR V9.B16, V9.B16, V9.B16
	VEOR V10.B16, V10.B16, V10.B16
	VEOR V11.B16, V11.B16, V11.B16
	VEOR V12.B16, V12.B16, V12.B16
	VEOR V13.B16, V13.B16, V13.B16
	VEOR V14.B16, V14.B16, V14.B16
	VEOR V15.B16, V15.B16, V15.B16
	MOVD R4, R9
	MOVD R2, R10
	ADD  R3, R10, R11
	ADD  R3, R11, R12
	ADD  R3, R12, R13
	LSR  $4, R3, R14

inner:
	VLD1.P 16(R10), [V16.B16]
	VLD1.P 16(R11), [V17.B16]
	VLD1.P 16(R12), [V18.B16]
	VLD1.P 16(R13), [V19.B16]
	STEP(0)
	STEP(1)
	STEP(2)
	STEP(3)
	SUBS $1, R14
	BNE  inner

	MOVD   R13, R2 // the next tile's first row follows this one's last
	VLD1   (R5), [V20.S4, V21.S4, V22.S4, V23.S4]
	VLD1   (R6), [V24.S4, V25.S4, V26.S4, V27.S4]
	FINISH(0, 1, 2, 3)
	VST1   [V0.S4, V1.S4, V2.S4, V3.S4], (R0)
	ADD    R1, R0
	FINISH(4, 5, 6, 7)
	VST1   [V4.S4, V5.S4, V6.S4, V7.S4], (R0)
	ADD    R1, R0
	FINISH(8, 9, 10, 11)
	VST1   [V8.S4, V9.S4, V10.S4, V11.S4], (R0)
	ADD    R1, R0
	FINISH(12, 13, 14, 15)
	VST1   [V12.S4, V13.S4, V14.S4, V15.S4], (R0)
	ADD    R1, R0
	SUBS   $1, R8
	BNE    tile
	RET
