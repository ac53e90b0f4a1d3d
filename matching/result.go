package matching

import (
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// Result is the answer to a query. A plain record that shares no memory with
// the index.
type Result struct {
	// Urgent comes first and apart: what the person needs today is not a
	// matter of choosing a group (D34). Nil when nothing is urgent.
	Urgent *Urgent `json:"urgent,omitzero"`
	// Matches, the best first.
	Matches []Match `json:"matches"`
	// SetAside are matches that would have been among the first but for
	// QueryOptions.PerProvider, PerSite or PerKind, in their order, each with the
	// bounds that kept it from them.
	SetAside []SetAside `json:"setAside,omitzero"`
	// Order is the order of criteria that was used; Fits follow it.
	Order []CriterionCode `json:"order"`
	// Crosswalk is the version of the crosswalk that was used.
	Crosswalk string `json:"crosswalk"`
}

// Match is one activity that suits. Comparing the Fits of two matches in order,
// then their IDs, gives their ranking exactly.
type Match struct {
	Activity activity.ID         `json:"activity"`
	Provider activity.ProviderID `json:"provider,omitzero"`
	// Site is the place that the match is about; zero when it has none or the
	// record does not name it.
	Site activity.LocationID `json:"site,omitzero"`
	// Mode is how it reaches people there; "" when that is not stated.
	Mode activity.Mode `json:"mode,omitzero"`
	// Fits has one fit for each criterion of Result.Order.
	Fits []Fit `json:"fits"`
	// Reasons say why, in the order of the criteria. A criterion that was not
	// raised gives none.
	Reasons []Reason `json:"reasons"`
}

// Reason is one judgement and the criterion that made it. The fit of a
// criterion is the least of the fits of its reasons; Exact if it has none.
type Reason struct {
	Criterion CriterionCode `json:"criterion"`
	Code      ReasonCode    `json:"code"`
	Fit       Fit           `json:"fit"`
	A         int32         `json:"a,omitzero"`
	B         int32         `json:"b,omitzero"`
	Subject   string        `json:"subject,omitzero"`
	Object    string        `json:"object,omitzero"`
}

// phrase makes a reason of a judgement in its place.
func phrase(r *Reason, c CriterionCode, j *Judgement) {
	r.Criterion, r.Code, r.Fit, r.A, r.B, r.Subject, r.Object = c, j.Code, j.Fit, j.A, j.B, j.Subject, j.Object
}

// reason dresses a judgement.
func reason(c CriterionCode, j Judgement) Reason {
	return Reason{Criterion: c, Code: j.Code, Fit: j.Fit, A: j.A, B: j.B, Subject: j.Subject, Object: j.Object}
}

// Day returns the day that A holds, for reasons about days.
func (r Reason) Day() activity.Day { return firstDay.AddDays(int(r.A)) }

// SetAside is a match that a bound on providers or sites kept from the list.
type SetAside struct {
	Match Match `json:"match"`
	// ByProvider, BySite and ByKind say which bound it was.
	ByProvider bool `json:"byProvider,omitzero"`
	BySite     bool `json:"bySite,omitzero"`
	ByKind     bool `json:"byKind,omitzero"`
}

// FitOf returns the fit of a criterion in a match of this result; Exact, and
// false, if the criterion was not used.
func (r Result) FitOf(m Match, c CriterionCode) (Fit, bool) {
	i := slices.Index(r.Order, c)
	if i < 0 || i >= len(m.Fits) {
		return Exact, false
	}
	return m.Fits[i], true
}

// ToCheck returns the reasons of a match whose answer nobody knows yet: what a
// link worker asks the provider, or the person, before anything is arranged.
func (m Match) ToCheck() []Reason {
	var out []Reason
	for _, r := range m.Reasons {
		if r.Fit == Unknown {
			out = append(out, r)
		}
	}
	return out
}

// forProviders are the criteria whose reasons say nothing about the person.
var forProviders = []CriterionCode{Standing, Time, Capacity, Freshness}

// ForProvider returns a match as a provider may see it: the fits are left out,
// and of the reasons only those about standing, time, capacity and freshness
// remain, unless the host allows others by naming all that it allows. Choice
// is never allowed (D33).
func (m Match) ForProvider(allow ...CriterionCode) Match {
	if len(allow) == 0 {
		allow = forProviders
	}
	out := m
	out.Fits, out.Reasons = nil, nil
	for _, r := range m.Reasons {
		if r.Criterion != Choice && slices.Contains(allow, r.Criterion) {
			out.Reasons = append(out.Reasons, r)
		}
	}
	return out
}

// Urgent is what to do at once.
type Urgent struct {
	// Needs are those of the seeker's needs that are urgent in themselves.
	Needs []person.NeedCode `json:"needs"`
	// Lines is whom to turn to, from the host's list: for these needs, or for
	// any need. Empty when the host has given none.
	Lines []CrisisLine `json:"lines,omitzero"`
}

// CrisisLine is an entry of the host's list of whom to turn to in an urgent
// need. The host chooses it for the nation it works in.
type CrisisLine struct {
	// Need that it is for; "" for any urgent need.
	Need person.NeedCode `json:"need,omitzero"`
	// Text is shown as it is.
	Text string `json:"text"`
	// Contact is a number or address, as the host writes it.
	Contact string `json:"contact,omitzero"`
}
