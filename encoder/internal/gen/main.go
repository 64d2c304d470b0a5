// Command gen writes the encoder's kernels for amd64 in Go assembly. Every float kernel is described once, over vectors of 16 lanes,
// and written twice: a vector is one register in AVX-512 and two in AVX2. That is what keeps the two the same to the last bit.
package main

import (
	. "github.com/mmcloughlin/avo/build"
)

func main() {
	ConstraintExpr("amd64")
	for _, wide := range []bool{true, false} {
		m := machine{wide: wide, name: "AVX2"}
		if wide {
			m.name = "AVX512"
		}
		m.norm()
		m.gelu()
		m.quantise()
		m.softmax()
	}
	product512()
	product2()
	multiply()
	transpose()
	Generate()
}
