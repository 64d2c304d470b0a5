package coder

import (
	"github.com/barograph/barograph"
	"github.com/barograph/barograph/extract"
)

// Options say what a Coder works with. The zero value is the built-in model and tables.
type Options struct {
	Extractor Extractor // nil for the built-in model
	Tables    string    // a folder of the user's tables, laid over the built-in ones; "" for none
}

// New loads model and tables. An error of a user's table names file and line.
func New(opts Options) (*Coder, error) {
	c := &Coder{extractor: opts.Extractor, ontology: barograph.DefaultOntology()}
	if c.extractor == nil {
		e, err := extract.Default()
		if err != nil {
			return nil, err
		}
		c.extractor = e
	}
	var err error
	if c.tables, err = loadTables(opts.Tables); err != nil {
		return nil, err
	}
	if opts.Tables != "" {
		if err := c.ontology.Overlay(opts.Tables); err != nil {
			return nil, err
		}
	}
	return c, nil
}
