package queue

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/nats-io/nuid"
)

// Objects are what is kept beside the stream of messages that are larger than the server takes: first the object is written, then the
// message that names it; the message is done, then its object is deleted. What a publisher that was killed between its two writes leaves
// behind is swept away.
const (
	sweepKey    = "sweep"
	sweepEvery  = 6 * time.Hour
	sweepLook   = 5 * time.Minute // between two looks whether somebody has swept
	objectTerm  = 24 * time.Hour  // age from which an object that no message names is left over
	chunkPrefix = "$O." + largeStore + ".C."
	metaPrefix  = "$O." + largeStore + ".M."
)

// setAside puts the data of a message that is too large into the object store, under a name of its own.
func (q *Queue) setAside(ctx context.Context, msg *nats.Msg, say func(string)) (bool, error) {
	const headers = 16 << 10
	if int64(len(msg.Data))+headers <= q.nc.MaxPayload() {
		return false, nil
	}
	object := nuid.Next()
	if err := q.putObject(ctx, object, msg.Data, say); err != nil {
		return false, err
	}
	msg.Header.Set(headerObject, object)
	msg.Data = nil
	return true, nil
}

// putObject writes an object until the server has it.
func (q *Queue) putObject(ctx context.Context, name string, data []byte, say func(string)) error {
	for try := 0; ; try++ {
		_, err := q.large.Put(ctx, jetstream.ObjectMeta{Name: name}, bytes.NewReader(data))
		if err == nil || !q.wait(ctx, try, err, say) {
			return err
		}
	}
}

// content is the data of a message, wherever it is kept.
func (q *Queue) content(ctx context.Context, h nats.Header, data []byte) ([]byte, error) {
	object := h.Get(headerObject)
	if object == "" {
		return data, nil
	}
	r, err := q.large.Get(ctx, object)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, maxMessage))
}

// dropObject deletes what was kept beside a message.
func (q *Queue) dropObject(ctx context.Context, h nats.Header) error {
	object := h.Get(headerObject)
	if object == "" {
		return nil
	}
	if err := q.large.Delete(ctx, object); err != nil && !errors.Is(err, jetstream.ErrObjectNotFound) {
		return err
	}
	return nil
}

// sweeping sweeps now and then, if no worker has for a while.
func (w *Worker) sweeping() {
	for pause(w.soft, backoff(0, sweepLook, sweepLook)) {
		due := false
		err := w.Queue.change(w.soft, sweepKey, func(old jetstream.KeyValueEntry) ([]byte, bool, error) {
			due = old == nil || w.clock.now().Sub(old.Created()) > sweepEvery
			return []byte(w.me), due, nil
		})
		if err == nil && due {
			_ = w.Queue.sweep(w.soft, w.clock.now().Add(-objectTerm)) // what it has not come to is swept the next time
		}
	}
}

// sweep deletes what nobody needs of what was written beside the stream before a moment of the server's time: objects that no message
// names, pieces of objects that were never finished, and the marks of those that were deleted.
func (q *Queue) sweep(ctx context.Context, before time.Time) error {
	s, err := q.js.Stream(ctx, "OBJ_"+largeStore)
	if err != nil {
		return err
	}
	objects, err := q.large.List(ctx, jetstream.ListObjectsShowDeleted())
	if err != nil && !errors.Is(err, jetstream.ErrNoObjectsFound) {
		return err
	}
	old, whole := map[string]bool{}, map[string]bool{}
	for _, o := range objects {
		switch {
		case o.Deleted && o.ModTime.Before(before):
			if err := s.Purge(ctx, jetstream.WithPurgeSubject(metaPrefix+base64.URLEncoding.EncodeToString([]byte(o.Name)))); err != nil {
				return err
			}
		case !o.Deleted:
			whole[o.NUID] = true
			old[o.Name] = o.ModTime.Before(before)
		}
	}
	if err := q.sweepPieces(ctx, s, whole, before); err != nil {
		return err
	}
	// A message that is buried meanwhile moves from the stream of work to that of dead letters, one that is replayed moves back.
	for _, stream := range []string{deadStream, WorkStream, deadStream} {
		if err := q.spare(ctx, stream, old); err != nil {
			return err
		}
	}
	for name, orphan := range old {
		if orphan {
			if err := q.large.Delete(ctx, name); err != nil && !errors.Is(err, jetstream.ErrObjectNotFound) {
				return err
			}
		}
	}
	return nil
}

// sweepPieces deletes the pieces of objects that were begun before a moment and never became whole.
func (q *Queue) sweepPieces(ctx context.Context, s jetstream.Stream, whole map[string]bool, before time.Time) error {
	info, err := s.Info(ctx, jetstream.WithSubjectFilter(chunkPrefix+">"))
	if err != nil {
		return err
	}
	for subject := range info.State.Subjects {
		if whole[strings.TrimPrefix(subject, chunkPrefix)] {
			continue
		}
		last, err := s.GetLastMsgForSubject(ctx, subject)
		switch {
		case errors.Is(err, jetstream.ErrMsgNotFound):
		case err != nil:
			return err
		case last.Time.Before(before):
			if err := s.Purge(ctx, jetstream.WithPurgeSubject(subject)); err != nil {
				return err
			}
		}
	}
	return nil
}

// spare takes the objects that messages of a stream name off those that are to be deleted. As objects are written before the messages that
// name them, and old messages stand in front, it reads no further than it must, unless something is left over.
func (q *Queue) spare(ctx context.Context, stream string, old map[string]bool) error {
	left := 0
	for _, candidate := range old {
		if candidate {
			left++
		}
	}
	if left == 0 {
		return nil
	}
	return q.messages(ctx, stream, ">", func(m *jetstream.RawStreamMsg) error {
		if name := m.Header.Get(headerObject); old[name] {
			old[name] = false
			left--
		}
		if left == 0 {
			return errEnough
		}
		return nil
	})
}

// errEnough ends reading.
var errEnough = errors.New("enough")

// messages calls fn with the messages of a stream, the oldest first, until it returns an error; errEnough is none.
func (q *Queue) messages(ctx context.Context, stream, subject string, fn func(*jetstream.RawStreamMsg) error) error {
	s, err := q.js.Stream(ctx, stream)
	if err != nil {
		return err
	}
	state := s.CachedInfo().State
	for seq := state.FirstSeq; seq <= state.LastSeq && state.Msgs > 0; {
		m, err := s.GetMsg(ctx, seq, jetstream.WithGetMsgSubject(subject))
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		seq = m.Sequence + 1
		if err := fn(m); errors.Is(err, errEnough) {
			return nil
		} else if err != nil {
			return err
		}
	}
	return nil
}
