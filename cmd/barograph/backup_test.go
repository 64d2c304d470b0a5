package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/backup"
)

func TestBackupAndRestoreCommands(t *testing.T) {
	db, a, b := filled(t)
	mustRun(t, db, "merge", a, b)
	dir := t.TempDir()
	file, other := filepath.Join(dir, "today.backup"), filepath.Join(dir, "other.db")
	_, errs, err := command(t, db, "backup", file)
	if err != nil || !strings.Contains(errs, "2 articles, 2 reports, 1 events, 1 corrections") {
		t.Fatalf("%v %s", err, errs)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others may read it: %v %v", info.Mode(), err)
	}
	var usage usageError
	if _, _, err := command(t, db, "backup", file); !errors.As(err, &usage) {
		t.Errorf("a file was overwritten: %v", err)
	}
	mustRun(t, db, "backup", file, "--replace")
	if _, errs, err := command(t, other, "restore", file, "--verify"); err != nil || !strings.Contains(errs, "whole, made") {
		t.Errorf("%v %s", err, errs)
	}
	if _, err := os.Stat(other); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("--verify has made a record: %v", err)
	}
	mustRun(t, other, "restore", file)
	if mustRun(t, other, "dump") != mustRun(t, db, "dump") {
		t.Error("another record")
	}
	if _, _, err := command(t, other, "restore", file); !errors.Is(err, store.ErrNotEmpty) || !strings.Contains(err.Error(), "--db") {
		t.Errorf("a full record was filled: %v", err)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	broken, third := filepath.Join(dir, "broken"), filepath.Join(dir, "third.db")
	if err := os.WriteFile(broken, data[:len(data)-20], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := command(t, third, "restore", broken); !errors.Is(err, backup.ErrDamaged) || !strings.Contains(err.Error(), broken) {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(third); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a broken file has made a record: %v", err)
	}
	if _, _, err := command(t, db, "backup", filepath.Join(dir, "no", "folder")); err == nil {
		t.Error("a file in no folder was written")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestCheckCommand(t *testing.T) {
	db, _, _ := filled(t)
	out := mustRun(t, db, "check", "--json")
	var last struct {
		Checked store.Checked
		Faults  int
	}
	if err := json.Unmarshal([]byte(out), &last); err != nil || last.Checked.Articles != 2 || last.Checked.Spans == 0 || last.Faults != 0 {
		t.Errorf("%v %s", err, out)
	}
	if out := mustRun(t, db, "check", "--format", "table"); !strings.HasSuffix(out, "no fault\n") {
		t.Errorf("%s", out)
	}
	raw, err := sql.Open("sqlite", db)
	if err != nil {
		t.Fatal(err)
	}
	_, err = raw.Exec(`UPDATE report SET data = replace(data, '"text":"Drones"', '"text":"Planes"')`)
	if err := errors.Join(err, raw.Close()); err != nil {
		t.Fatal(err)
	}
	out, _, err = command(t, db, "check", "--json")
	var faults errFaults
	if !errors.As(err, &faults) || isUsage(err) || !strings.Contains(out, `"rule":"offsets"`) || bytes.Count([]byte(out), []byte("\n")) != faults.n+1 {
		t.Errorf("%v %s", err, out)
	}
	if out, _, err := command(t, db, "check", "--format", "table"); err == nil || !strings.Contains(out, `its trigger is "Planes"`) || !strings.Contains(out, "faults") {
		t.Errorf("%v %s", err, out)
	}
}
