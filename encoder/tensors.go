package encoder

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"unsafe"
)

// maxHeader bounds the JSON header of a weights file; a real one has a few kilobytes.
const maxHeader = 8 << 20

// Tensors is a parsed safetensors file. Its tensors are read by name; the file's bytes are kept, not copied.
type Tensors struct {
	Metadata map[string]string // the header's __metadata__
	entries  map[string]entry
}

type entry struct {
	kind  string
	shape []int
	data  []byte
}

// ParseTensors reads a safetensors file: 8 bytes of little-endian header length, a JSON header, then the tensors. Every offset is
// checked against the file's length before anything is read.
func ParseTensors(file []byte) (*Tensors, error) {
	if len(file) < 8 {
		return nil, fmt.Errorf("weights: %d bytes are too few for a safetensors file", len(file))
	}
	n := binary.LittleEndian.Uint64(file)
	if n > maxHeader || n > uint64(len(file)-8) {
		return nil, fmt.Errorf("weights: header of %d bytes in a file of %d", n, len(file))
	}
	header, data := file[8:8+n], file[8+n:]
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(header, &raw); err != nil {
		return nil, fmt.Errorf("weights: header: %w", err)
	}
	t := &Tensors{entries: make(map[string]entry, len(raw))}
	for name, message := range raw {
		if name == "__metadata__" {
			if err := json.Unmarshal(message, &t.Metadata); err != nil {
				return nil, fmt.Errorf("weights: metadata: %w", err)
			}
			continue
		}
		var h struct {
			Kind    string    `json:"dtype"`
			Shape   []int     `json:"shape"`
			Offsets [2]uint64 `json:"data_offsets"`
		}
		if err := json.Unmarshal(message, &h); err != nil {
			return nil, fmt.Errorf("weights: tensor %q: %w", name, err)
		}
		if h.Offsets[0] > h.Offsets[1] || h.Offsets[1] > uint64(len(data)) {
			return nil, fmt.Errorf("weights: tensor %q: offsets %v lie outside %d bytes of data", name, h.Offsets, len(data))
		}
		t.entries[name] = entry{h.Kind, h.Shape, data[h.Offsets[0]:h.Offsets[1]]}
	}
	return t, nil
}

// find returns the bytes of a tensor after a check of its type, its shape and its length.
func (t *Tensors) find(name, kind string, size int, shape []int) ([]byte, error) {
	e, ok := t.entries[name]
	if !ok {
		return nil, fmt.Errorf("weights: no tensor %q", name)
	}
	if e.kind != kind {
		return nil, fmt.Errorf("weights: tensor %q is %s, not %s", name, e.kind, kind)
	}
	want := size
	same := len(shape) == len(e.shape)
	for i, n := range shape {
		same = same && e.shape[i] == n
		want *= n
	}
	if !same {
		return nil, fmt.Errorf("weights: tensor %q has shape %v, not %v", name, e.shape, shape)
	}
	if len(e.data) != want {
		return nil, fmt.Errorf("weights: tensor %q has %d bytes, not %d", name, len(e.data), want)
	}
	return e.data, nil
}

// Float32 returns a copy of the tensor of that name, which must be F32, of that shape and finite.
func (t *Tensors) Float32(name string, shape ...int) ([]float32, error) {
	data, err := t.find(name, "F32", 4, shape)
	if err != nil {
		return nil, err
	}
	out := make([]float32, len(data)/4)
	for i := range out {
		bits := binary.LittleEndian.Uint32(data[4*i:])
		if bits&0x7f800000 == 0x7f800000 {
			return nil, fmt.Errorf("weights: tensor %q: value %d is not finite", name, i)
		}
		out[i] = math.Float32frombits(bits)
	}
	return out, nil
}

// Int8 returns the tensor of that name, which must be I8 and of that shape. It shares the file's memory: do not write to it.
func (t *Tensors) Int8(name string, shape ...int) ([]int8, error) {
	data, err := t.find(name, "I8", 1, shape)
	if err != nil || len(data) == 0 {
		return nil, err
	}
	return unsafe.Slice((*int8)(unsafe.Pointer(&data[0])), len(data)), nil
}
