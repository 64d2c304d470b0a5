package eval

import (
	"bytes"
	"testing"
)

// FuzzRead reads annotated sentences from anywhere.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"id":1,"text":"Troops entered Kolo.","events":[{"type":"ASSAULT","trigger":{"text":"entered","start":7,"end":14},"actors":["Troops"]}]}` + "\n"))
	f.Add([]byte(`{"id":{"a":1},"text":"\ud800","events":[{"trigger":{"start":-1e300,"end":1e300}}]}` + "\n\nnull\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		docs, err := Read(bytes.NewReader(data))
		if err != nil && err.Error() == "" {
			t.Error("an error without words")
		}
		if err == nil && len(docs) > bytes.Count(data, []byte("\n"))+1 {
			t.Errorf("%d documents", len(docs))
		}
	})
}
