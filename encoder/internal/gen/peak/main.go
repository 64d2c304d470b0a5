// Command peak writes the loops that measure a processor's peak: the same multiplication again and again in registers alone.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

func main() {
	ConstraintExpr("amd64")
	loop("FMA512", "a 512-bit VFMADD231PS", func() Op { return ZMM() }, func(a, b, sum Op) { VFMADD231PS(a, b, sum) })
	loop("VNNI512", "a 512-bit VPDPBUSD", func() Op { return ZMM() }, func(a, b, sum Op) { VPDPBUSD(a, b, sum) })
	loop("FMA256", "a 256-bit VFMADD231PS", func() Op { return YMM() }, func(a, b, sum Op) { VFMADD231PS(a, b, sum) })
	var t Op
	loop("MADD256", "a 256-bit VPMADDWD and a VPADDD", func() Op { return YMM() }, func(a, b, sum Op) {
		t = YMM()
		VPMADDWD(a, b, t)
		VPADDD(t, sum, sum)
	})
	Generate()
}

// accumulators is the number of independent sums: enough to hide the latency of an instruction.
const accumulators = 12

func loop(name, what string, register func() Op, step func(a, b, sum Op)) {
	TEXT(name, NOSPLIT, "func(n int)")
	Doc(name + " runs " + what + " 12·n times.")
	n := Load(Param("n"), GP64())
	a, b := register(), register()
	VPXOR(a.(VecVirtual).AsY(), a.(VecVirtual).AsY(), a.(VecVirtual).AsY())
	VPXOR(b.(VecVirtual).AsY(), b.(VecVirtual).AsY(), b.(VecVirtual).AsY())
	var sums [accumulators]Op
	for i := range sums {
		sums[i] = register()
		v := sums[i].(VecVirtual)
		VPXOR(v.AsY(), v.AsY(), v.AsY())
	}
	Label("next")
	for _, s := range sums {
		step(a, b, s)
	}
	DECQ(n)
	JNZ(LabelRef("next"))
	VZEROUPPER()
	RET()
}
