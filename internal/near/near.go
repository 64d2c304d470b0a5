// Package near finds what somebody meant who mistyped it.
package near

import "strings"

// Of is the candidate nearest to a word by edits (letters put in, left out, changed or swapped), case aside; "" when none is near: more
// than a third of the letters, or three, would have to change. Of equally near ones it is the first with the same first letter.
func Of(word string, candidates []string) string {
	w := []rune(strings.ToLower(word))
	best, least := "", min(len(w)/3, 3)+1
	for _, c := range candidates {
		r := []rune(strings.ToLower(c))
		d := distance(w, r, least+1)
		if d < least || d == least && best != "" && r[0] == w[0] && !strings.HasPrefix(strings.ToLower(best), string(w[0])) {
			best, least = c, d
		}
	}
	return best
}

// distance counts edits with swaps of neighbours (optimal string alignment); at least limit when it is no less.
func distance(a, b []rune, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	prior, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], prior[j-1]+1)
			}
		}
		prior, last, row = last, row, prior
	}
	return last[len(b)]
}
