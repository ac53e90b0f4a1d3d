package prsb

import (
	_ "embed"
	"iter"
	"reflect"
	"slices"
	"strings"

	"github.com/socialprescribing/socialprescribing/internal/lazy"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

//go:embed episode.txt
var episodeText string

// EpisodeField says of a field of an episode whom it may reach in a record, and
// under which section of the standard it goes.
type EpisodeField struct {
	Path      string // "intake.words"
	Audiences []person.Audience
	Section   Path // "" where the standard has no element
}

// EpisodeFields gives the table that Build goes by, in its order. The caller owns
// it. Who may see what is our own selection: the standard says what a record may
// hold, not whom each part may reach.
func EpisodeFields() []EpisodeField { return slices.Clone(episodeTable().list) }

type fieldTable struct {
	list   []EpisodeField
	byPath map[string]EpisodeField
}

var episodeFields lazy.Value[fieldTable]

func episodeTable() fieldTable {
	t, _ := episodeFields.Get(func() (fieldTable, error) { return parseFields(episodeText), nil })
	return t
}

var fieldLetters = map[rune]person.Audience{
	'L': person.AudienceLinkWorker, 'G': person.AudienceGP, 'R': person.AudienceReferrer, 'S': person.AudiencePerson,
}

func parseFields(text string) fieldTable {
	t := fieldTable{byPath: map[string]EpisodeField{}}
	for line := range strings.Lines(text) {
		parts := strings.Fields(line)
		if len(parts) != 3 || parts[0] == "#" {
			continue
		}
		f := EpisodeField{Path: parts[0], Section: Path(strings.Trim(parts[2], "-"))}
		for _, c := range parts[1] {
			if a, ok := fieldLetters[c]; ok {
				f.Audiences = append(f.Audiences, a)
			}
		}
		t.list = append(t.list, f)
		t.byPath[f.Path] = f
	}
	return t
}

// homeless lists the fields of an episode that say something and have no
// element. It is the sender's: who may see them does not matter here.
func homeless(r referral.Referral, report func(path string)) {
	in := r.Intake()
	fieldsOf("intake", reflect.ValueOf(&in).Elem(), report)
	report("state")
	if yes, instead := r.Prohibited(); yes != person.Unknown || !instead.IsZero() {
		report("prohibited")
	}
	if r.Complexity() != 0 {
		report("complexity")
	}
	rows(r.Assessments(), "assessments", report)
	rows(r.Assignments(), "assignments", report)
	rows(r.Closures(), "closures", report)
	rows(r.Concerns(), "concerns", report)
	rows(r.Consents(), "consents", report)
	rows(r.Contacts(), "contacts", report)
	rows(r.Duties(), "duties", report)
	rows(r.Feedback(), "feedback", report)
	rows(r.Funding(), "funding", report)
	rows(r.Goals(), "goals", report)
	rows(r.Holds(), "holds", report)
	rows(r.Links(), "links", report)
	rows(r.Matters(), "matters", report)
	rows(r.Needs(), "needs", report)
	rows(r.Notes(), "notes", report)
	rows(r.Onwards(), "onwards", report)
	rows(r.Plans(), "plans", report)
	rows(r.Risks(), "risks", report)
	rows(r.Sessions(), "sessions", report)
	rows(r.Signposts(), "signposts", report)
	rows(r.Steps(), "steps", report)
	rows(r.Supports(), "supports", report)
	rows(r.Transfers(), "transfers", report)
	rows(r.UnmetNeeds(), "unmetNeeds", report)
}

func rows[T any](list iter.Seq[T], name string, report func(string)) {
	for x := range list {
		fieldsOf(name, reflect.ValueOf(&x).Elem(), report)
	}
}

// fieldsOf reports the fields of one row that are set.
func fieldsOf(name string, v reflect.Value, report func(string)) {
	for i := range v.NumField() {
		if !v.Field(i).IsZero() {
			report(name + "." + member(v.Type().Field(i)))
		}
	}
}

// member gives the name of a field in a path: that of its JSON member.
func member(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "-" {
		return strings.ToLower(f.Name)
	}
	return name
}
