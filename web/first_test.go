package web

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestFirstView tells how long the start page takes in Chromium on the record BAROGRAPH_LOAD_DB, as the load test of package server makes one.
func TestFirstView(t *testing.T) {
	record := os.Getenv("BAROGRAPH_LOAD_DB")
	if record == "" {
		t.Skip("set BAROGRAPH_LOAD_DB to a record, such as the one that the load test of package server leaves there")
	}
	node := needs(t)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	binary := filepath.Join(t.TempDir(), "barograph")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", binary, "../cmd/barograph").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	cmd := exec.CommandContext(ctx, node, "e2e/first.mjs", record)
	cmd.Env = append(os.Environ(), "BAROGRAPH_BINARY="+binary)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("\n%s", out)
}
