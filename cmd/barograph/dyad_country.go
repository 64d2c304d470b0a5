package main

import (
	"slices"
	"strings"

	"github.com/barograph/barograph/actors"
	"github.com/barograph/barograph/store"
)

// likeCountries are the countries that a name may mean: those whose names hold it as a word, or else those that are spelt nearly so.
func likeCountries(tables *actors.Tables, name string) (holding, near []string) {
	folded := store.Fold(name)
	if folded == "" {
		return nil, nil
	}
	for _, code := range tables.Codes() {
		full := tables.CountryName(code)
		switch f := store.Fold(full); {
		case full == "":
		case f == folded:
			return []string{full + " (" + code + ")"}, nil
		case slices.Contains(strings.Fields(f), folded):
			holding = append(holding, full+" ("+code+")")
		case apart(f, folded) <= 1+len(folded)/5:
			near = append(near, full+" ("+code+")")
		}
	}
	return holding, near
}

// apart counts the letters to be changed, added or left out to make b of a.
func apart(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := diagonal
			if x[i] != y[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, diagonal+1, row[j]+1)
		}
	}
	return row[len(y)]
}
