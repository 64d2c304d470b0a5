package postgres

import (
	"net"
	"time"

	"github.com/jackc/pgx/v5"
)

// silence is after what time a connection on which nothing comes back is taken for broken, on both sides.
const silence = 30 * time.Second

// noticeSilence makes client and server notice that the other has vanished without a word. Without that, the server would keep the
// locks of a machine that lost its power or its network until its own keepalive ends, two hours later, and everybody would wait. What
// the address says itself stays.
func noticeSilence(cfg *pgx.ConnConfig) {
	for name, value := range map[string]string{
		"tcp_keepalives_idle": "10", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "4", "tcp_user_timeout": "30000", // ms
	} {
		if cfg.RuntimeParams[name] == "" {
			cfg.RuntimeParams[name] = value
		}
	}
	dialer := &net.Dialer{Control: userTimeout,
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 10 * time.Second, Interval: 5 * time.Second, Count: 4}}
	cfg.DialFunc = dialer.DialContext
}
