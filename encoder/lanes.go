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

// The constants of exp2: bounds within which 2^n is a normal number, and still one when softmax divides it by a sum of up to 2^26 terms
// (processors are slow with numbers below those, and masked keys would be such in every row); a number that rounds by being added, and the polynomial
// 2^f ≈ 1 + f (c0 + c1 f + … + c4 f⁴) on ±½, with a relative error below 10⁻⁷.
const (
	exp2Low  = -100
	exp2High = 127
	rounder  = 12582912 // 1.5·2²³
	exp2C0   = 0.6931470036506653
	exp2C1   = 0.24022242426872253
	exp2C2   = 0.05550733581185341
	exp2C3   = 0.009671486914157867
	exp2C4   = 0.0013264631852507591
	log2e    = 1.44269504088896341
)

// exp2 is 2^x, x clamped to [-100, 127]. Every kernel computes these very bits. The conversions keep the compiler from fusing a
// multiplication with an addition on machines that could.
func exp2(x float32) float32 {
	x = min(max(x, exp2Low), exp2High)
	n := x + rounder
	f := x - (n - rounder)
	p := float32(exp2C4*f) + exp2C3
	p = float32(p*f) + exp2C2
	p = float32(p*f) + exp2C1
	p = float32(p*f) + exp2C0
	p = float32(p*f) + 1
	return math.Float32frombits(math.Float32bits(p) + math.Float32bits(n)<<23)
}

// Exp is e^x with a relative error below 10⁻⁶ for |x| < 10 and 5·10⁻⁶ elsewhere, x clamped to -69 and 88.
func Exp(x float32) float32 { return exp2(float32(x * log2e)) }

// GELU by a sigmoid, x / (1 + exp(-1.5957691216 (x + 0.044715 x³))), as x / (1 + exp2(x (geluLinear + geluCubic x²))).
const (
	geluLinear = -1.5957691216 * log2e
	geluCubic  = geluLinear * 0.044715
)

func gelu(x float32) float32 {
	t := float32(float32(x*x)*geluCubic) + geluLinear
	return x / (1 + exp2(float32(t*x)))
}

// normEpsilon is added to the variance in layer normalisation.
const normEpsilon = 1e-12

// tiny is the largest |x| of a row that counts as a row of zeros in quantisation: below it the scale would not be a normal number.
const tiny = 1e-30
