package sqldb

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"slices"

	"github.com/barograph/barograph/store"
)

// Migrations are the steps of a schema: files NNNN_name.sql, applied in order, each once, never back.
type Migrations struct {
	steps []string // SQL
}

// ReadMigrations reads the steps of a folder.
func ReadMigrations(dir fs.FS) (*Migrations, error) {
	names, err := fs.Glob(dir, "*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	m := &Migrations{}
	for i, name := range names {
		if want := fmt.Sprintf("%04d_", i+1); len(name) < 5 || name[:5] != want {
			return nil, fmt.Errorf("migration %s: should begin with %s", name, want)
		}
		step, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, err
		}
		m.steps = append(m.steps, string(step))
	}
	return m, nil
}

// Latest is the number of the present schema.
func (m *Migrations) Latest() int { return len(m.steps) }

// Version reads the number of a record's schema; 0 for one that is still empty.
func Version(ctx context.Context, c *sql.Conn) (int, error) {
	var version int
	err := c.QueryRowContext(ctx, "SELECT coalesce(max(version), 0) FROM barograph_schema").Scan(&version)
	return version, err
}

// Apply brings a record up to a schema, inside the transaction that the connection is in. A record of a newer version is refused.
func (m *Migrations) Apply(ctx context.Context, c *sql.Conn, upTo int) error {
	if _, err := c.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS barograph_schema (version BIGINT PRIMARY KEY)"); err != nil {
		return err
	}
	version, err := Version(ctx, c)
	if err != nil {
		return err
	}
	if version > m.Latest() {
		return fmt.Errorf("%w: its schema is %d, this one knows %d; install the newer version", store.ErrNewer, version, m.Latest())
	}
	for n := version + 1; n <= upTo; n++ {
		if _, err := c.ExecContext(ctx, m.steps[n-1]); err != nil {
			return fmt.Errorf("migration %d: %w", n, err)
		}
		if _, err := c.ExecContext(ctx, "INSERT INTO barograph_schema (version) VALUES ($1)", n); err != nil {
			return err
		}
	}
	return nil
}
