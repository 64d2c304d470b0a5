package queue

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// A State is how a queue stands.
type State struct {
	Waiting map[Kind]int  `json:"waiting"` // delivered to nobody yet
	Working map[Kind]int  `json:"working"` // delivered, not yet done
	Depth   int           `json:"depth"`   // both, of all kinds
	Bytes   uint64        `json:"bytes"`   // on disk, without what is kept beside the stream
	Most    int64         `json:"max_bytes,omitempty"`
	Oldest  time.Duration `json:"-"` // age of the oldest message; 0 when there is none
	Age     float64       `json:"oldest_seconds"`
	Dead    int           `json:"dead"`
	Rate    float64       `json:"articles_per_second"` // of all workers together
	Workers []WorkerState `json:"workers"`
	Servers int           `json:"replicas"` // that keep each message
}

// A WorkerState is what a worker tells of itself.
type WorkerState struct {
	ID       string    `json:"id"`
	Host     string    `json:"host"`
	Process  int       `json:"pid"`
	Since    time.Time `json:"since"`
	Articles int       `json:"articles"` // done with since then
	Events   int       `json:"events"`
	Failed   int       `json:"failed"`  // buried
	Working  int       `json:"working"` // messages it has now
	Rate     float64   `json:"articles_per_second"`
	Merges   bool      `json:"merges"` // it is the one that merges
}

// Times of the workers' signs of life.
const (
	signEvery = 5 * time.Second
	signTerm  = 4 * signEvery // a worker that gave none for as long is gone
	workerKey = "worker."
)

// sign writes a worker's sign of life.
func (q *Queue) sign(ctx context.Context, w *WorkerState) error {
	b, err := json.Marshal(w)
	if err != nil {
		return err
	}
	_, err = q.leases.Put(ctx, workerKey+w.ID, b)
	return err
}

// State asks how the queue stands.
func (q *Queue) State(ctx context.Context) (*State, error) {
	out := &State{Waiting: map[Kind]int{}, Working: map[Kind]int{}, Workers: []WorkerState{}}
	c, err := q.clock(ctx)
	if err != nil {
		return nil, err
	}
	work, err := q.js.Stream(ctx, WorkStream)
	if err != nil {
		return nil, err
	}
	info := work.CachedInfo()
	out.Depth, out.Bytes, out.Most, out.Servers = int(info.State.Msgs), info.State.Bytes, max(info.Config.MaxBytes, 0), info.Config.Replicas
	if out.Depth > 0 {
		out.Oldest = max(c.now().Sub(info.State.FirstTime), 0)
		out.Age = out.Oldest.Round(time.Millisecond).Seconds()
	}
	for _, k := range Kinds {
		consumer, err := q.js.Consumer(ctx, WorkStream, string(k))
		if err != nil {
			return nil, err
		}
		i := consumer.CachedInfo()
		out.Waiting[k], out.Working[k] = int(i.NumPending), i.NumAckPending
	}
	dead, err := q.js.Stream(ctx, deadStream)
	if err != nil {
		return nil, err
	}
	out.Dead = int(dead.CachedInfo().State.Msgs)
	out.Workers, err = q.workers(ctx, c)
	for i := range out.Workers {
		out.Rate += out.Workers[i].Rate
	}
	return out, err
}

// workers are those that gave a sign of life lately.
func (q *Queue) workers(ctx context.Context, c clock) ([]WorkerState, error) {
	w, err := q.leases.Watch(ctx, workerKey+"*", jetstream.IgnoreDeletes())
	if err != nil {
		return nil, err
	}
	defer func() { _ = w.Stop() }()
	out := []WorkerState{}
	for {
		select {
		case e, ok := <-w.Updates():
			if !ok || e == nil {
				slices.SortFunc(out, func(a, b WorkerState) int { return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.ID, b.ID)) })
				return out, nil
			}
			var s WorkerState
			if c.now().Sub(e.Created()) < signTerm && json.Unmarshal(e.Value(), &s) == nil {
				out = append(out, s)
			}
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
