package queue

import (
	"context"
	"encoding/base64"
	"errors"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// Memory keeps small values of those who read sources, such as the state of feeds, in the queue's server, so that they need no record.
type Memory struct{ Queue *Queue }

// memoryKey is a key of the bucket: letters, digits, - and _ only.
func memoryKey(kind, key string) string {
	return "memory." + kind + "." + base64.RawURLEncoding.EncodeToString([]byte(key))
}

// Remember implements ingest.Memory.
func (m Memory) Remember(ctx context.Context, kind, key string, value []byte) error {
	var err error
	for try := 0; ; try++ {
		if value == nil {
			err = m.Queue.memory.Purge(ctx, memoryKey(kind, key))
		} else {
			_, err = m.Queue.memory.Put(ctx, memoryKey(kind, key), value)
		}
		if err == nil || try >= 8 || !pause(ctx, backoff(try, 100*time.Millisecond, 5*time.Second)) {
			return err
		}
	}
}

// Recall implements ingest.Memory.
func (m Memory) Recall(ctx context.Context, kind string) (map[string][]byte, error) {
	w, err := m.Queue.memory.Watch(ctx, memoryKey(kind, "")+"*", jetstream.IgnoreDeletes())
	if err != nil {
		return nil, err
	}
	defer func() { _ = w.Stop() }()
	out := map[string][]byte{}
	prefix := len(memoryKey(kind, ""))
	for {
		select {
		case e, ok := <-w.Updates():
			switch {
			case !ok:
				return nil, errors.New("the NATS server stopped telling what is remembered; run it again")
			case e == nil:
				return out, nil // that was all
			}
			key, err := base64.RawURLEncoding.DecodeString(e.Key()[prefix:])
			if err != nil {
				continue // not ours
			}
			out[string(key)] = e.Value()
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// KnownURL implements ingest.WatchRecord: nothing is known here. Workers ask the record before they fetch.
func (m Memory) KnownURL(context.Context, []string) (map[string]bool, error) { return nil, nil }
