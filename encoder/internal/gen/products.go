package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

const productArguments = "(dst *float32, dstStride int, a *byte, inputs int, b *int8, start *int32, scale, bias, step *float32, tiles int)"

// rowsOf returns the addresses of rows 0, 1, 2 … of a matrix at the pointers (one for each three rows), stride bytes apart.
func rowsOf(pointers []Register, stride Register, rows int) []Mem {
	var out []Mem
	for r := range rows {
		p := at(pointers[r/3])
		if r%3 > 0 {
			p.Index, p.Scale = stride, uint8(r%3)
		}
		out = append(out, p)
	}
	return out
}

// threes returns pointers to every third row.
func threes(first Register, stride Register, rows int) []Register {
	out := []Register{copied(first)}
	for r := 3; r < rows; r += 3 {
		p := GP64()
		LEAQ(Mem{Base: out[len(out)-1], Index: stride, Scale: 2}, p)
		ADDQ(stride, p)
		out = append(out, p)
	}
	return out
}

// product512: 12 rows × 32 outputs of int8 products, VPDPBUSD.
//
// Registers: 24 accumulators of 16 int32, 2 of weights, 1 of activations. A step takes 4 inputs: 2 loads of 64 bytes of weights, 12
// broadcasts of 4 bytes, 24 VPDPBUSD. Bound: a 512-bit VPDPBUSD a cycle (Zen 4), against which 14 loads, two a cycle, are hidden;
// weights of one panel (32 outputs × 384 inputs, 12 KB) stay in the level 1 cache, those of the down map (48 KB) come from level 2
// at 5 bytes a cycle. The sums start at -128·Σ weight, which undoes the shift of the activations to unsigned bytes.
func product512() {
	const rows, columns = 12, 2
	TEXT("productAVX512", NOSPLIT, "func"+productArguments)
	Doc("productAVX512 computes 12·tiles rows × 32 outputs; dstStride is in bytes; see productGo.")
	dst, dstStride, a, inputs := pointer("dst"), pointer("dstStride"), pointer("a"), pointer("inputs")
	b, step, tiles := pointer("b"), pointer("step"), pointer("tiles")
	loop("tile", tiles, func() {
		start := pointer("start")
		var sums [rows][columns]VecVirtual
		for r := range rows {
			for c := range columns {
				sums[r][c] = ZMM()
				if r == 0 {
					VMOVDQU32(at(start).Offset(64*c), sums[r][c])
				} else {
					VMOVDQA32(sums[0][c], sums[r][c])
				}
			}
		}
		pointers := threes(a, inputs, rows)
		q, n := copied(b), copied(inputs)
		SHRQ(Imm(4), n)
		const unroll = 4
		loop("inner", n, func() {
			for u := range unroll {
				var w [columns]VecVirtual
				for c := range columns {
					w[c] = ZMM()
					VMOVDQU32(at(q).Offset(64*(columns*u+c)), w[c])
				}
				for r, p := range rowsOf(pointers, inputs, rows) {
					x := ZMM()
					VPBROADCASTD(p.Offset(4*u), x)
					for c := range columns {
						VPDPBUSD(w[c], x, sums[r][c])
					}
				}
			}
			ADDQ(U32(64*columns*unroll), q)
			for _, p := range pointers {
				ADDQ(Imm(4*unroll), p)
			}
		})
		scale, bias := pointer("scale"), pointer("bias")
		var scales, biases [columns]VecVirtual
		for c := range columns {
			scales[c], biases[c] = ZMM(), ZMM()
			VMOVUPS(at(scale).Offset(64*c), scales[c])
			VMOVUPS(at(bias).Offset(64*c), biases[c])
		}
		for r := range rows {
			s := ZMM()
			VBROADCASTSS(at(step).Offset(4*r), s)
			for c := range columns {
				t := ZMM()
				VCVTDQ2PS(sums[r][c], sums[r][c])
				VMULPS(scales[c], s, t)
				VMULPS(t, sums[r][c], sums[r][c])
				VADDPS(biases[c], sums[r][c], sums[r][c])
				VMOVUPS(sums[r][c], at(dst).Offset(64*c))
			}
			ADDQ(dstStride, dst)
			ADDQ(inputs, a)
		}
		ADDQ(Imm(4*rows), step)
	})
	end()
}

// product2: 6 rows × 16 outputs of 16-bit products, VPMADDWD, whose sums of two are exact.
//
// Registers: 12 accumulators of 8 int32, 2 of weights, 1 of activations, 1 product. A step takes 2 inputs: 2 loads that widen 16
// weights, 6 broadcasts of 4 bytes, 12 VPMADDWD, 12 VPADDD. Bound: the 26 vector instructions, three a cycle.
func product2() {
	const rows, columns = 6, 2
	TEXT("productAVX2", NOSPLIT, "func"+productArguments)
	Doc("productAVX2 computes 6·tiles rows × 16 outputs; dstStride is in bytes; start is not used; see productGo.")
	dst, dstStride, a, stride := pointer("dst"), pointer("dstStride"), pointer("a"), pointer("inputs")
	b, step, tiles := pointer("b"), pointer("step"), pointer("tiles")
	SHLQ(Imm(1), stride) // bytes of a row of a
	loop("tile", tiles, func() {
		var sums [rows][columns]VecVirtual
		for r := range rows {
			for c := range columns {
				sums[r][c] = YMM()
				VPXOR(sums[r][c], sums[r][c], sums[r][c])
			}
		}
		pointers := threes(a, stride, rows)
		q, n := copied(b), copied(stride)
		const unroll = 4
		SHRQ(Imm(4), n) // 4 bytes of a row a step, 4 steps
		loop("inner", n, func() {
			for u := range unroll {
				var w [columns]VecVirtual
				for c := range columns {
					w[c] = YMM()
					VPMOVSXBW(at(q).Offset(16*(columns*u+c)), w[c])
				}
				for r, p := range rowsOf(pointers, stride, rows) {
					x := YMM()
					VPBROADCASTD(p.Offset(4*u), x)
					t := YMM()
					VPMADDWD(w[0], x, t)
					VPADDD(t, sums[r][0], sums[r][0])
					VPMADDWD(w[1], x, x)
					VPADDD(x, sums[r][1], sums[r][1])
				}
			}
			ADDQ(Imm(16*columns*unroll), q)
			for _, p := range pointers {
				ADDQ(Imm(4*unroll), p)
			}
		})
		scale, bias := pointer("scale"), pointer("bias")
		for r := range rows {
			s, t := YMM(), YMM()
			VBROADCASTSS(at(step).Offset(4*r), s)
			for c := range columns {
				VCVTDQ2PS(sums[r][c], sums[r][c])
				VMULPS(at(scale).Offset(32*c), s, t)
				VMULPS(t, sums[r][c], sums[r][c])
				VADDPS(at(bias).Offset(32*c), sums[r][c], sums[r][c])
				VMOVUPS(sums[r][c], at(dst).Offset(32*c))
			}
			ADDQ(dstStride, dst)
			ADDQ(stride, a)
		}
		ADDQ(Imm(4*rows), step)
	})
	end()
}
