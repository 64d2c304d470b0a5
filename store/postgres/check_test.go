//go:build unix

package postgres

import (
	"strings"
	"testing"

	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/postgres/pgtest"
	"github.com/barograph/barograph/store/storetest"
)

func TestCheck(t *testing.T) {
	server := pgtest.Start(t)
	storetest.Faults(t, func(t *testing.T, name string) store.Store { return open(t, server.Schema(name)) }, 4, "UPDATE story SET words = NULL WHERE id = $ID",
		func(t *testing.T, name, statement string) {
			// The foreign key keeps an article that has reports, so it is taken away for once.
			server.Exec(t, "SET search_path TO "+name+"; ALTER TABLE report DROP CONSTRAINT report_article_fkey; "+strings.ReplaceAll(statement, "$BYTES", `'\x00ff'`))
		})
}
