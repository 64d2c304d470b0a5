package server

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"

	"github.com/barograph/barograph/brief"
)

func (s *Server) getBrief(w http.ResponseWriter, r *http.Request) error {
	a, b, e1 := pairOf(r)
	days, e2 := number(r, "days", 1, 366, 7)
	if err := cmp.Or(e1, e2); err != nil {
		return err
	}
	format := cmp.Or(r.URL.Query().Get("format"), "json")
	if format != "json" && format != "markdown" && format != "html" {
		return badf("format", "format %q is none of json, markdown and html", clip(format))
	}
	return s.answer(w, r, func(ctx context.Context) (string, []byte, error) {
		at, err := s.at(ctx, r)
		if err != nil {
			return "", nil, err
		}
		report, err := s.brief(ctx, a, b, brief.Options{At: at, Days: days})
		if err != nil {
			return "", nil, err
		}
		var out bytes.Buffer
		switch format {
		case "markdown":
			err = report.Markdown(&out)
			return "text/markdown; charset=utf-8", out.Bytes(), err
		case "html":
			if err := report.HTML(&out); err != nil {
				return "", nil, err
			}
			return "text/html; charset=utf-8", out.Bytes(), nil
		}
		body, err := encode(report)
		return "application/json", body, err
	})
}

// brief writes a report that leads only to addresses of the web.
func (s *Server) brief(ctx context.Context, a, b string, o brief.Options) (*brief.Brief, error) {
	report, err := brief.Write(ctx, s.o.Store, a, b, o)
	if err != nil {
		return nil, err
	}
	for i := range report.Sources {
		report.Sources[i].URL = webAddress(report.Sources[i].URL)
	}
	return report, nil
}

// stylePolicy is a policy for a page that carries its one style sheet within itself: nothing but that sheet may act.
func stylePolicy(page []byte) string {
	allowed := "'none'"
	if _, rest, ok := bytes.Cut(page, []byte("<style>")); ok {
		if sheet, _, ok := bytes.Cut(rest, []byte("</style>")); ok {
			sum := sha256.Sum256(sheet)
			allowed = "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
		}
	}
	return "default-src 'none'; style-src " + allowed + "; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
}
