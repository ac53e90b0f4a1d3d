package hsds

import (
	"cmp"
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
)

// Report is what a reader met, as data. Not safe for use while its reader runs.
type Report struct {
	Format Format `json:"format"`
	// Records counts the records of the input, whatever their kind; Services
	// those that became activities. Lost counts records of which nothing could
	// be kept; each has a fault whose Done is RecordLost.
	Records  int `json:"records"`
	Services int `json:"services"`
	Lost     int `json:"lost"`
	// Faults are the first faults, in input order; Omitted counts the rest.
	Faults  []Fault `json:"faults,omitzero"`
	Omitted int     `json:"omitted,omitzero"`
	// Counts counts all faults by kind.
	Counts map[FaultKind]int `json:"counts,omitzero"`
	// Severities counts all faults by severity.
	Severities map[Severity]int `json:"severities,omitzero"`
	// Completeness counts, of the services, those for which a fact is known.
	Completeness Completeness `json:"completeness"`
	// Freshness counts the services by their assurance on Options.On.
	Freshness Freshness `json:"freshness"`
	// Providers tells the same of each provider met, for whoever asks it to mend
	// its records: of the first 131,072.
	Providers map[activity.ProviderID]ProviderCount `json:"providers,omitzero"`
}

// Completeness counts the services of which a fact is known (not assumed).
type Completeness struct {
	Description int `json:"description"`
	Provider    int `json:"provider"`
	Category    int `json:"category"`
	Ages        int `json:"ages"`
	Cost        int `json:"cost"`
	Coordinates int `json:"coordinates"`
	Postcode    int `json:"postcode"`
	Schedule    int `json:"schedule"`
	Languages   int `json:"languages"`
	Contact     int `json:"contact"`
	Coverage    int `json:"coverage"`
	Access      int `json:"access"`
	Capacity    int `json:"capacity"`
	Route       int `json:"route"`
}

// Freshness counts the services by their date of assurance.
type Freshness struct {
	Fresh     int `json:"fresh"`     // assured within activity.FreshDays of Options.On
	Stale     int `json:"stale"`     // assured earlier
	Unassured int `json:"unassured"` // no date, or Options.On is not set
}

// ProviderCount is the summary of one provider's services.
type ProviderCount struct {
	Name     string `json:"name,omitzero"`
	Services int    `json:"services"`
	// Faults counts those of its services and, with the service that brought it,
	// of the provider itself.
	Faults int `json:"faults"`
	// Kinds counts them by kind, sorted by kind. It is no map because a directory
	// may have a hundred thousand providers.
	Kinds        []KindCount  `json:"kinds,omitzero"`
	Completeness Completeness `json:"completeness"`
	Freshness    Freshness    `json:"freshness"`
}

// KindCount is a kind of fault with its number.
type KindCount struct {
	Kind  FaultKind `json:"kind"`
	Count int       `json:"count"`
}

// Kinds returns the kinds of fault met, the most frequent first, ties by name.
func (r *Report) Kinds() []KindCount {
	out := make([]KindCount, 0, len(r.Counts))
	for k, n := range r.Counts {
		out = append(out, KindCount{k, n})
	}
	slices.SortFunc(out, func(a, b KindCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Kind, b.Kind))
	})
	return out
}

// Total returns the number of all faults.
func (r *Report) Total() int { return len(r.Faults) + r.Omitted }

// add records a fault.
func (m *mapper) add(f Fault) {
	f.Pointer = safePointer(f.Pointer)
	if m.opt.Fault != nil {
		m.opt.Fault(f)
	}
	m.countHere(f.Kind)
	m.report.addFault(f, m.opt.Faults)
}

// countHere counts a fault of the record being read.
func (m *mapper) countHere(k FaultKind) {
	for i := range m.faultsHere {
		if m.faultsHere[i].Kind == k {
			m.faultsHere[i].Count++
			return
		}
	}
	m.faultsHere = append(m.faultsHere, KindCount{k, 1})
}

// addFault counts a fault and keeps it up to the limit.
func (r *Report) addFault(f Fault, limit int) {
	if r.Counts == nil {
		r.Counts, r.Severities = map[FaultKind]int{}, map[Severity]int{}
	}
	r.Counts[f.Kind]++
	r.Severities[f.Severity]++
	if len(r.Faults) >= limit {
		r.Omitted++
		return
	}
	r.Faults = append(r.Faults, f)
}

// merge adds what another report counted, for a directory in several parts.
func (r *Report) merge(o *Report, limit int) {
	r.Records += o.Records
	r.Services += o.Services
	r.Lost += o.Lost
	r.Completeness.merge(o.Completeness)
	r.Freshness.merge(o.Freshness)
	for id, n := range o.Providers {
		if r.Providers == nil {
			r.Providers = map[activity.ProviderID]ProviderCount{}
		}
		have := r.Providers[id]
		have.merge(n)
		r.Providers[id] = have
	}
	r.mergeFaults(o, limit)
}

func (r *Report) mergeFaults(o *Report, limit int) {
	if r.Counts == nil {
		r.Counts, r.Severities = map[FaultKind]int{}, map[Severity]int{}
	}
	for _, f := range o.Faults {
		r.addFault(f, limit)
	}
	for k, n := range o.Counts {
		r.Counts[k] += n - countKind(o.Faults, k)
	}
	for s, n := range o.Severities {
		r.Severities[s] += n - countSeverity(o.Faults, s)
	}
	r.Omitted += o.Omitted
}

func countKind(faults []Fault, k FaultKind) int {
	n := 0
	for _, f := range faults {
		if f.Kind == k {
			n++
		}
	}
	return n
}

func countSeverity(faults []Fault, s Severity) int {
	n := 0
	for _, f := range faults {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// merge adds what another part counted of the provider.
func (p *ProviderCount) merge(o ProviderCount) {
	p.Name = cmp.Or(p.Name, o.Name)
	p.Services += o.Services
	p.Faults += o.Faults
	p.Completeness.merge(o.Completeness)
	p.Freshness.merge(o.Freshness)
	p.addKinds(o.Kinds)
}

// addKinds adds counts by kind.
func (p *ProviderCount) addKinds(list []KindCount) {
	if p.Kinds == nil && len(list) > 0 {
		p.Kinds = make([]KindCount, 0, len(list))
	}
	for _, k := range list {
		i, ok := slices.BinarySearchFunc(p.Kinds, k.Kind, func(x KindCount, k FaultKind) int { return cmp.Compare(x.Kind, k) })
		if !ok {
			p.Kinds = slices.Insert(p.Kinds, i, KindCount{Kind: k.Kind})
		}
		p.Kinds[i].Count += k.Count
	}
}

// merge adds the counts of another part.
func (f *Freshness) merge(o Freshness) {
	f.Fresh += o.Fresh
	f.Stale += o.Stale
	f.Unassured += o.Unassured
}

// merge adds the counts of another part.
func (c *Completeness) merge(o Completeness) {
	for _, p := range []struct{ to, from *int }{
		{&c.Description, &o.Description},
		{&c.Provider, &o.Provider},
		{&c.Category, &o.Category},
		{&c.Ages, &o.Ages},
		{&c.Cost, &o.Cost},
		{&c.Coordinates, &o.Coordinates},
		{&c.Postcode, &o.Postcode},
		{&c.Schedule, &o.Schedule},
		{&c.Languages, &o.Languages},
		{&c.Contact, &o.Contact},
		{&c.Coverage, &o.Coverage},
		{&c.Access, &o.Access},
		{&c.Capacity, &o.Capacity},
		{&c.Route, &o.Route},
	} {
		*p.to += *p.from
	}
}

// safePointer returns p unless a member name in it could hold personal data:
// then only what comes before that name.
func safePointer(p string) string {
	from := 0
	for i := 0; i <= len(p); i++ {
		if i < len(p) && p[i] != '/' {
			continue
		}
		if name := p[from:i]; name != "" && safeName(name) == "" {
			return p[:from] + "?"
		}
		from = i + 1
	}
	return p
}

// safeName is safeID with the characters that a pointer and a column may hold.
func safeName(s string) string {
	if len(s) > 64 {
		return ""
	}
	for _, c := range []byte(s) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_', c == '.', c == ':', c == '~', c == '$':
		default:
			return ""
		}
	}
	return s
}

// finish completes the report at the end of the input.
func (m *mapper) finish() {
	if m.report.Records == 0 && m.report.Lost == 0 {
		m.add(Fault{Kind: EmptyFeed, Severity: Warning, Done: Kept})
	}
}

// count adds a service to completeness and freshness.
func (m *mapper) count(a *activity.Activity) {
	var c Completeness
	one := func(n *int, known bool) {
		if known {
			*n = 1
		}
	}
	one(&c.Description, a.Description != "")
	one(&c.Provider, !a.Provider.IsZero())
	one(&c.Category, len(a.Categories) > 0)
	one(&c.Ages, a.Eligibility.Ages.Standing == activity.Known)
	one(&c.Cost, a.Cost.Standing == activity.Known)
	coordinates, postcode, access := false, false, len(a.Access) > 0
	for i := range a.Locations {
		coordinates = coordinates || !a.Locations[i].Coordinates.IsZero()
		postcode = postcode || !a.Locations[i].Address.Postcode.IsZero()
		access = access || len(a.Locations[i].Access) > 0
	}
	one(&c.Coordinates, coordinates)
	one(&c.Postcode, postcode)
	one(&c.Access, access)
	one(&c.Schedule, len(a.Schedule.Rules) > 0)
	one(&c.Languages, len(a.Languages) > 0)
	one(&c.Contact, len(a.Contacts) > 0)
	one(&c.Coverage, a.Coverage.Standing == activity.Known)
	one(&c.Capacity, a.Capacity.State != "" || a.Capacity.Available.Standing == activity.Known)
	one(&c.Route, hasRoute(a.Routes))
	m.report.Services++
	m.report.Completeness.merge(c)
	m.report.Freshness.merge(m.freshHere)
	m.countProvider(a, c)
}

func hasRoute(routes []activity.RouteOption) bool {
	return slices.ContainsFunc(routes, func(o activity.RouteOption) bool { return o.Route != "" })
}

// countProvider adds the service and its faults to its provider.
func (m *mapper) countProvider(a *activity.Activity, c Completeness) {
	r := &m.report
	if r.Providers == nil {
		r.Providers = map[activity.ProviderID]ProviderCount{}
	}
	p, known := r.Providers[a.Provider]
	if !known && len(r.Providers) >= trackedProviders {
		return
	}
	p.Name = cmp.Or(p.Name, a.ProviderName)
	p.Services++
	p.Completeness.merge(c)
	p.Freshness.merge(m.freshHere)
	p.addKinds(m.faultsHere)
	for _, k := range m.faultsHere {
		p.Faults += k.Count
	}
	r.Providers[a.Provider] = p
}
