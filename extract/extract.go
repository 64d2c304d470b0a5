package extract

import (
	"math"

	"github.com/barograph/barograph/encoder"
)

// batchRows is the most pieces that are stacked at a time; a single sentence may have more.
const batchRows = 1024

// A workspace holds what one goroutine's call needs; its memory is used again by later calls.
type workspace struct {
	encoder encoder.Workspace
	tokens  []encoder.Tokens // of the sentences of the batch
	batch   []sentence
	lengths []int        // pieces of each sentence
	shared  []float32    // [rows][width], output of the shared layers
	own     []float32    // [rows][width], a copy for the trigger or role layers
	pick    []int        // the rows of words' first pieces
	rows    []float32    // [pick][width], what the role layers say of them
	means   []float32    // [queries][width], the mean of each candidate's words
	logits  [2][]float32 // of the heads that read words
	heads   [3][]float32 // of the heads that read triggers
	found   []found
	queries []query
	told    []told
	seen    []uint32 // per piece: the number of the last sentence that held it
	number  uint32
}

// sentence is a sentence of a batch.
type sentence struct {
	index int // in the call
	row   int // of its first piece
}

// query is a candidate whose kind and roles are to be found.
type query struct {
	found
	sentence int // in the batch
	row      int // of its first piece among those of the queries read together
}

// told is a query that proved to tell an act.
type told struct{ sentence, mention int }

// Extract returns the mentions of each sentence, in the order of their triggers. It is safe for concurrent use and runs on the
// calling goroutine.
func (e *Extractor) Extract(sentences []string) [][]Mention {
	mentions, _ := e.extract(sentences, false)
	return mentions
}

// ExtractVectors is Extract and also returns, for each sentence, the mean of its pieces' vectors, of length 1: sentences that say
// the same have a dot product near 1. A sentence that the gate passes over has none (nil).
func (e *Extractor) ExtractVectors(sentences []string) ([][]Mention, [][]float32) {
	return e.extract(sentences, true)
}

func (e *Extractor) extract(sentences []string, vectors bool) ([][]Mention, [][]float32) {
	ws := e.borrow()
	defer e.giveBack(ws)
	mentions := make([][]Mention, len(sentences))
	var means [][]float32
	if vectors {
		means = make([][]float32, len(sentences))
	}
	for next := 0; next < len(sentences); {
		var rows int
		next, rows = e.gather(ws, sentences, next)
		if rows == 0 {
			continue
		}
		e.encode(ws, rows)
		if vectors {
			for i, s := range ws.batch {
				means[s.index] = e.mean(ws.shared[s.row*e.config.Width:], ws.lengths[i])
			}
		}
		e.scoreWords(ws, rows)
		e.findTriggers(ws)
		for done := 0; done < len(ws.queries); {
			done = e.findRoles(ws, done, mentions)
		}
	}
	return mentions, means
}

// borrow returns a workspace that no other call uses. They are not kept in a sync.Pool: each collection of garbage would empty it, and
// a workspace takes long to grow.
func (e *Extractor) borrow() *workspace {
	select {
	case ws := <-e.workspaces:
		return ws
	default:
		return new(workspace)
	}
}

// giveBack keeps a workspace for later calls, one for each processor.
func (e *Extractor) giveBack(ws *workspace) {
	select {
	case e.workspaces <- ws:
	default:
	}
}

// gather cuts sentences from next on into pieces until the batch is full, leaving out those the gate passes over. It returns the
// next sentence and the number of rows.
func (e *Extractor) gather(ws *workspace, sentences []string, next int) (int, int) {
	ws.batch, ws.lengths = ws.batch[:0], ws.lengths[:0]
	rows := 0
	for ; next < len(sentences); next++ {
		n := len(ws.batch)
		if n == len(ws.tokens) {
			ws.tokens = append(ws.tokens, encoder.Tokens{})
		}
		t := &ws.tokens[n]
		e.vocab.Tokenize(sentences[next], e.config.MaxPieces, t)
		if len(t.Words) == 0 || !e.mayTell(ws, t.Pieces) {
			continue
		}
		if rows > 0 && rows+len(t.Pieces) > batchRows {
			break
		}
		ws.batch = append(ws.batch, sentence{next, rows})
		ws.lengths = append(ws.lengths, len(t.Pieces))
		rows += len(t.Pieces)
	}
	return next, rows
}

// mayTell is the gate: it says whether a sentence of these pieces may tell an act.
func (e *Extractor) mayTell(ws *workspace, pieces []int32) bool {
	if len(ws.seen) != len(e.gate) || ws.number == math.MaxUint32 {
		ws.seen, ws.number = make([]uint32, len(e.gate)), 0
	}
	ws.number++
	sum := e.gateBias
	for _, p := range pieces {
		if ws.seen[p] != ws.number {
			ws.seen[p] = ws.number
			sum += e.gate[p]
		}
	}
	return sum >= e.config.GateThreshold
}

// encode leaves the output of the shared layers in ws.shared.
func (e *Extractor) encode(ws *workspace, rows int) {
	ws.shared = grow(ws.shared, rows*e.config.Width)
	for i, s := range ws.batch {
		e.embedding.Look(e.kernel, ws.shared[s.row*e.config.Width:], &ws.tokens[i])
	}
	encoder.Run(e.kernel, &ws.encoder, e.shared, ws.shared, e.config.Width, ws.lengths)
}

// mean returns the mean of rows, scaled to length 1.
func (e *Extractor) mean(x []float32, rows int) []float32 {
	width := e.config.Width
	mean := make([]float32, width)
	for i := range rows {
		for j, v := range x[i*width : (i+1)*width] {
			mean[j] += v
		}
	}
	var square float32
	for _, v := range mean {
		square += float32(v * v)
	}
	if square > 0 {
		factor := 1 / float32(math.Sqrt(float64(square)))
		for j := range mean {
			mean[j] *= factor
		}
	}
	return mean
}

// scoreWords runs the trigger layers and leaves the labels' logits of all words of the batch in ws.logits[0].
func (e *Extractor) scoreWords(ws *workspace, rows int) {
	width := e.config.Width
	ws.own = append(ws.own[:0], ws.shared[:rows*width]...)
	ws.pick = ws.pick[:0]
	for i, s := range ws.batch {
		ws.pick = appendFirst(ws.pick, s.row, ws.tokens[i].Words)
	}
	words := encoder.RunFor(e.kernel, &ws.encoder, e.trigger, ws.own, width, ws.lengths, ws.pick)
	ws.logits[0] = e.triggers.Apply(e.kernel, ws.logits[0], words, len(ws.pick))
}

// findTriggers leaves the candidates that ws.logits[0] tell of in ws.queries, but for those that the second reading must refuse
// whatever it finds.
func (e *Extractor) findTriggers(ws *workspace) {
	logits, stride := ws.logits[0], e.triggers.Stride
	ws.queries = ws.queries[:0]
	for i := range ws.batch {
		words := len(ws.tokens[i].Words)
		ws.found = decodeTriggers(ws.found[:0], logits, stride, words, e.config.Candidate)
		for _, f := range ws.found {
			if f.hopeful(e.config.Threshold) {
				ws.queries = append(ws.queries, query{found: f, sentence: i})
			}
		}
		logits = logits[words*stride:]
	}
}

// appendFirst appends the rows of words' first pieces, for a sentence whose own first row is row.
func appendFirst(pick []int, row int, words []encoder.Word) []int {
	for _, w := range words {
		pick = append(pick, row+int(w.First))
	}
	return pick
}

// grow returns s with length n, with new memory only if it has to; what it held is lost.
func grow(s []float32, n int) []float32 {
	if cap(s) < n {
		return make([]float32, n+n/4)[:n]
	}
	return s[:n]
}
