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

// New loads model and tables, side by side. An error of a user's table names file and line.
func New(opts Options) (*Coder, error) {
	c := &Coder{extractor: opts.Extractor}
	tables := make(chan error, 1)
	go func() { tables <- c.loadTables(opts.Tables) }()
	var err error
	if c.extractor == nil {
		var e *extract.Extractor
		if e, err = extract.Default(); err == nil {
			c.extractor = e
		}
	}
	if err := errors.Join(<-tables, err); err != nil {
		return nil, err
	}
	return c, nil
}

func (c *Coder) loadTables(dir string) error {
	c.ontology, c.gazetteer = barograph.DefaultOntology(), places.Default()
	if dir == "" {
		var err error
		c.actors, err = actors.Default()
		return err
	}
	var errs [3]error
	c.actors, errs[0] = actors.Load(dir)
	c.gazetteer, errs[1] = c.gazetteer.WithTables(dir)
	errs[2] = c.ontology.Overlay(dir)
	return errors.Join(errs[:]...)
}
