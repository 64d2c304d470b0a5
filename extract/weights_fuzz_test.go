package extract

import (
	"encoding/binary"
	"encoding/json"
	"testing"

	"github.com/barograph/barograph/internal/testmodel"
)

// tiny is the smallest model there can be: a fuzzer changes and copies all of it.
var tiny = testmodel.Shape{Width: 32, Inner: 32, Vocab: 5, MaxPieces: 8, Shared: 1, Trigger: 0, Role: 0, Bias: 0.3, Threshold: 0.5, GateThreshold: -1e9}

// FuzzWeights reads weights files whose list of tensors and whose config are anything: they make an extractor that works, or an error.
func FuzzWeights(f *testing.F) {
	good := tiny.Weights(1)
	n := binary.LittleEndian.Uint64(good)
	var list map[string]json.RawMessage
	if err := json.Unmarshal(good[8:8+n], &list); err != nil {
		f.Fatal(err)
	}
	var meta map[string]string
	if err := json.Unmarshal(list["__metadata__"], &meta); err != nil {
		f.Fatal(err)
	}
	delete(list, "__metadata__")
	tensors, err := json.Marshal(list)
	if err != nil {
		f.Fatal(err)
	}
	made := func(config string, tensors map[string]json.RawMessage) []byte {
		meta, err := json.Marshal(map[string]string{"config": config})
		if err != nil {
			f.Fatal(err)
		}
		tensors["__metadata__"] = meta
		head, err := json.Marshal(tensors)
		if err != nil {
			f.Fatal(err)
		}
		file := binary.LittleEndian.AppendUint64(nil, uint64(len(head)))
		return append(append(file, head...), good[8+n:]...)
	}
	const pieces = "[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n"
	if _, err := New(made(meta["config"], list), []byte(pieces)); err != nil {
		f.Fatalf("what nobody has changed: %v", err)
	}
	f.Add(meta["config"], string(tensors), pieces)
	f.Add(`{"format":1,"width":32,"heads":1,"inner":32,"vocab":1048576,"max_pieces":4096,"shared":64,"trigger":64,"role":64}`, `{}`, "[PAD]\n")
	f.Add(`{"format":1,"width":-32,"heads":-1}`, `{"mark":{"dtype":"F32","shape":[1,32],"data_offsets":[0,128]}}`, "")
	f.Add(`{"format":1,"width":1e3}`, `{"mark":{"dtype":"I8","shape":[],"data_offsets":[1,0]}}`, "\n\n")
	f.Fuzz(func(t *testing.T, config, tensors, vocab string) {
		list := map[string]json.RawMessage{}
		if json.Unmarshal([]byte(tensors), &list) != nil || list == nil {
			t.Skip() // FuzzParseTensors tries what is no list
		}
		e, err := New(made(config, list), []byte(vocab))
		if err != nil {
			return
		}
		e.Extract([]string{"a b a.", ""})
	})
}
