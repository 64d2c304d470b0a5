package extract

import (
	_ "embed" // the trained model
	"errors"
	"fmt"
	"runtime"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/encoder"
)

var (
	//go:embed weights.safetensors
	embeddedWeights []byte
	//go:embed vocab.txt
	embeddedVocab []byte
)

// ErrStub says that the program was built without a trained model: extract/weights.safetensors is a placeholder.
var ErrStub = errors.New("extract: built without a trained model (extract/weights.safetensors is a placeholder)")

// The sizes of the heads; see docs/model.md.
const (
	types              = 17 // the length of barograph.Types
	participantLabels  = 5
	circumstanceLabels = 11
	farthest           = 16 // words: greater distances to a trigger count as this one
)

// An Extractor finds mentions in sentences. It is immutable: share one among all goroutines.
type Extractor struct {
	config    config
	kernel    *encoder.Kernel
	vocab     *encoder.Vocab
	embedding *encoder.Embedding

	shared, trigger, role []*encoder.Layer

	mark, distance            []float32 // [width], [2·farthest+1][width]
	triggers                  *encoder.Head
	participant, circumstance *encoder.Head
	kind, status, force       *encoder.Head
	gate                      []float32 // per piece
	gateBias                  float32
	modes                     []string       // what the outputs of the kind head mean, but for the last: no act
	firstMode                 [types + 1]int // per type: its first output there; one more at the end
	workspaces                chan *workspace
}

// Default returns the extractor with the model that is built in, or [ErrStub] if none is.
func Default() (*Extractor, error) {
	if len(embeddedWeights) < 1<<10 {
		return nil, ErrStub
	}
	return New(embeddedWeights, embeddedVocab)
}

// New returns the extractor with these weights (a safetensors file as in docs/model.md) and vocabulary (one piece a line), computing
// with the best kernel of this machine or the one BAROGRAPH_KERNEL names. It keeps weights: do not change them.
func New(weights, vocab []byte) (*Extractor, error) {
	k, err := encoder.ChooseKernel()
	if err != nil {
		return nil, fmt.Errorf("extract: %w", err)
	}
	return newExtractor(weights, vocab, k)
}

func newExtractor(weights, vocab []byte, k *encoder.Kernel) (*Extractor, error) {
	e := &Extractor{kernel: k, workspaces: make(chan *workspace, runtime.GOMAXPROCS(0))}
	words := make(chan error, 1)
	go func() {
		var err error
		e.vocab, err = encoder.ParseVocab(vocab)
		words <- err
	}()
	err := e.readWeights(weights)
	if err := errors.Join(err, <-words); err != nil {
		return nil, fmt.Errorf("extract: %w", err)
	}
	if e.vocab.Size() != e.config.Vocab {
		return nil, fmt.Errorf("extract: the vocabulary has %d pieces, the weights are for %d", e.vocab.Size(), e.config.Vocab)
	}
	return e, nil
}

func (e *Extractor) readWeights(file []byte) error {
	t, err := encoder.ParseTensors(file)
	if err != nil {
		return err
	}
	c, err := readConfig(t)
	if err != nil {
		return err
	}
	e.config = c
	for i, kind := range barograph.Types {
		e.firstMode[i] = len(e.modes)
		e.modes = append(append(e.modes, ""), barograph.Modes[kind]...)
	}
	e.firstMode[types] = len(e.modes)

	var errs []error
	note := func(err error) { errs = append(errs, err) }
	stack := func(name string, n int) []*encoder.Layer {
		layers, err := encoder.ReadStack(t, e.kernel, name, n, c.Width, c.Inner)
		note(err)
		return layers
	}
	head := func(name string, outputs int) *encoder.Head {
		h, err := encoder.ReadHead(t, "head."+name, outputs, c.Width)
		note(err)
		return h
	}
	floats := func(name string, shape ...int) []float32 {
		v, err := t.Float32(name, shape...)
		note(err)
		return v
	}
	e.embedding, err = encoder.ReadEmbedding(t, c.Vocab, c.MaxPieces, c.Width)
	note(err)
	e.shared, e.trigger, e.role = stack("shared", c.Shared), stack("trigger", c.Trigger), stack("role", c.Role)
	e.mark, e.distance = floats("mark", 1, c.Width), floats("distance", 2*farthest+1, c.Width)
	e.triggers = head("trigger", 1+2*types)
	e.participant, e.circumstance = head("participant", participantLabels), head("circumstance", circumstanceLabels)
	e.kind, e.status, e.force = head("kind", len(e.modes)+1), head("status", len(barograph.Statuses)), head("force", 2)
	e.gate = floats("gate.weight", c.Vocab)
	if bias := floats("gate.bias", 1); len(bias) == 1 {
		e.gateBias = bias[0]
	}
	return errors.Join(errs...)
}

// Trained says when and from which data the model was trained, as the weights file tells it.
func (e *Extractor) Trained() (when, data string) { return e.config.Trained, e.config.Data }

// Kernel names the kernel in use: "avx512", "avx2", "neon" or "go".
func (e *Extractor) Kernel() string { return e.kernel.Name }
