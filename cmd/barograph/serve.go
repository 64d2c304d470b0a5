package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"runtime"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/alerts"
	"github.com/barograph/barograph/coder"
	"github.com/barograph/barograph/ingest"
	"github.com/barograph/barograph/server"
	"github.com/barograph/barograph/server/accounts"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/tension"
	"github.com/barograph/barograph/web"
)

// serveOptions are the flags of serve.
type serveOptions struct {
	db, addr, tables, user, alerts string
	watch, hosts                   []string
	interval                       time.Duration
	cert, key                      string
	trustProxy, plain, jsonLogs    bool
	rate                           float64
}

func newServeCmd() *cobra.Command {
	o := serveOptions{}
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Show the record: the board, the API, and an endpoint for assistants",
		Long: `Show the record in a browser, at http://127.0.0.1:8080 unless --addr says otherwise; the API is under /api/v1 (its description at
/api/v1/openapi.yaml), the Model Context Protocol at /mcp, and /healthz, /readyz and /metrics are for whoever operates it.

On this machine everybody may read without a login, as they may read the file. Corrections are signed, so they take an account
(barograph user add), or --user NAME: then whoever comes over loopback is the analyst NAME.

On any other address a login or a token is demanded, and the connection must be TLS: by --tls-cert and --tls-key, or by a proxy before
it, whose word --trust-proxy believes.

--watch reads feeds meanwhile, as barograph watch does; --alerts tries rules and delivers, as barograph alerts run does.
docs/operating.md has more.`,
		Example: `  barograph serve
  barograph serve --user ana --watch feeds.opml
  barograph serve --addr :8443 --tls-cert board.pem --tls-key board.key
  barograph serve --addr 127.0.0.1:8080 --trust-proxy --db postgres://localhost/barograph`,
		Args: exactArgs(0, "no argument"),
		RunE: func(cmd *cobra.Command, _ []string) error { return runServe(cmd, &o) },
	}
	addDBFlag(cmd, &o.db)
	f := cmd.Flags()
	f.StringVar(&o.addr, "addr", "127.0.0.1:8080", "address and port to listen on")
	f.StringSliceVar(&o.watch, "watch", nil, "lists of feeds (OPML) to read meanwhile; \"default\" is the shipped one")
	f.DurationVar(&o.interval, "interval", 15*time.Minute, "between two visits to a feed; at least 5m")
	f.StringVar(&o.user, "user", "", "who comes over loopback is this analyst, whose name corrections bear")
	f.StringSliceVar(&o.hosts, "host", nil, "other names of this machine that a local server answers for")
	f.StringVar(&o.cert, "tls-cert", "", "file of the certificate, with its chain (PEM); read again when it changes")
	f.StringVar(&o.key, "tls-key", "", "file of its key (PEM)")
	f.BoolVar(&o.trustProxy, "trust-proxy", false, "a proxy stands before it: believe X-Forwarded-For and X-Forwarded-Proto, and demand logins")
	f.BoolVar(&o.plain, "plain", false, "no TLS on an address that others reach; only for networks you trust")
	f.Float64Var(&o.rate, "rate", 20, "requests a second of one client, ten times as many at once; 0 has no limit, this machine never has")
	f.StringVar(&o.alerts, "alerts", "", "file of alert rules to try meanwhile, to deliver and to show")
	f.StringVar(&o.tables, "tables", "", "folder of tables to lay over the built-in ones")
	f.BoolVar(&o.jsonLogs, "log-json", false, "write the log as lines of JSON")
	return withFetch(cmd)
}

// loopback says whether an address is reached from this machine alone.
func loopback(addr string) (bool, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false, usagef("--addr %s: write an address and a port, such as 127.0.0.1:8080, or :8080 for all", addr)
	}
	if host == "localhost" {
		return true, nil
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback(), nil
}

// check looks for what does not go together. It tells whether the server is a local one.
func (o *serveOptions) check() (local bool, err error) {
	at, err := loopback(o.addr)
	switch {
	case err != nil:
		return false, err
	case (o.cert == "") != (o.key == ""):
		return false, usagef("--tls-cert and --tls-key go together")
	case o.rate < 0:
		return false, usagef("--rate %g is below 0", o.rate)
	case o.user != "" && (!at || o.trustProxy):
		return false, usagef("--user lets in whoever comes over loopback; it needs a loopback --addr and no --trust-proxy")
	case !at && o.cert == "" && !o.trustProxy && !o.plain:
		return false, usagef("passwords would cross the network in the open: give --tls-cert and --tls-key, --trust-proxy behind a proxy with TLS, or --plain")
	}
	if o.user != "" {
		if err := accounts.CheckName(o.user); err != nil {
			return false, usagef("--user %s", err)
		}
	}
	return at && !o.trustProxy, nil
}

func runServe(cmd *cobra.Command, o *serveOptions) (err error) {
	local, err := o.check()
	if err != nil {
		return err
	}
	var keys *server.Keys
	if o.cert != "" {
		if keys, err = server.LoadKeys(o.cert, o.key); err != nil {
			return fmt.Errorf("--tls-cert, --tls-key: %w", err)
		}
	}
	ctx := cmd.Context()
	record, err := openStore(ctx, o.db)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, record.Close()) }()
	if !local {
		any, err := accounts.New(record).Any(ctx)
		if err != nil {
			return err
		}
		if !any {
			return errors.New("nobody could log in: make an account with barograph user add NAME --role admin")
		}
	}
	opts, err := o.options(cmd, record, local)
	if err != nil {
		return err
	}
	var rules *alerts.File
	if o.alerts != "" {
		if rules, err = ruleFile(o.alerts); err != nil {
			return err
		}
	}
	s, err := server.New(opts)
	if err != nil {
		return err
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.addr)
	if err != nil {
		return fmt.Errorf("--addr %s: %w", o.addr, err)
	}
	scheme := "http"
	if keys != nil {
		scheme = "https"
	}
	fmt.Fprintf(cmd.OutOrStdout(), "barograph: the board is at %s://%s\n", scheme, l.Addr())
	running, stop := context.WithCancel(ctx)
	var beside sync.WaitGroup
	if rules != nil {
		say := func(line string) { opts.Log.Warn("alerts", "problem", line) }
		fired := func(n *alerts.Notice) {
			opts.Log.Info("alert", "rule", n.Rule, "day", n.Day, "title", n.Title, "id", n.ID)
		}
		r := newAlertRunner(record, o.alerts, rules, time.Minute, say, fired)
		beside.Go(func() { _ = r.run(running) })
	}
	err = s.Serve(ctx, l, keys)
	stop()
	beside.Wait()
	return err
}

// options wires the server.
func (o *serveOptions) options(cmd *cobra.Command, record store.Store, local bool) (server.Options, error) {
	fetcher, err := newFetcher(cmd)
	if err != nil {
		return server.Options{}, err
	}
	weights, err := tension.LoadWeights(o.tables)
	if err != nil {
		return server.Options{}, tablesError(o.tables, err)
	}
	var handler slog.Handler = slog.NewTextHandler(cmd.ErrOrStderr(), nil)
	if o.jsonLogs {
		handler = slog.NewJSONHandler(cmd.ErrOrStderr(), nil)
	}
	log := slog.New(handler)
	newCoder := sync.OnceValues(func() (*coder.Coder, error) {
		c, err := coder.New(coder.Options{Tables: o.tables})
		if err != nil {
			return nil, tablesError(o.tables, err)
		}
		return c, nil
	})
	opts := server.Options{Store: record, Merger: reportMerger(), Coder: newCoder, CoderName: "barograph " + version, Fetch: fetcher, Version: version,
		Web: web.Files(), Examples: barograph.Examples(), Weights: weights, Rules: o.alerts, Local: local, LocalUser: o.user, Hosts: o.hosts,
		TrustProxy: o.trustProxy, Rate: o.rate, Log: log}
	if len(o.watch) == 0 {
		return opts, nil
	}
	lists := o.watch
	if len(lists) == 1 && lists[0] == "default" {
		if _, err := os.Stat("default"); err != nil {
			lists = nil
		}
	}
	feeds, err := feedsOf(lists)
	if err != nil {
		return opts, err
	}
	c, err := newCoder()
	if err != nil {
		return opts, err
	}
	say := func(id string, err error) { log.Warn("reading", "source", id, "error", err) }
	opts.Watch = &server.Watch{
		Watcher: &ingest.Watcher{Fetch: fetcher, Record: record, Feeds: feeds, Interval: o.interval, Jobs: 16, Say: say},
		Loader: &ingest.Loader{Record: record, Coder: c, Name: opts.CoderName, Jobs: max(runtime.GOMAXPROCS(0)-1, 1), Failed: say,
			Noted: func(id, note string) { say(id, errors.New(note)) }},
	}
	return opts, nil
}

// withAccounts runs fn on the accounts of a record, which is made when there is none: accounts come before events.
func withAccounts(cmd *cobra.Command, db string, fn func(context.Context, *accounts.Accounts) error) error {
	s, err := openStore(cmd.Context(), db)
	if err != nil {
		return err
	}
	return errors.Join(fn(cmd.Context(), accounts.New(s)), s.Close())
}
