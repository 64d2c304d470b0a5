package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// An entry is a file of an archive.
type entry struct {
	name string
	mode int64
	data []byte
}

// pack writes the archive of one platform and gives its name. The same files give the same bytes.
func pack(out, version string, t target, program string, third []byte, stamp time.Time) (string, error) {
	folder := "barograph-" + version + "-" + t.String()
	binary, err := os.ReadFile(program)
	if err != nil {
		return "", err
	}
	files := []entry{{folder + "/" + t.binary(), 0o755, binary}, {folder + "/THIRD-PARTY.txt", 0o644, third}}
	for _, name := range []string{"LICENSE", "README.md", "MODEL_CARD.md"} {
		b, err := os.ReadFile(name)
		if err != nil {
			return "", err
		}
		files = append(files, entry{folder + "/" + name, 0o644, b})
	}
	var b bytes.Buffer
	write, ending := writeTar, ".tar.gz"
	if t.os == "windows" {
		write, ending = writeZip, ".zip"
	}
	if err := write(&b, files, stamp); err != nil {
		return "", err
	}
	name := filepath.Join(out, folder+ending)
	return name, os.WriteFile(name, b.Bytes(), 0o644)
}

func writeTar(w io.Writer, files []entry, stamp time.Time) error {
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	t := tar.NewWriter(z)
	for _, f := range files {
		if err := t.WriteHeader(&tar.Header{Name: f.name, Mode: f.mode, Size: int64(len(f.data)), ModTime: stamp, Format: tar.FormatUSTAR}); err != nil {
			return err
		}
		if _, err := t.Write(f.data); err != nil {
			return err
		}
	}
	return errors.Join(t.Close(), z.Close())
}

func writeZip(w io.Writer, files []entry, stamp time.Time) error {
	z := zip.NewWriter(w)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: stamp}
		h.SetMode(os.FileMode(f.mode))
		to, err := z.CreateHeader(h)
		if err != nil {
			return err
		}
		if _, err := to.Write(f.data); err != nil {
			return err
		}
	}
	return z.Close()
}

// checksums writes SHA256SUMS, to be checked with sha256sum -c.
func checksums(out string, archives []string) error {
	var b strings.Builder
	for _, name := range archives {
		s, err := sum(name)
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "%s  %s\n", s, filepath.Base(name))
	}
	return os.WriteFile(filepath.Join(out, "SHA256SUMS"), []byte(b.String()), 0o644)
}

func sum(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	_, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), err
}

// isLicence tells whether a file of a module is one of its licences or notices.
func isLicence(name string) bool {
	name = strings.ToUpper(name)
	return slices.ContainsFunc([]string{"LICENSE", "LICENCE", "COPYING", "NOTICE", "PATENTS"}, func(p string) bool { return strings.HasPrefix(name, p) }) &&
		!strings.HasSuffix(name, ".GO")
}

// licences are the licences of everything that is linked into the program on any platform: of Go itself, of the modules, and of the
// packages that the board is built of.
func licences() ([]byte, error) {
	modules := map[string]string{} // folder by "path version"
	for _, t := range targets {
		list, err := output("env", "GOOS="+t.os, "GOARCH="+t.arch, "CGO_ENABLED=0", "go", "list", "-deps",
			"-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}", "./cmd/barograph")
		if err != nil {
			return nil, err
		}
		for line := range strings.SplitSeq(list, "\n") {
			if name, dir, ok := strings.Cut(line, "\t"); ok {
				modules[name] = dir
			}
		}
	}
	root, err := output("go", "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	modules["Go standard library"] = root
	board := "scripts/release/board"
	packages, err := os.ReadDir(board)
	if err != nil {
		return nil, err
	}
	for _, p := range packages {
		if !p.IsDir() {
			continue
		}
		modules["npm "+p.Name()] = filepath.Join(board, p.Name())
	}
	var b bytes.Buffer
	b.WriteString("Barograph contains the following, under the licences that follow each. Place names are from GeoNames (CC BY 4.0,\n" +
		"https://www.geonames.org), the encoder starts from all-MiniLM-L6-v2 (Apache-2.0), country outlines are from Natural Earth.\n")
	var names []string
	for name := range modules {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		found, err := os.ReadDir(modules[name])
		if err != nil {
			return nil, err
		}
		n := 0
		for _, f := range found {
			if f.IsDir() || !isLicence(f.Name()) {
				continue
			}
			text, err := os.ReadFile(filepath.Join(modules[name], f.Name()))
			if err != nil {
				return nil, err
			}
			fmt.Fprintf(&b, "\n%s\n%s, %s\n\n%s\n", strings.Repeat("=", 100), name, f.Name(), bytes.TrimSpace(text))
			n++
		}
		if n == 0 {
			return nil, fmt.Errorf("%s has no licence in %s", name, modules[name])
		}
	}
	return b.Bytes(), nil
}
