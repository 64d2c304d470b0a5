// Package freeport finds ports for the servers that tests start.
package freeport

import (
	"net"
	"testing"
)

// Find gives a port of loopback on which nobody listens at this moment.
func Find(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
