// Package server answers for the record over HTTP: the API under /api/v1 as openapi.yaml describes it, a stream of what changes, an
// endpoint of the Model Context Protocol, the board, and what it takes to operate them (/healthz, /readyz, /metrics).
//
// Who may do what. A server that listens on loopback, not behind a proxy, lets everybody of the machine read without a login, for they
// may read the file as well; the Host of a request must then name the machine itself, so that no page of the web gets in by a name that
// it makes point here. Changing the record takes an account, or a server started for one user (--user), who is then who comes over
// loopback. While the record is empty, the examples may be loaded by whoever may read over loopback. Everywhere else a session or a
// token is demanded.
//
// What comes from articles is hostile until shown otherwise. It leaves as JSON or CSV, never as HTML of this package; addresses leave
// only when they are http or https; and a Content-Security-Policy without inline scripts and styles stands behind that.
//
// One answer, many askers: answers that rest on the record alone are kept, encoded, for as long as the record does not change.
package server
