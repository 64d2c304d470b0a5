// Package inflate opens compressed bytes from strangers.
//
// A megabyte of gzip can stand for a gigabyte of zeros. Open therefore watches how much comes out for what goes in, and ends with
// ErrBomb once that is more than text can be. It never holds more than a window of the data, whatever the input.
package inflate

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Limits of what Open believes. HTML shrinks to a tenth, repetitive JSON or logs to a fiftieth.
const (
	MaxRatio  = 200      // bytes out for a byte in
	free      = 4 << 20  // bytes out before the ratio is looked at
	maxWindow = 64 << 20 // of zstd: what a decoder may hold
)

// ErrBomb is data that unpacks to far more than it is.
var ErrBomb = errors.New("a decompression bomb: it unpacks to more than two hundred times its size; not read")

// ErrCut is compressed data whose end is missing. What came before it was whole.
var ErrCut = errors.New("cut off: the compressed data ends in the middle")

// magic are the first bytes of what can be opened.
var magic = []struct{ name, bytes string }{{"gzip", "\x1f\x8b"}, {"zstd", "\x28\xb5\x2f\xfd"}, {"bzip2", "BZh"}}

// Kind names the compression by the first bytes: "gzip", "zstd", "bzip2", or "" for none.
func Kind(head []byte) string {
	for _, m := range magic {
		if bytes.HasPrefix(head, []byte(m.bytes)) {
			return m.name
		}
	}
	return ""
}

// Open gives the plain bytes of r, which may be compressed with gzip (of one or many members), zstd or bzip2, or not at all.
func Open(r io.Reader) (io.ReadCloser, error) {
	b := bufio.NewReaderSize(r, 32<<10)
	head, _ := b.Peek(4)
	kind := Kind(head)
	if kind == "" {
		return io.NopCloser(b), nil
	}
	return open(kind, b)
}

// Gzip gives the plain bytes of r, which must be gzip.
func Gzip(r io.Reader) (io.ReadCloser, error) { return open("gzip", bufio.NewReaderSize(r, 32<<10)) }

func open(kind string, src io.Reader) (io.ReadCloser, error) {
	in := &counter{r: src}
	out := &reader{in: in, close: func() {}}
	switch kind {
	case "gzip":
		z, err := gzip.NewReader(bufio.NewReaderSize(in, 32<<10))
		if err != nil {
			return nil, plainly(err)
		}
		out.z = z
	case "zstd":
		z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderLowmem(true))
		if err != nil {
			return nil, plainly(err)
		}
		out.z, out.close = z, z.Close
	case "bzip2":
		out.z = bzip2.NewReader(in)
	}
	return out, nil
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

type reader struct {
	in    *counter
	z     io.Reader
	out   int64
	close func()
	err   error
}

func (r *reader) Read(p []byte) (int, error) {
	if r.err != nil {
		return 0, r.err
	}
	n, err := r.z.Read(p)
	r.out += int64(n)
	switch {
	case r.out > free && r.out/MaxRatio > r.in.n:
		n, err = 0, ErrBomb
	case err != nil && !errors.Is(err, io.EOF):
		err = plainly(err)
	}
	r.err = err
	return n, err
}

func (r *reader) Close() error {
	r.close()
	return nil
}

// plainly says in a user's words what is wrong with compressed data. Errors of whoever delivers the data pass.
func plainly(err error) error {
	var structural bzip2.StructuralError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return ErrCut
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.As(err, &structural),
		errors.Is(err, zstd.ErrMagicMismatch), errors.Is(err, zstd.ErrCRCMismatch), errors.Is(err, zstd.ErrReservedBlockType):
		return fmt.Errorf("damaged: the compressed data cannot be read on (%w)", err)
	}
	return err
}
