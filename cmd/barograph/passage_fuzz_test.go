package main

import (
	"encoding/json"
	"testing"
)

// FuzzPassage reads lines {"id","text","date"}: the id of the answer is JSON and the one that was given.
func FuzzPassage(f *testing.F) {
	for _, s := range []string{
		`{"id":"a","text":"The army fired.","date":"2025-05-09"}`, `{"id":1.50,"text":"","date":null}`, `{"id":[1,{"a":null}],"text":"x"}`, `{"text":5}`, `[1]`,
		`{"id":"\ud800","text":"\u0000"}`, `{"id":1e400,"TEXT":"x","text":null}`, `{"id":"b","id":7,"text":"x","text":"y"}`, "\ufeff{}", `{"id":`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		in := &input{Line: 1}
		in.ID, in.Data = "1", line
		p, err := passageOf(in)
		if err != nil {
			if err.Error() == "" {
				t.Error("an error without words")
			}
			return
		}
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(line, &fields); err != nil {
			t.Fatalf("read %q, which is no object: %v", line, err)
		}
		answer, err := json.Marshal(p.answerID())
		if err != nil || !json.Valid(answer) {
			t.Fatalf("the id of %q is answered by %q, %v", line, answer, err)
		}
		if given, ok := fields["id"]; ok && p.kept != nil && string(given) != string(p.kept) {
			t.Errorf("the id %s became %s", given, p.kept)
		}
	})
}
