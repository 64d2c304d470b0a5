package barograph

import (
	"embed"
	"io/fs"
)

//go:embed examples
var exampleFiles embed.FS

// Examples are the example dispatches: articles, pages and a feed, made up for the purpose after what happened.
func Examples() fs.FS {
	sub, err := fs.Sub(exampleFiles, "examples")
	if err != nil {
		panic(err) // the name is a constant
	}
	return sub
}
