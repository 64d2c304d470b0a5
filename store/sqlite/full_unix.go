//go:build unix

package sqlite

import "golang.org/x/sys/unix"

// full says whether the disk of a folder has no room left.
func full(dir string) bool {
	var s unix.Statfs_t
	return unix.Statfs(dir, &s) == nil && s.Bavail == 0
}
