package encoder

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/barograph/barograph/encoder/internal/peak"
)

// rate returns the best rate of several runs of f, which does n operations, in operations per second.
func rate(n float64, f func()) float64 {
	var best float64
	for range 7 {
		start := time.Now()
		f()
		best = max(best, n/time.Since(start).Seconds())
	}
	return best
}

const peakSteps = 1 << 20

// peaks measures what the processor can do in registers, in operations per second: multiplications and additions count apart.
func peaks(k *Kernel) (integer, float float64) {
	if k == &avx512 {
		return rate(peakSteps*12*128, func() { peak.VNNI512(peakSteps) }), rate(peakSteps*12*32, func() { peak.FMA512(peakSteps) })
	}
	return rate(peakSteps*12*32, func() { peak.MADD256(peakSteps) }), rate(peakSteps*12*16, func() { peak.FMA256(peakSteps) })
}

// BenchmarkProduct measures the linear maps of a layer against the peak of their number format, taken right before and after: avx512
// against VPDPBUSD, avx2 against VPMADDWD with VPADDD. "%peak" is the best of many short runs against the best of the peak's.
func BenchmarkProduct(b *testing.B) {
	shapes := []struct {
		name            string
		outputs, inputs int
	}{{"qkv", 1152, 384}, {"out", 384, 384}, {"up", 1536, 384}, {"down", 384, 1536}}
	for _, k := range vectorKernels() {
		for _, s := range shapes {
			b.Run(k.Name+"/"+s.name, func(b *testing.B) {
				const rows = blockRows
				r := rand.New(rand.NewPCG(1, 1))
				m := randomLinear(r, s.outputs, s.inputs)
				k.pack(&m)
				var q quantised
				k.quantise(&q, random(r, rows*s.inputs), rows, s.inputs)
				dst := make([]float32, rows*s.outputs)
				before, _ := peaks(k)
				best := time.Hour
				for b.Loop() {
					start := time.Now()
					k.product(dst, s.outputs, &q, rows, &m)
					best = min(best, time.Since(start))
				}
				after, _ := peaks(k)
				got := 2 * rows * float64(s.outputs) * float64(s.inputs) / best.Seconds()
				b.ReportMetric(got/1e9, "GOPS")
				b.ReportMetric(100*got/max(before, after), "%peak")
			})
		}
	}
}

// BenchmarkMultiply measures the float32 products of attention (32 pieces, 12 heads) against the FMA peak of 256-bit registers, which a
// processor can reach without fusing if it multiplies and adds side by side (Zen); else half of it is the bound.
func BenchmarkMultiply(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	x, y, dst := random(r, 32*qkvStride(384)), random(r, 32*32), make([]float32, 32*32)
	_, float := peaks(&avx2)
	best := time.Hour
	for b.Loop() {
		start := time.Now()
		for range 12 {
			multiplyVector(dst, 32, x, qkvStride(384), y, 32, 32, 32, 32)
		}
		best = min(best, time.Since(start))
	}
	got := 12 * 2 * 32 * 32 * 32 / best.Seconds()
	b.ReportMetric(got/1e9, "GFLOPS")
	b.ReportMetric(100*got/float, "%peak")
}

// BenchmarkRows measures the float steps in nanoseconds per row.
func BenchmarkRows(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	const rows, width, inner = blockRows, 384, 1536
	from, y, w := random(r, rows*inner), random(r, rows*inner), random(r, inner)
	x := make([]float32, len(from)) // made anew for each step, which would else work on its own results
	mask := vec{12: -1e30, 13: -1e30, 14: -1e30, 15: -1e30}
	var q quantised
	for _, k := range Kernels() {
		for name, f := range map[string]func(){
			"norm":         func() { k.norm(x, y, rows, w[:width], w[:width]) },
			"quantise384":  func() { k.quantise(&q, x, rows, width) },
			"quantise1536": func() { k.quantise(&q, x, rows, inner) },
			"gelu1536":     func() { k.gelu(x) },
			"softmax32":    func() { k.softmax(x, rows, 32, 0.2, &mask) },
		} {
			b.Run(k.Name+"/"+name, func(b *testing.B) {
				best := time.Hour
				for b.Loop() {
					copy(x, from)
					start := time.Now()
					f()
					best = min(best, time.Since(start))
				}
				b.ReportMetric(float64(best.Nanoseconds())/rows, "ns/row")
			})
		}
	}
}
