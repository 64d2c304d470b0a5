// Package testmodel makes weights files with random numbers, in the format of docs/model.md, for tests and benchmarks that need a
// model's shape and not its knowledge.
package testmodel

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"github.com/barograph/barograph"
)

// A Shape is the size of a model.
type Shape struct {
	Width, Inner, Vocab, MaxPieces, Shared, Trigger, Role int

	Bias          float64 // of the trigger head towards no event: sets how many triggers a sentence has
	Threshold     float32
	GateThreshold float32
}

// Full has the size of the real model; Small is for quick tests.
var (
	Full  = Shape{384, 1536, 4000, 256, 5, 1, 1, 0.523, 0.5, -1e9}
	Small = Shape{64, 128, 600, 64, 2, 1, 1, 0.3, 0.5, -1e9}
)

type tensor struct {
	Kind    string `json:"dtype"`
	Shape   []int  `json:"shape"`
	Offsets [2]int `json:"data_offsets"`
}

// Vocab returns a vocabulary of n pieces: the special ones, ASCII characters alone and as continuations,
// most words of Sentences, then some syllables.
func Vocab(n int) []byte {
	lines := []string{"[PAD]", "[UNK]", "[CLS]", "[SEP]"}
	for c := byte('!'); c <= '~'; c++ {
		if c < 'A' || c > 'Z' {
			lines = append(lines, string(c), "##"+string(c))
		}
	}
	for _, w := range append(words, "de", "escalate") {
		w = strings.ToLower(strings.Trim(w, ";,."))
		if w != "jammu" && len(w) > 1 { // that word is cut into characters
			lines = append(lines, w)
		}
	}
	random := rand.New(rand.NewPCG(7, 7))
	for len(lines) < n {
		var s strings.Builder
		for range 1 + random.IntN(3) {
			s.WriteByte("bdfgklmnprst"[random.IntN(12)])
			s.WriteByte("aeiou"[random.IntN(5)])
		}
		s.WriteString(fmt.Sprint(len(lines) % 10))
		lines = append(lines, s.String())
	}
	return []byte(strings.Join(lines[:n], "\n") + "\n")
}

// Weights returns a weights file of that shape with random numbers that keep activations near the size they have in a real model.
func (s Shape) Weights(seed uint64) []byte {
	random := rand.New(rand.NewPCG(seed, 1))
	header := map[string]any{}
	var data []byte
	floats := func(name string, mean, spread float64, shape ...int) {
		from := len(data)
		n := 1
		for _, d := range shape {
			n *= d
		}
		for range n {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(float32(mean+float64(spread*random.NormFloat64()))))
		}
		header[name] = tensor{"F32", shape, [2]int{from, len(data)}}
	}
	bytes := func(name string, rows, columns int) {
		from := len(data)
		for range rows * columns {
			data = append(data, byte(int8(max(-127, min(127, math.Round(40*random.NormFloat64()))))))
		}
		header[name] = tensor{"I8", []int{rows, columns}, [2]int{from, len(data)}}
	}
	linear := func(name string, rows, columns int, size float64) {
		bytes(name+".weight", rows, columns)
		floats(name+".scale", size/40/math.Sqrt(float64(columns)), 0, rows)
		floats(name+".bias", 0, 0.1, rows)
	}
	norm := func(name string) {
		floats(name+".weight", 1, 0.1, s.Width)
		floats(name+".bias", 0, 0.1, s.Width)
	}
	bytes("embed.word", s.Vocab, s.Width)
	floats("embed.word.scale", 1.0/40, 0, s.Vocab)
	floats("embed.position", 0, 0.3, s.MaxPieces, s.Width)
	floats("embed.case", 0, 0.3, 5, s.Width)
	norm("embed.norm")
	for _, group := range []struct {
		name string
		n    int
	}{{"shared", s.Shared}, {"trigger", s.Trigger}, {"role", s.Role}} {
		for i := range group.n {
			name := fmt.Sprintf("%s.%d.", group.name, i)
			linear(name+"qkv", 3*s.Width, s.Width, 1)
			linear(name+"out", s.Width, s.Width, 1)
			linear(name+"up", s.Inner, s.Width, 1)
			linear(name+"down", s.Width, s.Inner, 1)
			norm(name + "norm1")
			norm(name + "norm2")
		}
	}
	types := len(barograph.Types)
	pairs := types
	for _, modes := range barograph.Modes {
		pairs += len(modes)
	}
	floats("mark", 0, 0.3, 1, s.Width)
	floats("distance", 0, 0.3, 33, s.Width)
	head := func(name string, n int) {
		floats("head."+name+".weight", 0, 0.1, n, s.Width)
		floats("head."+name+".bias", 0, 0.1, n)
	}
	head("participant", 5)
	head("circumstance", 11)
	head("kind", pairs+1)
	head("status", len(barograph.Statuses))
	head("force", 2)
	floats("head.trigger.weight", 0, 0.1, 1+2*types, s.Width)
	from := len(data)
	floats("head.trigger.bias", 0, 0.1, 1+2*types)
	// A bias towards no event, so that a sentence has about one trigger as real ones do.
	binary.LittleEndian.PutUint32(data[from:], math.Float32bits(float32(s.Bias*math.Sqrt(float64(s.Width)))))
	floats("gate.weight", 0, 1, s.Vocab)
	floats("gate.bias", 0, 0, 1)

	config, err := json.Marshal(map[string]any{"format": 1, "width": s.Width, "heads": s.Width / 32, "inner": s.Inner, "vocab": s.Vocab,
		"max_pieces": s.MaxPieces, "shared": s.Shared, "trigger": s.Trigger, "role": s.Role, "candidate": 0.25, "threshold": s.Threshold,
		"calibration": []float64{1, 0}, "gate_threshold": s.GateThreshold, "trained": "never", "data": "random"})
	if err != nil {
		panic(err) // the map holds only what JSON can
	}
	header["__metadata__"] = map[string]string{"config": string(config)}
	text, err := json.Marshal(header)
	if err != nil {
		panic(err)
	}
	file := binary.LittleEndian.AppendUint64(nil, uint64(len(text)))
	return append(append(file, text...), data...)
}

var words = strings.Fields(`India said Pakistan fired drones at the border near Jammu on Thursday night while the US Secretary of State
	called both sides to de-escalate and at least twelve people were killed, officials said; Islamabad denied it ordered any attack`)

// Sentences returns n sentences of that many words.
func Sentences(n, length int) []string {
	random := rand.New(rand.NewPCG(3, 3))
	out := make([]string, n)
	for i := range out {
		list := make([]string, length)
		for j := range list {
			list[j] = words[random.IntN(len(words))]
		}
		out[i] = strings.Join(list, " ")
	}
	return out
}
