package extract

import (
	"math"

	"github.com/barograph/barograph"
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
	means   []float32    // [triggers][width], the mean of each trigger's words
	logits  [2][]float32 // of the heads that read words
	heads   [3][]float32 // of the heads that read triggers
	found   []found
	queries []query
	seen    []uint32 // per piece: the number of the last sentence that held it
	number  uint32

	mentions []Mention // of the queries in work
}

// sentence is a sentence of a batch.
type sentence struct {
	index int // in the call
	row   int // of its first piece
}

// query is a trigger whose roles are to be found.
type query struct {
	found
	sentence int // in the batch
}

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
	ws := e.workspaces.Get().(*workspace)
	defer e.workspaces.Put(ws)
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

// findTriggers leaves the triggers that ws.logits[0] tell of in ws.queries.
func (e *Extractor) findTriggers(ws *workspace) {
	logits, stride := ws.logits[0], e.triggers.Stride
	ws.queries = ws.queries[:0]
	for i := range ws.batch {
		words := len(ws.tokens[i].Words)
		ws.found = decodeTriggers(ws.found[:0], logits, stride, words, len(barograph.Types), e.config.Threshold)
		for _, f := range ws.found {
			ws.queries = append(ws.queries, query{f, i})
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

// findRoles runs the role layers for the queries from done on, as many as a batch takes, and appends their mentions. It returns the
// number of queries that are done.
func (e *Extractor) findRoles(ws *workspace, done int, mentions [][]Mention) int {
	width := e.config.Width
	ws.lengths, ws.own, ws.pick = ws.lengths[:0], ws.own[:0], ws.pick[:0]
	rows, end := 0, done
	for ; end < len(ws.queries); end++ {
		q := &ws.queries[end]
		n := len(ws.tokens[q.sentence].Pieces)
		if rows > 0 && rows+n > batchRows {
			break
		}
		ws.own = e.appendQuery(ws.own, ws, q)
		ws.pick = appendFirst(ws.pick, rows, ws.tokens[q.sentence].Words)
		ws.lengths = append(ws.lengths, n)
		rows += n
	}
	queries := ws.queries[done:end]
	rowsOfWords := encoder.RunFor(e.kernel, &ws.encoder, e.role, ws.own, width, ws.lengths, ws.pick)
	ws.logits[0] = e.participant.Apply(e.kernel, ws.logits[0], rowsOfWords, len(ws.pick))
	ws.logits[1] = e.circumstance.Apply(e.kernel, ws.logits[1], rowsOfWords, len(ws.pick))
	participant, circumstance := ws.logits[0], ws.logits[1]
	ws.means = ws.means[:0]
	ws.mentions = ws.mentions[:0]
	word := 0
	for _, q := range queries {
		m := e.start(ws, &q)
		list := ws.tokens[q.sentence].Words
		decodeRoles(participant[word*e.participant.Stride:], e.participant.Stride, len(list), participantLabels/2,
			func(role int, s span) { m.addParticipant(role, bytesOf(list, s)) })
		decodeRoles(circumstance[word*e.circumstance.Stride:], e.circumstance.Stride, len(list), circumstanceLabels/2,
			func(role int, s span) { m.addCircumstance(role, bytesOf(list, s)) })
		ws.mentions = append(ws.mentions, m)
		ws.means = appendMean(ws.means, rowsOfWords[(word+q.start)*width:(word+q.end)*width], width)
		word += len(list)
	}
	e.judge(ws, queries)
	for i, q := range queries {
		at := ws.batch[q.sentence].index
		mentions[at] = append(mentions[at], ws.mentions[i])
	}
	return end
}

// appendQuery appends the rows that the role layers read for q: the shared output, marked and with the distance to the trigger.
func (e *Extractor) appendQuery(dst []float32, ws *workspace, q *query) []float32 {
	width := e.config.Width
	t := &ws.tokens[q.sentence]
	from := len(dst)
	dst = append(dst, ws.shared[ws.batch[q.sentence].row*width:][:len(t.Pieces)*width]...)
	word := -1 // of the piece; -1 for [CLS], and [SEP] is set apart
	for i := range t.Pieces {
		if word+1 < len(t.Words) && int(t.Words[word+1].First) == i {
			word++
		}
		row := dst[from+i*width:][:width]
		distance, inside := 0, false
		if i > 0 && i < len(t.Pieces)-1 {
			switch {
			case word < q.start:
				distance = max(word-q.start, -farthest)
			case word >= q.end:
				distance = min(word-q.end+1, farthest)
			default:
				inside = true
			}
		}
		if inside {
			for j, v := range e.mark[q.kind*width:][:width] {
				row[j] += v
			}
		}
		for j, v := range e.distance[(distance+farthest)*width:][:width] {
			row[j] += v
		}
	}
	return dst
}

// start returns the mention of a trigger as far as the trigger layers know it.
func (e *Extractor) start(ws *workspace, q *query) Mention {
	return Mention{
		Type:       barograph.Types[q.kind],
		Trigger:    bytesOf(ws.tokens[q.sentence].Words, q.span),
		Score:      q.score,
		Confidence: calibrate(q.score, e.config.Calibration),
	}
}

// judge sets mode, status and force of the mentions of queries, from ws.means.
func (e *Extractor) judge(ws *workspace, queries []query) {
	mode, status, force := e.mode, e.status, e.force
	ws.heads[0] = mode.Apply(e.kernel, ws.heads[0], ws.means, len(queries))
	ws.heads[1] = status.Apply(e.kernel, ws.heads[1], ws.means, len(queries))
	ws.heads[2] = force.Apply(e.kernel, ws.heads[2], ws.means, len(queries))
	for i, q := range queries {
		m := &ws.mentions[i]
		first, end := e.firstMode[q.kind], e.firstMode[q.kind+1]
		m.Mode = e.modes[first+largest(ws.heads[0][i*mode.Stride:][first:end])]
		m.Status = barograph.Statuses[largest(ws.heads[1][i*status.Stride:][:status.Outputs])]
		if m.Type == barograph.Request {
			m.Force = forces[largest(ws.heads[2][i*force.Stride:][:force.Outputs])]
		}
	}
}

// appendMean appends the mean of rows.
func appendMean(dst, rows []float32, width int) []float32 {
	from := len(dst)
	dst = append(dst, rows[:width]...)
	mean := dst[from:]
	for i := width; i < len(rows); i += width {
		for j, v := range rows[i : i+width] {
			mean[j] += v
		}
	}
	inverse := 1 / float32(len(rows)/width)
	for j := range mean {
		mean[j] *= inverse
	}
	return dst
}

// bytesOf returns where the words of s lie in the sentence.
func bytesOf(words []encoder.Word, s span) ByteSpan {
	return ByteSpan{int(words[s.start].Start), int(words[s.end-1].End)}
}

// grow returns s with length n, with new memory only if it has to; what it held is lost.
func grow(s []float32, n int) []float32 {
	if cap(s) < n {
		return make([]float32, n+n/4)[:n]
	}
	return s[:n]
}
