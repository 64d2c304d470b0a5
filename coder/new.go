package coder

import (
	"errors"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/actors"
	"github.com/barograph/barograph/extract"
	"github.com/barograph/barograph/places"
)

// Options say what a Coder works with. The zero value is the built-in model and tables.
type Options struct {
	Extractor Extractor // nil for the built-in model
	Tables    string    // a folder of the user's tables, laid over the built-in ones; "" for none
}

// New loads model and tables. An error of a user's table names file and line.
func New(opts Options) (*Coder, error) {
	c := &Coder{extractor: opts.Extractor, ontology: barograph.DefaultOntology(), gazetteer: places.Default()}
	if c.extractor == nil {
		e, err := extract.Default()
		if err != nil {
			return nil, err
		}
		c.extractor = e
	}
	if opts.Tables == "" {
		var err error
		c.actors, err = actors.Default()
		return c, err
	}
	var errs [3]error
	c.actors, errs[0] = actors.Load(opts.Tables)
	c.gazetteer, errs[1] = c.gazetteer.WithTables(opts.Tables)
	errs[2] = c.ontology.Overlay(opts.Tables)
	return c, errors.Join(errs[:]...)
}
