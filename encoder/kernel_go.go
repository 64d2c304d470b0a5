package encoder

import "math"

// goRows is the number of rows that productGo takes at once.
const goRows = 2

// goKernel is the pure Go kernel, for machines without one in assembly.
var goKernel = Kernel{
	Name:      "go",
	pack:      func(*Linear) {},
	quantise:  quantiseGo,
	product:   productGo,
	norm:      normGo,
	gelu:      geluGo,
	multiply:  multiplyGo,
	transpose: transposeGo,
	softmax:   softmaxGo,
}

// Reference returns the kernel that computes linear maps in float32, with weights that are not rounded further and activations that
// are not rounded at all. It is slow, and only there to be compared with.
func Reference() *Kernel {
	k := goKernel
	k.Name = "reference"
	k.quantise = func(q *quantised, x []float32, rows, n int) {
		q.floats = append(q.floats[:0], x[:rows*n]...)
		q.floats = append(q.floats, make([]float32, n)...)
	}
	k.product = func(dst []float32, stride int, q *quantised, rows int, m *Linear) {
		for i := range rows {
			x := q.floats[i*m.inputs : (i+1)*m.inputs]
			for o := range m.outputs {
				w := m.weight[o*m.inputs : (o+1)*m.inputs]
				var sum vec
				for j, v := range x {
					sum[j%lanes] += v * float32(w[j])
				}
				dst[i*stride+o] = reduce(&sum)*m.scale[o] + m.bias[o]
			}
		}
	}
	return &k
}

func quantiseGo(q *quantised, x []float32, rows, n int) {
	full := roundUp(rows, goRows)
	q.scale = grow(q.scale, full)
	q.bytes = grow(q.bytes, full*n)
	for i := range full {
		row := q.bytes[i*n : (i+1)*n]
		var most float32
		if i < rows {
			for _, v := range x[i*n : (i+1)*n] {
				most = max(most, math.Float32frombits(math.Float32bits(v)&^(1<<31)))
			}
		}
		if most < tiny {
			q.scale[i] = 0
			for j := range row {
				row[j] = 128
			}
			continue
		}
		s := most / 127
		q.scale[i] = s
		for j, v := range x[i*n : (i+1)*n] {
			// Adding the rounder leaves the nearest integer in the low bits; its own low byte is 0.
			row[j] = uint8(math.Float32bits(float32(v/s)+rounder)) + 128
		}
	}
}

// productGo multiplies two rows at once: a pair of activations in the halves of one int64, so that one 64-bit multiplication by a
// weight is two of 32 bits. The sums stay within int32, so the halves come apart exactly. Tile: 4 outputs × 2 rows, 4 accumulators;
// bound by the one 64-bit multiplication a cycle that most processors do.
func productGo(dst []float32, stride int, q *quantised, rows int, m *Linear) {
	n := m.inputs
	q.pairs = grow(q.pairs, n)
	pairs := q.pairs[:n]
	for i := 0; i < rows; i += 2 {
		a, b := q.bytes[i*n:(i+1)*n], q.bytes[(i+1)*n:(i+2)*n]
		for j := range pairs {
			pairs[j] = (int64(a[j])-128)<<32 + int64(b[j]) - 128
		}
		for o := 0; o < m.outputs; o += 4 {
			w0, w1 := m.weight[o*n:][:n], m.weight[(o+1)*n:][:n]
			w2, w3 := m.weight[(o+2)*n:][:n], m.weight[(o+3)*n:][:n]
			var s0, s1, s2, s3 int64
			for j, p := range pairs {
				s0 += p * int64(w0[j])
				s1 += p * int64(w1[j])
				s2 += p * int64(w2[j])
				s3 += p * int64(w3[j])
			}
			for c, s := range [4]int64{s0, s1, s2, s3} {
				low := int32(s)
				high := int32((s - int64(low)) >> 32)
				dst[i*stride+o+c] = dequantise(high, q.scale[i], m.scale[o+c], m.bias[o+c])
				dst[(i+1)*stride+o+c] = dequantise(low, q.scale[i+1], m.scale[o+c], m.bias[o+c])
			}
		}
	}
}

func dequantise(sum int32, step, scale, bias float32) float32 {
	return float32(float32(sum)*float32(step*scale)) + bias
}

func normGo(x, y []float32, rows int, weight, bias []float32) {
	n := len(weight)
	inverse := 1 / float32(n)
	for i := range rows {
		row := x[i*n : (i+1)*n]
		var sum vec
		for j, v := range y[i*n : (i+1)*n] {
			row[j] += v
		}
		for j := 0; j < n; j += lanes {
			for l, v := range row[j : j+lanes] {
				sum[l] += v
			}
		}
		mean := float32(reduce(&sum) * inverse)
		sum = vec{}
		for j := 0; j < n; j += lanes {
			for l, v := range row[j : j+lanes] {
				d := v - mean
				sum[l] += float32(d * d)
			}
		}
		variance := float32(reduce(&sum)*inverse) + normEpsilon
		factor := 1 / float32(math.Sqrt(float64(variance)))
		for j, v := range row {
			row[j] = float32(float32((v-mean)*factor)*weight[j]) + bias[j]
		}
	}
}

func geluGo(x []float32) {
	for i, v := range x {
		x[i] = gelu(v)
	}
}

// multiplyGo computes 16 columns of one row at once.
func multiplyGo(dst []float32, dstStride int, a []float32, aStride int, b []float32, bStride int, rows, inner, cols int) {
	for i := range rows {
		for c := 0; c < cols; c += lanes {
			var sum vec
			for k := range inner {
				v := a[i*aStride+k]
				row := (*vec)(b[k*bStride+c:])
				for l := range lanes {
					sum[l] += float32(v * row[l])
				}
			}
			*(*vec)(dst[i*dstStride+c:]) = sum
		}
	}
}

func transposeGo(dst []float32, full int, rows []float32, stride, n int) {
	for i := range n {
		row := (*[headWidth]float32)(rows[i*stride:])
		for d, v := range row {
			dst[d*full+i] = v
		}
	}
	for d := range headWidth {
		clear(dst[d*full+n : (d+1)*full])
	}
}

func softmaxGo(x []float32, rows, n int, scale float32, mask *vec) {
	for i := range rows {
		row := x[i*n : (i+1)*n]
		for j := range row {
			row[j] = float32(row[j] * scale)
		}
		for l := range lanes {
			row[n-lanes+l] += mask[l]
		}
		most := row[0]
		for _, v := range row {
			most = max(most, v)
		}
		var sum vec
		for j := 0; j < n; j += lanes {
			for l := range lanes {
				e := Exp(row[j+l] - most)
				row[j+l] = e
				sum[l] += e
			}
		}
		factor := 1 / reduce(&sum)
		for j := range row {
			row[j] *= factor
		}
	}
}
