// Package beside finds data that lies beside the repository on some machines: annotated news, reference articles. Tests that need it
// skip elsewhere.
package beside

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// Find gives the path of a file, in the folder that BAROGRAPH_SHARED names or, without it, in the folder shared beside the repository.
func Find(name string) (string, error) {
	dir := os.Getenv("BAROGRAPH_SHARED")
	if dir == "" {
		root, err := os.Getwd()
		if err != nil {
			return "", err
		}
		for {
			if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
				break
			}
			up := filepath.Dir(root)
			if up == root {
				return "", fmt.Errorf("%s: not inside of the repository; set BAROGRAPH_SHARED", name)
			}
			root = up
		}
		dir = filepath.Join(filepath.Dir(root), "shared")
	}
	path := filepath.Join(dir, filepath.FromSlash(name))
	_, err := os.Stat(path)
	return path, err
}

// File is Find for a test, which is skipped where the file is not.
func File(t testing.TB, name string) string {
	t.Helper()
	path, err := Find(name)
	if err != nil {
		t.Skipf("no data beside the repository (BAROGRAPH_SHARED names another folder): %v", err)
	}
	return path
}
