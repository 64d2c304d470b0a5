package server

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/server/accounts"
)

// Times and sizes of the stream.
const (
	pollEvery  = 400 * time.Millisecond // for changes, while somebody listens
	heartbeat  = 15 * time.Second
	writeTime  = 10 * time.Second // in which a client must take what is written, or is dropped
	backlog    = 32               // messages that wait for a client, before it is dropped
	maxStreams = 4096
	ofClient   = 64   // streams of one client that is not local
	maxStories = 200  // told one by one in a message; more are a reset
	batchSize  = 1000 // changes that a record tells at once, at most
)

// A hub tells those who listen what changes in the record.
type hub struct {
	s    *Server
	stop chan struct{}
	once sync.Once

	mu      sync.Mutex
	seq     int64
	sick    bool
	streams map[*listener]struct{}
	clients map[netip.Addr]int
}

// A listener is one open stream.
type listener struct {
	from netip.Addr
	out  chan []byte // closed when the listener is dropped
}

func newHub(s *Server) *hub {
	return &hub{s: s, stop: make(chan struct{}), streams: map[*listener]struct{}{}, clients: map[netip.Addr]int{}}
}

// close ends all streams; their clients come again when the server is back.
func (h *hub) close() { h.once.Do(func() { close(h.stop) }) }

// join adds a listener, who misses nothing after seq.
func (h *hub) join(from netip.Addr, local bool, seq int64) (*listener, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.streams) >= maxStreams || !local && h.clients[from] >= ofClient {
		return nil, later(http.StatusTooManyRequests, 30, "too many streams are open")
	}
	if len(h.streams) == 0 {
		h.seq = seq
	}
	l := &listener{from: from, out: make(chan []byte, backlog)}
	h.streams[l] = struct{}{}
	h.clients[from]++
	h.s.meters.streams.Set(float64(len(h.streams)))
	return l, nil
}

// leave ends a listener's stream; it may be called twice.
func (h *hub) leave(l *listener) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.drop(l)
}

// drop is leave with mu held.
func (h *hub) drop(l *listener) {
	if _, ok := h.streams[l]; !ok {
		return
	}
	delete(h.streams, l)
	if h.clients[l.from]--; h.clients[l.from] <= 0 {
		delete(h.clients, l.from)
	}
	close(l.out)
	h.s.meters.streams.Set(float64(len(h.streams)))
}

// tell sends a message to all who listen. Who has not read for a while is dropped.
func (h *hub) tell(message []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for l := range h.streams {
		select {
		case l.out <- message:
		default:
			h.s.meters.dropped.Inc()
			h.drop(l)
		}
	}
}

// run looks for changes while somebody listens.
func (h *hub) run(ctx context.Context) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			h.close()
			return
		case <-tick.C:
		}
		h.mu.Lock()
		quiet, seq := len(h.streams) == 0, h.seq
		h.mu.Unlock()
		if quiet {
			continue
		}
		look, cancel := context.WithTimeout(ctx, answerTime)
		next, messages, err := h.since(look, seq)
		cancel()
		h.mu.Lock()
		was := h.sick
		h.sick = err != nil
		if err == nil && h.seq == seq {
			h.seq = next
		}
		h.mu.Unlock()
		switch {
		case ctx.Err() != nil:
		case err != nil && !was:
			h.s.log.Error("changes cannot be read", "error", err)
			h.tell(message(0, "trouble", map[string]string{"detail": problemOf(err).Detail}))
		case err == nil && was:
			h.tell(message(0, "well", map[string]string{}))
		}
		for _, m := range messages {
			h.tell(m)
		}
	}
}

// since makes the messages about what changed after a moment.
func (h *hub) since(ctx context.Context, seq int64) (next int64, messages [][]byte, err error) {
	changes, err := h.s.o.Store.Changes(ctx, seq)
	if err != nil || len(changes) == 0 {
		return seq, nil, err
	}
	gone := map[string]bool{}
	many := len(changes) >= batchSize
	for _, c := range changes {
		next = max(next, c.Seq)
		gone[c.Story] = c.Gone
		many = many || c.Story == ""
	}
	if many || len(gone) > maxStories {
		if next, err = h.s.seq(ctx); err != nil {
			return seq, nil, err
		}
		return next, [][]byte{message(next, "reset", map[string]string{})}, nil
	}
	data := struct {
		Events []barograph.Story `json:"events"`
		Gone   []string          `json:"gone"`
	}{Gone: []string{}}
	var ids []string
	for id, out := range gone {
		if out {
			data.Gone = append(data.Gone, id)
		} else {
			ids = append(ids, id)
		}
	}
	slices.Sort(data.Gone)
	slices.Sort(ids)
	if data.Events, err = h.s.o.Store.Stories(ctx, ids); err != nil {
		return seq, nil, err
	}
	for i := range data.Events {
		cleanStory(&data.Events[i])
	}
	return next, [][]byte{message(next, "change", data)}, nil
}

// message writes a server-sent event. An id of 0 is none.
func message(id int64, name string, data any) []byte {
	body, err := encode(data)
	if err != nil {
		return []byte(": unwritable\n\n")
	}
	var b bytes.Buffer
	if id > 0 {
		fmt.Fprintf(&b, "id: %d\n", id)
	}
	fmt.Fprintf(&b, "event: %s\ndata: %s\n\n", name, bytes.TrimSpace(body)) // JSON has no line ends
	return b.Bytes()
}

func (s *Server) stream(w http.ResponseWriter, r *http.Request) {
	if err := s.admit(&r, accounts.Reader); err != nil {
		s.refuse(w, r, err)
		return
	}
	look, cancel := context.WithTimeout(r.Context(), answerTime)
	seq, err := s.seq(look)
	cancel()
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	l, err := s.hub.join(s.client(r), who(r).local, seq)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	defer s.hub.leave(l)
	first := message(seq, "hello", map[string]int64{"seq": seq})
	if after, err := strconv.ParseInt(r.Header.Get("Last-Event-ID"), 10, 64); err == nil && after >= 0 {
		first = s.missed(r.Context(), after, seq)
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx would keep it back
	w.WriteHeader(http.StatusOK)
	s.pump(w, r, l, append([]byte("retry: 3000\n\n"), first...))
}

// missed is what a client that comes again did not hear of.
func (s *Server) missed(ctx context.Context, after, seq int64) []byte {
	if after > seq { // of another record
		return message(seq, "reset", map[string]string{})
	}
	look, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	_, messages, err := s.hub.since(look, after)
	if err != nil {
		return message(0, "trouble", map[string]string{"detail": problemOf(err).Detail})
	}
	return append(message(seq, "hello", map[string]int64{"seq": seq}), bytes.Join(messages, nil)...)
}

// pump writes what the listener is told until it goes, is dropped, or may not listen any more.
func (s *Server) pump(w http.ResponseWriter, r *http.Request, l *listener, next []byte) {
	control := http.NewResponseController(w)
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		_ = control.SetWriteDeadline(time.Now().Add(writeTime)) // not every writer has one
		if _, err := w.Write(next); err != nil {
			return
		}
		if err := control.Flush(); err != nil {
			return
		}
		var open bool
		select {
		case <-r.Context().Done():
			return
		case <-s.hub.stop:
			return
		case <-beat.C:
			again := r
			if err := s.admit(&again, accounts.Reader); err != nil {
				return
			}
			next = []byte(": still here\n\n")
		case next, open = <-l.out:
			if !open {
				return
			}
		}
	}
}
