package ingest

import (
	"fmt"
	"math/bits"
	"strings"
	"testing"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

const wire = `Troops of the northern army entered the town of Kolo on Sunday and met no resistance, the governor said. At least 12 people were killed and 30 wounded in two days of fighting for the bridge over the river, according to the hospital.

The government in the capital accused its neighbour of sending weapons across the border and recalled its ambassador. A spokesman for the foreign ministry rejected the accusation as baseless and called for talks under the auspices of the United Nations.

Residents told reporters by telephone that shops had stayed closed and that columns of lorries had left the town toward the south during the night. Aid workers said that some 4,000 people had reached the camp at Dabo.

The conflict began in March, when officers refused to recognise the results of an election. Mediators from three countries have proposed a truce, but neither side has agreed to withdraw from the towns it holds.

Analysts expect that the fighting will go on until the rains make the roads impassable in July.`

func print(body string) uint64 { return Fingerprint(&barograph.Article{Body: body}) }

// Copies of a wire are cut from the end, and folded otherwise; other articles of the same event are no copies.
func TestFingerprint(t *testing.T) {
	paragraphs := strings.Split(wire, "\n\n")
	original := print(wire)
	for name, copy := range map[string]string{
		"the same": wire, "cut by a fifth": strings.Join(paragraphs[:4], "\n\n"), "cut by two fifths": strings.Join(paragraphs[:3], "\n\n"), "one paragraph": strings.ReplaceAll(wire, "\n\n", " "),
		"other quotes and capitals": strings.ReplaceAll(strings.ToUpper(wire), "'", "’"), "a credit at the end": wire + "\n\nReporting by A. Writer; editing by B. Editor",
	} {
		if d := bits.OnesCount64(print(copy) ^ original); d > store.CopyBits {
			t.Errorf("%s: %d bits apart", name, d)
		}
	}
	for name, other := range map[string]string{
		"another article": `The governor of Kolo said on Sunday that soldiers had taken the town without a fight. The hospital counts 12 dead and 30 injured after two days of battle for its bridge. The capital has recalled its ambassador from the neighbouring country, which it accuses of arming the rebels; the neighbour denies it.`,
		"the rest alone":  strings.Join(paragraphs[2:], "\n\n"),
	} {
		if d := bits.OnesCount64(print(other) ^ original); d <= store.CopyBits {
			t.Errorf("%s: %d bits apart", name, d)
		}
	}
	if print("Three bombs kill 17 people.") != 0 || print("") != 0 {
		t.Error("a short text has a fingerprint")
	}
	// The hash is part of the record: it must stay what it is.
	if got := fmt.Sprintf("%016x", original); got != "0c06f0f468a87051" {
		t.Errorf("the fingerprint has changed: %s", got)
	}
}
