package instruments_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/instruments"
)

// measure is what has to be there of one measure: its class, how many items it has
// and its parts, in order.
type measure struct {
	class outcome.Class
	items int
	parts string
}

// measures is the whole list: every measure that social prescribing services were
// found to use, and nothing else.
var measures = map[outcome.InstrumentID]measure{
	// Wellbeing.
	"ons4":    {"A", 4, "satisfied worthwhile happy anxious"},
	"swemwbs": {"B", 7, "raw metric"},
	"wemwbs":  {"B", 14, "total"},
	"who-5":   {"B", 5, "raw score"},
	"pws":     {"D", 0, "sum"},
	"howru":   {"D", 0, "sum"},
	// Loneliness and connection.
	"ucla-3":         {"A", 3, "total"},
	"ons-loneliness": {"A", 1, "frequency"},
	"ucla-20":        {"B", 20, "total"},
	"djg-6":          {"B", 6, "total emotional social"},
	"lsns-6":         {"B", 6, "total family friends"},
	"mos-sss":        {"A", 19, "overall emotional-informational tangible affectionate positive-interaction"},
	"osss-3":         {"A", 3, "total"},
	// In the person's own words, and activation.
	"mycaw":         {"B", 3, "concern-1 concern-2 wellbeing profile"},
	"mymop2":        {"B", 4, "profile symptom-1 symptom-2 activity wellbeing"},
	"pam-10":        {"D", 0, "score"},
	"pam-13":        {"D", 0, "score"},
	"outcomes-star": {"D", 0, "area-1 area-2 area-3 area-4 area-5 area-6 area-7 area-8 area-9 area-10"},
	// Mental health.
	"phq-9":    {"A", 9, "total core other symptoms syndrome"},
	"phq-8":    {"A", 8, "total core other symptoms syndrome"},
	"phq-2":    {"A", 2, "total"},
	"phq-4":    {"A", 4, "total anxiety depression"},
	"gad-7":    {"A", 7, "total"},
	"gad-2":    {"A", 2, "total"},
	"core-10":  {"A", 10, "total"},
	"k10":      {"B", 10, "total total-0-40"},
	"k6":       {"B", 6, "total"},
	"reqol-10": {"D", 0, "total"},
	"reqol-20": {"D", 0, "total"},
	"ors":      {"D", 0, "total"},
	// Preference-based and capability.
	"eq-5d-5l":         {"B", 5, "lss england-2018 uk-2026 crosswalk-uk"},
	"eq-5d-3l":         {"B", 5, "lss uk-a1 uk-vas reverse-uk-2026"},
	"eq-vas":           {"B", 1, "vas"},
	"eq-hwb-s":         {"D", 0, "index"},
	"icecap-o":         {"B", 5, "index"},
	"icecap-a":         {"C", 5, "index"},
	"ascot-sct4":       {"D", 0, "index"},
	"sf-12":            {"D", 0, "pcs mcs"},
	"rand-36":          {"A", 36, "physical-functioning role-physical role-emotional energy emotional-wellbeing social pain general-health"},
	"promis-global-10": {"C", 10, "gph-raw gmh-raw gph-t gph-se gmh-t gmh-se"},
	// Self-efficacy, resilience, self-esteem.
	"gse":       {"A", 10, "total"},
	"brs":       {"A", 6, "mean"},
	"rosenberg": {"A", 10, "total total-0-30"},
	// Activity and nature.
	"ipaq-sf": {"A", 6, "vigorous moderate walking total days days-30 category"},
	"nci":     {"D", 0, "index"},
	// Social needs and money.
	"hunger-vital-sign": {"A", 2, "at-risk"},
	"ahc-hrsn":          {"A", 10, "housing food transport utilities hits safety"},
	"prapare":           {"D", 0, "tally"},
	"cfpb-fwb-10":       {"A", 10, "raw score"},
}

// TestEveryMeasureIsThere: the list and the embedded definitions are the same, and
// each definition does what its licence class says.
func TestEveryMeasureIsThere(t *testing.T) {
	ids := instruments.IDs()
	require.Len(t, ids, len(measures))
	for _, id := range ids {
		want, ok := measures[id]
		require.True(t, ok, "%s is not on the list", id)
		in, err := instruments.Get(id)
		require.NoError(t, err, id)
		var parts []string
		for p := range in.Parts() {
			parts = append(parts, string(p.Code))
		}
		require.Equal(t, want, measure{in.Licence().Class, len(in.Items()), strings.Join(parts, " ")}, id)
		switch want.class {
		case outcome.ClassFree, outcome.ClassScoreOnly:
			scored(t, in)
		case outcome.ClassHostTable:
			require.NotEmpty(t, unscored(t, in, outcome.ReasonTable), id)
		case outcome.ClassOpaque:
			_, err := in.Score(nil)
			require.ErrorIs(t, err, outcome.ErrNotPermitted, id)
			finished(t, in)
		}
	}
}

// lowest answers every item with its lowest number.
func lowest(in *outcome.Instrument) outcome.Response {
	r := in.Blank()
	for i := range r {
		r[i], _ = in.ItemRange(i)
	}
	return r
}

// scored: every part has a value, but for those whose table the host supplies or
// chooses.
func scored(t *testing.T, in *outcome.Instrument) {
	t.Helper()
	open := unscored(t, in, outcome.ReasonTable)
	want := map[outcome.InstrumentID][]outcome.PartCode{
		"eq-5d-5l": {"crosswalk-uk"}, "eq-5d-3l": {"reverse-uk-2026"}, "cfpb-fwb-10": {"score"},
	}
	require.Equal(t, want[in.Key().ID], open, in.Key())
}

// unscored lists the parts of a full response that have no value, each for the given
// reason.
func unscored(t *testing.T, in *outcome.Instrument, why outcome.Reason) []outcome.PartCode {
	t.Helper()
	s, err := in.Score(lowest(in))
	require.NoError(t, err)
	var open []outcome.PartCode
	for code, p := range s.Parts() {
		if _, ok := p.Value(); !ok {
			require.Equal(t, why, p.Reason(), "%s %s", in.Key(), code)
			open = append(open, code)
		}
	}
	return open
}

// finished: a score that the host computed is taken for every part.
func finished(t *testing.T, in *outcome.Instrument) {
	t.Helper()
	values := map[outcome.PartCode]outcome.Value{}
	for p := range in.Parts() {
		values[p.Code] = p.Max
	}
	s, err := in.Opaque("a licence of the host", values)
	require.NoError(t, err, in.Key())
	for code, want := range values {
		got, ok := s.Value(code)
		require.True(t, ok)
		require.Equal(t, want, got)
	}
}

// TestEveryMeasureSaysWhatAHostNeeds: direction of every part, who holds the rights,
// what each kind of host must do, a source that exists for every figure, and a
// standing for each.
func TestEveryMeasureSaysWhatAHostNeeds(t *testing.T) {
	for in := range instruments.All() {
		id, l := in.Key().ID, in.Licence()
		for _, s := range []string{l.Holder, l.Terms, l.NonCommercial, l.Commercial, l.Redistribution, l.Source} {
			require.NotEmpty(t, s, id)
		}
		require.Regexp(t, `^20\d\d-(0[1-9]|1[0-2])$`, l.Seen, id)
		if l.Class == outcome.ClassHostTable || l.Class == outcome.ClassOpaque || l.Text == outcome.TextHost {
			require.NotEmpty(t, l.Obtain, "%s: what the host must obtain", id)
		}
		for p := range in.Parts() {
			require.True(t, p.Direction.IsValid(), "%s %s", id, p.Code)
			require.LessOrEqual(t, p.Min.Compare(p.Max), 0, "%s %s", id, p.Code)
		}
		d := in.Definition()
		require.NotEmpty(t, d.Sources, id)
		for _, set := range d.Bands {
			require.True(t, set.Standing.IsValid())
			require.True(t, slices.ContainsFunc(d.Sources, func(s outcome.Source) bool { return s.ID == set.Source }), "%s %s", id, set.ID)
		}
		for _, rule := range d.Change {
			require.True(t, rule.Standing.IsValid())
			require.True(t, slices.ContainsFunc(d.Sources, func(s outcome.Source) bool { return s.ID == rule.Source }), "%s %s", id, rule.ID)
		}
	}
}
