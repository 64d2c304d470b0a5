package encoder

import (
	"math"
	"math/rand/v2"
	"testing"
)

// random returns n values that are like activations: mostly small, a few large, some zeros.
func random(r *rand.Rand, n int) []float32 {
	out := make([]float32, n)
	for i := range out {
		switch r.IntN(20) {
		case 0:
			out[i] = float32(20 * r.NormFloat64())
		case 1:
			out[i] = 0
		default:
			out[i] = float32(r.NormFloat64())
		}
	}
	return out
}

func randomLinear(r *rand.Rand, outputs, inputs int) Linear {
	m := Linear{outputs: outputs, inputs: inputs, weight: make([]int8, outputs*inputs), scale: random(r, outputs), bias: random(r, outputs)}
	for i := range m.weight {
		m.weight[i] = int8(r.IntN(255) - 127)
	}
	return m
}

// same fails the test unless the two have the same bits.
func same(t *testing.T, what string, k *Kernel, got, want []float32) {
	t.Helper()
	for i := range want {
		if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
			t.Fatalf("%s: %s differs from go at %d of %d: %v, not %v", k.Name, what, i, len(want), got[i], want[i])
		}
	}
}

// against runs f for each kernel but "go", with a copy of the same random numbers and the one it is compared with.
func against(t *testing.T, f func(t *testing.T, r *rand.Rand, k *Kernel)) {
	for _, k := range vectorKernels() {
		t.Run(k.Name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(11, 5))
			for range 30 {
				f(t, r, k)
			}
		})
	}
}

func clone(x []float32) []float32 { return append([]float32(nil), x...) }

func TestProductBits(t *testing.T) {
	against(t, func(t *testing.T, r *rand.Rand, k *Kernel) {
		rows, outputs, inputs := 1+r.IntN(50), 32*(1+r.IntN(5)), 32*(1+r.IntN(9))
		m := randomLinear(r, outputs, inputs)
		x := random(r, rows*inputs)
		switch r.IntN(4) {
		case 0:
			clear(x[:inputs]) // a row of zeros
		case 1: // the largest sums there are
			for i := range x {
				x[i] = 1
			}
			for i := range m.weight {
				m.weight[i] = 127
			}
		}
		full := roundUp(rows, blockRows) * outputs
		results := [2][]float32{make([]float32, full), make([]float32, full)}
		for i, k := range []*Kernel{k, &goKernel} {
			var q quantised
			m := m
			k.pack(&m)
			k.quantise(&q, x, rows, inputs)
			k.product(results[i], outputs, &q, rows, &m)
		}
		same(t, "product", k, results[0][:rows*outputs], results[1][:rows*outputs])
	})
}

func TestNormBits(t *testing.T) {
	against(t, func(t *testing.T, r *rand.Rand, k *Kernel) {
		rows, n := 1+r.IntN(9), 32*(1+r.IntN(15))
		x, y, w, b := random(r, rows*n), random(r, rows*n), random(r, n), random(r, n)
		other := clone(x)
		k.norm(x, y, rows, w, b)
		normGo(other, y, rows, w, b)
		same(t, "norm", k, x, other)
	})
}

func TestGeluBits(t *testing.T) {
	against(t, func(t *testing.T, r *rand.Rand, k *Kernel) {
		x := random(r, lanes*(1+r.IntN(20)))
		x[0], x[1] = 1e10, -1e10
		other := clone(x)
		k.gelu(x)
		geluGo(other)
		same(t, "gelu", k, x, other)
	})
}

func TestSoftmaxBits(t *testing.T) {
	against(t, func(t *testing.T, r *rand.Rand, k *Kernel) {
		rows, n := 1+r.IntN(9), lanes*(1+r.IntN(9))
		x := random(r, rows*n)
		var mask vec
		for i := 1 + r.IntN(lanes); i < lanes; i++ {
			mask[i] = -1e30
		}
		other := clone(x)
		k.softmax(x, rows, n, 0.3, &mask)
		softmaxGo(other, rows, n, 0.3, &mask)
		same(t, "softmax", k, x, other)
	})
}

func TestMultiplyBits(t *testing.T) {
	against(t, func(t *testing.T, r *rand.Rand, k *Kernel) {
		rows, inner, cols := 1+r.IntN(20), 1+r.IntN(60), lanes*(1+r.IntN(5))
		aStride, bStride, stride := inner+r.IntN(9), cols+r.IntN(9), cols+r.IntN(9)
		a, b := random(r, rows*aStride), random(r, inner*bStride)
		x, other := make([]float32, rows*stride), make([]float32, rows*stride)
		k.multiply(x, stride, a, aStride, b, bStride, rows, inner, cols)
		multiplyGo(other, stride, a, aStride, b, bStride, rows, inner, cols)
		same(t, "multiply", k, x, other)
	})
}

func TestTransposeBits(t *testing.T) {
	against(t, func(t *testing.T, r *rand.Rand, k *Kernel) {
		full, stride := lanes*(1+r.IntN(4)), headWidth+r.IntN(9)
		rows := random(r, full*stride)
		x, other := make([]float32, headWidth*full), make([]float32, headWidth*full)
		k.transpose(x, full, rows, stride, full)
		transposeGo(other, full, rows, stride, full)
		same(t, "transpose", k, x, other)
	})
}

func TestExp(t *testing.T) {
	for x := float32(-69); x < 88; x += 0.0137 {
		if got, want := float64(Exp(x)), math.Exp(float64(x)); math.Abs(got/want-1) > 5e-6 {
			t.Fatalf("Exp(%v) = %v, not %v", x, got, want)
		}
	}
}

func TestProductGoAgainstPlainSums(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	m := randomLinear(r, 32, 64)
	x := random(r, 3*64)
	var q quantised
	quantiseGo(&q, x, 3, 64)
	got := make([]float32, 4*32)
	productGo(got, 32, &q, 3, &m)
	for i := range 3 {
		for o := range 32 {
			sum := int32(0)
			for j := range 64 {
				sum += int32(m.weight[o*64+j]) * int32(math.RoundToEven(float64(x[i*64+j]/q.scale[i])))
			}
			if want := dequantise(sum, q.scale[i], m.scale[o], m.bias[o]); got[i*32+o] != want {
				t.Fatalf("row %d output %d: %v, not %v", i, o, got[i*32+o], want)
			}
		}
	}
}
