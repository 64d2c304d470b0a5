// Package web is the board: the pages by which people look at the record. Its sources are TypeScript and Svelte in src; `make web`
// builds them into dist, which is committed and embedded, so that Go alone builds the binary. It speaks to the server by the API only,
// and keeps all of a view's state in its address. docs/board.md tells what each view shows and how it was made to be read.
package web
