package barograph

import (
	"slices"
	"strings"
	"unicode"
)

// This file looks for words in what an event quotes from its text.

// wordsOf are the words of a text in small letters, without what stands between them.
func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
}

// begins says whether a word begins with one of some beginnings.
func begins(word string, beginnings []string) bool {
	return slices.ContainsFunc(beginnings, func(b string) bool { return strings.HasPrefix(word, b) })
}

// hasAny says whether a text has one of some words in it, or parts of words.
func hasAny(text string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}
