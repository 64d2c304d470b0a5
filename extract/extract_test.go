package extract

import (
	"testing"

	"github.com/barograph/barograph/internal/testmodel"
)

func small(t testing.TB) *Extractor {
	t.Helper()
	e, err := New(testmodel.Small.Weights(1), testmodel.Vocab(testmodel.Small.Vocab))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestX(t *testing.T) {
	e := small(t)
	for i, m := range e.Extract(testmodel.Sentences(5, 12)) {
		t.Logf("%d %+v\n", i, m)
	}
}
