package encoder

import (
	"encoding/binary"
	"math"
	"strings"
	"testing"
)

// file makes a safetensors file.
func file(header string, data ...byte) []byte {
	out := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(out, header...), data...)
}

func TestParseTensors(t *testing.T) {
	one := binary.LittleEndian.AppendUint32(nil, math.Float32bits(1.5))
	f, err := ParseTensors(file(`{"__metadata__":{"config":"x"},"a":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},`+
		`"b":{"dtype":"I8","shape":[2],"data_offsets":[4,6]}}`, append(one, 0xff, 2)...))
	if err != nil {
		t.Fatal(err)
	}
	if f.Metadata["config"] != "x" {
		t.Errorf("metadata %v", f.Metadata)
	}
	if a, err := f.Float32("a", 1, 1); err != nil || a[0] != 1.5 {
		t.Errorf("a = %v, %v", a, err)
	}
	if b, err := f.Int8("b", 2); err != nil || b[0] != -1 || b[1] != 2 {
		t.Errorf("b = %v, %v", b, err)
	}
	for want, get := range map[string]func() error{
		"no tensor":  func() error { _, err := f.Int8("c", 2); return err },
		"not I8":     func() error { _, err := f.Int8("a", 1, 1); return err },
		"shape [2],": func() error { _, err := f.Int8("b", 1, 2); return err },
	} {
		if err := get(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not say %q", err, want)
		}
	}
}

func TestParseTensorsRejects(t *testing.T) {
	nan := binary.LittleEndian.AppendUint32(nil, math.Float32bits(float32(math.NaN())))
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"short":     {[]byte("abc"), "too few"},
		"text":      {[]byte("placeholder: the trained weights belong here"), "header of"},
		"header":    {file(`{"a"`), "header"},
		"offsets":   {file(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,400]}}`, 1, 2), "outside"},
		"backwards": {file(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[2,1]}}`, 1, 2), "outside"},
		"length":    {file(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,2]}}`, 1, 2), "bytes, not 4"},
		"nan":       {file(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, nan...), "not finite"},
	} {
		f, err := ParseTensors(c.file)
		if err == nil {
			_, err = f.Float32("a", 1)
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v does not say %q", name, err, c.want)
		}
	}
}

func FuzzParseTensors(f *testing.F) {
	f.Add(file(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 0, 0, 0, 0))
	f.Add(file(`{"a":{"dtype":"I8","shape":[-1,9223372036854775807],"data_offsets":[0,18446744073709551615]}}`, 0))
	f.Add(file(`{"__metadata__":{}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := ParseTensors(data)
		if err != nil {
			return
		}
		for name, e := range p.entries {
			_, _ = p.Float32(name, e.shape...)
			_, _ = p.Int8(name, e.shape...)
		}
	})
}
