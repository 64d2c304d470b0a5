package extract

import "github.com/barograph/barograph"

// A ByteSpan is a stretch of a sentence, in bytes, End exclusive.
type ByteSpan struct{ Start, End int }

// A Mention is one act as one sentence tells it. All spans are in that sentence.
type Mention struct {
	Type    barograph.Type
	Mode    string           // "" or one of the type's modes
	Status  barograph.Status // whether it happened
	Force   string           // of a REQUEST: "appeal" or "demand"; else ""
	Trigger ByteSpan         // the words that tell the act

	Actors, Recipients, Locations, Times []ByteSpan

	Claimant, Deaths, Injuries *ByteSpan // nil: none is told; the first where several are

	Score      float32 // probability, as the model sees it, that the trigger tells an act
	Confidence float32 // Score after calibration: of the mentions given 0.8, eight in ten are right
}
