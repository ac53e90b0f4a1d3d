package matching

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// Strength says how a category serves a need. The zero value means that it
// does not.
type Strength string

// How a category serves a need.
const (
	// Direct: it is what one would look for first.
	Direct Strength = "direct"
	// Related: it helps with the need beside doing something else.
	Related Strength = "related"
	// Weak: it may help; worth a thought when there is nothing better.
	Weak Strength = "weak"
	// Absent takes a link out again, when a crosswalk is extended.
	Absent Strength = "absent"
)

// IsValid reports whether s is one of the four.
func (s Strength) IsValid() bool {
	switch s {
	case Direct, Related, Weak, Absent:
		return true
	}
	return false
}

// UnmarshalText reads a strength and refuses any other text but "".
func (s *Strength) UnmarshalText(text []byte) error {
	v := Strength(text)
	if v != "" && !v.IsValid() {
		return errors.New("matching: unknown strength")
	}
	*s = v
	return nil
}

// Link says that a category serves a need, how, and why anybody thinks so. A
// plain value.
type Link struct {
	Need     person.NeedCode       `json:"need"`
	Category activity.CategoryCode `json:"category"`
	Strength Strength              `json:"strength"`
	// Group says that the link holds only for people who say that they are
	// among it: a group of parents is company for a lonely parent, and nothing
	// for anybody else who is lonely. "" for everybody.
	Group activity.GroupCode `json:"group,omitzero"`
	// Reason is one sentence in English, for whoever reviews the crosswalk.
	Reason string `json:"reason"`
	// From names the crosswalk and version that the link comes from.
	From string `json:"from,omitzero"`
}

// Crosswalk maps needs to categories of activity: many to many, as data, with
// a strength and a reason for each link. Immutable and safe for concurrent
// use; a host extends or overrides it with With.
type Crosswalk struct {
	version  string
	source   string
	licence  string
	name     string // both, as every result states it
	links    []Link // by need, strongest first, then category
	strong   map[linkKey]strongLink
	onlyHere map[activity.CategoryCode]bool
	urgent   map[person.NeedCode]bool
	focus    map[activity.CategoryCode]bool
	taste    map[activity.CategoryCode]bool
	close    [][]activity.CategoryCode
	near     map[activity.CategoryCode][]activity.CategoryCode // from close
}

// linkKey is a need and a category.
type linkKey struct {
	need     person.NeedCode
	category activity.CategoryCode
}

// strongLink is a link by its key.
type strongLink struct {
	strength Strength
	group    activity.GroupCode
}

// ErrCrosswalk matches every fault of a crosswalk.
var ErrCrosswalk = errors.New("matching: faulty crosswalk")

// crosswalkFile is the JSON form of a crosswalk.
type crosswalkFile struct {
	Version string `json:"version"`
	Source  string `json:"source"`
	Licence string `json:"licence"`
	// InPerson lists categories that only happen at a place, so that a record
	// which does not state its mode is taken to be in person.
	InPerson []activity.CategoryCode `json:"inPerson,omitzero"`
	// Focus lists categories that say whom an activity is for: one for people
	// who drink serves somebody who is lonely only if they drink as well,
	// however much it is also a peer support group.
	Focus []activity.CategoryCode `json:"focus,omitzero"`
	// Taste lists categories that are for those who like them: with interests
	// named, they are offered only where they are among those or close.
	Taste []activity.CategoryCode `json:"taste,omitzero"`
	// Close lists sets of categories that are close to one another in what
	// people like about them: somebody who likes one may like the others.
	Close [][]activity.CategoryCode `json:"close,omitzero"`
	// Urgent lists needs that are urgent in themselves.
	Urgent []person.NeedCode `json:"urgent,omitzero"`
	Links  []Link            `json:"links"`
}

//go:embed data/crosswalk.json
var crosswalkJSON []byte

// defaultCrosswalk parses the embedded crosswalk once.
var defaultCrosswalk = sync.OnceValues(func() (*Crosswalk, error) { return LoadCrosswalk(crosswalkJSON) })

// DefaultCrosswalk returns the built-in crosswalk. It is our own judgement,
// link by link with its reason, and meant to be reviewed by the people who use
// it.
func DefaultCrosswalk() *Crosswalk {
	c, err := defaultCrosswalk()
	if err != nil {
		panic(err) // the file is embedded and a test loads it
	}
	return c
}

// LoadCrosswalk reads a crosswalk from JSON: version, source, licence, links
// (need, category, strength, reason) and the categories that only happen in
// person. It reports every fault: unknown members, a missing version, codes
// that are not CURIEs, a link without a strength or reason, a pair that occurs
// twice.
func LoadCrosswalk(data []byte) (*Crosswalk, error) {
	var f crosswalkFile
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCrosswalk, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: something follows it", ErrCrosswalk)
	}
	if err := f.check(); err != nil {
		return nil, err
	}
	for i := range f.Links {
		f.Links[i].From = cmpOr(f.Links[i].From, f.Source+" "+f.Version)
	}
	return newCrosswalk(&f), nil
}

// check reports every fault of a file.
func (f *crosswalkFile) check() error {
	var faults []error
	add := func(format string, args ...any) {
		faults = append(faults, fmt.Errorf("%w: %s", ErrCrosswalk, fmt.Sprintf(format, args...)))
	}
	if f.Version == "" {
		add("no version")
	}
	seen := map[linkKey]bool{}
	for i, l := range f.Links {
		if !l.Need.IsValid() || !l.Category.IsValid() {
			add("links[%d]: need and category must be codes with a prefix", i)
		}
		if !l.Strength.IsValid() {
			add("links[%d]: no strength", i)
		}
		if strings.TrimSpace(l.Reason) == "" {
			add("links[%d]: no reason", i)
		}
		if key := (linkKey{l.Need, l.Category}); seen[key] {
			add("links[%d]: occurs twice", i)
		} else {
			seen[key] = true
		}
	}
	for i, c := range f.InPerson {
		if !c.IsValid() {
			add("inPerson[%d]: must be a code with a prefix", i)
		}
	}
	for _, list := range [...][]activity.CategoryCode{f.Focus, f.Taste} {
		for _, c := range list {
			if !c.IsValid() {
				add("focus and taste must hold codes with a prefix")
			}
		}
	}
	for i, set := range f.Close {
		for j, c := range set {
			if !c.IsValid() {
				add("close[%d][%d]: must be a code with a prefix", i, j)
			}
		}
	}
	return errors.Join(faults...)
}

// newCrosswalk sorts links and indexes them.
func newCrosswalk(f *crosswalkFile) *Crosswalk {
	c := &Crosswalk{
		version: f.Version, source: f.Source, licence: f.Licence, name: f.Source + " " + f.Version,
		strong: make(map[linkKey]strongLink, len(f.Links)), onlyHere: map[activity.CategoryCode]bool{},
		urgent: map[person.NeedCode]bool{}, focus: map[activity.CategoryCode]bool{}, close: f.Close,
		taste: map[activity.CategoryCode]bool{},
		near:  neighbours(f.Close),
	}
	for _, l := range f.Links {
		if l.Strength != Absent {
			c.links = append(c.links, l)
			c.strong[linkKey{l.Need, l.Category}] = strongLink{l.Strength, l.Group}
		}
	}
	slices.SortFunc(c.links, func(a, b Link) int {
		return cmp.Or(cmp.Compare(a.Need, b.Need), cmp.Compare(grade(b.Strength), grade(a.Strength)),
			cmp.Compare(a.Category, b.Category))
	})
	for _, code := range f.InPerson {
		c.onlyHere[code] = true
	}
	for _, code := range f.Focus {
		c.focus[code] = true
	}
	for _, code := range f.Taste {
		c.taste[code] = true
	}
	for _, code := range f.Urgent {
		c.urgent[code] = true
	}
	return c
}

// neighbours lists for each category those that share a set with it, sorted.
func neighbours(sets [][]activity.CategoryCode) map[activity.CategoryCode][]activity.CategoryCode {
	out := map[activity.CategoryCode][]activity.CategoryCode{}
	for _, set := range sets {
		for i, c := range set {
			out[c] = slices.Concat(out[c], set[:i], set[i+1:])
		}
	}
	for c, list := range out {
		slices.Sort(list)
		out[c] = slices.Compact(list)
	}
	return out
}

// Near returns the categories that somebody who likes this one may like too,
// sorted. Narrower and broader ones are not listed.
func (c *Crosswalk) Near(category activity.CategoryCode) []activity.CategoryCode {
	return slices.Clone(c.near[category])
}

// grade orders strengths.
func grade(s Strength) int {
	switch s {
	case Direct:
		return 3
	case Related:
		return 2
	case Weak:
		return 1
	case Absent:
	}
	return 0
}

// Version names what the crosswalk was made from and in which version; it
// stands in every result.
func (c *Crosswalk) Version() string { return c.name }

// With returns a crosswalk in which the links given are added, or take the
// place of those with the same need and category; a link of strength Absent
// takes one out. The version names the extension. It reports every fault of
// the links.
func (c *Crosswalk) With(version string, links ...Link) (*Crosswalk, error) {
	f := crosswalkFile{Version: version, Links: slices.Clone(links)}
	if err := f.check(); err != nil {
		return nil, err
	}
	over := make(map[linkKey]bool, len(links))
	for i := range f.Links {
		f.Links[i].From = cmpOr(f.Links[i].From, version)
		over[linkKey{f.Links[i].Need, f.Links[i].Category}] = true
	}
	for _, l := range c.links {
		if !over[linkKey{l.Need, l.Category}] {
			f.Links = append(f.Links, l)
		}
	}
	f.Version, f.Source = c.version+"+"+version, c.source
	c.sets(&f)
	return newCrosswalk(&f), nil
}

// All returns the links in order of need, strongest first, then category.
func (c *Crosswalk) All() iter.Seq[Link] { return slices.Values(c.links) }

// Categories returns the links of a need, strongest first.
func (c *Crosswalk) Categories(need person.NeedCode) []Link {
	from, ok := slices.BinarySearchFunc(c.links, need, func(l Link, n person.NeedCode) int { return cmp.Compare(l.Need, n) })
	if !ok {
		return nil
	}
	to := from
	for to < len(c.links) && c.links[to].Need == need {
		to++
	}
	return slices.Clone(c.links[from:to])
}

// Needs returns the links of a category, in order of need: what needs does an
// activity of this kind serve.
func (c *Crosswalk) Needs(category activity.CategoryCode) []Link {
	var out []Link
	for _, l := range c.links {
		if l.Category == category {
			out = append(out, l)
		}
	}
	return out
}

// Serves returns what needs an activity serves, in order of need: of the links that
// its categories have the strongest that holds for everybody, and before it one that
// is stronger and holds for a group. It is narrower than Needs of each category: what
// is for certain people does not serve the needs of others (focus), and where such a
// link holds for a group only, so does all that the activity is for that need; of
// several groups, all of which it then takes, one is named. Nil for an activity of
// which no category is known.
func (c *Crosswalk) Serves(a activity.Activity) []Link {
	var all []Link
	for _, k := range a.Categories {
		for _, l := range c.Needs(k.Code) {
			if group, ok := c.focused(a, l.Need); ok {
				l.Group = cmp.Or(l.Group, group)
				all = append(all, l)
			}
		}
	}
	slices.SortFunc(all, func(a, b Link) int {
		return cmp.Or(cmp.Compare(a.Need, b.Need), cmp.Compare(grade(b.Strength), grade(a.Strength)),
			cmp.Compare(a.Group, b.Group), cmp.Compare(a.Category, b.Category))
	})
	var out []Link
	for _, l := range all {
		// After the first of a need only one for everybody says more, and once.
		if n := len(out); n > 0 && out[n-1].Need == l.Need && (l.Group != "" || out[n-1].Group == "") {
			continue
		}
		out = append(out, l)
	}
	return out
}

// focused reports whether an activity serves a need as far as it is for certain
// people, and for which group only if that is so.
func (c *Crosswalk) focused(a activity.Activity, need person.NeedCode) (activity.GroupCode, bool) {
	var only activity.GroupCode
	for _, k := range a.Categories {
		if !c.focus[k.Code] {
			continue
		}
		l := c.strong[linkKey{need, k.Code}]
		if grade(l.strength) < grade(Related) {
			return "", false
		}
		only = cmp.Or(only, l.group)
	}
	return only, true
}

// Strength returns how a category serves a need; "" when it does not. Whether
// only for some people, Categories says (Link.Group).
func (c *Crosswalk) Strength(need person.NeedCode, category activity.CategoryCode) Strength {
	return c.strong[linkKey{need, category}].strength
}

// onlyInPerson reports whether every category of a list only happens at a
// place, and there is one.
func (c *Crosswalk) onlyInPerson(list []category) bool {
	for _, x := range list {
		if !c.onlyHere[x.code] {
			return false
		}
	}
	return len(list) > 0
}

// MarshalJSON writes the crosswalk in the form that LoadCrosswalk reads.
func (c *Crosswalk) MarshalJSON() ([]byte, error) {
	f := crosswalkFile{Version: c.version, Source: c.source, Links: c.links}
	c.sets(&f)
	return json.Marshal(f)
}

// sets fills in the licence, and the lists, sorted.
func (c *Crosswalk) sets(f *crosswalkFile) {
	f.Licence = c.licence
	f.InPerson = slices.Sorted(maps.Keys(c.onlyHere))
	f.Focus = slices.Sorted(maps.Keys(c.focus))
	f.Taste = slices.Sorted(maps.Keys(c.taste))
	f.Close = c.close
	f.Urgent = slices.Sorted(maps.Keys(c.urgent))
}
