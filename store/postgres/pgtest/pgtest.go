//go:build unix

// Package pgtest runs throw-away PostgreSQL servers for tests: a cluster in a temporary folder, on a free port of loopback, with the
// binaries of the system's package. Where there are none, the test is skipped and says so.
package pgtest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/barograph/barograph/internal/freeport"
)

// A Server is a running cluster.
type Server struct {
	URL  string // of its database "postgres"
	bin  string
	dir  string
	port int
	host string // where it listens
	cred *syscall.Credential
}

// Start makes a cluster and runs it until the test ends.
func Start(t testing.TB) *Server {
	t.Helper()
	return StartAt(t, "127.0.0.1")
}

// StartAt is Start on another address of this machine, which must be up; whoever reaches it is let in.
func StartAt(t testing.TB, host string) *Server {
	t.Helper()
	bin := binaries()
	if bin == "" {
		t.Skip("no PostgreSQL here; install the package postgresql to run this test")
	}
	s := &Server{bin: bin, host: host}
	if os.Getuid() == 0 { // the server refuses to run as root
		u, err := user.Lookup("postgres")
		if err != nil {
			t.Skip("running as root, and there is no user postgres")
		}
		uid, err1 := strconv.Atoi(u.Uid)
		gid, err2 := strconv.Atoi(u.Gid)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		s.cred = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
	dir, err := os.MkdirTemp("", "barograph-pg")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if s.cred != nil {
		if err := os.Chown(dir, int(s.cred.Uid), int(s.cred.Gid)); err != nil {
			t.Fatal(err)
		}
	}
	s.dir = filepath.Join(dir, "data")
	s.port = freeport.Find(t)
	s.URL = fmt.Sprintf("postgres://postgres@%s:%d/postgres?sslmode=disable", host, s.port)
	s.run(t, "initdb", "-D", s.dir, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
	if err := os.WriteFile(filepath.Join(s.dir, "pg_hba.conf"), []byte("host all all all trust\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.Up(t)
	t.Cleanup(func() { s.Down(t, "immediate") })
	return s
}

// Up starts the server again after Down.
func (s *Server) Up(t testing.TB) {
	t.Helper()
	s.run(t, "pg_ctl", "-D", s.dir, "-w", "-t", "60", "-l", filepath.Join(filepath.Dir(s.dir), "log"), "-o",
		fmt.Sprintf("-p %d -c listen_addresses=%s -c unix_socket_directories='' -c fsync=off -c full_page_writes=off -c max_connections=60 -c shared_buffers=64MB", s.port, s.host),
		"start")
}

// Down stops the server: "fast" as an administrator would, "immediate" as a crash would.
func (s *Server) Down(t testing.TB, how string) {
	t.Helper()
	cmd := s.command("pg_ctl", "-D", s.dir, "-w", "-m", how, "stop")
	_ = cmd.Run() // it may be down already
}

// Process is the number of the server's first process, the parent of the others.
func (s *Server) Process(t testing.TB) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.dir, "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	id, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// Schema is the address of a schema of its own on the server.
func (s *Server) Schema(name string) string { return s.URL + "&search_path=" + name }

// Exec runs a statement as the administrator.
func (s *Server) Exec(t testing.TB, query string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	c, err := pgx.Connect(ctx, s.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(ctx)
	if _, err := c.Exec(ctx, query); err != nil {
		t.Fatal(err)
	}
}

func (s *Server) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir = "/"
	if s.cred != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.cred}
	}
	return cmd
}

func (s *Server) run(t testing.TB, name string, args ...string) {
	t.Helper()
	cmd := s.command(name, args...)
	out := filepath.Join(filepath.Dir(s.dir), name+".out") // a pipe would stay open in the server
	f, err := os.Create(out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	cmd.Stdout, cmd.Stderr = f, f
	if err := cmd.Run(); err != nil {
		b, _ := os.ReadFile(out)
		log, _ := os.ReadFile(filepath.Join(filepath.Dir(s.dir), "log"))
		t.Fatalf("%s: %v\n%s%s", name, err, bytes.TrimSpace(b), log)
	}
}

// binaries is the folder of the newest server installed.
func binaries() string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	slices.Sort(found)
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1])
	}
	if p, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(p)
	}
	return ""
}
