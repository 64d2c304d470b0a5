package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

var files = []entry{{"b-1/barograph", 0o755, []byte("program")}, {"b-1/LICENSE", 0o644, []byte("words")}}

// The same files give the same archive, whenever it is made, and the archive gives the files.
func TestArchives(t *testing.T) {
	stamp := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	for name, write := range map[string]func(io.Writer, []entry, time.Time) error{"tar": writeTar, "zip": writeZip} {
		var a, b bytes.Buffer
		if err := errors.Join(write(&a, files, stamp), write(&b, files, stamp)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Errorf("%s: another archive of the same files", name)
		}
		got := map[string]string{}
		if name == "zip" {
			r, err := zip.NewReader(bytes.NewReader(a.Bytes()), int64(a.Len()))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range r.File {
				in, err := f.Open()
				if err != nil {
					t.Fatal(err)
				}
				data, _ := io.ReadAll(in)
				got[f.Name] = f.Mode().String() + " " + string(data)
			}
		} else {
			z, err := gzip.NewReader(&a)
			if err != nil {
				t.Fatal(err)
			}
			for r := tar.NewReader(z); ; {
				h, err := r.Next()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				data, _ := io.ReadAll(r)
				got[h.Name] = os.FileMode(h.Mode).String() + " " + string(data)
			}
		}
		if len(got) != 2 || got["b-1/barograph"] != "-rwxr-xr-x program" || got["b-1/LICENSE"] != "-rw-r--r-- words" {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestIsLicence(t *testing.T) {
	for name, want := range map[string]bool{"LICENSE": true, "LICENSE.md": true, "License-MIT.txt": true, "COPYING": true, "NOTICE": true, "PATENTS": true, "license.go": false, "README.md": false} {
		if isLicence(name) != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
}

// A second build, elsewhere and from nothing, gives the same bytes. It takes minutes of compiling, so only the long form does it.
func TestReproducible(t *testing.T) {
	if os.Getenv("BAROGRAPH_SOAK") == "" {
		t.Skip("compiles everything twice; BAROGRAPH_SOAK=1 runs it, and so does every make release")
	}
	t.Chdir("../..")
	host := target{runtime.GOOS, runtime.GOARCH}
	program := filepath.Join(t.TempDir(), host.binary())
	if err := build(".", program, "test", host, nil); err != nil {
		t.Fatal(err)
	}
	if err := again(program, "test", host); err != nil {
		t.Error(err)
	}
}
