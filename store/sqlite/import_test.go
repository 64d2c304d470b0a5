package sqlite

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/storetest"
)

// content is the dump of a record and the daily sums of all its pairs.
func content(t *testing.T, s store.Store) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(storetest.Dump(t, s))
	var flows []store.Flow
	if err := s.Flows(t.Context(), store.FlowFilter{}, func(f *store.Flow) error { flows = append(flows, *f); return nil }); err != nil {
		t.Fatal(err)
	}
	for _, f := range flows {
		b.WriteString(f.Actor + f.Recipient + f.Day.String() + string(f.Status) + f.Origin)
		for _, n := range append(f.Sums[:], int64(f.Events), int64(f.Told), int64(f.Sides)) {
			b.WriteByte(' ')
			b.WriteString(store.ID(n))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// TestImportCutOff takes the files of a record as a process that is killed leaves them, while its log is being copied, and imports the
// whole again into what it finds.
func TestImportCutOff(t *testing.T) {
	rows := storetest.Imported(1, 3000)
	whole := open(t, filepath.Join(t.TempDir(), "whole.db"))
	if n, err := whole.Import(t.Context(), slices.Clone(rows)); err != nil || n != len(rows) {
		t.Fatal(n, err)
	}
	want := content(t, whole)

	file := filepath.Join(t.TempDir(), "record.db")
	db, err := Open(t.Context(), file, Options{settle: 400})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var cut []string
	for part := range slices.Chunk(rows, 200) {
		if n, err := db.Import(t.Context(), slices.Clone(part)); err != nil || n != len(part) {
			t.Fatal(n, err)
		}
		name := filepath.Join(t.TempDir(), "cut.db")
		for _, beside := range []string{"", "-wal"} {
			copyFile(t, file+beside, name+beside)
		}
		cut = append(cut, name)
	}
	for i, name := range cut {
		if i%3 != 2 {
			continue
		}
		s := open(t, name)
		stats, err := s.Stats(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if there := 200 * (i + 1); stats.Imported != there {
			t.Errorf("%d of %d committed stories are there", stats.Imported, there)
		}
		n, err := s.Import(t.Context(), slices.Clone(rows))
		if err != nil {
			t.Fatal(err)
		}
		if left := len(rows) - 200*(i+1); n != left {
			t.Errorf("%d new, want %d", n, left)
		}
		if got := content(t, s); got != want {
			t.Errorf("another record\n%s", storetest.FirstDifference(got, want))
		}
	}
	// The record holds far less than makes SQLite copy the log by itself, so a file with something in it shows that it is done beside.
	for end := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() > 1<<20 {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("the log was not copied: the file has %d bytes", info.Size())
		}
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	r, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	w, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(w, r); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestImportMixed imports stories whose shared values differ and hold what means something in SQL.
func TestImportMixed(t *testing.T) {
	rows := storetest.Imported(1, 600)
	for i := range rows {
		switch {
		case i%7 == 0:
			rows[i].Origin = "it's $1 or ?"
		case i > 300:
			rows[i].Status = barograph.Denied
		}
	}
	file := filepath.Join(t.TempDir(), "record.db")
	s := open(t, file)
	n, err := s.Import(t.Context(), slices.Clone(rows))
	if err != nil || n != len(rows) {
		t.Fatal(n, err)
	}
	for i := range rows {
		st, err := s.Story(t.Context(), rows[i].ID)
		if err != nil {
			t.Fatal(err)
		}
		if st.Origin != rows[i].Origin || st.Status != rows[i].Status {
			t.Fatalf("story %d: %q %q, want %q %q", i, st.Origin, st.Status, rows[i].Origin, rows[i].Status)
		}
	}
	odd := 0
	if err := s.Flows(t.Context(), store.FlowFilter{World: true, Origins: []string{"it's $1 or ?"}}, func(f *store.Flow) error {
		odd += f.Events
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if odd != 86 {
		t.Errorf("%d events of the odd origin in the daily sums, want 86", odd)
	}
}
