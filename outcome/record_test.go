package outcome_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/instruments"
	"github.com/socialprescribing/socialprescribing/person"
)

var (
	day0  = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	welsh = language.MustParse("cy")
)

func id(n byte) outcome.RecordID { return outcome.RecordID{n} }

// recorded makes a record of the instrument some days after day0.
func recorded(t *testing.T, n byte, who byte, in *outcome.Instrument, r outcome.Response, o outcome.Occasion, days int) outcome.Record {
	t.Helper()
	rec, err := outcome.NewRecord(id(n), outcome.PersonID{who}, in, r, o, day0.AddDate(0, 0, days))
	require.NoError(t, err)
	return rec
}

func TestRecordJSONIsItsStorageForm(t *testing.T) {
	in := instruments.MustGet("mycaw")
	rec := recorded(t, 1, 9, in, outcome.Response{5, outcome.NotAnswered, outcome.NotApplicable}, outcome.Baseline, 0)
	rec.Episode, rec.By, rec.Mode, rec.Language = outcome.EpisodeID{3}, outcome.ActorID{4}, outcome.Telephone, welsh
	rec.Concerns = []outcome.Concern{{ID: outcome.ConcernID{5}, Item: "concern-1", Text: person.NewText("my knee"), Language: welsh}}
	require.NoError(t, rec.Check(in))
	data, err := json.Marshal(rec)
	require.NoError(t, err)
	var back outcome.Record
	require.NoError(t, json.Unmarshal(data, &back))
	require.True(t, rec.Equal(back), string(data))
	require.Equal(t, rec.Score, back.Score, "scores of equal content are equal by ==")
	require.Contains(t, string(data), `"part":"profile"`)
	require.Contains(t, string(data), "my knee", "the storage form discloses")

	clone := rec.Clone()
	clone.Response[0], clone.Concerns[0].Item = 1, "x"
	require.Equal(t, outcome.Answer(5), rec.Response[0])
	require.Equal(t, outcome.ItemCode("concern-1"), rec.Concerns[0].Item)
	require.False(t, rec.Equal(clone))
}

func TestFmtPrintsNoAnswer(t *testing.T) {
	in := instruments.MustGet("eq-vas")
	rec := recorded(t, 1, 9, in, outcome.Response{73}, outcome.Baseline, 0)
	s := rec.Score
	p, _ := s.Part("vas")
	c, err := in.Compare("vas", s, s)
	require.NoError(t, err)
	event := outcome.Event{ID: outcome.EventID{1}, Type: outcome.EventRecorded, Value: &rec}
	for _, x := range []any{rec, &rec, rec.Response, s, p, c, event, []any{rec}, map[string]any{"k": s}, struct{ R outcome.Record }{rec}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x", "%q"} {
			text := fmt.Sprintf(verb, x)
			require.NotContains(t, text, "73", verb)
			require.NotContains(t, text, "49", verb) // 73 in hexadecimal
		}
	}
}

func TestRecordCheckReportsEveryFault(t *testing.T) {
	in := instruments.MustGet("ons4")
	var empty outcome.Record
	err := empty.Check(in)
	for _, path := range []string{"id", "person", "instrument", "occasion", "at", "mode", "status", "score", "response"} {
		require.ErrorContains(t, err, "record at "+path+":")
	}
	require.ErrorIs(t, err, outcome.ErrRecord)

	rec := recorded(t, 1, 9, in, outcome.Response{5, 5, 5, 5}, outcome.Baseline, 0)
	require.NoError(t, rec.Check(in))
	rec.Mode = outcome.Proxy
	require.ErrorContains(t, rec.Check(in), "never for a proxy")
	rec.Mode, rec.RecordedAt = outcome.SelfPaper, rec.At.Add(-time.Second)
	require.ErrorContains(t, rec.Check(in), "before the answers")
	rec.RecordedAt = rec.At
	rec.Response[0] = 6
	require.ErrorContains(t, rec.Check(in), "not the score of the response")

	m := instruments.MustGet("mycaw")
	rec = recorded(t, 2, 9, m, outcome.Response{5, 4, 3}, outcome.Review, 30)
	rec.Concerns = []outcome.Concern{{ID: outcome.ConcernID{1}, Item: "concern-1"}, {ID: outcome.ConcernID{1}, Item: "concern-9", Since: id(1)}, {Item: "concern-2", Since: id(1)}}
	known := rec.Clone()
	known.Concerns = []outcome.Concern{{ID: outcome.ConcernID{1}, Item: "concern-1", Since: id(1)}, {ID: outcome.ConcernID{2}, Item: "concern-2", Text: person.NewText("new")}}
	require.NoError(t, known.Check(m), "named before, or in words here")
	err = rec.Check(m)
	require.ErrorContains(t, err, "concerns[0]: needs the wording")
	require.ErrorContains(t, err, "concerns[1].id")
	require.ErrorContains(t, err, "concerns[1].item")
	require.ErrorContains(t, err, "concerns[2].id")

	pam := instruments.MustGet("pam-13")
	s, err := pam.Opaque("licence 1", map[outcome.PartCode]outcome.Value{"score": outcome.MustParseValue("61.9")})
	require.NoError(t, err)
	opaque := outcome.Record{ID: id(3), Person: outcome.PersonID{1}, Instrument: pam.Key(), Occasion: outcome.End, At: day0, RecordedAt: day0, Mode: outcome.SelfOnline, Status: outcome.Final, Score: s}
	require.NoError(t, opaque.Check(pam))
	_, err = outcome.NewRecord(id(1), outcome.PersonID{1}, pam, nil, outcome.End, day0)
	require.ErrorIs(t, err, outcome.ErrNotPermitted)
}

func TestPairRecords(t *testing.T) {
	in := instruments.MustGet("ucla-3")
	r := outcome.Response{2, 2, 2}
	records := []outcome.Record{
		recorded(t, 1, 1, in, r, outcome.Baseline, 0),
		recorded(t, 2, 1, in, r, outcome.Review, 30),
		recorded(t, 3, 1, in, r, outcome.End, 60),
		recorded(t, 4, 2, in, r, outcome.Baseline, 0),
		recorded(t, 5, 3, in, r, outcome.End, 50),
		recorded(t, 6, 4, in, r, outcome.Baseline, 0),
		recorded(t, 7, 4, in, r, outcome.Review, 20),
		recorded(t, 8, 5, in, r, outcome.Baseline, 0),
		recorded(t, 9, 5, in, r, outcome.End, 0), // at the same instant: no follow-up
	}
	void := recorded(t, 10, 2, in, r, outcome.End, 60)
	void.Status = outcome.EnteredInError
	other := recorded(t, 11, 2, instruments.MustGet("phq-2"), outcome.Response{0, 0}, outcome.End, 60)
	records = append(records, void, other)
	pairing := func(rule outcome.FollowUpRule) outcome.Pairing {
		return outcome.PairRecords(in, slices.Values(records), rule)
	}
	ids := func(p outcome.Pairing) [][2]byte {
		var out [][2]byte
		for _, x := range p.Pairs {
			out = append(out, [2]byte{x.Baseline.ID[0], x.FollowUp.ID[0]})
		}
		return out
	}
	p := pairing("")
	require.Equal(t, [][2]byte{{1, 3}, {6, 7}}, ids(p))
	require.Equal(t, [][2]byte{{1, 3}}, ids(pairing(outcome.AtEnd)))
	require.Equal(t, [][2]byte{{1, 2}, {6, 7}}, ids(pairing(outcome.AtReview)))
	require.Len(t, p.BaselineOnly, 2)
	require.Len(t, p.FollowUpOnly, 1)
	require.Equal(t, id(5), p.FollowUpOnly[0].ID)
	require.Equal(t, []outcome.RecordID{id(10), id(11)}, p.LeftOut)
	k, n := p.Completion()
	require.Equal(t, []int{2, 4}, []int{k, n})
	require.Contains(t, p.Caveat(language.English), "does not show what caused it")

	slices.Reverse(records)
	require.Equal(t, p, pairing(""), "the order of the records makes no difference")
}

func TestComparePairRefuses(t *testing.T) {
	in := instruments.MustGet("ucla-3")
	a := recorded(t, 1, 1, in, outcome.Response{3, 3, 3}, outcome.Baseline, 0)
	b := recorded(t, 2, 1, in, outcome.Response{1, 2, 1}, outcome.End, 60)
	c, err := in.ComparePair("total", outcome.RecordPair{Baseline: a, FollowUp: b})
	require.NoError(t, err)
	d, ok := c.Difference()
	require.True(t, ok)
	require.Equal(t, outcome.Int(-5), d, "difference is follow-up minus baseline (D37)")
	better, ok := c.Improvement()
	require.True(t, ok)
	require.Equal(t, outcome.Int(5), better, "lower is better on this scale")
	require.False(t, c.HasRule(), "no published threshold")

	for name, p := range map[string]outcome.RecordPair{
		"backwards":     {Baseline: b, FollowUp: a},
		"other person":  {Baseline: a, FollowUp: func() outcome.Record { x := b.Clone(); x.Person[0] = 7; return x }()},
		"void":          {Baseline: a, FollowUp: func() outcome.Record { x := b.Clone(); x.Status = outcome.EnteredInError; return x }()},
		"void baseline": {Baseline: func() outcome.Record { x := a.Clone(); x.Status = outcome.EnteredInError; return x }(), FollowUp: b},
		"concerns": {Baseline: a, FollowUp: func() outcome.Record {
			x := b.Clone()
			x.Concerns = []outcome.Concern{{ID: outcome.ConcernID{1}, Item: "1"}}
			return x
		}()},
	} {
		_, err := in.ComparePair("total", p)
		require.ErrorIs(t, err, outcome.ErrNotComparable, name)
	}
}

func TestConcernsAreFollowedByIdentity(t *testing.T) {
	in := instruments.MustGet("mycaw")
	knee, money, lonely := outcome.ConcernID{1}, outcome.ConcernID{2}, outcome.ConcernID{3}
	a := recorded(t, 1, 1, in, outcome.Response{6, 4, 3}, outcome.Baseline, 0)
	a.Concerns = []outcome.Concern{{ID: knee, Item: "concern-1"}, {ID: money, Item: "concern-2"}}
	b := recorded(t, 2, 1, in, outcome.Response{5, 2, 3}, outcome.End, 60)
	b.Concerns = []outcome.Concern{{ID: lonely, Item: "concern-1"}, {ID: knee, Item: "concern-2", Since: a.ID}}
	pair := outcome.RecordPair{Baseline: a, FollowUp: b}
	_, err := in.ComparePair("profile", pair)
	require.ErrorIs(t, err, outcome.ErrNotComparable, "profiles of different concerns")

	changes, err := in.ConcernChanges(pair)
	require.NoError(t, err)
	require.Len(t, changes, 3)
	better, ok := changes[0].Comparison.Improvement()
	require.True(t, ok)
	require.Equal(t, knee, changes[0].ID)
	require.Equal(t, outcome.Int(4), better, "6 at first, 2 later, on the other line of the form")
	_, ok = changes[1].Comparison.Difference()
	require.False(t, ok, "not asked again")
	_, ok = changes[2].Comparison.Difference()
	require.False(t, ok, "new: its own series")
	require.Equal(t, outcome.ItemCode("concern-1"), changes[2].AtFollowUp)

	pair.FollowUp.Person[0] = 9
	_, err = in.ConcernChanges(pair)
	require.ErrorIs(t, err, outcome.ErrNotComparable)
}

func TestSchedule(t *testing.T) {
	plan := outcome.Schedule{
		{Instrument: "ucla-3", Occasion: outcome.End, EarlyDays: 7, LateDays: 14},
		{Instrument: "ucla-3", Occasion: outcome.Baseline, LateDays: 14},
		{Instrument: "ucla-3", Occasion: outcome.Review, AfterDays: 42, EarlyDays: 7, LateDays: 7, Every: 42},
		{Instrument: "ons4", Occasion: outcome.Baseline, LateDays: 14},
	}
	require.NoError(t, plan.Check())
	require.NoError(t, outcome.Schedule{{Instrument: "x", Occasion: outcome.Baseline}}.Check(), "on the day itself")
	in := instruments.MustGet("ucla-3")
	done := recorded(t, 1, 1, in, outcome.Response{3, 3, 3}, outcome.Baseline, 2)
	void := recorded(t, 2, 1, in, outcome.Response{3, 3, 3}, outcome.Review, 42)
	void.Status = outcome.EnteredInError
	span := outcome.Support{Began: day0}
	declined := []outcome.NotAsked{{Instrument: "ons4", Occasion: outcome.Baseline, Reason: outcome.Declined, At: day0.AddDate(0, 0, 3)}}
	states := func(span outcome.Support, days int) []string {
		var out []string
		for _, d := range plan.Due(span, []outcome.Record{done, void}, declined, day0.AddDate(0, 0, days)) {
			text := fmt.Sprintf("%s %s day %d %s", d.Instrument, d.Occasion, int(d.Due.Sub(day0).Hours()/24), d.State)
			if d.Reason != "" {
				text += " " + string(d.Reason)
			}
			out = append(out, text)
		}
		return out
	}
	require.Equal(t, []string{"ons4 baseline day 0 not-asked declined", "ucla-3 baseline day 0 done", "ucla-3 review day 42 not-yet"}, states(span, 34))
	require.Equal(t, "ucla-3 review day 42 due", states(span, 35)[2])
	require.Equal(t, "ucla-3 review day 42 due", states(span, 42)[2])
	require.Equal(t, []string{"ucla-3 review day 42 overdue", "ucla-3 review day 84 not-yet"}, states(span, 43)[2:])
	require.Equal(t, "ucla-3 review day 42 overdue", states(span, 49)[2])
	require.Equal(t, "ucla-3 review day 42 missed", states(span, 50)[2])
	ended := outcome.Support{Began: day0, Ended: day0.AddDate(0, 0, 60)}
	require.Equal(t, []string{"ucla-3 review day 42 missed", "ucla-3 end day 60 due"}, states(ended, 55)[2:])
	died := outcome.Support{Began: day0, Died: day0.AddDate(0, 0, 40)}
	require.Equal(t, []string{"ucla-3 review day 42 not-asked died"}, states(died, 41)[2:])
	require.Empty(t, plan.Due(outcome.Support{}, nil, nil, day0))

	bad := outcome.Schedule{{}, {Instrument: "x", Occasion: outcome.End, Every: 3, LateDays: -1}, {Instrument: "x", Occasion: outcome.End, LateDays: 1}, {Instrument: "y", Occasion: outcome.Review, Every: 7, LateDays: 7}}
	err := bad.Check()
	require.ErrorIs(t, err, outcome.ErrSchedule)
	for _, want := range []string{"[0]: needs an instrument", "[0]: needs the occasion", "[1]: days must not", "[1]: only a review", "[2]: stands twice", "[3]: windows"} {
		require.ErrorContains(t, err, want)
	}
}

func TestForAge(t *testing.T) {
	age := func(birth string) person.Age { return person.MustParseDate(birth).AgeOn(person.DateOf(day0)) }
	in := instruments.MustGet("ipaq-sf") // 15 to 69
	require.Equal(t, person.Yes, in.ForAge(age("1980")))
	require.Equal(t, person.No, in.ForAge(age("1950")))
	require.Equal(t, person.Unknown, in.ForAge(age("2011")), "14 or 15")
	require.Equal(t, person.Unknown, in.ForAge(person.Age{}))
	require.Equal(t, person.Yes, instruments.MustGet("lsns-6").ForAge(age("1950")))
	require.Equal(t, person.Unknown, instruments.MustGet("phq-9").ForAge(age("1950")), "no range is stated")
}

func TestIdentifiers(t *testing.T) {
	const text = "6f1b3f1e-6a3c-4f5e-9b1a-2c3d4e5f6a7b"
	rec, err := outcome.ParseRecordID(text)
	require.NoError(t, err)
	require.Equal(t, text, rec.String())
	_, err = outcome.ParseRecordID("{" + text + "}")
	require.Error(t, err)
	for _, fresh := range []fmt.Stringer{outcome.NewRecordID(), outcome.NewEpisodeID(), outcome.NewConcernID(), outcome.NewActorID(), outcome.NewChangeID(), outcome.NewEventID()} {
		require.Len(t, fresh.String(), 36)
	}
	roundTrip(t, outcome.NewRecordID())
	roundTrip(t, outcome.NewEpisodeID())
	roundTrip(t, outcome.NewConcernID())
	roundTrip(t, outcome.NewActorID())
	roundTrip(t, outcome.NewChangeID())
	roundTrip(t, outcome.NewEventID())
}

// roundTrip checks what every identifier promises: text there and back, the zero
// as the empty text, order by bytes.
func roundTrip[T interface {
	comparable
	IsZero() bool
	String() string
	Compare(T) int
	AppendText([]byte) ([]byte, error)
	MarshalText() ([]byte, error)
}](t *testing.T, v T,
) {
	t.Helper()
	var zero, back T
	require.True(t, zero.IsZero())
	require.False(t, v.IsZero())
	require.Equal(t, -1, zero.Compare(v))
	require.Zero(t, v.Compare(v))
	require.Empty(t, zero.String())
	data, err := json.Marshal(v)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &back))
	require.Equal(t, v, back)
	require.NoError(t, json.Unmarshal([]byte(`""`), &back))
	require.True(t, back.IsZero())
	require.Error(t, json.Unmarshal([]byte(`"no"`), &back))
	text, err := v.AppendText([]byte("x"))
	require.NoError(t, err)
	require.Equal(t, "x"+v.String(), string(text))
}
