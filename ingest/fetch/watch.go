package fetch

import (
	"context"
	"errors"
	"io"
	"time"
)

// watch ends a request that takes too long: one for a page after a fixed time, one for a stream when it falls silent or only drips.
type watch struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	timer  *time.Timer
}

func newWatch(parent context.Context, left time.Duration) *watch {
	w := &watch{}
	w.ctx, w.cancel = context.WithCancelCause(parent)
	w.timer = time.AfterFunc(left, func() { w.cancel(ErrTimeout) })
	return w
}

func (w *watch) stop() {
	w.timer.Stop()
	w.cancel(nil)
}

// plainly tells our own impatience from other errors.
func (w *watch) plainly(err error) error {
	if cause := context.Cause(w.ctx); errors.Is(cause, ErrTimeout) {
		return ErrTimeout
	}
	return plainly(err)
}

// A steady reader holds a stream to the rules. The time in which its user works on the data does not count.
type steady struct {
	r      io.Reader
	w      *watch
	bytes  int64
	waited time.Duration
}

func (s *steady) Read(p []byte) (int, error) {
	began := time.Now()
	s.w.timer.Reset(idle)
	n, err := s.r.Read(p)
	s.w.timer.Stop()
	s.bytes += int64(n)
	s.waited += time.Since(began)
	if s.waited > patient && float64(s.bytes)/s.waited.Seconds() < slowest {
		return n, ErrTimeout
	}
	return n, err
}
