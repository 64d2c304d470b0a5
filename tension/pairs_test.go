package tension

import (
	"reflect"
	"testing"

	"github.com/barograph/barograph"
)

// A ranking does not depend on which others were asked for before, of longer spans or later days.
func TestRankingsAlone(t *testing.T) {
	s := record(t, mixed(5, 120)...)
	load := func() *Pairs {
		p, err := Load(t.Context(), s, Options{})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	kept := load()
	kept.Leaders([]barograph.Day{day(1), day(15)}, 3)
	for _, o := range []TopOptions{{Until: day(9)}, {Until: day(15)}, {Until: day(14), Since: day(10)}, {Until: day(9), Directed: true}, {Until: day(3)},
		{Until: day(12), Of: func(s Subject) bool { return s.A == "IND" || s.B == "IND" }}} {
		a, b := kept.Top(o), load().Top(o)
		if !reflect.DeepEqual(a, b) || len(b) == 0 {
			t.Errorf("%+v: %d pairs, %d when nothing was asked before", o, len(a), len(b))
		}
	}
	if kept.lists.m != kept.m || kept.lists.of == nil {
		t.Errorf("nothing is kept for the next ranking: %+v", kept.lists)
	}
}
