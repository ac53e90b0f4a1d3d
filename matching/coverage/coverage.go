package coverage

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
	"github.com/socialprescribing/socialprescribing/person"
)

// Finder answers a query over the host's directory: a matching index, or
// anything that gives the same matches. It must be usable for as long as the
// Tally is, and give the same answer to the same query.
type Finder interface {
	// Match returns the best matches; see matching.Result.
	Match(q matching.Query) (matching.Result, error)
}

// FinderFunc is a function that is a Finder.
type FinderFunc func(matching.Query) (matching.Result, error)

// Match calls f.
func (f FinderFunc) Match(q matching.Query) (matching.Result, error) { return f(q) }

// Case is one person of the sample, as a seeker: without identifier. A person
// must be added once.
type Case struct {
	// Seeker is what is known of the person for matching. Each of its needs is
	// asked for by itself.
	Seeker matching.Seeker
	// At is the time of asking.
	At time.Time
	// Area is the host's code for where the person lives, such as a ward or a
	// practice; "" is not known.
	Area string
	// Decile is the deprivation decile of the area, with index and year; the
	// zero Decile leaves the dimension out.
	Decile cohort.Decile
	// Groups are further groups that the person belongs to, at most one of
	// each dimension.
	Groups []cohort.Group
}

// The dimensions that every case has, beside those of its Decile and Groups.
const (
	// DimensionArea is by Case.Area.
	DimensionArea = "area"
	// DimensionLanguage is by the language that the person prefers; "" where
	// the language was not raised.
	DimensionLanguage = "language"
	// DimensionAccess is by what the person can't do without: all features
	// together, "" for none. So each person is in one group.
	DimensionAccess = "access"
	// DimensionTime is by the parts of the day in which the person is free at
	// all; "" where that was not said.
	DimensionTime = "time"
	// DimensionAll has one group, of everybody.
	DimensionAll = "all"
)

// ErrInput is matched by every error of this package about input that it can't
// use; it matches cohort.ErrInput too.
var ErrInput = errors.New("coverage: input can't be used")

// InputError is one fault of an input. It matches ErrInput and holds no value
// of the input.
type InputError struct {
	// Path is the field or index at fault.
	Path string
	// What says what is wrong there.
	What string
}

// Error returns the path and what is wrong.
func (e *InputError) Error() string { return "coverage: " + e.Path + ": " + e.What }

// Is reports whether target is ErrInput or cohort.ErrInput.
func (e *InputError) Is(target error) bool { return target == ErrInput || target == cohort.ErrInput }

// Options say how a sample is judged. The zero value asks for a choice of
// three, with the matcher's default policy and no candidates.
type Options struct {
	// Choice is how many matches make a choice; 0 is 3.
	Choice int
	// Counted is up to how many matches of one person and need are asked for
	// and counted (see ByGroup); less than Choice, and so 0, is Choice. More
	// costs the finder more.
	Counted int
	// Query is the host's policy for all queries; nil is the default.
	Query *matching.QueryOptions
	// Candidates are activities that might be started. For each unmet need it
	// is asked whether the candidate alone would meet it. Their IDs must
	// differ.
	Candidates []activity.Activity
	// Matching is how the candidates are read; nil is the default.
	Matching *matching.Options
}

// Barriers returns the criteria that may stand between a person and everything
// there is, in the order in which they are tried.
func Barriers() []matching.CriterionCode {
	return []matching.CriterionCode{
		matching.Need, matching.Eligibility, matching.Access, matching.Language,
		matching.Time, matching.Travel, matching.Cost, matching.Capacity,
	}
}

// key is one cell: a need in a group.
type key struct {
	need  person.NeedCode
	group cohort.Group
}

// counts are the people of a cell.
type counts struct {
	none  int64 // found nothing
	some  int64 // found something, but no choice
	many  int64 // found a choice
	check int64 // of some and many: the best match has something to ask first
}

func (c *counts) add(d counts) {
	c.none += d.none
	c.some += d.some
	c.many += d.many
	c.check += d.check
}

// barrierKey is a need and a criterion; "" is "no single change".
type barrierKey struct {
	need    person.NeedCode
	barrier matching.CriterionCode
}

// gainKey is a candidate and a need that it would meet.
type gainKey struct {
	candidate activity.ID
	need      person.NeedCode
}

// Tally accumulates who finds what. It holds counts only, of people and of how
// many matches and how far: no seeker is kept.
// Tallies of shards with the same options merge to exactly the whole. Make it
// with New; it is not safe for concurrent use.
type Tally struct {
	finder   Finder
	o        Options
	people   int64
	cells    map[key]counts
	barriers map[barrierKey]int64
	gains    map[gainKey]int64
	spreads  map[key]*spread
	unmet    map[Unmet]int64
}

// New returns an empty tally over a directory. Options may be nil. The error
// matches ErrInput: no finder, a choice or count that is negative or
// too large, candidates without ID or with
// the same one.
func New(f Finder, o *Options) (*Tally, error) {
	if o == nil {
		o = &Options{}
	}
	t := &Tally{
		finder: f, o: *o, cells: map[key]counts{}, barriers: map[barrierKey]int64{}, gains: map[gainKey]int64{},
		spreads: map[key]*spread{}, unmet: map[Unmet]int64{},
	}
	var faults []error
	if f == nil {
		faults = append(faults, &InputError{Path: "finder", What: "none"})
	}
	if o.Choice < 0 || o.Choice > matching.MaxK {
		faults = append(faults, &InputError{Path: "choice", What: "out of range"})
	}
	if o.Counted < 0 || o.Counted > matching.MaxK {
		faults = append(faults, &InputError{Path: "counted", What: "out of range"})
	}
	if o.Choice == 0 {
		t.o.Choice = 3
	}
	t.o.Counted = max(t.o.Choice, o.Counted)
	seen := map[activity.ID]bool{}
	for i, a := range o.Candidates {
		if a.ID.IsZero() || seen[a.ID] {
			faults = append(faults, &InputError{Path: fmt.Sprintf("candidates/%d", i), What: "no ID, or the ID of another"})
		}
		seen[a.ID] = true
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	t.o.Candidates = slices.Clone(o.Candidates)
	return t, nil
}

// Add judges one person: each need by itself, with everything else that the
// person said. On error, which is the finder's or matches ErrInput, nothing is
// counted.
func (t *Tally) Add(c Case) error {
	groups, err := groupsOf(c)
	if err != nil {
		return err
	}
	findings := make([]finding, 0, len(c.Seeker.Needs))
	for _, need := range slices.Compact(slices.Sorted(slices.Values(c.Seeker.Needs))) {
		f, err := t.judge(c, need)
		if err != nil {
			return err
		}
		findings = append(findings, f)
	}
	t.people++
	for _, f := range findings {
		t.count(f, groups)
	}
	return nil
}

// finding is what came of one need.
type finding struct {
	need     person.NeedCode
	cell     counts
	barriers []matching.CriterionCode
	gains    []activity.ID
	matches  int // up to Counted
	metres   activity.Metres
	located  bool // whether metres is known
}

// judge asks for one need.
func (t *Tally) judge(c Case, need person.NeedCode) (finding, error) {
	f := finding{need: need}
	q := matching.Query{Seeker: c.Seeker.Clone(), At: c.At, K: t.o.Counted, Options: t.o.Query}
	q.Seeker.Needs = []person.NeedCode{need}
	res, err := t.finder.Match(q)
	if err != nil {
		return f, err
	}
	n := len(res.Matches) + len(res.SetAside)
	f.matches = min(n, t.o.Counted)
	switch {
	case n == 0:
		f.cell.none = 1
		return t.explain(f, q)
	case n < t.o.Choice:
		f.cell.some = 1
	default:
		f.cell.many = 1
	}
	if len(res.Matches) > 0 {
		if len(res.Matches[0].ToCheck()) > 0 {
			f.cell.check = 1
		}
		f.metres, f.located = metresOf(res.Matches[0])
	}
	return f, nil
}

// explain finds what stood in the way, by asking again without each criterion
// in turn, and which candidates would have met the need.
func (t *Tally) explain(f finding, q matching.Query) (finding, error) {
	q.K = 1
	for _, b := range Barriers() {
		relaxed := matching.QueryOptions{}
		if t.o.Query != nil {
			relaxed = *t.o.Query
		}
		if slices.Contains(relaxed.Soft, b) || slices.Contains(relaxed.Drop, b) {
			continue
		}
		relaxed.Soft = append(slices.Clone(relaxed.Soft), b)
		relaxed.ExcludeUnknown = slices.DeleteFunc(slices.Clone(relaxed.ExcludeUnknown),
			func(c matching.CriterionCode) bool { return c == b })
		q.Options = &relaxed
		res, err := t.finder.Match(q)
		if err != nil {
			return f, err
		}
		if len(res.Matches) > 0 {
			f.barriers = append(f.barriers, b)
		}
	}
	q.Options = t.o.Query
	for _, a := range t.o.Candidates {
		e, err := matching.Explain(q, a, t.o.Matching)
		if err != nil {
			return f, err
		}
		if e.Matches {
			f.gains = append(f.gains, a.ID)
		}
	}
	return f, nil
}

func (t *Tally) count(f finding, groups []cohort.Group) {
	for _, g := range groups {
		cell := t.cells[key{f.need, g}]
		cell.add(f.cell)
		t.cells[key{f.need, g}] = cell
		t.addSpread(key{f.need, g}, f)
	}
	if f.cell.none == 0 {
		return
	}
	for _, b := range f.barriers {
		t.barriers[barrierKey{f.need, b}]++
	}
	if len(f.barriers) == 0 {
		t.barriers[barrierKey{f.need, ""}]++
	}
	for _, id := range f.gains {
		t.gains[gainKey{id, f.need}]++
	}
}

// groupsOf returns the groups of a case, one of each dimension.
func groupsOf(c Case) ([]cohort.Group, error) {
	groups := []cohort.Group{
		{Dimension: DimensionAll},
		{Dimension: DimensionArea, Code: c.Area},
		{Dimension: DimensionLanguage, Code: languageOf(c.Seeker)},
		{Dimension: DimensionAccess, Code: accessOf(c.Seeker)},
		{Dimension: DimensionTime, Code: timeOf(c.Seeker)},
	}
	if c.Decile != (cohort.Decile{}) {
		if !c.Decile.IsValid() {
			return nil, &InputError{Path: "decile", What: "not valid"}
		}
		groups = append(groups, c.Decile.Group())
	}
	for i, g := range c.Groups {
		if g.Dimension == "" || slices.ContainsFunc(groups, func(h cohort.Group) bool { return h.Dimension == g.Dimension }) {
			return nil, &InputError{Path: fmt.Sprintf("groups/%d", i), What: "no dimension, or one that the case has already"}
		}
		groups = append(groups, g)
	}
	return groups, nil
}

func languageOf(s matching.Seeker) string {
	if len(s.Languages) == 0 {
		return ""
	}
	return s.Languages[0].String()
}

func accessOf(s matching.Seeker) string {
	features := make([]string, 0, len(s.Access))
	for _, f := range s.Access {
		features = append(features, string(f))
	}
	slices.Sort(features)
	return strings.Join(slices.Compact(features), " ")
}

func timeOf(s matching.Seeker) string {
	if s.Free.IsZero() {
		return ""
	}
	var parts []string
	for _, p := range []matching.Part{matching.Morning, matching.Afternoon, matching.Evening} {
		for d := time.Sunday; d <= time.Saturday; d++ {
			if s.Free.Has(d, p) {
				parts = append(parts, p.String())
				break
			}
		}
	}
	return strings.Join(parts, " ")
}

// People returns the number of people added, including those without a need.
func (t *Tally) People() int64 { return t.people }

// Merge adds all of other, which is left as it is. The two must have been made
// with the same options over the same directory; only the IDs of the candidates,
// the choice and what is counted are compared, and the error then matches ErrInput.
func (t *Tally) Merge(other *Tally) error {
	same := slices.EqualFunc(t.o.Candidates, other.o.Candidates, func(a, b activity.Activity) bool { return a.ID == b.ID })
	if !same || t.o.Choice != other.o.Choice || t.o.Counted != other.o.Counted {
		return &InputError{Path: "options", What: "not those of the other tally"}
	}
	t.people += other.people
	for k, c := range other.cells {
		cell := t.cells[k]
		cell.add(c)
		t.cells[k] = cell
	}
	for k, n := range other.barriers {
		t.barriers[k] += n
	}
	for k, n := range other.gains {
		t.gains[k] += n
	}
	t.mergeSpreads(other)
	for k, n := range other.unmet {
		t.unmet[k] += n
	}
	return nil
}

// Needs returns the needs that were asked for, in order of their codes.
func (t *Tally) Needs() []person.NeedCode {
	seen := map[person.NeedCode]bool{}
	for k := range t.cells {
		seen[k.need] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

// Dimensions returns the dimensions of the cases, in order.
func (t *Tally) Dimensions() []string {
	seen := map[string]bool{}
	for k := range t.cells {
		seen[k.group.Dimension] = true
	}
	return slices.Sorted(maps.Keys(seen))
}
