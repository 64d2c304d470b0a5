package queue

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// WorkStream is the stream of work, for whoever measures how much there is. Its consumers are named by the Kinds.
const WorkStream = "BAROGRAPH_WORK"

// Names on the server.
const (
	deadStream = "BAROGRAPH_DEAD"
	workPrefix = "barograph.work."
	deadPrefix = "barograph.dead."
	largeStore = "barograph-large" // messages beyond the server's greatest payload
	bucket     = "barograph"       // what outlives workers: what feeds said, how far Wikipedia was read
	leases     = "barograph-leases"
)

// Headers of messages.
const (
	headerName   = "Barograph-Id"     // the document, for people
	headerObject = "Barograph-Object" // where the message is, when it was too large
	headerReason = "Barograph-Reason" // of a dead letter
	headerTries  = "Barograph-Tries"
)

// Options of a queue. They are applied by whoever makes it, and by Configure.
type Options struct {
	Replicas int           // of all that is kept; 0 is 3 on a cluster of three servers or more, else 1
	MaxBytes int64         // of waiting work; 0 is no limit. Publishers wait while it is reached
	AckWait  time.Duration // until a message of a worker that has vanished is given to another; 0 is 30 s
}

const (
	dedupWindow = 2 * time.Hour
	leaseTTL    = 48 * time.Hour // of what workers tell each other; longer than any host may ask to be left in peace
	callTimeout = 5 * time.Second
)

// A Queue is the connection to the work. It is safe for use by several goroutines.
type Queue struct {
	nc     *nats.Conn
	js     jetstream.JetStream
	ack    time.Duration
	large  jetstream.ObjectStore
	memory jetstream.KeyValue
	leases jetstream.KeyValue
}

// ErrNoServer is a server that does not answer.
var ErrNoServer = errors.New("the NATS server does not answer")

// Open connects to a server, or to any of several whose addresses are joined by commas, and makes the queue when there is none. say,
// if not nil, is told when the connection is lost and found again; meanwhile everything waits.
func Open(ctx context.Context, address string, o Options, say func(string)) (*Queue, error) {
	if say == nil {
		say = func(string) {}
	}
	nc, err := nats.Connect(address, nats.Name("barograph"), nats.MaxReconnects(-1), nats.ReconnectWait(500*time.Millisecond),
		nats.ReconnectJitter(time.Second, time.Second), nats.PingInterval(10*time.Second), nats.MaxPingsOutstanding(2), nats.Timeout(5*time.Second),
		nats.ReconnectBufSize(-1), // what cannot be sent fails and is tried again, rather than being sent late
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				say(fmt.Sprintf("connection to NATS lost (%v); waiting for it", err))
			}
		}),
		nats.ReconnectHandler(func(c *nats.Conn) { say("connected to NATS again, at " + c.ConnectedUrlRedacted()) }))
	if err != nil {
		return nil, fmt.Errorf("%s: %w (%w); check that it runs and that --nats is right", redact(address), ErrNoServer, err)
	}
	js, err := jetstream.New(nc, jetstream.WithDefaultTimeout(callTimeout))
	if err != nil {
		nc.Close()
		return nil, err
	}
	q := &Queue{nc: nc, js: js}
	if err := q.prepare(ctx, o); err != nil {
		nc.Close()
		if errors.Is(err, jetstream.ErrJetStreamNotEnabled) || errors.Is(err, jetstream.ErrJetStreamNotEnabledForAccount) || errors.Is(err, nats.ErrNoResponders) {
			err = fmt.Errorf("the server keeps nothing; start it with JetStream (nats-server --jetstream --store_dir FOLDER): %w", err)
		}
		return nil, fmt.Errorf("%s: %w", redact(address), err)
	}
	return q, nil
}

// redact takes passwords out of addresses.
func redact(address string) string {
	parts := strings.Split(address, ",")
	for i, p := range parts {
		scheme, rest, ok := strings.Cut(p, "://")
		if at := strings.LastIndexByte(rest, '@'); ok && at >= 0 {
			parts[i] = scheme + "://" + rest[at+1:]
		}
	}
	return strings.Join(parts, ",")
}

// Close ends the connection, after what was acknowledged has been sent.
func (q *Queue) Close() error {
	err := q.nc.FlushTimeout(2 * time.Second)
	q.nc.Close()
	if errors.Is(err, nats.ErrConnectionClosed) || errors.Is(err, nats.ErrTimeout) || errors.Is(err, nats.ErrConnectionReconnecting) {
		return nil // what was not acknowledged comes again, and is recognised
	}
	return err
}

// prepare finds the streams and buckets, and makes those that are missing. Servers that are just choosing a leader are waited for.
func (q *Queue) prepare(ctx context.Context, o Options) error {
	for try := 0; ; try++ {
		err := q.make(ctx, o)
		if err == nil || ctx.Err() != nil || try >= 20 || !passing(err) {
			return err
		}
		pause(ctx, backoff(try, 100*time.Millisecond, 2*time.Second))
	}
}

// passing tells whether an error of the server may go away by itself.
func passing(err error) bool {
	var api *jetstream.APIError
	if errors.As(err, &api) {
		switch api.ErrorCode {
		case 10076, 10039: // JetStream is not enabled
			return false
		case 10005, 10074: // no suitable peers, replicas > 1 not supported
			return true
		}
		return api.Code >= 500
	}
	return errors.Is(err, nats.ErrTimeout) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, nats.ErrNoResponders) ||
		errors.Is(err, nats.ErrConnectionReconnecting) || errors.Is(err, nats.ErrDisconnected) || errors.Is(err, jetstream.ErrNoStreamResponse)
}

// configs are the streams of work and of dead letters as they should be.
func (q *Queue) configs(o Options) (work, dead jetstream.StreamConfig) {
	work = jetstream.StreamConfig{Name: WorkStream, Description: "articles, pages and archives that wait to be worked on", Subjects: []string{workPrefix + ">"},
		Retention: jetstream.WorkQueuePolicy, Storage: jetstream.FileStorage, Discard: jetstream.DiscardNew, Duplicates: dedupWindow,
		MaxBytes: unlimited(o.MaxBytes), MaxMsgs: -1, MaxConsumers: -1, MaxMsgSize: -1, MaxMsgsPerSubject: -1, Replicas: q.replicas(o)}
	dead = work
	dead.Name, dead.Description, dead.Subjects = deadStream, "what could not be worked on, with the reason", []string{deadPrefix + ">"}
	dead.Retention, dead.MaxBytes, dead.AllowDirect = jetstream.LimitsPolicy, -1, true
	return work, dead
}

func unlimited(n int64) int64 {
	if n == 0 {
		return -1
	}
	return n
}

// replicas is how many servers keep each message.
func (q *Queue) replicas(o Options) int {
	switch {
	case o.Replicas > 0:
		return o.Replicas
	case len(q.nc.Servers()) >= 3 || len(q.nc.DiscoveredServers()) >= 2:
		return 3
	}
	return 1
}

func (q *Queue) consumer(k Kind, ack time.Duration) jetstream.ConsumerConfig {
	return jetstream.ConsumerConfig{Durable: string(k), FilterSubject: workPrefix + string(k), AckPolicy: jetstream.AckExplicitPolicy, AckWait: ack,
		MaxDeliver:    -1, // workers count, and bury what was tried often enough
		MaxAckPending: 100_000, MaxWaiting: 10_000}
}

func (q *Queue) make(ctx context.Context, o Options) error {
	work, dead := q.configs(o)
	for _, cfg := range []jetstream.StreamConfig{work, dead} {
		_, err := q.js.Stream(ctx, cfg.Name)
		if errors.Is(err, jetstream.ErrStreamNotFound) {
			_, err = q.js.CreateStream(ctx, cfg)
		}
		if err != nil && !errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
			return err
		}
	}
	q.ack = 30 * time.Second
	if o.AckWait > 0 {
		q.ack = o.AckWait
	}
	for _, k := range Kinds {
		c, err := q.js.Consumer(ctx, WorkStream, string(k))
		if errors.Is(err, jetstream.ErrConsumerNotFound) {
			c, err = q.js.CreateOrUpdateConsumer(ctx, WorkStream, q.consumer(k, q.ack))
		}
		if err != nil {
			return err
		}
		q.ack = c.CachedInfo().Config.AckWait
	}
	var err error
	q.large, err = q.js.ObjectStore(ctx, largeStore)
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		q.large, err = q.js.CreateObjectStore(ctx, jetstream.ObjectStoreConfig{Bucket: largeStore, Replicas: work.Replicas})
	}
	if err != nil {
		return err
	}
	if q.memory, err = q.keyValue(ctx, jetstream.KeyValueConfig{Bucket: bucket, Replicas: work.Replicas}); err != nil {
		return err
	}
	q.leases, err = q.keyValue(ctx, jetstream.KeyValueConfig{Bucket: leases, Replicas: work.Replicas, TTL: leaseTTL})
	return err
}

func (q *Queue) keyValue(ctx context.Context, cfg jetstream.KeyValueConfig) (jetstream.KeyValue, error) {
	kv, err := q.js.KeyValue(ctx, cfg.Bucket)
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		kv, err = q.js.CreateKeyValue(ctx, cfg)
		if errors.Is(err, jetstream.ErrBucketExists) {
			kv, err = q.js.KeyValue(ctx, cfg.Bucket)
		}
	}
	return kv, err
}

// ErrTooSmall is a limit below what waits: the server would throw work away to keep to it.
var ErrTooSmall = errors.New("the limit is too small for what waits")

// Configure changes the queue to the options given: what is zero stays as it is. Workers need not be restarted, but heed a new AckWait
// only when they are. A MaxBytes must leave an eighth of room over what waits, for what comes while it is set; else it is ErrTooSmall.
func (q *Queue) Configure(ctx context.Context, o Options) error {
	s, err := q.js.Stream(ctx, WorkStream)
	if err != nil {
		return err
	}
	now := s.CachedInfo().Config
	if o.Replicas == 0 {
		o.Replicas = now.Replicas
	}
	if o.MaxBytes == 0 && now.MaxBytes > 0 {
		o.MaxBytes = now.MaxBytes
	}
	if waits := int64(s.CachedInfo().State.Bytes); o.MaxBytes > 0 && o.MaxBytes != now.MaxBytes && o.MaxBytes < waits+waits/8 {
		return fmt.Errorf("%w: %.1f MB wait, and the limit should leave an eighth of room over that; let the workers catch up, or take %.1f MB", ErrTooSmall,
			float64(waits)/1e6, math.Ceil(float64(waits)*1.25/1e5)/10)
	}
	work, dead := q.configs(o)
	for _, cfg := range []jetstream.StreamConfig{work, dead} {
		if _, err := q.js.UpdateStream(ctx, cfg); err != nil {
			return err
		}
	}
	for _, name := range []string{"OBJ_" + largeStore, "KV_" + bucket, "KV_" + leases} {
		s, err := q.js.Stream(ctx, name)
		if err != nil {
			return err
		}
		cfg := s.CachedInfo().Config
		if cfg.Replicas == o.Replicas {
			continue
		}
		cfg.Replicas = o.Replicas
		if _, err := q.js.UpdateStream(ctx, cfg); err != nil {
			return err
		}
	}
	if o.AckWait == 0 {
		return nil
	}
	for _, k := range Kinds {
		if _, err := q.js.UpdateConsumer(ctx, WorkStream, q.consumer(k, o.AckWait)); err != nil {
			return err
		}
	}
	return nil
}

// backoff is a pause that doubles with each try, varied by a quarter.
func backoff(try int, first, longest time.Duration) time.Duration {
	d := min(first<<min(try, 16), longest)
	return d*3/4 + rand.N(d/2+1)
}

// pause waits, and tells whether ctx still holds.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(max(d, 0))
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}
