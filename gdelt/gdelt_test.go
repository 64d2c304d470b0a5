package gdelt

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/export"
)

// row is a row with some cells set.
func row(cells map[int]string) string {
	c := make([]string, Columns)
	for i, v := range map[int]string{0: "1234567890", 1: "20250508", 5: "PAKMIL", 6: "PAKISTAN", 7: "PAK", 12: "MIL", 15: "IND", 16: "INDIA", 17: "IND",
		25: "1", 26: "194", 27: "194", 28: "19", 29: "4", 30: "-10.0", 31: "20", 32: "3", 33: "18", 34: "-4.2", 51: "4",
		52: "Pathankot, Punjab, India", 53: "IN", 54: "IN23", 56: "32.28", 57: "75.65", 58: "-2108157", 59: "20250509061500", 60: "https://example.org/a"} {
		c[i] = v
	}
	for i, v := range cells {
		c[i] = v
	}
	return strings.Join(c, "\t") + "\n"
}

func read(t *testing.T, text string) (stories []*barograph.Story, bad []*RowError) {
	t.Helper()
	r := NewReader(strings.NewReader(text))
	for {
		s, err := r.Read()
		var e *RowError
		switch {
		case errors.Is(err, io.EOF):
			return stories, bad
		case errors.As(err, &e):
			bad = append(bad, e)
		case err != nil:
			t.Fatal(err)
		default:
			stories = append(stories, s)
		}
	}
}

func TestRow(t *testing.T) {
	stories, bad := read(t, row(nil))
	if len(stories) != 1 || bad != nil {
		t.Fatalf("%v %v", stories, bad)
	}
	s := stories[0]
	if s.ID != "7fe00000499602d2" || s.Origin != Origin || s.Type != barograph.Assault || s.Mode != "heavy-weapons" || s.CAMEO != "194" ||
		s.Goldstein != -10 || s.Quad != barograph.MaterialConflict || s.Filed != 20250508 || s.Sources != 3 || s.Articles != 18 ||
		s.Published.String() != "2025-05-09T06:15:00Z" || s.URL != "https://example.org/a" {
		t.Errorf("%+v", s)
	}
	if a, b := s.Actors[0], s.Recipients[0]; a.Code != "PAK" || a.Sector != barograph.MIL || b.Code != "IND" || b.Sector != barograph.GOV || b.Name != "INDIA" {
		t.Errorf("%+v %+v", a, b)
	}
	if l := s.Locations[0]; l.Name != "Pathankot" || l.Admin1 != "Punjab" || l.Country != "IND" || l.Lat != 32.28 || l.Lon != 75.65 {
		t.Errorf("%+v", l)
	}
}

func TestCodes(t *testing.T) {
	for _, c := range []struct {
		cells map[int]string
		want  string // code.sector
	}{
		{map[int]string{7: "ROM", 12: ""}, "ROU.GOV"},
		{map[int]string{7: "KSV", 12: "COP"}, "XKX.COP"},
		{map[int]string{7: "EUR", 12: "", 5: "EUR"}, "MUL."},
		{map[int]string{7: "", 8: "UNO", 12: "IGO", 5: "IGOUNO"}, "IGO.IGO"},
		{map[int]string{7: "", 8: "ISI", 12: "UAF", 5: "UAFISI"}, "TRN.REB"},
		{map[int]string{7: "", 8: "AMN", 12: "NGO", 5: "NGOAMN"}, "NGO.NGO"},
		{map[int]string{7: "", 12: "REB", 5: "REB"}, ".REB"},
		{map[int]string{7: "PAK", 12: "ELI"}, "PAK."},
	} {
		stories, bad := read(t, row(c.cells))
		if bad != nil {
			t.Fatal(bad[0])
		}
		if a := stories[0].Actors[0]; a.Code+"."+string(a.Sector) != c.want {
			t.Errorf("%v: %s.%s, want %s", c.cells, a.Code, a.Sector, c.want)
		}
	}
	for fips, iso := range map[string]string{"UP": "UKR", "RS": "RUS", "CH": "CHN", "WE": "PSE", "GZ": "PSE", "RB": "SRB", "RI": "SRB", "KV": "XKX",
		"MJ": "MNE", "BM": "MMR", "OD": "SSD", "TW": "TWN", "TT": "TLS", "CG": "COD", "CF": "COG", "OC": ""} {
		if got := export.CountryOfFIPS(fips); got != iso {
			t.Errorf("FIPS %s: %q, want %q", fips, got, iso)
		}
	}
	for code := range acts {
		a, ok := actOf(code + "9")
		if len(code) == 4 {
			a, ok = actOf(code)
		}
		if !ok || a.mode != "" && !strings.Contains(strings.Join(barograph.Modes[a.kind], " "), a.mode) {
			t.Errorf("%s: %+v", code, a)
		}
	}
}

func TestBadRows(t *testing.T) {
	short := strings.Replace(row(nil), "\t", "", 1)
	old := strings.Repeat("\t", 57) + "\n"
	text := row(nil) + short + old + row(map[int]string{1: "20251340"}) + row(map[int]string{26: "999"}) + row(map[int]string{30: "NaN"}) +
		row(map[int]string{0: "GLOBALEVENTID"}) + strings.Repeat("x", 3*maxLine) + "\n\n" + row(map[int]string{0: "7", 60: "caf\xe9"}) +
		strings.TrimSuffix(row(map[int]string{0: "8", 56: "", 57: "Inf"}), "\n")
	stories, bad := read(t, text)
	if len(stories) != 3 {
		t.Errorf("%d rows read, want 3", len(stories))
	}
	if stories[1].URL != "caf\ufffd" || stories[2].Locations[0].Lon != 0 {
		t.Errorf("%q %v", stories[1].URL, stories[2].Locations)
	}
	want := []string{"line 2: 60 columns, not 61", "line 3: 58 columns: this looks like GDELT 1.0", "line 4: SQLDATE", "line 5: EventCode",
		"line 6: GoldsteinScale", "line 7: GLOBALEVENTID", "line 8: longer than"}
	if len(bad) != len(want) {
		t.Fatalf("%v", bad)
	}
	for i, w := range want {
		if !strings.HasPrefix(bad[i].Error(), w) {
			t.Errorf("%v, want %q", bad[i], w)
		}
	}
}

func TestPacked(t *testing.T) {
	var z, g bytes.Buffer
	zw := zip.NewWriter(&z)
	w, err := zw.Create("20250508.export.CSV")
	if err != nil {
		t.Fatal(err)
	}
	gw := gzip.NewWriter(&g)
	for _, w := range []io.Writer{w, gw} {
		if _, err := io.WriteString(w, row(nil)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(zw.Close(), gw.Close()); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"zip": z.Bytes(), "gzip": g.Bytes(), "plain": []byte(row(nil))} {
		r, err := Open(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if s, err := NewReader(r).Read(); err != nil || s.Type != barograph.Assault {
			t.Errorf("%s: %v", name, err)
		}
	}
	half := z.Bytes()[:z.Len()/2]
	if _, err := Open(bytes.NewReader(half), int64(len(half))); err == nil || !strings.Contains(err.Error(), "download it again") {
		t.Errorf("half a zip file: %v", err)
	}
	cut := g.Bytes()[:g.Len()-9]
	r, err := Open(bytes.NewReader(cut), int64(len(cut)))
	if err != nil {
		t.Fatal(err)
	}
	rows := NewReader(r)
	for err == nil {
		_, err = rows.Read()
	}
	if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error("half a gzip file looks whole")
	}
}

// TestRoundTrip writes an event as a row and reads it back.
func TestRoundTrip(t *testing.T) {
	stories, _ := read(t, row(nil))
	var b bytes.Buffer
	w, err := export.New("gdelt", &b)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Write(export.OfStory(stories[0])), w.Close()); err != nil {
		t.Fatal(err)
	}
	again, bad := read(t, b.String())
	if len(again) != 1 || bad != nil {
		t.Fatalf("%v %v", again, bad)
	}
	a, s := again[0], stories[0]
	if a.ID != s.ID || a.Type != s.Type || a.Actors[0].Code != s.Actors[0].Code || a.Locations[0].Country != s.Locations[0].Country ||
		a.Sources != s.Sources || a.Articles != s.Articles || !a.Published.Equal(s.Published.Time) || a.Published.Location() != time.UTC {
		t.Errorf("%+v, was %+v", a, s)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(row(nil)))
	f.Add([]byte(strings.Replace(row(nil), "\t", "", 1)))
	f.Add([]byte("\x00\xff\n\n\t"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := NewReader(bytes.NewReader(b))
		for {
			_, err := r.Read()
			var row *RowError
			if err != nil && !errors.As(err, &row) {
				return
			}
		}
	})
}
