package server

import (
	"errors"
	"net/http"
	"path/filepath"
	"slices"

	"github.com/barograph/barograph/alerts"
)

type alertRule struct {
	Name  string   `json:"name"`
	When  string   `json:"when"`
	Scope string   `json:"scope"`
	To    []string `json:"to"`
	Open  bool     `json:"open"`
}

func (s *Server) listAlerts(w http.ResponseWriter, r *http.Request) error {
	limit, err := number(r, "limit", 1, 1000, 50)
	if err != nil {
		return err
	}
	ctx := r.Context()
	open, err := alerts.Open(ctx, s.o.Store)
	if err != nil {
		return err
	}
	history, err := alerts.History(ctx, s.o.Store)
	if err != nil {
		return err
	}
	var file *string
	rules, problems := []alertRule{}, []string{}
	if s.o.Rules != "" {
		name := filepath.Base(s.o.Rules)
		file = &name
		f, err := alerts.Load(s.o.Rules)
		var wrong alerts.Problems
		switch {
		case errors.As(err, &wrong):
			for i := range wrong {
				problems = append(problems, wrong[i].String())
			}
		case err != nil:
			s.log.Error("rules of alerts", "file", s.o.Rules, "error", err)
			problems = append(problems, name+" cannot be read")
		default:
			for i := range f.Rules {
				rule := &f.Rules[i]
				rules = append(rules, alertRule{rule.Name, rule.String(), rule.Scope(), append([]string{}, rule.To...),
					slices.ContainsFunc(open, func(e alerts.Episode) bool { return e.Rule == rule.Name })})
			}
		}
	}
	return s.reply(w, http.StatusOK, map[string]any{"file": file, "problems": problems, "rules": rules, "open": append([]alerts.Episode{}, open...),
		"history": append([]alerts.Fired{}, history[:min(len(history), limit)]...)})
}
