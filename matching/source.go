package matching

import (
	"context"
	"iter"
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// Source is a directory that the host searches itself: PostGIS, OpenSearch,
// SQLite. MatchSource asks it for candidates and does the rest, so that its
// matches are those of an index over the same activities.
//
// Candidates yields every activity that the coarse query does not rule out. It
// must yield a superset: what it leaves out is lost, what it yields in vain
// costs time and nothing else. An activity may be yielded more than once, in
// any order. The sequence ends after its first error, which MatchSource
// returns. It must stop when the context is done, with the context's error.
// Safe for concurrent use. Test one with package matchingtest.
type Source interface {
	Candidates(ctx context.Context, c Coarse) iter.Seq2[activity.Activity, error]
}

// Coarse is a query in terms that any search engine knows. Each field rules
// out on its own, and a zero field rules out nothing: an activity is a candidate if
// it passes all of them. A plain record.
type Coarse struct {
	// Categories: a candidate has one of these, or no category at all. Nil: any.
	// Empty but not nil, where nothing serves the needs: no category at all.
	Categories []activity.CategoryCode
	// Near and Within: a candidate has a located place at most this far from
	// the point, or a place whose coordinates are not known, or it has no
	// place to go to: no location, only postal or virtual ones, or a mode
	// other than in person. Zero Near: anywhere.
	Near   activity.Coordinates
	Within activity.Metres
	// Active: a candidate's status is active or not known.
	Active bool
	// Avoid: a candidate is none of these activities, and by none of these
	// providers.
	Avoid          []activity.ID
	AvoidProviders []activity.ProviderID
}

// CoarseOf returns the coarse query for a query, as MatchSource asks it.
func CoarseOf(q Query, o *Options) (Coarse, error) {
	c, err := forQuery(&q, o)
	if err != nil {
		return Coarse{}, err
	}
	p, err := c.prepare(&q)
	if err != nil {
		return Coarse{}, err
	}
	return p.coarse(), nil
}

// coarse says what can be ruled out without judging.
func (p *plan) coarse() Coarse {
	s := &p.q.Seeker
	out := Coarse{
		Active:         true,
		Avoid:          slices.Clone(s.Avoid.Activities),
		AvoidProviders: append(slices.Clone(s.Avoid.Providers), p.opts.Suspended...),
	}
	if p.asks(fNeed) && p.hard.has(gNeed) {
		out.Categories = p.serving(s.Needs)
	}
	// A rough place is judged by the middle of its district, which only the
	// options know: the source then cannot rule out by distance.
	if rings := p.rings(nil); len(rings) > 0 && p.Places == nil {
		out.Near, out.Within = s.Place.Coordinates, rings[len(rings)-1].radius
	}
	return out
}

// serving returns the categories that serve some need, sorted.
func (p *plan) serving(needs []person.NeedCode) []activity.CategoryCode {
	var out []activity.CategoryCode
	for _, l := range p.crosswalk.links {
		if slices.Contains(needs, l.Need) {
			out = append(out, l.Category)
		}
	}
	slices.Sort(out)
	if out = slices.Compact(out); out == nil {
		out = []activity.CategoryCode{}
	}
	return out
}

// Allows reports whether an activity is a candidate: what a source's own
// search must not leave out. It is the plain meaning of the fields, for sources
// kept in memory and for tests.
func (c Coarse) Allows(a *activity.Activity) bool {
	switch {
	case c.Active && a.Status != "" && a.Status != activity.Active:
		return false
	case slices.Contains(c.Avoid, a.ID) || !a.Provider.IsZero() && slices.Contains(c.AvoidProviders, a.Provider):
		return false
	}
	return c.serves(a) && c.reaches(a)
}

// serves reports whether the categories allow an activity.
func (c Coarse) serves(a *activity.Activity) bool {
	if c.Categories == nil || len(a.Categories) == 0 {
		return true
	}
	for _, x := range a.Categories {
		if x.Code == "" || slices.Contains(c.Categories, x.Code) {
			return true
		}
	}
	return false
}

// reaches reports whether the distance allows an activity.
func (c Coarse) reaches(a *activity.Activity) bool {
	if c.Near.IsZero() || len(a.Locations) == 0 {
		return true
	}
	for _, m := range a.Modes {
		if m != activity.InPerson {
			return true
		}
	}
	places := 0
	for i := range a.Locations {
		l := &a.Locations[i]
		if l.Kind == activity.Virtual || l.Kind == activity.Postal {
			continue
		}
		places++
		if d, ok := c.Near.DistanceTo(l.Coordinates); !ok || d <= c.Within {
			return true
		}
	}
	return places == 0
}

// MatchSource returns the best K activities of a host's own directory: the same
// matches as those of an index or of Rank over the same activities. Errors are
// those of Match and of the source.
func MatchSource(ctx context.Context, src Source, q Query, o *Options) (Result, error) {
	c, err := forQuery(&q, o)
	if err != nil {
		return Result{}, err
	}
	p, err := c.prepare(&q)
	if err != nil {
		return Result{}, err
	}
	t := twin{builder: builder{opts: c}, seen: map[activity.ID]bool{}}
	for a, err := range src.Candidates(ctx, p.coarse()) {
		if err != nil {
			return Result{}, err
		}
		t.add(p, &a)
	}
	return t.result(p), nil
}
