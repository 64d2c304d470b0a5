package main

import (
	"fmt"
	"math"

	"github.com/mmcloughlin/avo/attr"
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// machine says for which instruction set a kernel is written.
type machine struct {
	wide bool
	name string
}

// vec is 16 lanes: one operand in AVX-512, two in AVX2.
type vec []Op

// fresh returns a vector in registers that nothing else uses.
func (m machine) fresh() vec {
	if m.wide {
		return vec{ZMM()}
	}
	return vec{YMM(), YMM()}
}

// register returns one fresh register of the machine's width.
func (m machine) register() VecVirtual {
	if m.wide {
		return ZMM()
	}
	return YMM()
}

// at returns the vector in memory there.
func (m machine) at(p Mem) vec {
	if m.wide {
		return vec{p}
	}
	return vec{p, p.Offset(32)}
}

func (m machine) load(p Mem) vec {
	v := m.fresh()
	each1(VMOVUPS, m.at(p), v)
	return v
}

func (m machine) store(v vec, p Mem) { each1(VMOVUPS, v, m.at(p)) }

func (m machine) zero() vec {
	v := m.fresh()
	for _, r := range v {
		if m.wide {
			VPXORD(r, r, r)
		} else {
			VXORPS(r, r, r)
		}
	}
	return v
}

// each1 and each2 emit an instruction for each register of the vectors. Operands are in Go's order: the destination is the last.
func each1(f func(...Op), a, d vec) {
	for i := range d {
		f(a[i], d[i])
	}
}

func each2(f func(...Op), a, b, d vec) {
	for i := range d {
		f(a[i], b[i], d[i])
	}
}

var constants = map[uint32]Mem{}

// words returns 64 bytes of memory that hold bits 16 times.
func words(bits uint32) Mem {
	p, ok := constants[bits]
	if !ok {
		p = GLOBL(fmt.Sprintf("word%08x", bits), attr.RODATA|attr.NOPTR)
		for i := range 16 {
			DATA(4*i, U32(bits))
		}
		constants[bits] = p
	}
	return p
}

// constant returns x in all lanes: in a register in AVX-512, which has enough of them, in memory in AVX2.
func (m machine) constant(x float32) vec { return m.bits(math.Float32bits(x)) }

func (m machine) bits(x uint32) vec {
	if m.wide {
		return m.load(words(x))
	}
	p := words(x)
	return vec{p, p}
}

// broadcast returns the float32 at p in all lanes.
func (m machine) broadcast(p Op) vec {
	v := m.fresh()
	VBROADCASTSS(p, v[0])
	if !m.wide {
		VMOVAPS(v[0], v[1])
	}
	return v
}

// fold folds the lanes of v by f in the fixed tree and returns the result, in lane 0.
func (m machine) fold(f func(...Op), v vec) VecVirtual {
	y, half := YMM(), YMM()
	if m.wide {
		z := v[0].(VecVirtual)
		VEXTRACTF64X4(Imm(1), z, half)
		f(half, z.AsY(), y)
	} else {
		f(v[1], v[0], y)
	}
	x, other := XMM(), XMM()
	if m.wide {
		VEXTRACTF32X4(Imm(1), y, other)
	} else {
		VEXTRACTF128(Imm(1), y, other)
	}
	f(other, y.AsX(), x)
	VSHUFPS(Imm(0x0e), x, x, other)
	f(other, x, x)
	VSHUFPS(Imm(0x01), x, x, other)
	f(other, x, x)
	return x
}

// exponent holds the constants of exp.
type exponent struct {
	m                                               machine
	low, high, log2e, rounder, ln2High, ln2Low, one vec
	p                                               []vec
}

func (m machine) exponent() exponent {
	e := exponent{m: m, low: m.constant(-87), high: m.constant(88), log2e: m.constant(1.44269504088896341),
		rounder: m.constant(12582912), ln2High: m.constant(0.693359375), ln2Low: m.constant(-2.12194440e-4), one: m.constant(1)}
	for _, c := range []float32{1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1} {
		e.p = append(e.p, m.constant(c))
	}
	return e
}

// apply returns e^x, as Exp in lanes.go; x is overwritten.
func (e exponent) apply(x vec) vec {
	m := e.m
	n, shift, t, p := m.fresh(), m.fresh(), m.fresh(), m.fresh()
	each2(VMAXPS, e.low, x, x)
	each2(VMINPS, e.high, x, x)
	each2(VMULPS, e.log2e, x, n)
	each2(VADDPS, e.rounder, n, n)
	for i := range n {
		VPSLLD(Imm(23), n[i], shift[i])
	}
	each2(VSUBPS, e.rounder, n, n)
	each2(VMULPS, e.ln2High, n, t)
	each2(VSUBPS, t, x, x)
	each2(VMULPS, e.ln2Low, n, t)
	each2(VSUBPS, t, x, x)
	each2(VMULPS, e.p[0], x, p)
	for _, c := range e.p[1:] {
		each2(VADDPS, c, p, p)
		if &c[0] != &e.p[len(e.p)-1][0] {
			each2(VMULPS, x, p, p)
		}
	}
	each2(VMULPS, x, x, t)
	each2(VMULPS, t, p, p)
	each2(VADDPS, x, p, p)
	each2(VADDPS, e.one, p, p)
	each2(VPADDD, shift, p, p)
	return p
}

// end closes a kernel.
func end() {
	VZEROUPPER()
	RET()
}

// pointer and integer load an argument into a register.
func pointer(name string) Register { return Load(Param(name), GP64()) }

func at(base Op) Mem { return Mem{Base: base.(Register)} }

// loop emits body n times, n > 0 in a register that it counts down to 0.
func loop(label string, n Register, body func()) {
	Label(label)
	body()
	DECQ(n)
	JNZ(LabelRef(label))
}

// copied returns a copy of r.
func copied(r Register) GPVirtual {
	c := GP64()
	MOVQ(r, c)
	return c
}
