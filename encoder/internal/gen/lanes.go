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

// exponent holds the constants of exp2.
type exponent struct {
	m                       machine
	low, high, rounder, one vec
	c                       []vec // the polynomial, highest power first
}

func (m machine) exponent() exponent {
	e := exponent{m: m, low: m.constant(-100), high: m.constant(127), rounder: m.constant(12582912), one: m.constant(1)}
	for _, c := range []float32{0.0013264631852507591, 0.009671486914157867, 0.05550733581185341, 0.24022242426872253, 0.6931470036506653} {
		e.c = append(e.c, m.constant(c))
	}
	e.c = append(e.c, e.one)
	return e
}

// log2e turns e^x into 2^(x·log2e).
const log2e = 1.44269504088896341

// apply returns 2^x, as exp2 in the encoder's lanes.go; x is overwritten.
func (e exponent) apply(x vec) vec {
	m := e.m
	n, p := m.fresh(), m.fresh()
	each2(VMAXPS, e.low, x, x)
	each2(VMINPS, e.high, x, x)
	each2(VADDPS, e.rounder, x, n)
	each2(VSUBPS, e.rounder, n, p)
	each2(VSUBPS, p, x, x)
	each2(VMULPS, e.c[0], x, p)
	each2(VADDPS, e.c[1], p, p)
	for _, c := range e.c[2:] {
		each2(VMULPS, x, p, p)
		each2(VADDPS, c, p, p)
	}
	for i := range n {
		VPSLLD(Imm(23), n[i], n[i])
	}
	each2(VPADDD, n, p, p)
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
