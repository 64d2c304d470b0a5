package encoder

import (
	"fmt"
	"os"
	"strings"
)

// KernelVariable names the environment variable that forces a kernel.
const KernelVariable = "BAROGRAPH_KERNEL"

// A Kernel is one way to compute the layers. It has no state and may be shared.
type Kernel struct {
	Name string

	// pack lays out the weights of a linear map for product.
	pack func(m *Linear)
	// quantise rounds rows of x, n long, to int8 steps: q.scale and the kernel's own layout in q.
	quantise func(q *quantised, x []float32, rows, n int)
	// product computes dst[i] = m(row i) for all rows of q and those that fill up the last tile; rows of dst are stride apart.
	product func(dst []float32, stride int, q *quantised, rows int, m *Linear)
	// norm adds y to x, both rows of len(weight), and normalises each row of x.
	norm func(x, y []float32, rows int, weight, bias []float32)
	// gelu applies the activation to x; len(x) is a multiple of 16.
	gelu func(x []float32)
	// multiply computes dst = a × b in float32, sums in the order of inner; cols is a multiple of 16.
	multiply func(dst []float32, dstStride int, a []float32, aStride int, b []float32, bStride int, rows, inner, cols int)
	// transpose turns n rows of headWidth values into headWidth rows of full values, full being n rounded up to 16. What it writes
	// behind the first n may be anything finite: rows must go on that far.
	transpose func(dst []float32, full int, rows []float32, stride, n int)
	// softmax computes rows of n (a multiple of 16) in place, after x = x·scale, and x += mask in the last 16 columns.
	softmax func(x []float32, rows, n int, scale float32, mask *vec)
}

// quantised is a block of rows in int8 steps, in the layout of the kernel in use: each has its own.
type quantised struct {
	scale  []float32 // per row: the value of one step, 0 for a row of zeros
	bytes  []uint8   // avx512, go: q + 128; neon: q
	words  []int16   // avx2: q
	floats []float32 // the reference: the values themselves
	pairs  []int64   // go: scratch, two rows in one number
}

// Kernels lists the kernels this machine can run, the best first.
func Kernels() []*Kernel {
	return append(vectorKernels(), &goKernel)
}

// ChooseKernel returns the kernel that the environment variable BAROGRAPH_KERNEL names, or else the best this machine can run. It
// fails if the machine cannot run the one named.
func ChooseKernel() (*Kernel, error) {
	all := Kernels()
	name := os.Getenv(KernelVariable)
	if name == "" {
		return all[0], nil
	}
	var names []string
	for _, k := range all {
		if k.Name == name {
			return k, nil
		}
		names = append(names, k.Name)
	}
	return nil, fmt.Errorf("%s=%s: this machine can run %s", KernelVariable, name, strings.Join(names, ", "))
}

// grow returns s with length n, with new memory only if it has to; what it held is lost.
func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n+n/4)[:n]
	}
	return s[:n]
}

// roundUp returns the least multiple of m that is at least n.
func roundUp(n, m int) int { return (n + m - 1) / m * m }
