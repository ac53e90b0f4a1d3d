package activity

import (
	"bytes"
	"encoding/json"
	"time"
)

// Status says whether an activity is running. The zero value is unknown.
type Status string

// Open Referral's four states.
const (
	Active            Status = "active"
	Inactive          Status = "inactive"
	Defunct           Status = "defunct"
	TemporarilyClosed Status = "temporarily-closed"
)

// IsValid reports whether s is one of the four.
func (s Status) IsValid() bool { return oneOf(s, Active, Inactive, Defunct, TemporarilyClosed) }

// UnmarshalText implements encoding.TextUnmarshaler; it rejects other words.
func (s *Status) UnmarshalText(text []byte) error {
	return unmarshalWord(s, text, "status", Status.IsValid)
}

// Activity is one thing in the community that a person can be connected to. It
// is a plain record: the zero value is valid and says nothing; Check reports
// what is wrong with it. Not safe for use while it is being changed; Clone
// copies it whole.
type Activity struct {
	ID       ID         `json:"id,omitzero"`
	Provider ProviderID `json:"provider,omitzero"`
	// ProviderName is the provider's name, for showing; the record is Provider.
	ProviderName string `json:"providerName,omitzero"`
	Name         string `json:"name,omitzero"`
	// Description is plain text.
	Description string     `json:"description,omitzero"`
	Status      Status     `json:"status,omitzero"`
	Categories  []Category `json:"categories,omitzero"`
	// Terms are the taxonomy terms of the source, mapped or not.
	Terms       []Term          `json:"terms,omitzero"`
	Eligibility Eligibility     `json:"eligibility,omitzero"`
	Locations   []Location      `json:"locations,omitzero"`
	Coverage    Coverage        `json:"coverage,omitzero"`
	Schedule    Schedule        `json:"schedule,omitzero"`
	Cost        Cost            `json:"cost,omitzero"`
	Access      Access          `json:"access,omitzero"`
	Languages   []LanguageOffer `json:"languages,omitzero"`
	Modes       []Mode          `json:"modes,omitzero"`
	Routes      []RouteOption   `json:"routes,omitzero"`
	Capacity    Capacity        `json:"capacity,omitzero"`
	Contacts    []Contact       `json:"contacts,omitzero"`
	URL         string          `json:"url,omitzero"`
	// Documents that a person must bring.
	Documents []string `json:"documents,omitzero"`
	// Funding as the source states it.
	Funding   []string  `json:"funding,omitzero"`
	Alerts    []Alert   `json:"alerts,omitzero"`
	Assurance Assurance `json:"assurance,omitzero"`
	// Ended is when the activity ends or ended for good; zero: not known to.
	Ended  Day    `json:"ended,omitzero"`
	Source Source `json:"source,omitzero"`
}

// Category is a category of an activity with where it comes from.
type Category struct {
	Code CategoryCode `json:"code,omitzero"`
	// Standing: Known when the source or a person says so, Assumed when a rule
	// derived it, for example from a word in the name.
	Standing Standing `json:"standing,omitzero"`
	// From names the term or rule that it was derived from.
	From string `json:"from,omitzero"`
}

// Alert is a notice such as "closed this week", for the days given.
type Alert struct {
	Text  string `json:"text,omitzero"`
	From  Day    `json:"from,omitzero"`
	Until Day    `json:"until,omitzero"`
}

// Clone returns a copy that shares no memory with a.
func (a Activity) Clone() Activity {
	a.Categories = cloneSlice(a.Categories)
	a.Terms = cloneSlice(a.Terms)
	a.Eligibility = a.Eligibility.Clone()
	a.Locations = cloneEach(a.Locations)
	a.Coverage = a.Coverage.Clone()
	a.Schedule = a.Schedule.Clone()
	a.Cost = a.Cost.Clone()
	a.Access = a.Access.Clone()
	a.Languages = cloneSlice(a.Languages)
	a.Modes = cloneSlice(a.Modes)
	a.Routes = cloneSlice(a.Routes)
	a.Contacts = cloneEach(a.Contacts)
	a.Documents = cloneSlice(a.Documents)
	a.Funding = cloneSlice(a.Funding)
	a.Alerts = cloneSlice(a.Alerts)
	a.Source = a.Source.Clone()
	return a
}

func cloneEach[S ~[]E, E interface{ Clone() E }](s S) S {
	out := cloneSlice(s)
	for i := range out {
		out[i] = out[i].Clone()
	}
	return out
}

// HasCategory reports whether the activity is of the category.
func (a Activity) HasCategory(code CategoryCode) bool {
	for _, c := range a.Categories {
		if c.Code == code {
			return true
		}
	}
	return false
}

// Mode reports whether the activity reaches people in the way m.
func (a Activity) Mode(m Mode) bool { return oneOf(m, a.Modes...) }

// stored brings a time to the precision and zone that stores keep.
func stored(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// Equal reports whether two activities hold the same, times compared by instant.
func (a Activity) Equal(other Activity) bool { return sameJSON(a.inUTC(), other.inUTC()) }

// Equal reports whether two providers hold the same, times compared by instant.
func (p Provider) Equal(other Provider) bool { return sameJSON(p.inUTC(), other.inUTC()) }

func (a Activity) inUTC() Activity {
	a = a.Clone()
	a.Capacity.AsOf = a.Capacity.AsOf.UTC()
	a.Source.Modified = a.Source.Modified.UTC()
	for i := range a.Locations {
		a.Locations[i].Source.Modified = a.Locations[i].Source.Modified.UTC()
	}
	return a
}

func (p Provider) inUTC() Provider {
	p = p.Clone()
	p.Source.Modified = p.Source.Modified.UTC()
	for i := range p.Locations {
		p.Locations[i].Source.Modified = p.Locations[i].Source.Modified.UTC()
	}
	for i := range p.Suspensions {
		p.Suspensions[i].From, p.Suspensions[i].Until = p.Suspensions[i].From.UTC(), p.Suspensions[i].Until.UTC()
	}
	return p
}

// sameJSON compares the stored form: what it leaves out is not part of a value.
func sameJSON(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}
