package reporting

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/calendar"
)

// MinimumOptions say how rows of the minimum dataset are made. Calendar and
// Pseudonym are needed.
type MinimumOptions struct {
	// Calendar tells the service's local days.
	Calendar *calendar.Calendar
	// Pseudonym gives the name under which somebody, or an episode, stands in the
	// rows: the same for the same, always. The domain is "person" or "episode".
	// HMACPseudonyms makes one from the host's key; a host that has a
	// pseudonymisation service asks that.
	Pseudonym func(domain string, id uuid.UUID) string
	// AgeBands are the lower bounds of the bands in years, ascending; nil takes
	// 0, 18, 25, 35, 45, 55, 65, 75 and 85.
	AgeBands []int
}

// HMACPseudonyms makes pseudonyms with a key that is the host's alone: the first
// 128 bits of HMAC-SHA-256 over the domain and the identifier, in lower-case
// base32. Rows made under one key can be joined, and nobody without the key can
// go back to an identifier or test whether somebody is among them. The key is 32
// random bytes or more; a shorter one is an error that matches ErrInput.
func HMACPseudonyms(key []byte) (func(domain string, id uuid.UUID) string, error) {
	const least = sha256.Size
	if len(key) < least {
		return nil, &InputError{Path: "key", What: "shorter than 32 bytes"}
	}
	key = slices.Clone(key)
	return func(domain string, id uuid.UUID) string {
		h := hmac.New(sha256.New, key)
		h.Write([]byte(domain))
		h.Write([]byte{0}) // no domain holds one, so that no two inputs meet
		h.Write(id[:])
		return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(h.Sum(nil)[:16]))
	}, nil
}

// Minimum makes rows of the minimum dataset. Make it with NewMinimum; it is safe
// for concurrent use if the host's function is.
type Minimum struct{ o MinimumOptions }

// NewMinimum checks the options. The error matches ErrInput.
func NewMinimum(o MinimumOptions) (*Minimum, error) {
	if o.AgeBands == nil {
		o.AgeBands = []int{0, 18, 25, 35, 45, 55, 65, 75, 85}
	}
	o.AgeBands = slices.Clone(o.AgeBands)
	switch {
	case o.Calendar == nil:
		return nil, &InputError{Path: "calendar", What: "none"}
	case o.Pseudonym == nil:
		return nil, &InputError{Path: "pseudonym", What: "none"}
	}
	for i, b := range o.AgeBands {
		if b < 0 || i > 0 && b <= o.AgeBands[i-1] {
			return nil, &InputError{Path: fmt.Sprintf("ageBands/%d", i), What: "not ascending"}
		}
	}
	return &Minimum{o}, nil
}

// A MinimumRow is one episode in the four groups of the national minimum
// dataset for social prescribing in England: demographics, needs and concerns,
// support offered, outcomes. The groups are those that the evaluation toolkit of
// Transformation Partners in Health and Care names; the national list of their
// elements was not at hand, so that the selection is this package's own.
//
// A row holds no name, number, address, date of birth or word of anybody. It is
// about one person all the same, pseudonymised and not anonymous: it goes only
// to who may have it, and opt-outs from secondary use are the host's to heed.
// What is published goes through [Tally.Release] instead.
//
// It shows nothing when printed; its JSON and its Fields disclose it.
type MinimumRow struct {
	Person  string `json:"person"`  // a pseudonym
	Episode string `json:"episode"` // a pseudonym

	// Demographics; "" and the zero values are not known, which is another thing
	// than not stated.
	Age             string                 `json:"age,omitzero"` // the band on the day of receipt, such as "65-74" or "85+"; "" if the date of birth allows two
	Sex             person.Sex             `json:"sex,omitzero"`
	Gender          person.Gender          `json:"gender,omitzero"`
	Ethnicity       string                 `json:"ethnicity,omitzero"` // a code of the scheme
	EthnicityScheme person.EthnicityScheme `json:"ethnicityScheme,omitzero"`
	EthnicityStatus person.EthnicityStatus `json:"ethnicityStatus,omitzero"`
	Decile          cohort.Decile          `json:"decile,omitzero"`
	Groups          []cohort.Group         `json:"groups,omitzero"` // as the host gave them

	// Needs are the reasons of the referral and the needs that were found, each
	// once, in the order of their codes.
	Needs []person.NeedCode `json:"needs,omitzero"`

	// Support.
	Received string             `json:"received"` // the month, such as "2026-03"
	Source   string             `json:"source,omitzero"`
	Basis    referral.Basis     `json:"basis,omitzero"`
	State    referral.State     `json:"state"`
	Ended    string             `json:"ended,omitzero"` // the month
	End      referral.Reason    `json:"end,omitzero"`   // why, where the end has a reason
	Contacts int64              `json:"contacts"`       // two-way, and sessions that are not among them
	Support  []MinimumSupport   `json:"support,omitzero"`
	Unmet    []MinimumUnmet     `json:"unmet,omitzero"`
	Goals    []MinimumGoalCount `json:"goals,omitzero"`

	// Outcomes.
	Changes []Change `json:"changes,omitzero"`
}

// MinimumSupport is an onward referral that left the service, or a signpost.
type MinimumSupport struct {
	Signpost bool            `json:"signpost,omitzero"`
	Activity activity.ID     `json:"activity,omitzero"`
	Need     person.NeedCode `json:"need,omitzero"`
	State    referral.State  `json:"state,omitzero"` // of an onward referral
	Use      referral.Use    `json:"use,omitzero"`   // of a signpost
}

// MinimumUnmet is a need that nothing could meet.
type MinimumUnmet struct {
	Need   person.NeedCode      `json:"need"`
	Reason referral.UnmetReason `json:"reason"`
}

// MinimumGoalCount is how many of the person's goals stand in a state.
type MinimumGoalCount struct {
	State referral.State `json:"state"`
	Count int            `json:"count"`
}

// Format writes a placeholder for every verb.
func (r MinimumRow) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, "[MinimumRow]") }

// LogValue gives a placeholder.
func (r MinimumRow) LogValue() slog.Value { return slog.StringValue("[MinimumRow]") }

// Row makes the row of an episode. It is false for what counts nowhere: a draft,
// an episode entered in error, somebody from a proactive cohort who has not
// accepted (D3). The person may be nil; their demographics are then not known.
//
// The error matches ErrInput: a Minimum that NewMinimum has not made, a person
// whose episode it is not, a group or a decile that is not valid, a measure named
// twice.
func (m *Minimum) Row(e Episode, p *person.Person) (MinimumRow, bool, error) {
	if m == nil || m.o.Calendar == nil || m.o.Pseudonym == nil {
		return MinimumRow{}, false, &InputError{Path: "minimum", What: "not made by NewMinimum"}
	}
	r := e.Referral
	if p != nil && p.ID != r.Person() {
		return MinimumRow{}, false, &InputError{Path: "person", What: "not the person of the episode"}
	}
	var t Tally // its checks and its rule of what counts
	groups, err := groupsOf(e)
	if err != nil {
		return MinimumRow{}, false, err
	}
	if err := t.checkChanges(e.Changes); err != nil {
		return MinimumRow{}, false, err
	}
	if t.skip(r) {
		return MinimumRow{}, false, nil
	}
	rd := read(r, m.o.Calendar)
	row := MinimumRow{
		Person:  m.o.Pseudonym("person", uuid.UUID(r.Person())),
		Episode: m.o.Pseudonym("episode", uuid.UUID(r.ID())),
		Decile:  e.Decile, Needs: needsOf(r),
		Received: month(rd.received), Source: r.Intake().Source, Basis: r.Intake().Basis, State: r.State(),
		End: rd.end.Reason, Contacts: rd.contacts, Support: supportOf(r), Goals: goalsOf(r),
		Changes: slices.Clone(e.Changes),
	}
	for _, g := range groups[1:] {
		if e.Decile == (cohort.Decile{}) || g != e.Decile.Group() {
			row.Groups = append(row.Groups, g)
		}
	}
	if r.Phase() == referral.PhaseEnded {
		row.Ended = month(m.o.Calendar.DayOf(r.Since()))
	}
	for _, u := range rd.unmet {
		row.Unmet = append(row.Unmet, MinimumUnmet(u))
	}
	m.demographics(&row, p, rd.received)
	return row, true, nil
}

func (m *Minimum) demographics(row *MinimumRow, p *person.Person, on calendar.Day) {
	if p == nil {
		return
	}
	if d, err := person.NewDate(dateOf(on)); err == nil && !p.Birth.IsZero() {
		row.Age = m.band(p.Birth.AgeOn(d))
	}
	if d := p.Demographics; d != nil {
		row.Sex, row.Gender = d.Sex, d.Gender
		row.Ethnicity, row.EthnicityScheme, row.EthnicityStatus = d.Ethnicity.Code, d.Ethnicity.Scheme, d.Ethnicity.Status
	}
}

func dateOf(d calendar.Day) (int, int, int) {
	y, mo, day := d.Date()
	return y, int(mo), day
}

// band names the band of an age; "" if it is not known, is below the first band,
// or may lie in two.
func (m *Minimum) band(a person.Age) string {
	least, most, ok := a.Years()
	i := m.bandOf(least)
	if !ok || i < 0 || i != m.bandOf(most) {
		return ""
	}
	from := strconv.Itoa(m.o.AgeBands[i])
	if i == len(m.o.AgeBands)-1 {
		return from + "+"
	}
	return from + "-" + strconv.Itoa(m.o.AgeBands[i+1]-1)
}

func (m *Minimum) bandOf(years int) int {
	i, found := slices.BinarySearch(m.o.AgeBands, years)
	if found {
		return i
	}
	return i - 1
}

func month(d calendar.Day) string {
	if d.IsZero() {
		return ""
	}
	return d.String()[:len("2026-03")]
}

func needsOf(r referral.Referral) []person.NeedCode {
	out := slices.Clone(r.Intake().Reasons)
	for n := range r.Needs() {
		out = append(out, n.Code)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// supportOf gives what was offered and left the service: proposals that were
// never sent are none.
func supportOf(r referral.Referral) []MinimumSupport {
	var out []MinimumSupport
	for o := range r.Onwards() {
		if !o.Sent.IsZero() && o.State != referral.StateEnteredInError {
			out = append(out, MinimumSupport{Activity: o.Activity, Need: o.Need, State: o.State})
		}
	}
	for s := range r.Signposts() {
		out = append(out, MinimumSupport{Signpost: true, Activity: s.Activity, Need: s.Need, Use: s.Use})
	}
	return out
}

func goalsOf(r referral.Referral) []MinimumGoalCount {
	var out []MinimumGoalCount
	for g := range r.Goals() {
		i := slices.IndexFunc(out, func(c MinimumGoalCount) bool { return c.State == g.State })
		if i < 0 {
			out = append(out, MinimumGoalCount{State: g.State})
			i = len(out) - 1
		}
		out[i].Count++
	}
	slices.SortFunc(out, func(a, b MinimumGoalCount) int { return strings.Compare(string(a.State), string(b.State)) })
	return out
}

// MinimumHeader names the columns of Fields, for a table such as CSV.
func MinimumHeader() []string {
	return []string{
		"person", "episode", "age", "sex", "gender", "ethnicity", "ethnicity_scheme", "ethnicity_status",
		"deprivation_index", "deprivation_year", "deprivation_decile", "groups", "needs",
		"received", "source", "basis", "state", "ended", "end_reason", "contacts", "support", "unmet", "goals", "outcomes",
	}
}

// Fields gives the row as texts, one for each column of MinimumHeader. A list
// stands in one field, its members parted by a semicolon, and what a member is
// made of by a space: an onward referral is "onward", its activity, need and
// state, a signpost "signpost", its activity, need and use, with "-" for what was
// not recorded; a need that nothing met is the need and the reason; goals are the
// state and the number; an outcome is the instrument, version, part, baseline and
// follow-up.
func (r MinimumRow) Fields() []string {
	year, decile := "", ""
	if r.Decile != (cohort.Decile{}) {
		year = strconv.Itoa(r.Decile.Year)
		if r.Decile.Decile > 0 {
			decile = strconv.Itoa(r.Decile.Decile)
		}
	}
	return []string{
		r.Person, r.Episode, r.Age, string(r.Sex), string(r.Gender),
		r.Ethnicity, string(r.EthnicityScheme), string(r.EthnicityStatus),
		string(r.Decile.Index), year, decile,
		list(r.Groups, func(g cohort.Group) []string { return []string{g.Dimension, g.Code} }),
		list(r.Needs, func(n person.NeedCode) []string { return []string{string(n)} }),
		r.Received, r.Source, string(r.Basis), string(r.State), r.Ended, string(r.End), strconv.FormatInt(r.Contacts, 10),
		list(r.Support, MinimumSupport.fields),
		list(r.Unmet, func(u MinimumUnmet) []string { return []string{string(u.Need), string(u.Reason)} }),
		list(r.Goals, func(g MinimumGoalCount) []string { return []string{string(g.State), strconv.Itoa(g.Count)} }),
		list(r.Changes, Change.fields),
	}
}

func list[T any](all []T, fields func(T) []string) string {
	out := make([]string, len(all))
	for i, v := range all {
		fs := fields(v)
		for j, f := range fs {
			if f == "" {
				fs[j] = "-"
			}
		}
		out[i] = strings.Join(fs, " ")
	}
	return strings.Join(out, ";")
}

func (s MinimumSupport) fields() []string {
	what, how := "onward", string(s.State)
	if s.Signpost {
		what, how = "signpost", string(s.Use)
	}
	act := ""
	if !s.Activity.IsZero() {
		act = s.Activity.String()
	}
	return []string{what, act, string(s.Need), how}
}

func (c Change) fields() []string {
	baseline, follow := "", ""
	if c.Baseline != nil {
		baseline = c.Baseline.String()
	}
	if c.FollowUp != nil {
		follow = c.FollowUp.String()
	}
	return []string{c.Measure.Instrument, c.Measure.Version, c.Measure.Part, baseline, follow}
}
