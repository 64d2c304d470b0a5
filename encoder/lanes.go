package encoder

import "math"

// lanes is the width of every float32 algorithm here. A sum over many values is 16 sums, value i going to sum i mod 16, folded by
// reduce; kernels in assembly do the same in one register of 16 or two of 8.
const lanes = 16

type vec [lanes]float32

// reduce folds 16 lanes by halves: i with i+8, i+4, i+2, i+1.
func reduce(v *vec) float32 {
	for half := lanes / 2; half > 0; half /= 2 {
		for i := range half {
			v[i] = v[i] + v[i+half]
		}
	}
	return v[0]
}

// The constants of exp: bounds within which 2^n is a normal number, a number that rounds by being added, ln 2 in two parts, and the
// polynomial of Cephes' expf on ±½ ln 2.
const (
	expLow   = -87
	expHigh  = 88
	rounder  = 12582912 // 1.5·2²³
	log2e    = 1.44269504088896341
	ln2High  = 0.693359375
	ln2Low   = -2.12194440e-4
	expP0    = 1.9875691500e-4
	expP1    = 1.3981999507e-3
	expP2    = 8.3334519073e-3
	expP3    = 4.1665795894e-2
	expP4    = 1.6666665459e-1
	expP5    = 5.0000001201e-1
	expShift = 23
)

// Exp is e^x with a relative error below 2e-7, x clamped to [-87, 88]. Every kernel computes these very bits. The conversions keep
// the compiler from fusing a multiplication with an addition on machines that could.
func Exp(x float32) float32 {
	x = min(max(x, expLow), expHigh)
	n := float32(x*log2e) + rounder
	shift := math.Float32bits(n) << expShift
	n -= rounder
	x -= float32(n * ln2High)
	x -= float32(n * ln2Low)
	p := float32(expP0*x) + expP1
	p = float32(p*x) + expP2
	p = float32(p*x) + expP3
	p = float32(p*x) + expP4
	p = float32(p*x) + expP5
	p = float32(p*float32(x*x)) + x
	p++
	return math.Float32frombits(math.Float32bits(p) + shift)
}

// The constants of GELU by a sigmoid: x / (1 + exp(-1.5957691216 (x + 0.044715 x³))).
const (
	geluCubic = 0.044715
	geluScale = -1.5957691216
)

func gelu(x float32) float32 {
	t := float32(float32(x*x) * x)
	t = x + float32(geluCubic*t)
	return x / (1 + Exp(float32(geluScale*t)))
}

// normEpsilon is added to the variance in layer normalisation.
const normEpsilon = 1e-12

// tiny is the largest |x| of a row that counts as a row of zeros in quantisation: below it the scale would not be a normal number.
const tiny = 1e-30
