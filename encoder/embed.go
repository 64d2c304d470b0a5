package encoder

import (
	"errors"
	"fmt"
)

// An Embedding turns pieces into the rows that the first layer reads.
type Embedding struct {
	width            int
	word             []int8
	scale            []float32
	position, casing []float32
	norm             Norm
}

// ReadEmbedding reads the embed.* tensors.
func ReadEmbedding(t *Tensors, vocab, positions, width int) (*Embedding, error) {
	if width <= 0 || width%headWidth != 0 || vocab <= 0 || positions < 2 {
		return nil, fmt.Errorf("weights: an embedding of %d pieces, %d positions and width %d is not possible", vocab, positions, width)
	}
	e := &Embedding{width: width}
	var errs [5]error
	e.word, errs[0] = t.Int8("embed.word", vocab, width)
	e.scale, errs[1] = t.Float32("embed.word.scale", vocab)
	e.position, errs[2] = t.Float32("embed.position", positions, width)
	e.casing, errs[3] = t.Float32("embed.case", caseMixed+1, width)
	e.norm, errs[4] = ReadNorm(t, "embed.norm", width)
	return e, errors.Join(errs[:]...)
}

// Look writes the rows of a text's pieces to dst, len(t.Pieces) × width.
func (e *Embedding) Look(k *Kernel, dst []float32, t *Tokens) {
	for i, piece := range t.Pieces {
		row := dst[i*e.width:][:e.width]
		word := e.word[int(piece)*e.width:][:e.width]
		casing := e.casing[int(t.Cases[i])*e.width:][:e.width]
		scale := e.scale[piece]
		for j := range row {
			row[j] = float32(float32(word[j])*scale) + casing[j]
		}
	}
	k.norm(dst, e.position, len(t.Pieces), e.norm.weight, e.norm.bias)
}

// A Head is a float32 linear map with few outputs.
type Head struct {
	Outputs int // labels
	Stride  int // length of a row of its results: Outputs rounded up to 16
	width   int
	weight  []float32 // [width][Stride]
	bias    []float32
}

// ReadHead reads name.weight and name.bias.
func ReadHead(t *Tensors, name string, outputs, width int) (*Head, error) {
	w, e1 := t.Float32(name+".weight", outputs, width)
	b, e2 := t.Float32(name+".bias", outputs)
	if err := errors.Join(e1, e2); err != nil {
		return nil, err
	}
	h := &Head{Outputs: outputs, Stride: roundUp(outputs, lanes), width: width, bias: b}
	h.weight = make([]float32, width*h.Stride)
	for o := range outputs {
		for i := range width {
			h.weight[i*h.Stride+o] = w[o*width+i]
		}
	}
	return h, nil
}

// Apply computes the head for rows of x into dst, whose rows are h.Stride long; it returns dst, grown where needed.
func (h *Head) Apply(k *Kernel, dst, x []float32, rows int) []float32 {
	dst = grow(dst, rows*h.Stride)
	k.multiply(dst, h.Stride, x, h.width, h.weight, h.Stride, rows, h.width, h.Stride)
	for i := range rows {
		row := dst[i*h.Stride:]
		for o, b := range h.bias {
			row[o] += b
		}
	}
	return dst
}
