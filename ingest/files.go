package ingest

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
)

// files reads a file, the files of a folder and its folders, or those that a pattern names.
func (r *run) files(doc Document) error {
	info, err := os.Stat(doc.ID)
	if errors.Is(err, fs.ErrNotExist) && strings.ContainsAny(doc.ID, "*?[") {
		names, _ := filepath.Glob(doc.ID) // a bad pattern names no file
		if len(names) == 0 {
			doc.Err = errors.New("no file fits this pattern; check it")
			return r.emit(&doc)
		}
		for _, name := range names {
			if err := r.files(Document{ID: name, Origin: name}); err != nil {
				return err
			}
		}
		return nil
	}
	if err == nil && info.IsDir() {
		return r.folder(doc.ID)
	}
	return r.file(doc)
}

// folder reads the files of a folder in the order of their names. What is hidden, and what is no file, is passed over.
func (r *run) folder(root string) error {
	empty := true
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch hidden := path != root && strings.HasPrefix(d.Name(), "."); {
		case err != nil:
			empty = false
			if err := r.emit(&Document{ID: path, Origin: root, Err: readable(err)}); err != nil {
				return err
			}
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir() && hidden:
			return fs.SkipDir
		case d.IsDir(), hidden, !regular(path, d):
			return nil
		}
		empty = false
		return r.file(Document{ID: path, Origin: path, Bulk: true})
	})
	if err == nil && empty {
		err = r.emit(&Document{ID: root, Origin: root, Err: errors.New("a folder without files; give one that has some")})
	}
	return err
}

// regular tells whether a path is a file, or a link to one.
func regular(path string, d fs.DirEntry) bool {
	if d.Type()&fs.ModeSymlink == 0 {
		return d.Type().IsRegular()
	}
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

func (r *run) file(doc Document) error {
	f, err := os.Open(doc.ID)
	if err != nil {
		doc.Err = readable(err)
		return r.emit(&doc)
	}
	return r.stream(doc, &counted{f, &r.Bytes}, depth{})
}

// counted counts what is read of a file.
type counted struct {
	io.ReadCloser
	n *atomic.Int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// readable says in a user's words why a file cannot be read.
func readable(err error) error {
	var path *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("no such file; check the path, or write a URL with its https://")
	case errors.Is(err, fs.ErrPermission):
		return errors.New("not allowed to read it; check its permissions")
	case errors.As(err, &path):
		return path.Err
	}
	return err
}

// Size is how many bytes the files of sources have, as Reader.Bytes counts them; ok is false when that cannot be known.
func Size(sources []string) (total int64, ok bool) {
	for _, s := range sources {
		if s == "-" || strings.Contains(s, "://") || strings.HasPrefix(s, "wikipedia:") {
			return 0, false
		}
		names := []string{s}
		if _, err := os.Stat(s); err != nil {
			names, _ = filepath.Glob(s)
		}
		for _, name := range names {
			err := filepath.WalkDir(name, func(path string, d fs.DirEntry, err error) error {
				if err != nil {
					return nil
				}
				if path != name && strings.HasPrefix(d.Name(), ".") {
					if d.IsDir() {
						return fs.SkipDir
					}
					return nil
				}
				if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
					total += info.Size()
				}
				return nil
			})
			if err != nil {
				return 0, false
			}
		}
	}
	return total, total > 0
}
