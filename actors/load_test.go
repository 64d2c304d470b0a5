package actors

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func tables(t testing.TB) *Tables {
	t.Helper()
	tabs, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	return tabs
}

// TestBuiltinTables checks every row of every built-in table.
func TestBuiltinTables(t *testing.T) {
	tabs := tables(t)
	if n := len(tabs.Codes()); n < 240 {
		t.Errorf("%d country codes, want at least 240", n)
	}
	t.Logf("%d rows, %d forms, %d keys", len(tabs.rows), len(tabs.forms), tabs.index.used)
}

func TestFaultyRows(t *testing.T) {
	cases := []struct{ file, text, want string }{
		{"countries.tsv", "code\tname\nusa\tX\n", "countries.tsv:2: code \"usa\" is not three capitals"},
		{"countries.tsv", "code\tnom\n", "countries.tsv:1: unknown column \"nom\""},
		{"countries.tsv", "# only\n", "no header line"},
		{"countries.tsv", "code\n", "column \"name\" is missing"},
		{"groups.tsv", "name\taliases\tcode\tsector\n# c\nX\t\tQQQ\tREB\n", "groups.tsv:3: code \"QQQ\" is no country"},
		{"groups.tsv", "name\taliases\tcode\tsector\nX\t\tTRN\tARMY\n", "groups.tsv:2: sector \"ARMY\" is none of"},
		{"groups.tsv", "name\taliases\tcode\tsector\tfrom\tto\nX\t\tTRN\tREB\t2011-13\n", "date \"2011-13\" is not"},
		{"groups.tsv", "name\taliases\tcode\tsector\tfrom\tto\nX\t\tTRN\tREB\t2012\t2011\n", "is after"},
		{"groups.tsv", "name\taliases\tcode\tsector\nX\t\tTRN\tREB\tmore\n", "more cells than the header"},
		{"roles.tsv", "nouns\tsector\tclass\nchap\tCVL\thuge\n", "class \"huge\" is none of"},
		{"leaders.tsv", "name\tsurname\taliases\tcode\tsector\tbody\toffice\tfrom\tto\n\t\t\tUSA\tGOV\n", "leaders.tsv:2: no name"},
	}
	for _, c := range cases {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, c.file), []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Load(dir)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %q: error %v, want %q", c.file, c.text, err, c.want)
		}
	}
	if _, err := Load(filepath.Join(t.TempDir(), "absent")); err == nil {
		t.Error("a folder that is not there loads")
	}
}
