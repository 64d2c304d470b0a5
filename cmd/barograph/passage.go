package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// A passage is a line {"id","text","date"}. Other fields are left alone.
type passage struct {
	id   string          // the id as text; the place of the line when it has none
	kept json.RawMessage // the id as the line writes it, when that is no string
	text string
	date string
}

// answerID is the id for the answer: what was given, be it a string, a number or anything else.
func (p *passage) answerID() any { return keptOr(p.kept, p.id) }

func keptOr(kept json.RawMessage, id string) any {
	if kept != nil {
		return kept
	}
	return id
}

// passageOf reads a line {"id","text","date"}.
func passageOf(in *input) (passage, error) {
	p := passage{id: in.ID}
	fields, err := objectOf(in.Data)
	if err != nil {
		return p, err
	}
	if id := fields["id"]; id != nil && json.Unmarshal(id, &p.id) != nil {
		p.kept, p.id = id, string(id)
	}
	text := fields["text"]
	if text == nil {
		return p, errors.New(`no "text"; each line is an object {"id","text","date"}`)
	}
	if json.Unmarshal(text, &p.text) != nil {
		return p, fmt.Errorf(`"text" is %s, not a string; correct the line`, jsonKind(text))
	}
	if date := fields["date"]; date != nil && json.Unmarshal(date, &p.date) != nil {
		return p, fmt.Errorf(`"date" is %s, not a string such as "2025-05-09"; correct the line`, jsonKind(date))
	}
	return p, nil
}

// objectOf takes a line of JSON apart; fields that are null are left out.
func objectOf(line []byte) (map[string]json.RawMessage, error) {
	var fields map[string]json.RawMessage
	var wrong *json.UnmarshalTypeError
	switch err := json.Unmarshal(line, &fields); {
	case errors.As(err, &wrong):
		return nil, fmt.Errorf(`%s, not an object {"id","text","date"}; correct the line`, jsonKind(line))
	case err != nil:
		return nil, fmt.Errorf("broken JSON (%w); correct the line", err)
	}
	for name, value := range fields {
		if string(value) == "null" {
			delete(fields, name)
		}
	}
	return fields, nil
}

// keptID is the id of a line when it is a number, or, of a passage, whatever else that is no string; nil for others.
func keptID(in *input, isPassage bool) json.RawMessage {
	if in.Line == 0 {
		return nil
	}
	fields, err := objectOf(in.Data)
	id := fields["id"]
	if err != nil || id == nil || id[0] == '"' || !isPassage && !strings.ContainsRune("-0123456789", rune(id[0])) {
		return nil
	}
	return id
}

// jsonKind names a value of JSON for a person.
func jsonKind(value []byte) string {
	switch s := strings.TrimSpace(string(value)); {
	case s == "":
		return "nothing"
	case s[0] == '{':
		return "an object"
	case s[0] == '[':
		return "a list"
	case s[0] == '"':
		return "a string"
	case s == "true" || s == "false":
		return "true or false"
	case s == "null":
		return "null"
	}
	return "a number"
}
