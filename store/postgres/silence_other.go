//go:build !linux

package postgres

import "syscall"

// userTimeout leaves it to the system when bytes that are not acknowledged end a connection.
func userTimeout(string, string, syscall.RawConn) error { return nil }
