package ingest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxLine is the most bytes of one line of JSON. A news article is a thousandth of it.
const maxLine = 16 << 20

// errLongLine is a line of JSON beyond the limit. The rest of the line was skipped.
var errLongLine = fmt.Errorf("line larger than %d MB; split it", maxLine>>20)

// lines hands on each line of a file of JSON lines as a document of its own.
func (r *run) lines(in Document, body *bufio.Reader) error {
	name := in.ID
	for {
		line, err := readLine(body)
		in.Line++
		doc := in
		doc.ID = fmt.Sprintf("%s:%d", name, in.Line)
		if len(bytes.TrimSpace(line)) > 0 {
			doc.Data, doc.ContentType = line, "application/json"
			if err := r.emit(&doc); err != nil {
				return err
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, errLongLine):
			doc.Err = err
			if err := r.emit(&doc); err != nil {
				return err
			}
		case err != nil:
			doc.Err = fmt.Errorf("breaks off after %d lines: %w", in.Line-1, err)
			return r.emit(&doc)
		}
	}
}

// readLine reads one line of at most maxLine bytes. The last line comes together with io.EOF.
func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	long := false
	for {
		part, err := r.ReadSlice('\n')
		if len(line)+len(part) > maxLine {
			long, line = true, nil
		}
		if !long {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case long && (err == nil || errors.Is(err, io.EOF)):
			return nil, errLongLine // at the end of the file the next call says so
		case err != nil && !errors.Is(err, io.EOF):
			return nil, err // the line is not whole
		}
		return line, err
	}
}

// array hands on each object of an array of JSON as a document; its line is its number.
func (r *run) array(in Document, body io.Reader) error {
	name := in.ID
	limited := &io.LimitedReader{R: body}
	d := json.NewDecoder(limited)
	limited.N = maxLine
	if _, err := d.Token(); err != nil {
		in.Err = fmt.Errorf("broken JSON (%w); correct the file", err)
		return r.emit(&in)
	}
	for d.More() {
		limited.N = maxLine
		var object json.RawMessage
		err := d.Decode(&object)
		in.Line++
		doc := in
		doc.ID, doc.Data, doc.ContentType = fmt.Sprintf("%s:%d", name, in.Line), object, "application/json"
		if err != nil {
			if limited.N == 0 {
				err = errLongLine
			}
			doc.Data, doc.Err = nil, fmt.Errorf("breaks off after %d articles (%w); correct the file", in.Line-1, err)
			return r.emit(&doc)
		}
		if err := r.emit(&doc); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		in.ID, in.Err = name, fmt.Errorf("breaks off after %d articles (%w); the rest is missing", in.Line, err)
		return r.emit(&in)
	}
	return nil
}
