package web

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// needs skips the test unless Node and the packages of package-lock.json are there.
func needs(t *testing.T) (node string) {
	t.Helper()
	if testing.Short() {
		t.Skip("left out of short tests")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node; the board is not tested in a browser")
	}
	if _, err := os.Stat("node_modules/playwright-core"); err != nil {
		t.Skip("no node_modules; run npm ci in web to test the board in a browser")
	}
	return node
}

// The build gives the committed files, byte by byte.
func TestBuildsTheSame(t *testing.T) {
	node := needs(t)
	version, err := exec.CommandContext(t.Context(), node, "-p", "process.versions.node.split('.')[0]").Output()
	if n, e := strconv.Atoi(strings.TrimSpace(string(version))); err != nil || e != nil || n < 20 {
		t.Skipf("Vite needs Node 20; this one is %s (%v)", version, err)
	}
	dir := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	build := exec.CommandContext(ctx, node, "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn", "--outDir", dir)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("the build failed: %v\n%s", err, out)
	}
	built, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer built.Close()
	n := 0
	err = fs.WalkDir(Files(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || name == "sources.sha256" {
			return err
		}
		n++
		committed, err := fs.ReadFile(Files(), name)
		if err != nil {
			return err
		}
		if now, err := built.ReadFile(name); err != nil || !bytes.Equal(now, committed) {
			t.Errorf("%s is not what the build gives (%v); run make web", name, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	now := 0
	if err := fs.WalkDir(os.DirFS(dir), ".", func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			now++
		}
		return err
	}); err != nil || now != n {
		t.Errorf("the build gives %d files, %d are committed; %v", now, n, err)
	}
}

// The board in Chromium, on the real server and a record of the examples: e2e/*.test.mjs.
func TestInBrowser(t *testing.T) {
	node := needs(t)
	if os.Getenv("BAROGRAPH_CHROMIUM") == "" {
		if _, err := exec.LookPath("chromium"); err != nil {
			t.Skip("no chromium; the board is not tested in a browser")
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 12*time.Minute)
	defer cancel()
	binary := filepath.Join(t.TempDir(), "barograph")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", binary, "../cmd/barograph").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	tests, err := filepath.Glob("e2e/*.test.mjs")
	if err != nil || len(tests) == 0 {
		t.Fatalf("no tests in e2e: %v", err)
	}
	cmd := exec.CommandContext(ctx, node, append([]string{"--test", "--test-concurrency=1", "--test-reporter=spec"}, tests...)...)
	cmd.Env = append(os.Environ(), "BAROGRAPH_BINARY="+binary)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}
