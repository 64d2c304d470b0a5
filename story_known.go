package barograph

import "slices"

// AsOf is the story as it was known at the end of a day: made again of the reports that were published by then, with all corrections that
// speak about one of them, which are a reader's judgement and no news. It keeps its id. It is false when nothing of it was known yet. A report
// without a day of publication is known on no day. A story without its reports is taken as it stands, from the day of its first report on.
func (s *Story) AsOf(day Day) (Story, bool) {
	if s.Published == nil || DayOf(s.Published.Time) > day {
		return Story{}, false
	}
	later := func(r Report) bool { return r.Source.Published == nil || DayOf(r.Source.Published.Time) > day }
	if !slices.ContainsFunc(s.Reports, later) {
		return *s, true
	}
	known := slices.DeleteFunc(slices.Clone(s.Reports), later)
	if len(known) == 0 {
		return Story{}, false
	}
	ids := map[string]bool{}
	for i := range known {
		ids[known[i].ID] = true
	}
	links := slices.DeleteFunc(slices.Clone(s.Links), func(l Link) bool { return !ids[l.A] || !ids[l.B] })
	then := NewStory(known, s.Corrections, links)
	then.ID, then.Origin, then.URL = s.ID, s.Origin, s.URL
	return then, true
}
