//go:build !linux

package sqlite

import "testing"

func smallDisk(t *testing.T, _ int) string {
	t.Skip("disks are mounted on Linux only")
	return ""
}

func readOnly(*testing.T, string) {}
