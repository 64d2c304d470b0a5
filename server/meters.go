package server

import (
	"cmp"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// meters count what the server does.
type meters struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	streams  prometheus.Gauge
	dropped  prometheus.Counter
	coded    prometheus.Counter
	rounds   prometheus.Counter
	articles *prometheus.CounterVec
}

func newMeters(s *Server) *meters {
	m := &meters{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "barograph_request_seconds", Help: "Time of an answer, by route and status.",
			Buckets: []float64{.001, .003, .01, .03, .1, .3, 1, 3, 10}}, []string{"route", "status"}),
		streams:  prometheus.NewGauge(prometheus.GaugeOpts{Name: "barograph_streams", Help: "Open event streams."}),
		dropped:  prometheus.NewCounter(prometheus.CounterOpts{Name: "barograph_streams_dropped_total", Help: "Streams ended because their client did not read."}),
		coded:    prometheus.NewCounter(prometheus.CounterOpts{Name: "barograph_coded_total", Help: "Texts coded on request."}),
		rounds:   prometheus.NewCounter(prometheus.CounterOpts{Name: "barograph_watch_rounds_total", Help: "Rounds over the watched feeds."}),
		articles: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "barograph_watch_articles_total", Help: "Articles of watched feeds, by what became of them."}, []string{"fate"}),
	}
	kept := prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "barograph_answers_kept_bytes", Help: "Size of the answers that are kept."}, func() float64 {
		s.cache.mu.Lock()
		defer s.cache.mu.Unlock()
		return float64(s.cache.size)
	})
	m.registry.MustRegister(m.requests, m.streams, m.dropped, m.coded, m.rounds, m.articles, kept, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *meters) request(route string, status int, spent time.Duration) {
	if route == "GET /api/v1/stream" {
		return // its time is how long somebody looked
	}
	m.requests.WithLabelValues(cmp.Or(route, "none"), strconv.Itoa(status)).Observe(spent.Seconds())
}

func (s *Server) metrics(w http.ResponseWriter, r *http.Request) error {
	promhttp.HandlerFor(s.meters.registry, promhttp.HandlerOpts{DisableCompression: true}).ServeHTTP(w, r)
	return nil
}

// health says that the process lives.
func (s *Server) health(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte("ok\n"))
}

// readyTime is how long the database may take to say that it is there.
const readyTime = 2 * time.Second

// ready says whether the record answers.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	if err := s.reachable(r.Context(), readyTime); err != nil {
		s.refuse(w, r, err)
		return
	}
	s.health(w, r)
}
