package encoder

import (
	"bytes"
	"fmt"
)

// maxWord is the longest word, in characters of its normal form, that is cut into pieces; a longer one is [UNK].
const maxWord = 100

// A Vocab maps pieces to their numbers. It is immutable and may be shared.
type Vocab struct {
	first, next   map[string]int32 // pieces that begin a word, and those that continue one (without their ##)
	longest       int              // bytes of the longest piece
	cls, sep, unk int32
	size          int
}

// ParseVocab reads a vocabulary: one piece a line, numbered from 0; [CLS], [SEP] and [UNK] must be among them.
func ParseVocab(text []byte) (*Vocab, error) {
	lines := bytes.Count(text, []byte{'\n'}) + 1
	v := &Vocab{first: make(map[string]int32, lines), next: make(map[string]int32, lines/4)}
	for len(text) > 0 {
		line, rest, _ := bytes.Cut(text, []byte{'\n'})
		text = rest
		line = bytes.TrimSuffix(line, []byte{'\r'})
		into := v.first
		if piece, ok := bytes.CutPrefix(line, []byte("##")); ok && len(piece) > 0 {
			line, into = piece, v.next
		}
		into[string(line)] = int32(v.size)
		v.longest = max(v.longest, len(line))
		v.size++
	}
	for name, id := range map[string]*int32{"[CLS]": &v.cls, "[SEP]": &v.sep, "[UNK]": &v.unk} {
		n, ok := v.first[name]
		if !ok {
			return nil, fmt.Errorf("vocabulary: no %s among %d pieces", name, v.size)
		}
		*id = n
	}
	return v, nil
}

// Size is the number of pieces.
func (v *Vocab) Size() int { return v.size }
