package article

import "github.com/barograph/barograph"

func FromText(text string, opts Options) (*barograph.Article, error) { return nil, ErrNoText }
