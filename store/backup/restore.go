package backup

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// Errors of backups.
var (
	ErrForeign = errors.New("not a backup of barograph")
	ErrNewer   = errors.New("the backup was made by a newer version of barograph; install that one")
	ErrDamaged = errors.New("the backup is damaged; take another one")
	ErrOther   = errors.New("the record that came of the backup is another than the one it was made of; nothing was written")
)

const (
	maxLine   = 256 << 20 // bytes; an article has at most 64 MB of text
	maxWindow = 64 << 20  // of the decoder, beyond what the encoder ever asks for
	atOnce    = 500       // stories filled in one go
)

// read goes through a backup and calls fn with each line between the first and the last. It fails when the file is not whole.
func read(r io.Reader, fn func(*line) error) (*Head, *End, error) {
	z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrForeign, err)
	}
	defer z.Close()
	lines := bufio.NewScanner(z)
	lines.Buffer(make([]byte, 1<<16), maxLine)
	hash := sha256.New()
	var head *Head
	for n := 1; lines.Scan(); n++ {
		var x line
		if err := json.Unmarshal(lines.Bytes(), &x); err != nil {
			if head == nil {
				return nil, nil, ErrForeign
			}
			return nil, nil, fmt.Errorf("%w: line %d: %w", ErrDamaged, n, err)
		}
		switch {
		case head == nil && (x.Head == nil || x.Head.Format < 1):
			return nil, nil, ErrForeign
		case head == nil && x.Head.Format > format:
			return nil, nil, fmt.Errorf("%w (version %s)", ErrNewer, x.Head.Version)
		case head == nil:
			head = x.Head
		case x.End != nil:
			return head, x.End, ended(x.End, hash.Sum(nil), lines)
		default:
			if err := fn(&x); err != nil {
				return nil, nil, err
			}
		}
		hash.Write(lines.Bytes())
		hash.Write([]byte{'\n'})
	}
	switch err := lines.Err(); {
	case head == nil && errors.Is(err, io.ErrUnexpectedEOF): // packed as backups are, and cut before its first block is whole
		return nil, nil, fmt.Errorf("%w: it breaks off in its beginning", ErrDamaged)
	case head == nil:
		return nil, nil, ErrForeign
	case err != nil:
		return nil, nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return nil, nil, fmt.Errorf("%w: it breaks off before its end", ErrDamaged)
}

// ended holds the last line against what came before it, and sees that nothing comes after it.
func ended(end *End, sum []byte, lines *bufio.Scanner) error {
	if want, err := hex.DecodeString(end.Lines); err != nil || !bytes.Equal(want, sum) {
		return fmt.Errorf("%w: its lines have not the hash that it names", ErrDamaged)
	}
	if lines.Scan() {
		return fmt.Errorf("%w: something follows its end", ErrDamaged)
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return nil
}

// Restore fills an empty record from a backup. With an error the record stays empty: store.ErrNotEmpty when it was not, ErrForeign, ErrNewer
// or ErrDamaged when the file is not one to restore, ErrOther when the filled record has not the dump and the counts that the file names.
func Restore(ctx context.Context, r io.Reader, s store.Store) (head *Head, end *End, err error) {
	err = s.Fill(ctx, func(f store.Filling) error {
		x := filler{ctx: ctx, f: f}
		if head, end, err = read(r, x.take); err != nil {
			return err
		}
		if err := x.flush(); err != nil {
			return err
		}
		dump, err := dumpHash(ctx, f.View())
		if err != nil {
			return err
		}
		if dump != end.Dump || x.n != (End{Articles: end.Articles, Reports: end.Reports, Events: end.Events, Corrections: end.Corrections, Memos: end.Memos}) {
			return ErrOther
		}
		return nil
	})
	return head, end, err
}

// Verify reads a backup to its end and tells what it holds, as the file says. It fails with ErrForeign, ErrNewer or ErrDamaged.
func Verify(ctx context.Context, r io.Reader) (*Head, *End, error) {
	return read(r, func(*line) error { return ctx.Err() })
}

// filler puts lines into a record.
type filler struct {
	ctx     context.Context
	f       store.Filling
	stories []barograph.Story
	n       End
}

func (x *filler) take(l *line) error {
	if err := x.ctx.Err(); err != nil {
		return err
	}
	if l.Event != nil {
		return x.event(l.Event)
	}
	if err := x.flush(); err != nil {
		return err
	}
	switch {
	case l.Article != nil:
		a, err := l.Article.kept()
		if err != nil {
			return fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		x.n.Articles++
		x.n.Reports += len(a.Events)
		return x.f.Article(a)
	case l.Stale != nil:
		return x.f.Stale(l.Stale)
	case l.Correction != nil:
		x.n.Corrections++
		return x.f.Correction(*l.Correction)
	case l.Memo != nil:
		x.n.Memos++
		return x.f.Memo(l.Memo.Kind, l.Memo.Key, l.Memo.Value)
	}
	return fmt.Errorf("%w: a line that says nothing", ErrDamaged)
}

func (x *filler) event(e *eventLine) error {
	st := e.Story
	st.Reports = make([]barograph.Report, len(e.Reports))
	for i, id := range e.Reports {
		st.Reports[i].ID = id
	}
	x.n.Events++
	if x.stories = append(x.stories, st); len(x.stories) < atOnce {
		return nil
	}
	return x.flush()
}

func (x *filler) flush() error {
	if len(x.stories) == 0 {
		return nil
	}
	err := x.f.Stories(x.stories)
	x.stories = x.stories[:0]
	return err
}
