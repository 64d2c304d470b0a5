package extract

import (
	"github.com/barograph/barograph"
	"github.com/barograph/barograph/encoder"
)

// findRoles runs the role layers for the queries from done on, as many as a batch takes, and appends their mentions. It returns the
// number of queries that are done. What a query is, its own words' rows tell; the rows of the sentence's other words are finished only
// if it tells an act.
func (e *Extractor) findRoles(ws *workspace, done int, mentions [][]Mention) int {
	width := e.config.Width
	ws.lengths, ws.own, ws.pick = ws.lengths[:0], ws.own[:0], ws.pick[:0]
	rows, end := 0, done
	for ; end < len(ws.queries); end++ {
		q := &ws.queries[end]
		t := &ws.tokens[q.sentence]
		if rows > 0 && rows+len(t.Pieces) > batchRows {
			break
		}
		q.row = rows
		ws.own = e.appendQuery(ws.own, ws, q)
		ws.pick = appendFirst(ws.pick, rows, t.Words[q.start:q.end])
		ws.lengths = append(ws.lengths, len(t.Pieces))
		rows += len(t.Pieces)
	}
	queries := ws.queries[done:end]
	encoder.Begin(e.kernel, &ws.encoder, e.role, ws.own, width, ws.lengths)
	ws.rows = encoder.Finish(e.kernel, &ws.encoder, e.role, ws.rows, ws.own, width, ws.pick)
	ws.means = ws.means[:0]
	word := 0
	for i := range queries {
		n := queries[i].end - queries[i].start
		ws.means = appendMean(ws.means, ws.rows[word*width:(word+n)*width], width)
		word += n
	}
	for i, h := range []*encoder.Head{e.kind, e.status, e.force} {
		ws.heads[i] = h.Apply(e.kernel, ws.heads[i], ws.means, len(queries))
	}
	e.addMentions(ws, queries, mentions)
	return end
}

// addMentions appends the mentions of those queries, whose kind, status and force are in ws.heads, that tell an act.
func (e *Extractor) addMentions(ws *workspace, queries []query, mentions [][]Mention) {
	ws.pick, ws.told = ws.pick[:0], ws.told[:0]
	for i := range queries {
		q := &queries[i]
		if m, ok := e.judge(ws, q, i); ok {
			at := ws.batch[q.sentence].index
			mentions[at] = append(mentions[at], m)
			ws.told = append(ws.told, told{q.sentence, len(mentions[at]) - 1})
			ws.pick = appendFirst(ws.pick, q.row, ws.tokens[q.sentence].Words)
		}
	}
	if len(ws.told) == 0 {
		return
	}
	ws.rows = encoder.Finish(e.kernel, &ws.encoder, e.role, ws.rows, ws.own, e.config.Width, ws.pick)
	ws.logits[0] = e.participant.Apply(e.kernel, ws.logits[0], ws.rows, len(ws.pick))
	ws.logits[1] = e.circumstance.Apply(e.kernel, ws.logits[1], ws.rows, len(ws.pick))
	word := 0
	for _, t := range ws.told {
		list := ws.tokens[t.sentence].Words
		m := &mentions[ws.batch[t.sentence].index][t.mention]
		decodeRoles(ws.logits[0][word*e.participant.Stride:], e.participant.Stride, len(list), participantLabels/2,
			func(role int, s span) { m.addParticipant(role, bytesOf(list, s)) })
		decodeRoles(ws.logits[1][word*e.circumstance.Stride:], e.circumstance.Stride, len(list), circumstanceLabels/2,
			func(role int, s span) { m.addCircumstance(role, bytesOf(list, s)) })
		word += len(list)
	}
}

// judge returns the mention of q, the i-th of its batch, without its roles, and whether it tells an act at all.
func (e *Extractor) judge(ws *workspace, q *query, i int) (Mention, bool) {
	kind, mode, score := settle(&q.types, ws.heads[0][i*e.kind.Stride:][:e.kind.Outputs], &e.firstMode)
	if score < e.config.Threshold {
		return Mention{}, false
	}
	m := Mention{
		Type:       barograph.Types[kind],
		Mode:       e.modes[mode],
		Status:     barograph.Statuses[largest(ws.heads[1][i*e.status.Stride:][:e.status.Outputs])],
		Trigger:    bytesOf(ws.tokens[q.sentence].Words, q.span),
		Score:      score,
		Confidence: calibrate(score, e.config.Calibration),
	}
	if m.Type == barograph.Request {
		m.Force = forces[largest(ws.heads[2][i*e.force.Stride:][:e.force.Outputs])]
	}
	return m, true
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
			for j, v := range e.mark {
				row[j] += v
			}
		}
		for j, v := range e.distance[(distance+farthest)*width:][:width] {
			row[j] += v
		}
	}
	return dst
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
