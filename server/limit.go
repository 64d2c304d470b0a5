package server

import (
	"context"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limits count what each client asks for.
type limits struct {
	perSecond float64 // 0 is none

	mu      sync.Mutex
	clients map[netip.Addr]*allowance
	logins  map[string]*allowance
}

type allowance struct {
	*rate.Limiter
	used time.Time
}

func newLimits(perSecond float64) *limits {
	return &limits{perSecond: perSecond, clients: map[netip.Addr]*allowance{}, logins: map[string]*allowance{}}
}

// take takes one from the allowance of a key, and tells how long to wait when there is none left.
func take[K comparable](l *limits, of map[K]*allowance, key K, every float64, burst int) (wait time.Duration) {
	now := time.Now()
	l.mu.Lock()
	a := of[key]
	if a == nil {
		a = &allowance{Limiter: rate.NewLimiter(rate.Limit(every), burst)}
		of[key] = a
	}
	a.used = now
	l.mu.Unlock()
	r := a.ReserveN(now, 1)
	if wait = r.DelayFrom(now); wait > 0 {
		r.CancelAt(now)
	}
	return wait
}

func (l *limits) request(from netip.Addr) time.Duration {
	if l.perSecond <= 0 {
		return 0
	}
	return take(l, l.clients, from, l.perSecond, max(int(10*l.perSecond), 1))
}

// Logins: ten at once, then one in six seconds; of one client, and for one name. A client that has used up its own does not use up those of
// names, nor the memory that each takes.
func (l *limits) login(from netip.Addr, name string) bool {
	return take(l, l.logins, "from "+from.String(), 1.0/6, 10) == 0 && take(l, l.logins, "name "+name, 1.0/6, 10) == 0
}

// forgotten is after how long an allowance is full again.
const forgotten = 5 * time.Minute

// sweep forgets those who have not been here for a while.
func (l *limits) sweep(ctx context.Context) {
	tick := time.NewTicker(forgotten)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			l.mu.Lock()
			drop(l.clients, now)
			drop(l.logins, now)
			l.mu.Unlock()
		}
	}
}

func drop[K comparable](of map[K]*allowance, now time.Time) {
	for key, a := range of {
		if now.Sub(a.used) > forgotten {
			delete(of, key)
		}
	}
}

// limited refuses clients that ask too often. Those who come over loopback to a local server are no strangers.
func (s *Server) limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.local(r) {
			if wait := s.limits.request(s.client(r)); wait > 0 {
				s.refuse(w, r, later(http.StatusTooManyRequests, int(wait/time.Second)+1, "too many requests; %g a second are allowed", s.limits.perSecond))
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}
