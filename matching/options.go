package matching

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
)

// Options decide how records are read, once, when an index is built. A nil
// *Options means the defaults with an unset horizon, which only Rank and
// MatchSource accept: they look ahead from the time of the query. A plain
// record.
type Options struct {
	// Horizon is the run of days to know schedules for.
	Horizon Horizon
	// Zone is the IANA name of the zone whose calendar the day of a query is
	// read from; "" means Europe/London.
	Zone string
	// Zones resolves names of zones; nil means time.LoadLocation.
	Zones func(name string) (*time.Location, error)
	// Crosswalk maps needs to categories; nil means DefaultCrosswalk.
	Crosswalk *Crosswalk
	// Vocabulary holds the categories; nil means the built-in one.
	Vocabulary *activity.Vocabulary
	// Places gives the middle of a postcode district, for locations whose
	// coordinates are not known; nil means that there is none to be had.
	Places func(outward activity.AreaCode) (activity.Coordinates, bool)
	// Criteria are the host's own.
	Criteria []Criterion
}

// ErrOptions matches every fault in Options and QueryOptions.
var ErrOptions = errors.New("matching: faulty options")

// Criterion is a host's own question. Column reads a record once and keeps one
// byte of it; Plan says for a query what each of the 256 bytes means. An index,
// a Source and Rank run the same two functions. They must be pure and safe for
// concurrent use.
//
// Column judges a record as a whole, not its places one by one.
type Criterion struct {
	// Code must start with "x-".
	Code CriterionCode
	// Column condenses a record.
	Column func(*activity.Activity) uint8
	// Plan judges each value for a query. A nil Plan result is not possible:
	// a criterion that the query does not raise judges all values Exact
	// without a reason.
	Plan func(Query) [256]Judgement
	// Hard says whether No excludes.
	Hard bool
}

// maxCriteria is how many criteria of its own a host may have: fits of twelve
// built-in groups and these are packed three bits each into one word.
const maxCriteria = 8

// compiled are Options, checked and completed. Immutable once made.
type compiled struct {
	Options
	horizon    Horizon
	crosswalk  *Crosswalk
	vocabulary *activity.Vocabulary
	zone       *time.Location
	close      map[tagPair]language.Confidence
	tags       map[language.Tag]string
	sizes      sizes
}

// sizes decide how an index goes about its work, never what it answers; the
// tests make them small, so that small directories meet every way of it.
type sizes struct {
	full      int // entries that a table can have; then a segment is closed and another begun
	screening int // rows of a segment for which screens pay
	sparse    int // rows in reach that are so few that it does not pay to take them part by part
	dense     int // rows in reach that are so many that interests and gates divide them too
	gated     int // rows of a part that are so many that it pays to divide them by gates
	crowd     int // and rows of it in 64, likewise
}

// usual are the sizes of every index outside the tests. Never written.
var usual = sizes{full: full, screening: 4096, sparse: 1024, dense: 8192, gated: 2048, crowd: 8}

// compile checks options and fills in the defaults.
func compile(o *Options) (*compiled, error) {
	c := &compiled{sizes: usual, close: map[tagPair]language.Confidence{}, tags: map[language.Tag]string{}}
	if o != nil {
		c.Options = *o
	}
	c.Options.Criteria = slices.Clone(c.Options.Criteria)
	var faults []error
	zone, err := resolve(c.Zones, cmpOr(c.Zone, "Europe/London"))
	if err != nil {
		faults = append(faults, fmt.Errorf("%w: zone: %w", ErrOptions, err))
	}
	faults = append(faults, c.checkCriteria()...)
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	c.zone, c.horizon = zone, c.Horizon
	c.crosswalk, c.vocabulary = c.Crosswalk, c.Vocabulary
	if c.crosswalk == nil {
		c.crosswalk = DefaultCrosswalk()
	}
	if c.vocabulary == nil {
		c.vocabulary = activity.DefaultVocabulary()
	}
	return c, nil
}

// cmpOr returns a, or b if a is empty.
func cmpOr(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// checkCriteria reports faults of the host's criteria.
func (c *compiled) checkCriteria() []error {
	var faults []error
	if len(c.Options.Criteria) > maxCriteria {
		faults = append(faults, fmt.Errorf("%w: more than %d criteria", ErrOptions, maxCriteria))
	}
	seen := map[CriterionCode]bool{}
	for i, cr := range c.Options.Criteria {
		if !isHostWord(string(cr.Code)) || seen[cr.Code] {
			faults = append(faults, fmt.Errorf("%w: criteria[%d]: the code must start with x- and occur once", ErrOptions, i))
		}
		if cr.Column == nil || cr.Plan == nil {
			faults = append(faults, fmt.Errorf("%w: criteria[%d]: needs Column and Plan", ErrOptions, i))
		}
		seen[cr.Code] = true
	}
	return faults
}

// ahead returns the same options with a horizon that begins on the given day.
func (c *compiled) ahead(from activity.Day) *compiled {
	out := *c
	out.horizon = Horizon{From: from, Days: c.Horizon.Days}
	return &out
}

// columns runs the host's criteria on a record.
func (c *compiled) columns(a *activity.Activity) []uint8 {
	if len(c.Options.Criteria) == 0 {
		return nil
	}
	out := make([]uint8, len(c.Options.Criteria))
	for i := range c.Options.Criteria {
		out[i] = c.Options.Criteria[i].Column(a)
	}
	return out
}

// columnsOf is columns of a copy, so that only those who have criteria pay for a
// record that the host may keep.
func (c *compiled) columnsOf(a activity.Activity) []uint8 { return c.columns(&a) }

// patternOf expands a schedule at a location.
func (c *compiled) patternOf(s *activity.Schedule, at activity.LocationID) *pattern {
	p := expand(s, at, c.horizon, c.zones())
	return &p
}

// zones returns the host's resolver, or a resolver that remembers the zone
// already at hand.
func (c *compiled) zones() zoneFunc {
	if c.Zones != nil {
		return c.Zones
	}
	return func(name string) (*time.Location, error) {
		if name == c.zone.String() {
			return c.zone, nil
		}
		return time.LoadLocation(name)
	}
}

// defaults are the options of a nil *Options, made once.
var defaults = sync.OnceValues(func() (*compiled, error) { return compile(nil) })
