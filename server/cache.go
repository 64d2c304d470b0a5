package server

import (
	"container/list"
	"context"
	"net/http"
	"strconv"
	"sync"

	"golang.org/x/sync/singleflight"
)

// cacheBytes is how much of what was answered is kept.
const cacheBytes = 64 << 20

// A cache keeps answers, the most recently asked for, and lets those who ask the same at the same time wait for one answer. The zero
// cache is empty.
type cache struct {
	flight singleflight.Group

	mu    sync.Mutex
	order list.List // of *kept, the latest first
	byKey map[string]*list.Element
	size  int
}

type kept struct {
	key, kind string
	body      []byte
}

func (c *cache) get(key string) *kept {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.byKey[key]
	if e == nil {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(*kept)
}

func (c *cache) put(k *kept) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byKey == nil {
		c.byKey = map[string]*list.Element{}
	}
	if c.byKey[k.key] != nil || len(k.body) > cacheBytes/8 {
		return
	}
	c.byKey[k.key] = c.order.PushFront(k)
	for c.size += len(k.body); c.size > cacheBytes; {
		last := c.order.Remove(c.order.Back()).(*kept)
		delete(c.byKey, last.key)
		c.size -= len(last.body)
	}
}

// seq is the record's present moment.
func (s *Server) seq(ctx context.Context) (int64, error) {
	now, err := s.o.Store.Changes(ctx, -1)
	if err != nil {
		return 0, err
	}
	return now[0].Seq, nil
}

// answer sends what make makes of the record: as kept, if it was made since the record last changed. What is sent depends on nothing
// but the address, the record and the day. make gives the media type and the body.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, make func(ctx context.Context) (kind string, body []byte, err error)) error {
	seq, err := s.seq(r.Context())
	if err != nil {
		return err
	}
	csv, _ := wantsCSV(r) // a format that is none is make's to refuse
	key := strconv.FormatInt(seq, 36) + s.now().Format(" 060102 ") + strconv.FormatBool(csv) + " " + r.URL.Path + "?" + r.URL.RawQuery
	if k := s.cache.get(key); k != nil {
		s.send(w, r, k.kind, k.body)
		return nil
	}
	wait := s.cache.flight.DoChan(key, func() (any, error) {
		// Others may wait for this answer when the first who asked is gone.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), answerTime)
		defer cancel()
		kind, body, err := make(ctx)
		if err != nil {
			return nil, err
		}
		k := &kept{key, kind, body}
		s.cache.put(k)
		return k, nil
	})
	select {
	case got := <-wait:
		if got.Err != nil {
			return got.Err
		}
		k := got.Val.(*kept)
		s.send(w, r, k.kind, k.body)
		return nil
	case <-r.Context().Done():
		return r.Context().Err()
	}
}

// answerJSON is answer for a value.
func (s *Server) answerJSON(w http.ResponseWriter, r *http.Request, make func(ctx context.Context) (any, error)) error {
	return s.answer(w, r, func(ctx context.Context) (string, []byte, error) {
		v, err := make(ctx)
		if err != nil {
			return "", nil, err
		}
		body, err := encode(v)
		return "application/json", body, err
	})
}
