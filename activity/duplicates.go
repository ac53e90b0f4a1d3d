package activity

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// EvidenceKind names a reason to think, or to doubt, that two records are of
// one activity. The zero value is unset.
type EvidenceKind string

// Evidence for, then against.
const (
	SameName      EvidenceKind = "same-name"
	SimilarName   EvidenceKind = "similar-name"
	SamePhone     EvidenceKind = "same-phone"
	SameEmail     EvidenceKind = "same-email"
	SamePage      EvidenceKind = "same-page"
	SameSite      EvidenceKind = "same-site"
	SamePostcode  EvidenceKind = "same-postcode"
	Near          EvidenceKind = "near"
	SameProvider  EvidenceKind = "same-provider"
	SameHours     EvidenceKind = "same-hours"
	OtherPostcode EvidenceKind = "other-postcode"
	FarApart      EvidenceKind = "far-apart"
	OtherName     EvidenceKind = "other-name"
	OtherHours    EvidenceKind = "other-hours"
	OtherKind     EvidenceKind = "other-kind"
)

// points are what each kind of evidence weighs. They are whole numbers, so that
// the sum is the same everywhere, and they only order pairs for a person to
// look at: nothing is decided by them.
var points = map[EvidenceKind]int{
	SameName: 60, SimilarName: 40, SamePhone: 30, SameEmail: 30, SamePage: 40, SameSite: 10,
	SamePostcode: 30, Near: 20, SameProvider: 15, SameHours: 15,
	OtherPostcode: -30, FarApart: -40, OtherName: -40, OtherHours: -15, OtherKind: -30,
}

// providersOwn is what shared contacts and places weigh within one provider: its
// activities have them in common whether or not they are one.
const providersOwn = 5

// IsValid reports whether k is one of the fifteen.
func (k EvidenceKind) IsValid() bool { _, ok := points[k]; return ok }

// UnmarshalText implements encoding.TextUnmarshaler; it rejects other words.
func (k *EvidenceKind) UnmarshalText(text []byte) error {
	return unmarshalWord(k, text, "evidence kind", EvidenceKind.IsValid)
}

// Evidence is one reason, with what it weighs.
type Evidence struct {
	Kind   EvidenceKind `json:"kind"`
	Points int          `json:"points"`
	// Detail is what the two share or differ in, for showing, such as the
	// postcode or the distance in metres.
	Detail string `json:"detail,omitzero"`
}

// DuplicatePair is a pair of records that may be of one activity. A has the
// lesser ID.
type DuplicatePair struct {
	A, B ID
	// Score is the sum of the points.
	Score    int
	Evidence []Evidence
}

// DuplicateReport is what FindDuplicates found.
type DuplicateReport struct {
	// Pairs, the highest score first, then by IDs.
	Pairs []DuplicatePair
	// Skipped names the shared things, such as a council's switchboard, that
	// more than Block records have, so that they brought no pairs together.
	Skipped []string
}

// DuplicateOptions are the options of FindDuplicates; nil means the defaults.
type DuplicateOptions struct {
	// Least is the score from which a pair is reported; 0 means 85.
	Least int
	// Block is how many records may share a thing for it to bring pairs
	// together; 0 means 50.
	Block int
}

// FindDuplicates returns the pairs of activities that may be one, each with its
// evidence. It merges nothing: that is a person's decision (see Merge). The
// result depends only on the set of activities, not on their order.
//
// # How pairs are found
//
// Two records become a candidate when they share a telephone number, e-mail
// address, web page, postcode, a place within 100 m, or a name (as a set of
// words). Each candidate is then weighed on everything that both records know:
// agreement adds, contradiction takes away, what one does not know counts
// nothing. Names are compared as sets of words, without case, accents and
// words such as "the" and "Ltd". Within one provider the words of its own name
// are left out of the comparison, and shared contacts and places weigh little:
// "Town School: sports hall" and "Town School: tennis courts" are two things.
func FindDuplicates(activities iter.Seq[Activity], opts *DuplicateOptions) DuplicateReport {
	o := DuplicateOptions{Least: 85, Block: 50}
	if opts != nil {
		o.Least, o.Block = cmp.Or(opts.Least, o.Least), cmp.Or(opts.Block, o.Block)
	}
	var prints []fingerprint
	for a := range activities {
		prints = append(prints, newFingerprint(a))
	}
	slices.SortFunc(prints, func(a, b fingerprint) int { return a.id.Compare(b.id) })
	blocks := map[string][]int{}
	for i := range prints {
		for _, key := range prints[i].keys() {
			blocks[key] = append(blocks[key], i)
		}
	}
	var r DuplicateReport
	seen := map[[2]int]bool{}
	for _, key := range slices.Sorted(maps.Keys(blocks)) {
		members := blocks[key]
		if len(members) > o.Block {
			r.Skipped = append(r.Skipped, fmt.Sprintf("%s (%d)", key, len(members)))
			continue
		}
		for x, i := range members {
			for _, j := range members[x+1:] {
				if pair := [2]int{i, j}; !seen[pair] && i != j {
					seen[pair] = true
					r.weigh(&prints[i], &prints[j], o.Least)
				}
			}
		}
	}
	slices.SortFunc(r.Pairs, func(p, q DuplicatePair) int {
		return cmp.Or(cmp.Compare(q.Score, p.Score), p.A.Compare(q.A), p.B.Compare(q.B))
	})
	return r
}

func (r *DuplicateReport) weigh(a, b *fingerprint, least int) {
	if a.id == b.id {
		return
	}
	p := DuplicatePair{A: a.id, B: b.id, Evidence: compareFingerprints(a, b)}
	for _, e := range p.Evidence {
		p.Score += e.Points
	}
	if p.Score >= least {
		r.Pairs = append(r.Pairs, p)
	}
}

// fingerprint is what of an activity is compared.
type fingerprint struct {
	id        ID
	provider  string
	runBy     ProviderID
	name      []string // words, sorted, each once
	phones    []string
	emails    []string
	pages     []string
	sites     []string
	postcodes []string
	points    []Coordinates
	hours     string
	kinds     []string
}

func newFingerprint(a Activity) fingerprint {
	f := fingerprint{
		id: a.ID, name: nameWords(a.Name), provider: strings.Join(nameWords(a.ProviderName), " "), runBy: a.Provider,
	}
	urls := []string{a.URL}
	for _, c := range a.Contacts {
		urls = append(urls, c.URL)
		if e := strings.ToLower(strings.TrimSpace(c.Email)); strings.Contains(e, "@") {
			f.emails = append(f.emails, e)
		}
		for _, p := range c.Phones {
			if n := phoneDigits(p.Number); n != "" {
				f.phones = append(f.phones, n)
			}
		}
	}
	for _, u := range urls {
		if site, page := urlParts(u); site != "" {
			f.sites = append(f.sites, site)
			if page != "" {
				f.pages = append(f.pages, site+page)
			}
		}
	}
	for _, l := range a.Locations {
		// The postcode of a venue that its directory publishes.
		if p := l.Address.Postcode; !p.IsZero() {
			f.postcodes = append(f.postcodes, p.Disclose())
		}
		if !l.Coordinates.IsZero() {
			f.points = append(f.points, l.Coordinates)
		}
	}
	f.hours = hoursPrint(a.Schedule)
	for _, c := range a.Categories {
		f.kinds = append(f.kinds, string(c.Code))
	}
	for _, list := range []*[]string{&f.kinds, &f.phones, &f.emails, &f.pages, &f.sites, &f.postcodes} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return f
}

// hoursPrint is the rules as a text to compare; "" when there are none.
func hoursPrint(s Schedule) string {
	var out []string
	for _, r := range s.Rules {
		days := slices.Clone(r.ByDay)
		slices.SortFunc(days, NthDay.Compare)
		out = append(out, fmt.Sprint(r.Freq, max(r.Interval, 1), days, r.From, r.To))
	}
	slices.Sort(out)
	return strings.Join(out, ";")
}

// keys are the things by which candidates are brought together. Places fall
// into squares of about 110 m of latitude, and into the neighbouring ones, so
// that two points within 100 m always share a square.
func (f *fingerprint) keys() []string {
	var out []string
	add := func(kind string, values []string) {
		for _, v := range values {
			out = append(out, kind+" "+v)
		}
	}
	add("phone", f.phones)
	add("email", f.emails)
	add("page", f.pages)
	add("postcode", f.postcodes)
	if len(f.name) > 0 {
		out = append(out, "name "+strings.Join(f.name, " "))
	}
	for _, c := range f.points {
		// In longitude a square must be wider, the nearer to the pole.
		lat, lon := int(c.lat)/1000, int(c.lon)/2500
		for dy := range 3 {
			for dx := range 3 {
				out = append(out, fmt.Sprintf("place %d,%d", lat+dy-1, lon+dx-1))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func compareFingerprints(a, b *fingerprint) []Evidence {
	var out []Evidence
	one := a.provider != "" && a.provider == b.provider || !a.runBy.IsZero() && a.runBy == b.runBy
	add := func(k EvidenceKind, detail string) {
		e := Evidence{Kind: k, Points: points[k], Detail: detail}
		if one && oneOf(k, SamePhone, SameEmail, SamePage, SameSite, SamePostcode, Near) {
			e.Points = providersOwn
		}
		out = append(out, e)
	}
	if one {
		compareNames(a.ownName(), b.ownName(), add)
		add(SameProvider, a.provider)
	} else {
		compareNames(a.name, b.name, add)
	}
	shared(a.phones, b.phones, func(v string) { add(SamePhone, v) })
	shared(a.emails, b.emails, func(v string) { add(SameEmail, v) })
	if !shared(a.pages, b.pages, func(v string) { add(SamePage, v) }) {
		shared(a.sites, b.sites, func(v string) { add(SameSite, v) })
	}
	if !shared(a.postcodes, b.postcodes, func(v string) { add(SamePostcode, v) }) && len(a.postcodes) > 0 && len(b.postcodes) > 0 {
		add(OtherPostcode, a.postcodes[0]+", "+b.postcodes[0])
	}
	comparePoints(a.points, b.points, add)
	if len(a.kinds) > 0 && len(b.kinds) > 0 && !shared(a.kinds, b.kinds, func(string) {}) {
		add(OtherKind, a.kinds[0]+", "+b.kinds[0])
	}
	switch {
	case a.hours == "" || b.hours == "":
	case a.hours == b.hours:
		add(SameHours, "")
	default:
		add(OtherHours, "")
	}
	return out
}

// ownName is the name without the words of the provider's, unless nothing is
// left.
func (f *fingerprint) ownName() []string {
	provider := strings.Fields(f.provider)
	own := slices.DeleteFunc(slices.Clone(f.name), func(w string) bool { return slices.Contains(provider, w) })
	if len(own) == 0 {
		return f.name
	}
	return own
}

// shared calls found with the first value that both sorted lists hold.
func shared(a, b []string, found func(string)) bool {
	for _, v := range a {
		if _, ok := slices.BinarySearch(b, v); ok {
			found(v)
			return true
		}
	}
	return false
}

// compareNames weighs the words that two names share: all of them, at least six
// in ten, or fewer than two in ten.
func compareNames(a, b []string, add func(EvidenceKind, string)) {
	if len(a) == 0 || len(b) == 0 {
		return
	}
	both := 0
	shared := make([]string, 0, len(a))
	for _, w := range a {
		if _, ok := slices.BinarySearch(b, w); ok {
			both++
			shared = append(shared, w)
		}
	}
	all := len(a) + len(b) - both
	detail := strings.Join(shared, " ")
	switch {
	case both == all:
		add(SameName, detail)
	case both*10 >= all*6:
		add(SimilarName, detail)
	case both*10 < all*2:
		add(OtherName, "")
	}
}

func comparePoints(a, b []Coordinates, add func(EvidenceKind, string)) {
	best := Metres(-1)
	for _, p := range a {
		for _, q := range b {
			if d, ok := p.DistanceTo(q); ok && (best < 0 || d < best) {
				best = d
			}
		}
	}
	switch {
	case best < 0:
	case best <= 100:
		add(Near, fmt.Sprintf("%d m", best))
	case best > 1000:
		add(FarApart, fmt.Sprintf("%d m", best))
	}
}

// smallWords say nothing about which organisation it is.
var smallWords = map[string]bool{
	"the": true, "a": true, "an": true, "of": true, "and": true, "at": true, "in": true, "for": true, "ltd": true,
	"limited": true, "cic": true, "cio": true, "charity": true, "uk": true, "y": true, "yr": true, "a'r": true,
}

// nameWords splits a name into its words, folded, sorted and each once.
func nameWords(name string) []string {
	folded := strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’':
			return -1
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return ' '
	}, norm.NFKD.String(name))
	words := slices.DeleteFunc(strings.Fields(folded), func(w string) bool { return smallWords[w] })
	slices.Sort(words)
	return slices.Compact(words)
}

// phoneDigits returns a telephone number as digits in the national form, or ""
// for what is none: "Youth MAPS: +44 (0)117 332 7111" is 01173327111. Of several
// numbers the first is taken.
func phoneDigits(s string) string {
	s = strings.ReplaceAll(s, "(0)", "")
	plus := strings.Contains(s, "+44")
	var b []byte
	gap := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			b = append(b, c)
			gap = 0
		case len(b) > 0:
			// Blanks, dots and hyphens group digits; words and strokes end them.
			if gap++; gap > 2 || c == ':' || c == '/' || c == ',' || c == ';' || c|0x20 >= 'a' && c|0x20 <= 'z' {
				if len(b) >= 9 {
					return national(string(b), plus)
				}
				b, gap = b[:0], 0
			}
		}
	}
	if len(b) < 9 {
		return ""
	}
	return national(string(b), plus)
}

func national(digits string, plus bool) string {
	switch {
	case plus && strings.HasPrefix(digits, "44"):
		return "0" + digits[2:]
	case strings.HasPrefix(digits, "0044"):
		return "0" + digits[4:]
	}
	return digits
}

// urlParts returns the host without "www." and the path, both in lower case and
// without query, fragment and final slash. It needs no scheme.
func urlParts(u string) (string, string) {
	u = strings.ToLower(strings.TrimSpace(u))
	if i := strings.Index(u, "://"); i >= 0 {
		u = u[i+3:]
	}
	if i := strings.IndexAny(u, "?#"); i >= 0 {
		u = u[:i]
	}
	host, path, _ := strings.Cut(strings.TrimPrefix(u, "www."), "/")
	if !strings.Contains(host, ".") || strings.ContainsAny(host, " @") {
		return "", ""
	}
	path = strings.Trim(path, "/")
	if path == "" || path == "index.html" || path == "index.php" {
		return host, ""
	}
	return host, "/" + path
}

// Merge fills what keep does not know from other, and returns the result and
// the top-level members (by JSON name) in which both know something different:
// there keep's stands. The result's source names other's record among the
// merged ones, and keeps keep's ID. It is for a host that has decided that the
// two are one; nothing in this library calls it.
func Merge(keep, other Activity) (Activity, []string, error) {
	a, errA := members(keep)
	b, errB := members(other)
	if err := cmp.Or(errA, errB); err != nil {
		return Activity{}, nil, fmt.Errorf("activity: merge: %w", err)
	}
	var conflicts []string
	for _, name := range slices.Sorted(maps.Keys(b)) {
		switch have, ok := a[name]; {
		case name == "id" || name == "source":
		case !ok || string(have) == "{}":
			a[name] = b[name]
		case !bytes.Equal(have, b[name]):
			conflicts = append(conflicts, name)
		}
	}
	data, err := json.Marshal(a)
	if err != nil {
		return Activity{}, nil, fmt.Errorf("activity: merge: %w", err)
	}
	var out Activity
	if err := json.Unmarshal(data, &out); err != nil {
		return Activity{}, nil, fmt.Errorf("activity: merge: %w", err)
	}
	out.Source.Merged = append(out.Source.Merged, SourceRef{Name: other.Source.Name, Record: other.Source.Record})
	out.Source.Merged = append(out.Source.Merged, other.Source.Merged...)
	return out, conflicts, nil
}

func members(a Activity) (map[string]json.RawMessage, error) {
	data, err := json.Marshal(a)
	if err != nil {
		return nil, err
	}
	var m map[string]json.RawMessage
	return m, json.Unmarshal(data, &m)
}
