package encoder

import "golang.org/x/sys/cpu"

// vectorKernels lists the kernels in assembly that this processor can run: one, where it has the dot product of int8.
func vectorKernels() []*Kernel {
	if !cpu.ARM64.HasASIMDDP {
		return nil
	}
	k := goKernel
	k.Name = "neon"
	k.pack = func(m *Linear) { m.packed = pack(m, outputsNEON, 4) }
	k.quantise = quantiseNEON
	k.product = func(dst []float32, stride int, q *quantised, rows int, m *Linear) {
		tiles := roundUp(rows, rowsNEON) / rowsNEON
		_, _ = dst[:(tiles*rowsNEON-1)*stride+m.outputs], q.bytes[:tiles*rowsNEON*m.inputs]
		for o := 0; o < m.outputs; o += outputsNEON {
			productNEON(&dst[o], 4*stride, &q.bytes[0], m.inputs, &m.packed[o*m.inputs], &m.scale[o], &m.bias[o], &q.scale[0], tiles)
		}
	}
	return []*Kernel{&k}
}

// The tile of productNEON.
const rowsNEON, outputsNEON = 4, 16

// quantiseNEON is quantiseGo with signed bytes, as the dot product reads them.
func quantiseNEON(q *quantised, x []float32, rows, n int) {
	full := roundUp(rows, rowsNEON)
	q.scale, q.bytes = grow(q.scale, full), grow(q.bytes, full*n)
	quantiseGo(q, x, rows, n)
	q.scale, q.bytes = q.scale[:full], q.bytes[:full*n]
	clear(q.scale[rows:])
	for i := range q.bytes {
		q.bytes[i] ^= 0x80
	}
}

// productNEON computes 4·tiles rows × 16 outputs; dstStride is in bytes; see productGo.
//
//go:noescape
func productNEON(dst *float32, dstStride int, a *uint8, inputs int, b *int8, scale, bias, step *float32, tiles int)
