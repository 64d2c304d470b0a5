package server

import (
	"context"
	_ "embed"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/barograph/barograph/coder"
	"github.com/barograph/barograph/ingest/fetch"
	"github.com/barograph/barograph/server/accounts"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/tension"
)

//go:embed openapi.yaml
var openAPI []byte

// Options of a server. Store, Merger and Coder are needed.
type Options struct {
	Store     store.Store
	Merger    store.Merger
	Coder     func() (*coder.Coder, error) // called once, when it is first needed: the weights take a moment
	CoderName string                       // kept with each article
	Fetch     *fetch.Client                // for the addresses that people give; nil fetches none
	Version   string
	Web       fs.FS            // the built board; nil has none
	Examples  fs.FS            // the example dispatches
	Weights   *tension.Weights // nil: the built-in ones
	Rules     string           // file of the alert rules; "" has none
	Watch     *Watch           // what reads feeds meanwhile; nil reads none

	Local      bool     // it listens on loopback and no proxy stands before it: reading needs no login
	LocalUser  string   // who comes over loopback is this analyst
	Hosts      []string // other names under which a local server may be asked for
	TrustProxy bool     // X-Forwarded-For and X-Forwarded-Proto tell the truth
	Rate       float64  // requests a second of one client, ten times as many at once; 0 has no limit
	Log        *slog.Logger
	Now        func() time.Time
}

// Limits that nobody has asked to change.
const (
	answerTime = 10 * time.Second // for an answer from the record
	codeTime   = 60 * time.Second // for a page to be fetched and coded
	maxBody    = 64 << 10         // of a request, except
	maxText    = 2 << 20          // of a text to be coded
)

// A Server answers requests. Handler gives its http.Handler.
type Server struct {
	o        Options
	log      *slog.Logger
	now      func() time.Time
	accounts *accounts.Accounts
	cache    cache
	hub      *hub
	limits   *limits
	meters   *meters
	mux      *http.ServeMux
	pairs    pairs
	history  history
	stats    stats
	yields   yields
	coding   chan struct{} // who codes at present
	coder    func() (*coder.Coder, error)
	writing  sync.Mutex // corrections, one at a time
}

// New makes a server.
func New(o Options) (*Server, error) {
	if o.Store == nil || o.Merger == nil || o.Coder == nil {
		return nil, errors.New("a server needs a record, a merger and a coder")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Weights == nil {
		o.Weights = tension.DefaultWeights()
	}
	s := &Server{o: o, log: o.Log, now: o.Now, accounts: accounts.New(o.Store), limits: newLimits(o.Rate), coding: make(chan struct{}, 2),
		coder: sync.OnceValues(o.Coder), mux: http.NewServeMux()}
	s.hub = newHub(s)
	s.meters = newMeters(s)
	s.routes()
	if err := s.board(); err != nil {
		return nil, err
	}
	return s, nil
}

// Run does what has to be done beside answering, until ctx ends: it looks for changes while somebody listens, and has the pressures of
// all pairs at hand.
func (s *Server) Run(ctx context.Context) {
	var all sync.WaitGroup
	all.Go(func() { s.hub.run(ctx) })
	all.Go(func() { s.limits.sweep(ctx) })
	all.Go(func() { s.watch(ctx) })
	all.Go(func() {
		if _, err := s.pressures(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("the pressures of all pairs cannot be read yet", "error", err)
		}
	})
	all.Wait()
}

// Handler answers requests.
func (s *Server) Handler() http.Handler {
	var h http.Handler = s.mux
	h = s.sameOrigin(h)
	h = s.limited(h)
	h = s.named(h)
	h = s.guarded(h)
	return s.observed(h)
}

// A handler answers a request, or returns the reason why not: a *problem, or an error that problemOf understands.
type handler func(w http.ResponseWriter, r *http.Request) error

// api serves a route to those who have the role. Nobody waits longer than the given time for the record.
func (s *Server) api(route string, role accounts.Role, wait time.Duration, h handler) {
	s.mux.HandleFunc(route, func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), wait)
		defer cancel()
		r = r.WithContext(ctx)
		err := s.admit(&r, role)
		if err == nil {
			err = h(w, r)
		}
		if err != nil {
			s.refuse(w, r, err)
		}
	})
}

const anybody = accounts.Role("")

func (s *Server) routes() {
	read := func(path string, h handler) { s.api("GET /api/v1"+path, accounts.Reader, answerTime, h) }
	read("/meta", s.getMeta)
	read("/events", s.listEvents)
	read("/events/{id}", s.getEvent)
	s.api("GET /api/v1/events/{id}/explanation", accounts.Reader, codeTime, s.explainEvent)
	read("/articles/{id}", s.getArticle)
	read("/search", s.search)
	read("/actors", s.findActor)
	read("/dyads/{a}/{b}", s.getDyad)
	read("/dyads/{a}/{b}/days/{day}", s.getDyadDay)
	read("/dyads/{a}/{b}/contacts", s.getContacts)
	read("/briefs/{a}/{b}", s.getBrief)
	read("/countries/{a}", s.getCountry)
	read("/top", s.getTop)
	read("/world", s.getWorld)
	read("/world/days", s.getWorldDays)
	read("/corrections", s.listCorrections)
	read("/alerts", s.listAlerts)
	read("/sources", s.listSources)

	s.api("POST /api/v1/code", accounts.Reader, codeTime, s.code)
	s.api("POST /api/v1/examples", accounts.Reader, codeTime, s.loadExamples)
	s.api("POST /api/v1/corrections", accounts.Analyst, answerTime, s.correct)
	s.api("DELETE /api/v1/corrections/{id}", accounts.Analyst, answerTime, s.undoCorrection)

	s.api("GET /api/v1/me", anybody, answerTime, s.getMe)
	s.api("POST /api/v1/login", anybody, answerTime, s.login)
	s.api("POST /api/v1/logout", anybody, answerTime, s.logout)
	s.api("POST /api/v1/me/password", accounts.Reader, answerTime, s.changePassword)
	s.api("GET /api/v1/users", accounts.Admin, answerTime, s.listUsers)
	s.api("POST /api/v1/users", accounts.Admin, answerTime, s.addUser)
	s.api("PATCH /api/v1/users/{name}", accounts.Admin, answerTime, s.changeUser)
	s.api("DELETE /api/v1/users/{name}", accounts.Admin, answerTime, s.removeUser)
	s.api("GET /api/v1/tokens", accounts.Reader, answerTime, s.listTokens)
	s.api("POST /api/v1/tokens", accounts.Reader, answerTime, s.addToken)
	s.api("DELETE /api/v1/tokens/{id}", accounts.Reader, answerTime, s.removeToken)

	s.mux.HandleFunc("GET /api/v1/stream", s.stream)
	s.mux.HandleFunc("GET /api/v1/openapi.yaml", func(w http.ResponseWriter, r *http.Request) {
		s.send(w, r, "application/yaml", openAPI)
	})
	s.mux.Handle("/mcp", s.mcp())
	s.mux.HandleFunc("/api/", s.noRoute)
	s.mux.HandleFunc("GET /healthz", s.health)
	s.mux.HandleFunc("GET /readyz", s.ready)
	s.api("GET /metrics", accounts.Reader, answerTime, s.metrics)
}

// noRoute says that there is nothing of this name, or not by this method.
func (s *Server) noRoute(w http.ResponseWriter, r *http.Request) {
	var allow []string
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodDelete} {
		other := r.Clone(r.Context())
		other.Method = m
		if _, pattern := s.mux.Handler(other); pattern != "/api/" {
			allow = append(allow, m)
		}
	}
	if allow == nil {
		s.refuse(w, r, problemf(http.StatusNotFound, "there is nothing at %s; /api/v1/openapi.yaml tells what there is", r.URL.Path))
		return
	}
	for _, m := range allow {
		w.Header().Add("Allow", m)
	}
	s.refuse(w, r, problemf(http.StatusMethodNotAllowed, "%s does not go with %s", r.Method, r.URL.Path))
}
