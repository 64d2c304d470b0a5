package encoder

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"sync"
)

// headWidth is the width of an attention head.
const headWidth = 32

// blockRows is how many rows the linear maps of a layer are computed for at a time: so many that reading the weights, once per block,
// is hidden, and so few that the block's inner activations (24 × 1536 × 4 bytes) stay in the level 2 cache beside them. It is a
// multiple of every kernel's tile.
const blockRows = 24

// A Linear is an int8 linear map: y[o] = scale[o] · Σ weight[o][i] x[i] + bias[o].
type Linear struct {
	outputs, inputs int
	weight          []int8 // [outputs][inputs], the file's memory
	scale, bias     []float32
	packed          []int8  // weight in the order in which the kernel reads it
	start           []int32 // avx512: what the sums of each output start from: -128 · Σ weight, which undoes the shift of x to uint8
}

// ReadLinear reads the linear map of that name (name.weight, name.scale, name.bias) for kernel k.
func ReadLinear(t *Tensors, k *Kernel, name string, outputs, inputs int) (*Linear, error) {
	if outputs <= 0 || inputs <= 0 || outputs%32 != 0 || inputs%32 != 0 {
		return nil, fmt.Errorf("weights: %s is %d × %d, not multiples of 32", name, outputs, inputs)
	}
	m := &Linear{outputs: outputs, inputs: inputs}
	var e1, e2, e3 error
	m.weight, e1 = t.Int8(name+".weight", outputs, inputs)
	m.scale, e2 = t.Float32(name+".scale", outputs)
	m.bias, e3 = t.Float32(name+".bias", outputs)
	if err := errors.Join(e1, e2, e3); err != nil {
		return nil, err
	}
	k.pack(m)
	return m, nil
}

// A Norm is a layer normalisation.
type Norm struct{ weight, bias []float32 }

// ReadNorm reads name.weight and name.bias.
func ReadNorm(t *Tensors, name string, width int) (Norm, error) {
	w, e1 := t.Float32(name+".weight", width)
	b, e2 := t.Float32(name+".bias", width)
	return Norm{w, b}, errors.Join(e1, e2)
}

// A Layer is a transformer layer, normalised after each residual.
type Layer struct {
	qkv, out, up, down *Linear
	norm1, norm2       Norm
}

// ReadStack reads the layers prefix.0 to prefix.(n-1), all at once on several goroutines: packing the weights is most of the
// start-up time.
func ReadStack(t *Tensors, k *Kernel, prefix string, n, width, inner int) ([]*Layer, error) {
	layers := make([]*Layer, n)
	errs := make([]error, n)
	var group sync.WaitGroup
	for i := range layers {
		group.Go(func() { layers[i], errs[i] = readLayer(t, k, prefix+"."+strconv.Itoa(i), width, inner) })
	}
	group.Wait()
	return layers, errors.Join(errs...)
}

func readLayer(t *Tensors, k *Kernel, name string, width, inner int) (*Layer, error) {
	var l Layer
	var errs [6]error
	l.qkv, errs[0] = ReadLinear(t, k, name+".qkv", 3*width, width)
	l.out, errs[1] = ReadLinear(t, k, name+".out", width, width)
	l.up, errs[2] = ReadLinear(t, k, name+".up", inner, width)
	l.down, errs[3] = ReadLinear(t, k, name+".down", width, inner)
	l.norm1, errs[4] = ReadNorm(t, name+".norm1", width)
	l.norm2, errs[5] = ReadNorm(t, name+".norm2", width)
	return &l, errors.Join(errs[:]...)
}

// A Workspace holds the buffers of one goroutine's passes. The zero value is ready; it grows to the largest batch it has seen.
type Workspace struct {
	q       quantised
	qkv     []float32 // [rows of the window][qkvStride]: of each row the queries, the keys, the values
	context []float32 // [rows][width], what attention gives
	picked  []float32 // the rows of context that Finish is asked for
	block   []float32 // [blockRows][inner]
	sum     []float32 // [blockRows][width]
	keys    []float32 // one head's keys, transposed: [headWidth][length rounded up to 16]
	scores  []float32 // one head's scores: [length][length rounded up to 16]
	mask    vec       // 0 for the keys among a sentence's last 16 that are there, very negative for the others
}

// Run passes x, the stacked rows of sentences of these lengths, through the layers, in place. Each row is width long.
func Run(k *Kernel, ws *Workspace, layers []*Layer, x []float32, width int, lengths []int) {
	rows := total(lengths)
	for _, l := range layers {
		l.attend(k, ws, x, rows, width, lengths)
		l.finish(k, ws, x, ws.context, rows, width)
	}
}

// RunFor is Run for callers who need only some rows of the result, whose numbers pick lists in rising order: it returns those, in
// memory of x, and spares the last layer the work for the others.
func RunFor(k *Kernel, ws *Workspace, layers []*Layer, x []float32, width int, lengths, pick []int) []float32 {
	Begin(k, ws, layers, x, width, lengths)
	return Finish(k, ws, layers, x, x, width, pick)
}

// Begin does of Run all up to the last layer's attention, which needs every row; [Finish] does the rest for some rows. It is
// for callers who learn from a few rows of the result which others they need: three quarters of a layer follow its attention.
func Begin(k *Kernel, ws *Workspace, layers []*Layer, x []float32, width int, lengths []int) {
	if last := len(layers) - 1; last >= 0 {
		Run(k, ws, layers[:last], x, width, lengths)
		layers[last].attend(k, ws, x, total(lengths), width, lengths)
	}
}

// Finish returns rows of the result of what [Begin] began on x with the same workspace, in memory of dst, which is grown where needed.
// It may be called again for other rows, unless dst was x; then pick must rise.
func Finish(k *Kernel, ws *Workspace, layers []*Layer, dst, x []float32, width int, pick []int) []float32 {
	dst = grow(dst, len(pick)*width)
	for i, row := range pick {
		copy(dst[i*width:(i+1)*width], x[row*width:])
	}
	if last := len(layers) - 1; last >= 0 {
		ws.picked = grow(ws.picked, len(pick)*width)
		for i, row := range pick {
			copy(ws.picked[i*width:(i+1)*width], ws.context[row*width:])
		}
		layers[last].finish(k, ws, dst, ws.picked, len(pick), width)
	}
	return dst
}

func total(lengths []int) int {
	sum := 0
	for _, n := range lengths {
		sum += n
	}
	return sum
}

// qkvStride is the length of a row of Workspace.qkv: a cache line more than it holds. Without it, rows of 72 lines, the lines that a
// head reads would all fall into an eighth of the level 1 cache's sets.
func qkvStride(width int) int { return 3*width + lanes }

// windowRows is how many rows of queries, keys and values are kept before those that are done with make place: few enough (64 × 1168
// × 4 bytes) to be in the level 2 cache when attention reads them. A longer sentence makes the window longer.
const windowRows = 64

// attend leaves the attention of every sentence in ws.context. Queries, keys and values come block by block, regardless of where
// sentences end, into a window over the rows of the batch; a sentence is attended to as soon as its last row is there.
func (l *Layer) attend(k *Kernel, ws *Workspace, x []float32, rows, width int, lengths []int) {
	stride := qkvStride(width)
	window := max(windowRows, slices.Max(lengths))
	// A block may go past the window's end, product fills up its last tile, transpose reads up to 15 rows more.
	ws.qkv = grow(ws.qkv, (window+2*blockRows)*stride)
	ws.context = grow(ws.context, rows*width)
	start, first, end := 0, 0, 0 // of the sentence; the window holds rows first to end-1 of the batch
	for _, n := range lengths {
		if start+n-first > window {
			copy(ws.qkv, ws.qkv[(start-first)*stride:(end-first)*stride])
			first = start
		}
		for end < start+n {
			block := min(blockRows, rows-end)
			k.quantise(&ws.q, x[end*width:], block, width)
			k.product(ws.qkv[(end-first)*stride:], stride, &ws.q, block, l.qkv)
			end += block
		}
		attention(k, ws, ws.context[start*width:], ws.qkv[(start-first)*stride:], n, width)
		start += n
	}
}

// attention computes one sentence of n rows: for each head, softmax(QKᵀ/√headWidth)V. Keys behind the sentence's last, up to a
// multiple of 16, may be anything finite: the mask makes their weights the same for all, too small to count.
func attention(k *Kernel, ws *Workspace, dst, qkv []float32, n, width int) {
	full := roundUp(n, lanes)
	ws.keys = grow(ws.keys, headWidth*full)
	ws.scores = grow(ws.scores, n*full)
	ws.mask = vec{}
	for i := n - full + lanes; i < lanes; i++ {
		ws.mask[i] = -1e30
	}
	scale := float32(1 / math.Sqrt(headWidth))
	stride := qkvStride(width)
	for h := 0; h < width; h += headWidth {
		k.transpose(ws.keys, full, qkv[width+h:], stride, n)
		k.multiply(ws.scores, full, qkv[h:], stride, ws.keys, full, n, headWidth, full)
		k.softmax(ws.scores, n, full, scale, &ws.mask)
		k.multiply(dst[h:], width, ws.scores, full, qkv[2*width+h:], stride, n, n, headWidth)
	}
}

// finish does what follows attention, row by row, in blocks: x = norm1(x + out(context)), x = norm2(x + down(gelu(up(x)))).
func (l *Layer) finish(k *Kernel, ws *Workspace, x, context []float32, rows, width int) {
	ws.block = grow(ws.block, blockRows*l.up.outputs)
	ws.sum = grow(ws.sum, blockRows*width)
	for i := 0; i < rows; i += blockRows {
		n := min(blockRows, rows-i)
		x := x[i*width : (i+n)*width]
		k.quantise(&ws.q, context[i*width:], n, width)
		k.product(ws.sum, width, &ws.q, n, l.out)
		k.norm(x, ws.sum, n, l.norm1.weight, l.norm1.bias)
		k.quantise(&ws.q, x, n, width)
		k.product(ws.block, l.up.outputs, &ws.q, n, l.up)
		k.gelu(ws.block[:n*l.up.outputs])
		k.quantise(&ws.q, ws.block, n, l.up.outputs)
		k.product(ws.sum, width, &ws.q, n, l.down)
		k.norm(x, ws.sum, n, l.norm2.weight, l.norm2.bias)
	}
}
