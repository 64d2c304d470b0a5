package barograph

import (
	"strings"
	"testing"
)

// FuzzOntology reads tables of codes and rules that a user lays over the built-in ones: they are refused by file and line, or give codes.
func FuzzOntology(f *testing.F) {
	f.Add("190\tUse conventional military force\t-10\n", "ASSAULT\tdrone\t*\t*\t*\t*\t*\t*\t190\n")
	f.Add("# x\n\n1\t\tNaN\n", "AID\t-\tappeal\toccurred\tMIL,GOV\t!REB\tgive* aid|send\tfood\t070\n")
	f.Fuzz(func(t *testing.T, codes, rules string) {
		o := DefaultOntology()
		for _, err := range []error{o.addCodes("x.tsv", []byte(codes)), o.addRules("x.tsv", []byte(rules))} {
			if err != nil && !strings.HasPrefix(err.Error(), "x.tsv:") {
				t.Errorf("%v", err)
			}
		}
		for _, kind := range Types {
			if c, rule := o.Code(&Act{Type: kind, Trigger: []string{"give", "aid"}, Near: []string{"food"}}); rule != nil && !(c.Goldstein >= -10 && c.Goldstein <= 10) {
				t.Errorf("%+v", c)
			}
		}
	})
}
