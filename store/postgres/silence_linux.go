package postgres

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// userTimeout ends a connection whose bytes are not acknowledged: keepalives are not sent while some are on their way.
func userTimeout(_, _ string, c syscall.RawConn) error {
	return c.Control(func(fd uintptr) {
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(silence.Milliseconds())) // of a Unix socket: fails, not needed
	})
}
