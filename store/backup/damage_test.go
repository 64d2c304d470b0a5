//go:build unix

package backup

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/storetest"
)

// made is a backup of a small record, and the lines in it.
func made(t testing.TB, articles int) (packed []byte, lines []string) {
	t.Helper()
	s := openFile(t, filepath.Join(t.TempDir(), "made.db"))
	if _, err := s.Save(t.Context(), storetest.Articles(9, articles)); err != nil {
		t.Fatal(err)
	}
	must(t, storetest.SameAct{}.Merge(t.Context(), s))
	must(t, s.Remember(t.Context(), "a", "b", []byte("c")))
	var b bytes.Buffer
	if _, err := Write(t.Context(), s, &b, "test", time.Now()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), strings.SplitAfter(unpacked(t, b.Bytes()), "\n")
}

func unzstd(b []byte) ([]byte, error) {
	z, err := zstd.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	defer z.Close()
	return io.ReadAll(z)
}

func unpacked(t testing.TB, b []byte) string {
	t.Helper()
	out, err := unzstd(b)
	must(t, err)
	return string(out)
}

func pack(lines ...string) []byte {
	z, err := zstd.NewWriter(nil)
	if err != nil {
		panic(err) // the options are constant
	}
	return z.EncodeAll([]byte(strings.Join(lines, "")), nil)
}

// signed is a backup of changed lines with the hash that fits them, as somebody makes it who means harm.
func signed(t *testing.T, lines ...string) []byte {
	t.Helper()
	w := newWriter(io.Discard)
	for _, l := range lines[:len(lines)-2] {
		w.hash.Write([]byte(l))
	}
	last := lines[len(lines)-2]
	i := strings.Index(last, `"lines":"`) + len(`"lines":"`)
	return pack(append(append([]string{}, lines[:len(lines)-2]...), last[:i]+fmt.Sprintf("%x", w.hash.Sum(nil))+last[i+64:])...)
}

func TestDamagedFiles(t *testing.T) {
	good, lines := made(t, 20)
	if n := len(lines); !strings.HasPrefix(lines[0], `{"head":`) || !strings.HasPrefix(lines[n-2], `{"end":`) || lines[n-1] != "" {
		t.Fatalf("%d lines", n)
	}
	change := func(from, to string) []string {
		t.Helper()
		all := strings.Join(lines, "")
		if !strings.Contains(all, from) {
			t.Fatalf("no %s", from)
		}
		return strings.SplitAfter(strings.Replace(all, from, to, 1), "\n")
	}
	event := 1
	for !strings.HasPrefix(lines[event], `{"event":`) {
		event++
	}
	cases := map[string]struct {
		data []byte
		want error // nil is any
	}{
		"nothing":            {nil, ErrForeign},
		"text":               {[]byte("hello, world"), ErrForeign},
		"sqlite":             {[]byte("SQLite format 3\x00" + strings.Repeat("\x00", 100)), ErrForeign},
		"other zstd":         {pack("hello\n"), ErrForeign},
		"other json":         {pack("{}\n"), ErrForeign},
		"an article first":   {pack(lines[1:]...), ErrForeign},
		"newer":              {pack(change(`"barograph_backup":1`, `"barograph_backup":2`)...), ErrNewer},
		"a line changed":     {pack(change("Headline 1", "Headline 2")...), ErrDamaged},
		"a line lost":        {pack(append(append([]string{}, lines[:3]...), lines[4:]...)...), nil},
		"a line twice":       {pack(append(append([]string{}, lines[:3]...), lines[2:]...)...), nil},
		"no end":             {pack(lines[:len(lines)-2]...), ErrDamaged},
		"two ends":           {pack(append(append([]string{}, lines...), lines[len(lines)-2])...), ErrDamaged},
		"junk behind":        {append(bytes.Clone(good), "junk"...), ErrDamaged},
		"no json":            {pack(lines[0], "{\"article\":\n"), ErrDamaged},
		"an empty line":      {pack(lines[0], "\n"), ErrDamaged},
		"a headline, signed": {signed(t, change(`"headline":"Headline 3"`, `"headline":"Headline 4"`)...), ErrOther},
		"an article, signed": {signed(t, append(append([]string{}, lines[:1]...), lines[2:]...)...), nil},
		"an event, signed":   {signed(t, append(append([]string{}, lines[:event]...), lines[event+1:]...)...), ErrOther},
		"twice, signed":      {signed(t, append(append([]string{}, lines[:2]...), lines[1:]...)...), nil},
		"a memo, signed":     {signed(t, append(append([]string{}, lines[:len(lines)-3]...), lines[len(lines)-2:]...)...), ErrOther},
		"no id, signed":      {signed(t, change(`"copies":"`, `"copies":"x`)...), nil},
		"nothing, signed":    {signed(t, append([]string{lines[0], "{}\n"}, lines[1:]...)...), ErrDamaged},
		"two heads, signed":  {signed(t, append([]string{lines[0], lines[0]}, lines[1:]...)...), ErrDamaged},
		"no text, signed":    {signed(t, append([]string{lines[0], `{"article":{"id":"00000000000000aa","copies":"00000000000000aa"}}` + "\n"}, lines[1:]...)...), ErrDamaged},
	}
	for i := 0; i < len(good); i += 1 + len(good)/60 {
		cases[fmt.Sprintf("cut at %d", i)] = struct {
			data []byte
			want error
		}{good[:i], nil}
		bent := bytes.Clone(good)
		bent[i] ^= 0x10
		if text, err := unzstd(bent); err == nil && string(text) == strings.Join(lines, "") {
			continue // a bit that Zstandard leaves unused: nothing is damaged
		}
		cases[fmt.Sprintf("bent at %d", i)] = struct {
			data []byte
			want error
		}{bent, nil}
	}
	t.Logf("hostile backups: %d", len(cases))
	s := openFile(t, filepath.Join(t.TempDir(), "target.db"))
	for name, c := range cases {
		_, _, err := Restore(t.Context(), bytes.NewReader(c.data), s)
		if err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if stats, err := s.Stats(t.Context()); err != nil || stats.Articles+stats.Stories+stats.Pending != 0 {
			t.Fatalf("%s has left %+v, %v", name, stats, err)
		}
	}
	if _, _, err := Restore(t.Context(), bytes.NewReader(good), s); err != nil {
		t.Errorf("after all, the good one: %v", err)
	}
}

// The environment of a process that restores and is killed.
const (
	killFile    = "BAROGRAPH_TEST_RESTORE_FILE"
	killAddress = "BAROGRAPH_TEST_RESTORE_ADDRESS"
)

func openAddress(t testing.TB, address string) store.Store {
	t.Helper()
	if strings.HasPrefix(address, "postgres:") {
		return openServer(t, address)
	}
	return openFile(t, address)
}

func TestRestoreChild(t *testing.T) {
	if os.Getenv(killFile) == "" {
		t.Skip("only for a process that is to be killed")
	}
	f, err := os.Open(os.Getenv(killFile))
	must(t, err)
	defer f.Close()
	s := openAddress(t, os.Getenv(killAddress))
	fmt.Println("begun")
	_, _, err = Restore(t.Context(), f, s)
	must(t, err)
	fmt.Println("done")
}

// A restore that is killed leaves the record empty, or whole when it was just done; another one goes through.
func TestKilledRestore(t *testing.T) {
	articles, kills := 300, 4
	if storetest.Soak() {
		articles, kills = 3000, 40
	}
	packed, _ := made(t, articles)
	file := filepath.Join(t.TempDir(), "backup")
	must(t, os.WriteFile(file, packed, 0o600))
	withEach(t, func(t *testing.T, ks []records) {
		address := ks[0].at("killed")
		began := time.Now()
		whole := ks[0].open(t, "whole")
		_, _, err := Restore(t.Context(), bytes.NewReader(packed), whole)
		must(t, err)
		took := time.Since(began)
		killed := 0
		for n := range kills {
			cmd := exec.Command(os.Args[0], "-test.run=^TestRestoreChild$", "-test.v")
			cmd.Env = append(os.Environ(), killFile+"="+file, killAddress+"="+address)
			out, err := cmd.StdoutPipe()
			must(t, err)
			must(t, cmd.Start())
			told := ""
			for b := make([]byte, 1000); !strings.Contains(told, "begun"); {
				n, err := out.Read(b)
				must(t, err)
				told += string(b[:n])
			}
			time.Sleep(took * time.Duration(n) / time.Duration(kills))
			must(t, cmd.Process.Kill())
			rest, _ := io.ReadAll(out)
			_ = cmd.Wait() // killed
			if strings.Contains(told+string(rest), "done") {
				break
			}
			killed++
		}
		s := openAddress(t, address)
		stats, err := s.Stats(t.Context())
		must(t, err)
		t.Logf("killed %d times; %d articles", killed, stats.Articles)
		if killed == 0 {
			t.Error("no process was killed in the middle")
		}
		if stats.Articles != 0 && stats.Articles != articles {
			t.Errorf("half a record of %d articles", stats.Articles)
		}
		if stats.Articles == 0 {
			_, _, err := Restore(t.Context(), bytes.NewReader(packed), s)
			must(t, err)
		}
		if storetest.Dump(t, s) != storetest.Dump(t, whole) {
			t.Error("another record than that of a quiet run")
		}
		if got := faults(t, s); got != nil {
			t.Error(strings.Join(got, "\n"))
		}
	})
}

func FuzzRead(f *testing.F) {
	packed, lines := made(f, 5)
	f.Add(packed)
	f.Add([]byte(strings.Join(lines, "")))
	for _, l := range lines[1:] {
		f.Add([]byte(lines[0] + l))
	}
	s := openFile(f, filepath.Join(f.TempDir(), "fuzz.db"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, b := range [][]byte{data, pack(string(data))} {
			_, _, err := Restore(t.Context(), bytes.NewReader(b), s)
			if err == nil {
				return // the seed; the record is full from now on, and everything is refused
			}
			if err.Error() == "" {
				t.Error("an error without words")
			}
		}
	})
}
