package encoder

import (
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

var testVocab = strings.Join([]string{"[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "un", "##aff", "##able", "pakistan", "u", ".", "s", "'",
	"cafe", "中", "drone", "##s", "-", "2025"}, "\n")

func vocab(t testing.TB) *Vocab {
	t.Helper()
	v, err := ParseVocab([]byte(testVocab))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestTokenize(t *testing.T) {
	v := vocab(t)
	pieces := strings.Split(testVocab, "\n")
	for _, c := range []struct {
		text, pieces, words string
		cases               []uint8
	}{
		{"", "", "", nil},
		{"The unaffable", "the un ##aff ##able", "The|unaffable", []uint8{2, 1, 1, 1}},
		{"PAKISTAN's U.S. drones", "pakistan ' s u . s . drone ##s", "PAKISTAN|'|s|U|.|S|.|drones", []uint8{3, 0, 1, 2, 0, 2, 0, 1, 1}},
		{"Café中2025\u00a0paKistan", "cafe 中 2025 pakistan", "Café|中|2025|paKistan", []uint8{2, 1, 0, 4}},
		{"zebra the", "[UNK] the", "zebra|the", []uint8{1, 1}},
		{"dro\u200bne \x01the\x02", "drone the", "dro\u200bne|the\x02", []uint8{1, 1}},
		{"the \xff\xfe the", "the the", "the|the", []uint8{1, 1}},
		{strings.Repeat("the", 40), "[UNK]", strings.Repeat("the", 40), []uint8{1}},
		{"\u0301", "[UNK]", "\u0301", []uint8{0}},
	} {
		var tokens Tokens
		v.Tokenize(c.text, 256, &tokens)
		var got, words []string
		for _, p := range tokens.Pieces[1 : len(tokens.Pieces)-1] {
			got = append(got, pieces[p])
		}
		for _, w := range tokens.Words {
			words = append(words, c.text[w.Start:w.End])
		}
		if s := strings.Join(got, " "); s != c.pieces {
			t.Errorf("%q: pieces %s, not %s", c.text, s, c.pieces)
		}
		if s := strings.Join(words, "|"); s != c.words {
			t.Errorf("%q: words %s, not %s", c.text, s, c.words)
		}
		if inner := tokens.Cases[1 : len(tokens.Cases)-1]; len(inner)+len(c.cases) > 0 && !reflect.DeepEqual(inner, c.cases) {
			t.Errorf("%q: cases %v, not %v", c.text, inner, c.cases)
		}
	}
}

func TestTokenizeEndsAtTheWordThatDoesNotFit(t *testing.T) {
	v := vocab(t)
	var tokens Tokens
	v.Tokenize("the the unaffable the", 6, &tokens)
	if len(tokens.Words) != 2 || len(tokens.Pieces) != 4 {
		t.Errorf("%d words and %d pieces, not 2 and 4", len(tokens.Words), len(tokens.Pieces))
	}
	v.Tokenize("the the unaffable the", 7, &tokens)
	if len(tokens.Words) != 3 || len(tokens.Pieces) != 7 {
		t.Errorf("%d words and %d pieces, not 3 and 7", len(tokens.Words), len(tokens.Pieces))
	}
}

// TestDecompose holds the tokenizer's decomposition against norm's, for every character.
func TestDecompose(t *testing.T) {
	var tokens Tokens
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		tokens.source = utf8.AppendRune(tokens.source[:0], r)
		tokens.decompose()
		var want []rune
		for _, d := range norm.NFD.String(string(r)) {
			if !unicode.Is(unicode.Mn, d) {
				want = append(want, d)
			}
		}
		if string(tokens.word) != string(want) {
			t.Fatalf("%U: %q, not %q", r, tokens.word, string(want))
		}
	}
}

func TestTokenizeDoesNotAllocate(t *testing.T) {
	v := vocab(t)
	var tokens Tokens
	text := "The unaffable PAKISTAN's Café 中 drones, and the rest."
	v.Tokenize(text, 256, &tokens)
	if n := testing.AllocsPerRun(20, func() { v.Tokenize(text, 256, &tokens) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestParseVocabWantsSpecialPieces(t *testing.T) {
	if _, err := ParseVocab([]byte("a\nb\n")); err == nil || !strings.Contains(err.Error(), "no [") {
		t.Errorf("error %v", err)
	}
}

func FuzzTokenize(f *testing.F) {
	f.Add("The U.S. said Pakistan's drones \x00\xff 中国 e\u0301", 20)
	f.Add("İstanbul ΣΑΣ ﬁ 각", 5)
	v, err := ParseVocab([]byte(testVocab))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string, limit int) {
		limit = 3 + int(uint(limit)%300)
		var tokens Tokens
		v.Tokenize(text, limit, &tokens)
		if len(tokens.Pieces) > limit || len(tokens.Pieces) != len(tokens.Cases) {
			t.Fatalf("%d pieces and %d cases within %d", len(tokens.Pieces), len(tokens.Cases), limit)
		}
		end, first := int32(0), int32(0)
		for _, w := range tokens.Words {
			if w.Start < end || w.End <= w.Start || int(w.End) > len(text) || w.First <= first || int(w.First) >= len(tokens.Pieces)-1 {
				t.Fatalf("word %+v after byte %d and piece %d in %q", w, end, first, text)
			}
			if utf8.ValidString(text) && !utf8.ValidString(text[w.Start:w.End]) {
				t.Fatalf("word %+v cuts a character", w)
			}
			end, first = w.End, w.First
		}
	})
}

func BenchmarkTokenize(b *testing.B) {
	v := vocab(b)
	var tokens Tokens
	text := "The unaffable drones the Pakistan the U.S. the drones, Pakistan's the the unaffable the drones the the Pakistan the 2025 the the the."
	b.ReportAllocs()
	for b.Loop() {
		v.Tokenize(text, 256, &tokens)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(tokens.Words)), "ns/word")
}
