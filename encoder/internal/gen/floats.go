package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// norm: x = x + y, then each row minus its mean, by its deviation, by weight, plus bias. Three passes over a row that is in the
// level 1 cache. One accumulator per pass, as the fixed order wants it: bound by the latency of addition, 3 × n/16 × 3 cycles a row.
func (m machine) norm() {
	TEXT("norm"+m.name, NOSPLIT, "func(x, y *float32, rows, vectors int, weight, bias *float32, inverse, epsilon float32)")
	Doc("norm" + m.name + " adds y to x and normalises each row of x, of 16·vectors values; see normGo.")
	x, y, rows, vectors := pointer("x"), pointer("y"), pointer("rows"), pointer("vectors")
	weight, bias := pointer("weight"), pointer("bias")
	inverse, epsilon, one := XMM(), XMM(), XMM()
	Load(Param("inverse"), inverse)
	Load(Param("epsilon"), epsilon)
	VMOVSS(words(math.Float32bits(1)), one)
	loop("row", rows, func() {
		sum := m.zero()
		p, n := copied(x), copied(vectors)
		loop("sum", n, func() {
			v := m.load(at(p))
			each2(VADDPS, m.at(at(y)), v, v)
			m.store(v, at(p))
			each2(VADDPS, v, sum, sum)
			ADDQ(Imm(64), p)
			ADDQ(Imm(64), y)
		})
		s := m.fold(VADDPS, sum)
		VMULSS(inverse, s, s)
		mean := m.broadcast(s)
		square := m.zero()
		MOVQ(x, p)
		MOVQ(vectors, n)
		loop("square", n, func() {
			v := m.load(at(p))
			each2(VSUBPS, mean, v, v)
			each2(VMULPS, v, v, v)
			each2(VADDPS, v, square, square)
			ADDQ(Imm(64), p)
		})
		s = m.fold(VADDPS, square)
		VMULSS(inverse, s, s)
		VADDSS(epsilon, s, s)
		VSQRTSS(s, s, s)
		VDIVSS(s, one, s)
		factor := m.broadcast(s)
		w, b := copied(weight), copied(bias)
		MOVQ(vectors, n)
		loop("scale", n, func() {
			v := m.load(at(x))
			each2(VSUBPS, mean, v, v)
			each2(VMULPS, factor, v, v)
			each2(VMULPS, m.at(at(w)), v, v)
			each2(VADDPS, m.at(at(b)), v, v)
			m.store(v, at(x))
			ADDQ(Imm(64), x)
			ADDQ(Imm(64), w)
			ADDQ(Imm(64), b)
		})
	})
	end()
}

// gelu: one vector at a time, 20 instructions and a division. Bound by arithmetic: the processor overlaps a dozen vectors.
func (m machine) gelu() {
	TEXT("gelu"+m.name, NOSPLIT, "func(x *float32, vectors int)")
	Doc("gelu" + m.name + " applies the activation to 16·vectors values; see gelu.")
	x, vectors := pointer("x"), pointer("vectors")
	e := m.exponent()
	const slope = -1.5957691216 * log2e
	linear, cubic := m.constant(slope), m.constant(slope*0.044715)
	loop("next", vectors, func() {
		v, t := m.load(at(x)), m.fresh()
		each2(VMULPS, v, v, t)
		each2(VMULPS, cubic, t, t)
		each2(VADDPS, linear, t, t)
		each2(VMULPS, v, t, t)
		d := e.apply(t)
		each2(VADDPS, e.one, d, d)
		each2(VDIVPS, d, v, v)
		m.store(v, at(x))
		ADDQ(Imm(64), x)
	})
	end()
}

// quantise: a pass for the largest |x| of a row, a pass that divides and rounds. Bound by the division, one vector in some 10 cycles.
// AVX-512 writes bytes q + 128 for VPDPBUSD, AVX2 16-bit q for VPMADDWD.
func (m machine) quantise() {
	TEXT("quantise"+m.name, NOSPLIT, "func(dst *byte, scale, x *float32, rows, vectors int)")
	Doc("quantise" + m.name + " rounds each row, of 16·vectors values, to steps of a 127th of its largest; see quantiseGo.")
	dst, scale, x, rows, vectors := pointer("dst"), pointer("scale"), pointer("x"), pointer("rows"), pointer("vectors")
	clearSign := m.bits(0x7fffffff)
	tiny, top := XMM(), XMM()
	VMOVSS(words(math.Float32bits(1e-30)), tiny)
	VMOVSS(words(math.Float32bits(127)), top)
	flip := XMM()
	if m.wide {
		VMOVDQU(words(0x80808080), flip)
	}
	loop("row", rows, func() {
		most := m.zero()
		p, n := copied(x), copied(vectors)
		loop("most", n, func() {
			v := m.load(at(p))
			each2(VANDPS, clearSign, v, v)
			each2(VMAXPS, v, most, most)
			ADDQ(Imm(64), p)
		})
		s := m.fold(VMAXPS, most)
		step := XMM()
		VDIVSS(top, s, step)
		VMOVSS(step, at(scale))
		VUCOMISS(tiny, s)
		JAE(LabelRef("ready"))
		MOVL(U32(0), at(scale))
		VMOVSS(words(math.Float32bits(float32(math.Inf(1)))), step)
		Label("ready")
		by := m.broadcast(step)
		MOVQ(vectors, n)
		loop("round", n, func() {
			v := m.load(at(x))
			each2(VDIVPS, by, v, v)
			each1(VCVTPS2DQ, v, v)
			if m.wide {
				b := XMM()
				VPMOVDB(v[0], b)
				VPXORD(flip, b, b)
				VMOVDQU32(b, at(dst))
				ADDQ(Imm(16), dst)
			} else {
				w := YMM()
				VPACKSSDW(v[1], v[0], w) // halves interleaved: 0-3, 8-11, 4-7, 12-15
				VPERMQ(Imm(0xd8), w, w)
				VMOVDQU(w, at(dst))
				ADDQ(Imm(32), dst)
			}
			ADDQ(Imm(64), x)
		})
		ADDQ(Imm(4), scale)
	})
	end()
}

// softmax: a pass that scales and looks for the largest, one for exp and the sum, one that divides by the sum. Bound by exp.
func (m machine) softmax() {
	TEXT("softmax"+m.name, NOSPLIT, "func(x *float32, rows, vectors int, scale float32, mask *float32)")
	Doc("softmax" + m.name + " computes rows of 16·vectors values in place; see softmaxGo.")
	x, rows, vectors, mask := pointer("x"), pointer("rows"), pointer("vectors"), pointer("mask")
	s := XMM()
	Load(Param("scale"), s)
	scale, base := m.broadcast(s), m.constant(log2e)
	one := XMM()
	VMOVSS(words(math.Float32bits(1)), one)
	e := m.exponent()
	loop("row", rows, func() {
		p, n := copied(x), copied(vectors)
		most := m.load(words(math.Float32bits(float32(math.Inf(-1)))))
		last := func() { // the last vector takes the mask
			v := m.load(at(p))
			each2(VMULPS, scale, v, v)
			each2(VADDPS, m.at(at(mask)), v, v)
			m.store(v, at(p))
			each2(VMAXPS, v, most, most)
		}
		Label("most")
		CMPQ(n, Imm(1))
		JE(LabelRef("last"))
		v := m.load(at(p))
		each2(VMULPS, scale, v, v)
		m.store(v, at(p))
		each2(VMAXPS, v, most, most)
		ADDQ(Imm(64), p)
		DECQ(n)
		JMP(LabelRef("most"))
		Label("last")
		last()
		largest := m.broadcast(m.fold(VMAXPS, most))
		sum := m.zero()
		MOVQ(x, p)
		MOVQ(vectors, n)
		loop("exp", n, func() {
			v := m.load(at(p))
			each2(VSUBPS, largest, v, v)
			each2(VMULPS, base, v, v)
			v = e.apply(v)
			m.store(v, at(p))
			each2(VADDPS, v, sum, sum)
			ADDQ(Imm(64), p)
		})
		total := m.fold(VADDPS, sum)
		VDIVSS(total, one, total)
		factor := m.broadcast(total)
		MOVQ(vectors, n)
		loop("divide", n, func() {
			v := m.load(at(x))
			each2(VMULPS, factor, v, v)
			m.store(v, at(x))
			ADDQ(Imm(64), x)
		})
	})
	end()
}

// multiply: float32 products for attention and heads. Tile: 4 rows × 16 columns, the last one of a matrix overlapping the one before;
// matrices with fewer rows go one by one. Registers: 8 accumulators, 2 of b, 1 of a, 1 product. Multiplication and addition are
// apart, so its bound is the FMA peak where a processor does both in one cycle (Zen), else half of it. It serves AVX-512 as well: on
// Zen 4 the same loop over 512-bit registers was slower by a fifth.
func multiply() {
	m := machine{name: "AVX2"}
	const height = 4
	TEXT("multiplyAVX2", NOSPLIT, "func(dst *float32, dstStride int, a *float32, aStride int, b *float32, bStride, rows, inner int)")
	Doc("multiplyAVX2 computes rows × 16 columns of a × b; strides are in bytes; see multiplyGo.")
	dst, dstStride, a, aStride := pointer("dst"), pointer("dstStride"), pointer("a"), pointer("aStride")
	b, bStride, rows, inner := pointer("b"), pointer("bStride"), pointer("rows"), pointer("inner")
	// tile computes and stores the next rows, and leaves dst and a where they are.
	tile := func(label string, height int) {
		var sums []vec
		for range height {
			sums = append(sums, m.zero())
		}
		pointers := threes(a, aStride, height)
		q, n := copied(b), copied(inner)
		loop(label, n, func() {
			right := m.load(at(q))
			for r, p := range rowsOf(pointers, aStride, height) {
				left, t := YMM(), YMM()
				VBROADCASTSS(p, left)
				for i := range right {
					VMULPS(right[i], left, t)
					VADDPS(t, sums[r][i], sums[r][i])
				}
			}
			for _, p := range pointers {
				ADDQ(Imm(4), p)
			}
			ADDQ(bStride, q)
		})
		MOVQ(dst, q)
		for _, sum := range sums {
			m.store(sum, at(q))
			ADDQ(dstStride, q)
		}
	}
	// move sets dst and a forward by the rows in n, which may be negative; n is overwritten.
	move := func(n Register) {
		t := copied(n)
		IMULQ(dstStride, t)
		ADDQ(t, dst)
		IMULQ(aStride, n)
		ADDQ(n, a)
	}
	CMPQ(rows, Imm(height))
	JL(LabelRef("one"))
	Label("many")
	tile("inner", height)
	SUBQ(Imm(height), rows)
	JZ(LabelRef("done"))
	n := GP64()
	MOVQ(U32(height), n)
	CMPQ(rows, n)
	CMOVQLT(rows, n)
	left := copied(n) // rows the next tile must do: all, or so few that it starts earlier
	move(n)
	SUBQ(Imm(height), left)
	JZ(LabelRef("many"))
	SUBQ(left, rows)
	JMP(LabelRef("many"))
	Label("one")
	tile("inner1", 1)
	MOVQ(U32(1), n)
	move(n)
	DECQ(rows)
	JNZ(LabelRef("one"))
	Label("done")
	end()
}

// transpose turns rows of 32 values, blocks of 8 rows at a time, into 32 rows: the keys of an attention head. 8 × 8 values are 8
// registers that change places in 24 shuffles. Bound by the shuffles, two a cycle. It serves AVX-512 as well.
func transpose() {
	TEXT("transposeAVX2", NOSPLIT, "func(dst *float32, dstStride int, rows *float32, stride, blocks int)")
	Doc("transposeAVX2 turns 8·blocks rows of 32 values into 32 rows; strides are in bytes; see transposeGo.")
	dst, dstStride, rows, stride, blocks := pointer("dst"), pointer("dstStride"), pointer("rows"), pointer("stride"), pointer("blocks")
	columns := GP64()
	loop("block", blocks, func() {
		MOVQ(U32(4), columns)
		to, from := copied(dst), copied(rows)
		loop("columns", columns, func() {
			var v, w [8]Op
			p := copied(from)
			for i := range v {
				v[i], w[i] = YMM(), YMM()
				VMOVUPS(at(p), v[i])
				ADDQ(stride, p)
			}
			for i := 0; i < 8; i += 2 { // pairs of rows, then fours, then halves
				VUNPCKLPS(v[i+1], v[i], w[i])
				VUNPCKHPS(v[i+1], v[i], w[i+1])
			}
			for i := 0; i < 8; i += 4 {
				VSHUFPS(Imm(0x44), w[i+2], w[i], v[i])
				VSHUFPS(Imm(0xee), w[i+2], w[i], v[i+1])
				VSHUFPS(Imm(0x44), w[i+3], w[i+1], v[i+2])
				VSHUFPS(Imm(0xee), w[i+3], w[i+1], v[i+3])
			}
			for i := range 4 {
				VPERM2F128(Imm(0x20), v[i+4], v[i], w[i])
				VPERM2F128(Imm(0x31), v[i+4], v[i], w[i+4])
			}
			for i := range w {
				VMOVUPS(w[i], at(to))
				ADDQ(dstStride, to)
			}
			ADDQ(Imm(32), from)
		})
		ADDQ(Imm(32), dst)
		LEAQ(Mem{Base: rows, Index: stride, Scale: 8}, rows)
	})
	end()
}
