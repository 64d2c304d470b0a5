package server

import (
	"testing"

	"github.com/barograph/barograph/store/postgres"
	"github.com/barograph/barograph/store/postgres/pgtest"
)

// On PostgreSQL events are listed, searched and weighed as on SQLite.
func TestOnPostgres(t *testing.T) {
	record, err := postgres.Open(t.Context(), pgtest.Start(t).Schema("board"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = record.Close() })
	w := start(t, func(o *Options) { o.Store = record })
	w.want(404, "GET", "/api/v1/dyads/IND/PAK", nil)
	w.want(200, "POST", "/api/v1/examples", nil)
	walkEvents(t, w)
	walkPressure(t, w)
	w.want(200, "GET", "/readyz", nil)
}
