package export

import (
	"context"
	"slices"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// A Record is what AnnotateAll reads; a store.Store is one.
type Record interface {
	Article(ctx context.Context, id string) (*store.StoredArticle, error)
	Story(ctx context.Context, id string) (*barograph.Story, error)
}

// AnnotateAll calls fn with every sentence that corrections in force speak about, with its events as people left them.
func AnnotateAll(ctx context.Context, s Record, cs barograph.Corrections, fn func(*Annotated) error) error {
	cs = slices.DeleteFunc(slices.Clone(cs), func(c barograph.Correction) bool { return c.Undone })
	var articles []string
	grouped := barograph.Corrections{}
	for i := range cs {
		for _, a := range slices.Concat(cs[i].On, cs[i].From) {
			articles = append(articles, a.Article)
		}
		if cs[i].Kind == barograph.Join || cs[i].Kind == barograph.Split {
			grouped = append(grouped, cs[i])
		}
	}
	slices.Sort(articles)
	for _, id := range slices.Compact(articles) {
		a, err := s.Article(ctx, id)
		if err != nil {
			return err
		}
		reports := make([]barograph.Report, len(a.Events))
		clusters := map[string]string{}
		for i := range a.Events {
			reports[i] = barograph.Report{Event: a.Events[i], Source: barograph.Source{ID: a.ID}}
			if len(grouped.Of(reports[i:i+1])) > 0 {
				st, err := s.Story(ctx, a.Events[i].ID)
				if err != nil {
					return err
				}
				clusters[a.Events[i].ID] = st.ID
			}
		}
		for _, row := range Annotate(a.Article.Article.Text(), reports, cs, func(r string) string { return clusters[r] }) {
			if err := fn(&row); err != nil {
				return err
			}
		}
	}
	return nil
}
