//go:build !unix

package sqlite

// full is not known here.
func full(string) bool { return false }
