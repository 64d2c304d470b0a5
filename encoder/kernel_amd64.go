package encoder

import (
	"unsafe"

	"golang.org/x/sys/cpu"
)

// vectorKernels lists the kernels in assembly that this processor and its operating system can run, the best first.
func vectorKernels() []*Kernel {
	var out []*Kernel
	x := &cpu.X86
	if x.HasAVX512F && x.HasAVX512BW && x.HasAVX512DQ && x.HasAVX512VL && x.HasAVX512VNNI {
		out = append(out, &avx512)
	}
	if x.HasAVX2 {
		out = append(out, &avx2)
	}
	return out
}

// The tiles of the products; see the comments in internal/gen/products.go.
const (
	rows512, outputs512 = 12, 32
	rows2, outputs2     = 6, 16
)

var avx512 = Kernel{
	Name: "avx512",
	pack: func(m *Linear) {
		m.packed = pack(m, outputs512, 4)
		m.start = make([]int32, m.outputs)
		for o := range m.start {
			sum := int32(0)
			for _, w := range m.weight[o*m.inputs : (o+1)*m.inputs] {
				sum += int32(w)
			}
			m.start[o] = -128 * sum
		}
	},
	quantise: func(q *quantised, x []float32, rows, n int) {
		q.scale = grow(q.scale, roundUp(rows, rows512))
		q.bytes = grow(q.bytes, len(q.scale)*n)
		clear(q.scale[rows:])
		quantiseAVX512(&q.bytes[0], &q.scale[0], &x[:rows*n][0], rows, n/lanes)
	},
	product: func(dst []float32, stride int, q *quantised, rows int, m *Linear) {
		tiles := roundUp(rows, rows512) / rows512
		_, _ = dst[:(tiles*rows512-1)*stride+m.outputs], q.bytes[:tiles*rows512*m.inputs]
		for o := 0; o < m.outputs; o += outputs512 {
			productAVX512(&dst[o], 4*stride, &q.bytes[0], m.inputs, &m.packed[o*m.inputs], &m.start[o], &m.scale[o], &m.bias[o],
				&q.scale[0], tiles)
		}
	},
	norm: func(x, y []float32, rows int, weight, bias []float32) {
		n := len(weight)
		normAVX512(&x[:rows*n][0], &y[:rows*n][0], rows, n/lanes, &weight[0], &bias[:n][0], 1/float32(n), normEpsilon)
	},
	gelu:      func(x []float32) { geluAVX512(&x[0], len(x)/lanes) },
	multiply:  multiplyVector,
	transpose: transposeVector,
	softmax: func(x []float32, rows, n int, scale float32, mask *vec) {
		softmaxAVX512(&x[:rows*n][0], rows, n/lanes, scale, &mask[0])
	},
}

var avx2 = Kernel{
	Name: "avx2",
	pack: func(m *Linear) { m.packed = pack(m, outputs2, 2) },
	quantise: func(q *quantised, x []float32, rows, n int) {
		q.scale = grow(q.scale, roundUp(rows, rows2))
		q.words = grow(q.words, len(q.scale)*n)
		clear(q.scale[rows:])
		quantiseAVX2((*byte)(unsafe.Pointer(&q.words[0])), &q.scale[0], &x[:rows*n][0], rows, n/lanes)
	},
	product: func(dst []float32, stride int, q *quantised, rows int, m *Linear) {
		tiles := roundUp(rows, rows2) / rows2
		_, _ = dst[:(tiles*rows2-1)*stride+m.outputs], q.words[:tiles*rows2*m.inputs]
		for o := 0; o < m.outputs; o += outputs2 {
			productAVX2(&dst[o], 4*stride, (*byte)(unsafe.Pointer(&q.words[0])), m.inputs, &m.packed[o*m.inputs], nil, &m.scale[o],
				&m.bias[o], &q.scale[0], tiles)
		}
	},
	norm: func(x, y []float32, rows int, weight, bias []float32) {
		n := len(weight)
		normAVX2(&x[:rows*n][0], &y[:rows*n][0], rows, n/lanes, &weight[0], &bias[:n][0], 1/float32(n), normEpsilon)
	},
	gelu:      func(x []float32) { geluAVX2(&x[0], len(x)/lanes) },
	multiply:  multiplyVector,
	transpose: transposeVector,
	softmax: func(x []float32, rows, n int, scale float32, mask *vec) {
		softmaxAVX2(&x[:rows*n][0], rows, n/lanes, scale, &mask[0])
	},
}

func multiplyVector(dst []float32, dstStride int, a []float32, aStride int, b []float32, bStride int, rows, inner, cols int) {
	checkMultiply(dst, dstStride, a, aStride, b, bStride, rows, inner, cols)
	for c := 0; c < cols; c += lanes {
		multiplyAVX2(&dst[c], 4*dstStride, &a[0], 4*aStride, &b[c], 4*bStride, rows, inner)
	}
}

func transposeVector(dst []float32, full int, rows []float32, stride, n int) {
	_, _ = dst[:headWidth*full], rows[:(full-1)*stride+headWidth]
	transposeAVX2(&dst[0], 4*full, &rows[0], 4*stride, full/8)
}

// checkMultiply panics unless all that multiply touches lies within its slices: the assembly does not check.
func checkMultiply(dst []float32, dstStride int, a []float32, aStride int, b []float32, bStride int, rows, inner, cols int) {
	_, _, _ = dst[:(rows-1)*dstStride+cols], a[:(rows-1)*aStride+inner], b[:(inner-1)*bStride+cols]
}
