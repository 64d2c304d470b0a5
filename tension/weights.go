package tension

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

//go:embed weights.tsv
var weightsTSV []byte

// Weights are the factors of the formula, read from weights.tsv.
type Weights struct {
	status         [6]float64 // in the order of barograph.Statuses
	quad           [5]float64 // by quad class; neutral acts weigh nothing
	told           [store.ToldSteps]float64
	doer, sufferer [4]float64 // by barograph.Side

	ConflictHalfLife    float64 // days
	CooperationHalfLife float64 // days
	NormalHalfLife      float64 // days
	WorldHalfLife       float64 // days
	CooperationRelief   float64 // κ, 0 to 1
	NormalRelief        float64 // λ, 0 to 1
	BothWays            float64 // of an act that counts in both directions, in each; 0 to 10
	LesserAct           float64 // of an act that seldom tells a quarrel of two states, see barograph.Lesser; 0 to 10
	NormalLag           int     // days
	NormalLeast         float64 // days
	Share               float64 // of the world's usual conflict that makes a pressure of 50; above 0
	LeastScale          float64 // Goldstein points; above 0
}

// quadNames name the quad classes in the table; a neutral act has none.
var quadNames = [5]string{"", "verbal-cooperation", "material-cooperation", "verbal-conflict", "material-conflict"}

// sideNames name the sides in the table.
var sideNames = [4]string{"state", "armed", "private", "ground"}

// besideName is the last of the kinds of doers: see barograph.Beside.
const besideName = "beside"

// DefaultWeights are the weights that come with the program.
func DefaultWeights() *Weights {
	w := &Weights{}
	if err := w.read("weights.tsv", weightsTSV); err != nil {
		panic("tension: embedded weights: " + err.Error()) // a test reads the table
	}
	return w
}

// LoadWeights lays the weights.tsv of a folder over the built-in ones. A folder without that file, or "", gives the built-in ones. An
// error names file and line of each row that does not fit.
func LoadWeights(dir string) (*Weights, error) {
	w := DefaultWeights()
	if dir == "" {
		return w, nil
	}
	file := filepath.Join(dir, "weights.tsv")
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return w, nil
	}
	if err != nil {
		return nil, err
	}
	if err := w.read(file, data); err != nil {
		return nil, err
	}
	return w, nil
}

func (w *Weights) read(file string, data []byte) error {
	var errs []error
	n := 0
	for line := range bytes.Lines(data) {
		n++
		text := strings.TrimRight(string(line), "\r\n")
		if strings.TrimSpace(text) == "" || strings.HasPrefix(text, "#") {
			continue
		}
		cells := strings.Split(text, "\t")
		if len(cells) < 3 {
			errs = append(errs, fmt.Errorf("%s:%d: a row has a group, a key and a value, parted by tabs", file, n))
			continue
		}
		value, err := strconv.ParseFloat(strings.TrimSpace(cells[2]), 64)
		if err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
			errs = append(errs, fmt.Errorf("%s:%d: %q is not a number", file, n, cells[2]))
			continue
		}
		if err := w.set(strings.TrimSpace(cells[0]), strings.TrimSpace(cells[1]), value); err != nil {
			errs = append(errs, fmt.Errorf("%s:%d: %w", file, n, err))
		}
	}
	return errors.Join(errs...)
}

// set puts one row in force. The bounds keep the formula a pressure: nothing below zero, no half-life of nought.
func (w *Weights) set(group, key string, value float64) error {
	low, high := 0.0, 10.0
	var field *float64
	switch group {
	case "status":
		for i, s := range barograph.Statuses {
			if string(s) == key {
				field = &w.status[i]
			}
		}
	case "quad":
		for i, q := range quadNames {
			if q == key && q != "" {
				field = &w.quad[i]
			}
		}
	case "doer", "sufferer":
		sides := &w.doer
		if group == "sufferer" {
			sides = &w.sufferer
		}
		for i, n := range sideNames {
			if group == "doer" && i == int(barograph.Beside) {
				n = besideName
			}
			if n == key {
				field = &sides[i]
			}
		}
	case "told":
		for i := range w.told {
			if strconv.Itoa(1<<i) == key {
				field = &w.told[i]
			}
		}
	case "ways":
		if key == "both" {
			field = &w.BothWays
		}
	case "act":
		if key == "lesser" {
			field = &w.LesserAct
		}
	case "half-life":
		low, high = 0.5, 3650
		field = map[string]*float64{"conflict": &w.ConflictHalfLife, "cooperation": &w.CooperationHalfLife, "normal": &w.NormalHalfLife,
			"world": &w.WorldHalfLife}[key]
		if key == "conflict" || key == "cooperation" {
			high = 90
		}
	case "relief":
		high = 1
		field = map[string]*float64{"cooperation": &w.CooperationRelief, "normal": &w.NormalRelief}[key]
	case "normal":
		high = 3650
		switch key {
		case "lag":
			if value != math.Trunc(value) || value < 0 || value > 365 {
				return fmt.Errorf("normal lag %g: use a whole number of days, 0 to 365", value)
			}
			w.NormalLag = int(value)
			return nil
		case "least":
			low, field = 1, &w.NormalLeast
		}
	case "scale":
		low, high = 1e-4, 1e6
		field = map[string]*float64{"share": &w.Share, "least": &w.LeastScale}[key]
	default:
		return fmt.Errorf("no group %q; the groups are status, quad, told, doer, sufferer, half-life, relief, normal, scale", group)
	}
	switch {
	case field == nil:
		return fmt.Errorf("group %s has no key %q", group, key)
	case value < low || value > high:
		return fmt.Errorf("%s %s %g: use %g to %g", group, key, value, low, high)
	}
	*field = value
	return nil
}
