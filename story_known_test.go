package barograph

import "testing"

func TestAsOf(t *testing.T) {
	s := NewStory([]Report{
		told("01", "A", 11, func(r *Report) { r.Status = Denied }),
		told("02", "B", 9, func(r *Report) { r.Deaths = &Count{"3", 3, 3} }),
		told("03", "C", 10, func(r *Report) { r.Status = Denied }),
	}, nil, []Link{{A: "01", B: "02"}, {A: "02", B: "03"}})
	if _, ok := s.AsOf(20250508); ok {
		t.Error("known before anybody told it")
	}
	then, ok := s.AsOf(20250509)
	if !ok || then.ID != "01" || then.Status != Occurred || then.Sources != 1 || len(then.Links) != 0 {
		t.Errorf("%+v", then)
	}
	if then, _ = s.AsOf(20250510); then.Sources != 2 || len(then.Links) != 1 {
		t.Errorf("%+v", then)
	}
	if then, _ = s.AsOf(20250601); then.Sources != 3 || then.Status != Denied {
		t.Errorf("%+v", then)
	}
	bare := s
	bare.Reports = nil
	if then, ok = bare.AsOf(20250509); !ok || then.Sources != 3 {
		t.Errorf("without its reports: %+v", then)
	}
}
