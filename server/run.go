package server

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"time"
)

// Times of connections.
const (
	headerTime = 10 * time.Second // in which a request's header must come
	bodyTime   = 30 * time.Second // and its body
	idleTime   = 2 * time.Minute
	graceTime  = 10 * time.Second // for what is being answered, when the server stops
)

// Serve answers on a listener until ctx ends, then lets what is being answered come to its end. keys is nil for plain HTTP.
func (s *Server) Serve(ctx context.Context, l net.Listener, keys *Keys) error {
	h := &http.Server{
		Handler: s.Handler(), ReadHeaderTimeout: headerTime, ReadTimeout: bodyTime, IdleTimeout: idleTime, MaxHeaderBytes: 32 << 10,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	h.RegisterOnShutdown(s.hub.close)
	running, stop := context.WithCancel(ctx)
	defer stop()
	var beside sync.WaitGroup
	beside.Go(func() { s.Run(running) })
	ended := make(chan error, 1)
	go func() {
		if keys != nil {
			h.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: keys.get}
			ended <- h.ServeTLS(l, "", "")
			return
		}
		ended <- h.Serve(l)
	}()
	var err error
	select {
	case err = <-ended:
	case <-ctx.Done():
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceTime)
		defer cancel()
		if err = h.Shutdown(grace); err != nil {
			err = errors.Join(err, h.Close())
		}
	}
	stop()
	beside.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// Keys are a certificate and its key in two files, read again when they change: certificates are renewed while the server runs.
type Keys struct {
	cert, key string

	mu     sync.Mutex
	have   *tls.Certificate
	of     time.Time // of the certificate's file
	looked time.Time
}

// LoadKeys reads a certificate and its key.
func LoadKeys(cert, key string) (*Keys, error) {
	k := &Keys{cert: cert, key: key}
	return k, k.read()
}

func (k *Keys) read() error {
	info, err := os.Stat(k.cert)
	if err != nil {
		return err
	}
	pair, err := tls.LoadX509KeyPair(k.cert, k.key)
	if err != nil {
		return err
	}
	k.have, k.of = &pair, info.ModTime()
	return nil
}

// get gives the certificate. While new files are wrong or half written, the old ones do.
func (k *Keys) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if now := time.Now(); now.Sub(k.looked) > time.Minute {
		k.looked = now
		if info, err := os.Stat(k.cert); err == nil && !info.ModTime().Equal(k.of) {
			_ = k.read()
		}
	}
	return k.have, nil
}
