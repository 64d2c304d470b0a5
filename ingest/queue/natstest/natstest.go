//go:build unix

// Package natstest runs throw-away NATS servers with JetStream for tests: in a temporary folder, on free ports of loopback or on
// addresses that a test has made, with the binary of the system's package. Where there is none, the test is skipped and says so.
package natstest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/barograph/barograph/internal/freeport"
)

// A Server is a process, or one that was ended.
type Server struct {
	URL  string
	Dir  string // where it keeps what it keeps
	conf string
	addr string
	wrap []string // what starts it, such as ip netns exec NAME
	cmd  *exec.Cmd
}

// Options of a server.
type Options struct {
	Dir        string   // a new temporary one if empty
	Host       string   // 127.0.0.1 if empty
	Wrap       []string // a command that runs it
	MaxStorage string   // as NATS writes it, such as 20MB; "" is no limit
	MaxPayload string
}

// Start runs a server until the test ends.
func Start(t testing.TB, o Options) *Server {
	t.Helper()
	s := configure(t, o, "", "")
	s.Up(t)
	return s
}

// Cluster runs a cluster of n servers.
func Cluster(t testing.TB, n int) []*Server {
	t.Helper()
	var routes []string
	ports := make([]int, n)
	for i := range ports {
		ports[i] = freeport.Find(t)
		routes = append(routes, fmt.Sprintf("nats-route://127.0.0.1:%d", ports[i]))
	}
	out := make([]*Server, n)
	for i := range out {
		out[i] = configure(t, Options{}, fmt.Sprintf("server_name: n%d\n", i),
			fmt.Sprintf("cluster { name: test, listen: \"127.0.0.1:%d\", routes: [%s] }\n", ports[i], strings.Join(routes, ", ")))
	}
	for _, s := range out {
		s.start(t)
	}
	for _, s := range out {
		s.wait(t)
	}
	return out
}

// URLs joins the addresses of servers.
func URLs(servers []*Server) string {
	var urls []string
	for _, s := range servers {
		urls = append(urls, s.URL)
	}
	return strings.Join(urls, ",")
}

func configure(t testing.TB, o Options, name, cluster string) *Server {
	t.Helper()
	if binary() == "" {
		t.Skip("no nats-server here; install the package nats-server to run this test")
	}
	if o.Dir == "" {
		dir, err := os.MkdirTemp("", "barograph-nats")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(dir) })
		o.Dir = dir
	}
	if o.Host == "" {
		o.Host = "127.0.0.1"
	}
	s := &Server{Dir: o.Dir, addr: fmt.Sprintf("%s:%d", o.Host, freeport.Find(t)), wrap: o.Wrap}
	s.URL = "nats://" + s.addr
	s.conf = filepath.Join(t.TempDir(), "nats.conf")
	limits := ""
	if o.MaxStorage != "" {
		limits = ", max_file_store: " + o.MaxStorage
	}
	text := fmt.Sprintf("listen: %q\n%sjetstream { store_dir: %q, max_memory_store: 64MB%s }\n%s", s.addr, name, o.Dir, limits, cluster)
	if o.MaxPayload != "" {
		text += "max_payload: " + o.MaxPayload + "\n"
	}
	if err := os.WriteFile(s.conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Kill)
	return s
}

// Up runs the server again after Kill.
func (s *Server) Up(t testing.TB) {
	t.Helper()
	s.start(t)
	s.wait(t)
}

func (s *Server) start(t testing.TB) {
	t.Helper()
	log, err := os.OpenFile(s.conf+".log", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	args := append(append([]string{}, s.wrap...), binary(), "-c", s.conf)
	s.cmd = exec.Command(args[0], args[1:]...)
	s.cmd.Stdout, s.cmd.Stderr = log, log
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
}

func (s *Server) wait(t testing.TB) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		c, err := net.DialTimeout("tcp", s.addr, time.Second)
		if err == nil {
			c.Close()
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("nats-server: %v\n%s", err, s.Log())
		}
	}
}

// Process is the number of the server's process.
func (s *Server) Process() int { return s.cmd.Process.Pid }

// Log is what the server has written.
func (s *Server) Log() string {
	b, _ := os.ReadFile(s.conf + ".log")
	return string(b)
}

// Kill ends the server as a crash would. What it kept stays.
func (s *Server) Kill() {
	if s.cmd != nil {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
		s.cmd = nil
	}
}

func binary() string {
	for _, name := range []string{"nats-server", "/usr/sbin/nats-server"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}
