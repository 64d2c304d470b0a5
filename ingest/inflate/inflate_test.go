package inflate

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

func gz(data []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(data)
	z.Close()
	return b.Bytes()
}

func zst(data []byte) []byte {
	z, _ := zstd.NewWriter(nil)
	return z.EncodeAll(data, nil)
}

func unpack(data []byte) ([]byte, error) {
	r, err := Open(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

func TestOpen(t *testing.T) {
	text := []byte(strings.Repeat("The two ministers met in the capital on Friday. ", 100))
	for name, data := range map[string][]byte{"plain": text, "gzip": gz(text), "members": append(gz(text[:100]), gz(text[100:])...), "zstd": zst(text), "empty": nil} {
		want := text
		if name == "empty" {
			want = nil
		}
		if got, err := unpack(data); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
	}
	// A real file of many small lines is no bomb.
	lines := bytes.Repeat([]byte(`{"id":"1","text":"The two ministers met in the capital on Friday.","published":"2025-05-08"}`+"\n"), 30)
	for i := range lines {
		if lines[i] == '1' {
			lines[i] = byte('0' + i%10)
		}
	}
	if got, err := unpack(gz(lines)); err != nil || len(got) != len(lines) {
		t.Errorf("lines: %v", err)
	}
}

func TestBombs(t *testing.T) {
	zeros := make([]byte, 64<<20)
	for name, data := range map[string][]byte{"gzip": gz(zeros), "zstd": zst(zeros), "members": bytes.Repeat(gz(zeros[:1<<20]), 100)} {
		got, err := unpack(data)
		if !errors.Is(err, ErrBomb) || len(got) > free+(1<<20)+MaxRatio*len(data) {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
	}
}

func TestCutAndDamaged(t *testing.T) {
	text := []byte(strings.Repeat("The two ministers met in the capital on Friday. ", 100))
	for name, data := range map[string][]byte{"gzip": gz(text), "zstd": zst(text)} {
		for cut := 4; cut < len(data); cut++ {
			if _, err := unpack(data[:cut]); err == nil {
				t.Errorf("%s cut at %d passes", name, cut)
			}
		}
		for i := range data {
			bad := bytes.Clone(data)
			bad[i] ^= 0x55
			if got, err := unpack(bad); err == nil && i > 12 && !bytes.Equal(got, text) && Kind(bad) != "" {
				t.Errorf("%s with byte %d changed passes", name, i)
			}
		}
	}
	if _, err := unpack([]byte("BZh9 not really")); err == nil {
		t.Error("no bzip2 passes")
	}
}

func FuzzInflate(f *testing.F) {
	f.Add(gz([]byte("text")))
	f.Add(zst([]byte("text")))
	f.Add([]byte("BZh91AY&SY"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if got, _ := unpack(data); len(got) > free+(1<<20)+MaxRatio*(len(data)+32<<10) {
			t.Errorf("%d bytes of %d", len(got), len(data))
		}
	})
}
