package extract

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/barograph/barograph/encoder"
)

// config is the JSON object in the weights' metadata.
type config struct {
	Format        int        `json:"format"`
	Width         int        `json:"width"`
	Heads         int        `json:"heads"`
	Inner         int        `json:"inner"`
	Vocab         int        `json:"vocab"`
	MaxPieces     int        `json:"max_pieces"`
	Shared        int        `json:"shared"`
	Trigger       int        `json:"trigger"`
	Role          int        `json:"role"`
	Candidate     float32    `json:"candidate"` // words less likely to tell an act are not looked at twice
	Threshold     float32    `json:"threshold"` // candidates with a lower score are no mentions
	Calibration   [2]float64 `json:"calibration"`
	GateThreshold float32    `json:"gate_threshold"`
	Trained       string     `json:"trained"`
	Data          string     `json:"data"`
}

// format is the version of the weights file that this package reads.
const format = 1

// The bounds of a model that can be read: they keep a damaged file from asking for absurd amounts of memory.
const (
	mostLayers = 64
	mostWidth  = 4096
	mostPieces = 4096
	headWidth  = 32
)

func readConfig(t *encoder.Tensors) (config, error) {
	var c config
	text, ok := t.Metadata["config"]
	if !ok {
		return c, errors.New("weights: no config in the metadata")
	}
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return c, fmt.Errorf("weights: config: %w", err)
	}
	if c.Format != format {
		return c, fmt.Errorf("weights: format %d, this program reads %d", c.Format, format)
	}
	within := func(n, low, high int) bool { return low <= n && n <= high }
	if !within(c.Width, headWidth, mostWidth) || c.Width%headWidth != 0 || c.Heads*headWidth != c.Width ||
		!within(c.Inner, headWidth, 8*mostWidth) || !within(c.Vocab, 3, 1<<20) || !within(c.MaxPieces, 3, mostPieces) ||
		!within(c.Shared, 0, mostLayers) || !within(c.Trigger, 0, mostLayers) || !within(c.Role, 0, mostLayers) {
		return c, fmt.Errorf("weights: config describes no model this program can run: %s", text)
	}
	return c, nil
}
