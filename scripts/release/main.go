// Command release builds Barograph for every platform it is published for, with the licences of all that is in it, and proves that who
// builds the same sources gets the same bytes.
//
//	go run ./scripts/release            # dist/: an archive for each platform, and their checksums
//	go run ./scripts/release -verify all
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// A target is a platform.
type target struct{ os, arch string }

var targets = []target{{"linux", "amd64"}, {"linux", "arm64"}, {"darwin", "amd64"}, {"darwin", "arm64"}, {"windows", "amd64"}, {"windows", "arm64"}}

func (t target) String() string { return t.os + "-" + t.arch }

// binary is the name of the program on the platform.
func (t target) binary() string {
	if t.os == "windows" {
		return "barograph.exe"
	}
	return "barograph"
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("release: ")
	out := flag.String("out", "dist", "the folder to write")
	verify := flag.String("verify", "host", "which binaries to build a second time, elsewhere and from nothing: host, all or none")
	flag.Parse()
	if err := release(*out, *verify); err != nil {
		log.Fatal(err)
	}
}

func release(out, verify string) error {
	version, err := output("git", "describe", "--tags", "--always", "--dirty")
	if err != nil {
		return err
	}
	seconds, err := output("git", "log", "-1", "--format=%ct")
	if err != nil {
		return err
	}
	stamp, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "barograph-release")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	third, err := licences()
	if err != nil {
		return err
	}
	var archives []string
	for _, t := range targets {
		program := filepath.Join(work, t.String(), t.binary())
		if err := build(".", program, version, t, nil); err != nil {
			return err
		}
		archive, err := pack(out, version, t, program, third, time.Unix(stamp, 0).UTC())
		if err != nil {
			return err
		}
		archives = append(archives, archive)
		fmt.Println(archive)
		if verify == "all" || verify == "host" && t == (target{runtime.GOOS, runtime.GOARCH}) {
			if err := again(program, version, t); err != nil {
				return err
			}
			fmt.Println("  built again elsewhere, from nothing: the same bytes")
		}
	}
	return checksums(out, archives)
}

// build builds the program from the sources in a folder. Paths, the state of the repository and the time leave no trace in it.
func build(dir, to, version string, t target, env []string) error {
	to, err := filepath.Abs(to)
	if err != nil {
		return err
	}
	cmd := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w -buildid= -X main.version="+version, "-o", to, "./cmd/barograph")
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), "CGO_ENABLED=0", "GOOS="+t.os, "GOARCH="+t.arch, "GOAMD64=v1", "GOFLAGS=-mod=readonly"), env...)
	if b, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", t, err, b)
	}
	return nil
}

// again builds a program a second time, from a copy of the sources at another place and with an empty cache, and compares.
func again(program, version string, t target) error {
	dir, err := os.MkdirTemp("", "barograph-again")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	list, err := output("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	if err != nil {
		return err
	}
	sources := filepath.Join(dir, "elsewhere", "src")
	for name := range strings.SplitSeq(list, "\x00") {
		if err := copyFile(name, filepath.Join(sources, name)); err != nil {
			return err
		}
	}
	second := filepath.Join(dir, t.binary())
	if err := build(sources, second, version, t, []string{"GOCACHE=" + filepath.Join(dir, "cache")}); err != nil {
		return err
	}
	a, err := sum(program)
	if err != nil {
		return err
	}
	b, err := sum(second)
	if err != nil {
		return err
	}
	if a != b {
		return fmt.Errorf("%s: built again, the program is another: %s, then %s", t, a, b)
	}
	return nil
}

func copyFile(from, to string) error {
	info, err := os.Stat(from)
	if from == "" || os.IsNotExist(err) || err == nil && !info.Mode().IsRegular() { // deleted, or a link
		return nil
	}
	b, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, b, 0o644)
}

// output is what a command prints, without the last line end.
func output(name string, args ...string) (string, error) {
	b, err := exec.Command(name, args...).Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", name, strings.Join(args, " "), err)
	}
	return strings.TrimRight(string(b), "\n"), nil
}
