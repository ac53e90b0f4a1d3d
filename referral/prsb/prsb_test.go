package prsb_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral/prsb"
)

// complete makes a record that has every element once, each text of a form
// that the standard takes.
func complete(tb testing.TB) prsb.Record {
	tb.Helper()
	var r prsb.Record
	parents := map[prsb.Path]*prsb.Entry{}
	for e := range prsb.Elements() {
		text := person.Text{}
		if !e.Group {
			text = person.NewText(sample(e))
		}
		entry, err := r.Add(parents[e.Path.Parent()], e.Path, text)
		require.NoError(tb, err)
		parents[e.Path] = entry
	}
	return r
}

// sample makes a text that fits the element.
func sample(e prsb.Element) string {
	switch e.Type {
	case "date":
		return "1957-03-02"
	case "datetime":
		return "2026-11-24T09:30Z"
	case "boolean":
		return "true"
	case "decimal", "quantity":
		return "7.5"
	}
	text := "Zebedee"
	if e.MaxLength > 0 && len(text) > e.MaxLength {
		text = text[:e.MaxLength]
	}
	return text
}

func TestStandard(t *testing.T) {
	n, levels, tops := 0, map[prsb.Level]int{}, 0
	for e := range prsb.Elements() {
		n++
		levels[e.Level]++
		require.True(t, e.Level.IsValid(), e.Path)
		require.True(t, e.Path.IsValid())
		if e.Path.Parent() == "" {
			tops++
		} else {
			parent, ok := prsb.Lookup(e.Path.Parent())
			require.True(t, ok && parent.Group, e.Path)
		}
		require.True(t, e.Max == prsb.Unbounded || e.Max >= e.Min, e.Path)
	}
	require.Equal(t, 355, n, "elements of the published file")
	require.Equal(t, 19, tops, "sections of the published file")
	require.Equal(t, map[prsb.Level]int{prsb.Mandatory: 19, prsb.Required: 314, prsb.Optional: 22}, levels)
	require.Equal(t, "1.1", prsb.Version())
	require.Contains(t, prsb.Licence(), "Open Government Licence")
	require.NotEmpty(t, prsb.Source())
	for path, want := range map[prsb.Path]prsb.Element{
		"person-demographics/person-name/person-family-name":          {Level: prsb.Mandatory, Min: 1, Max: prsb.Unbounded},
		"gp-practice/gp-practice-record-entry/gp-practice-identifier": {Level: prsb.Mandatory, Min: 1, Max: 1},
		"risks":          {Level: prsb.Mandatory, Min: 1, Max: 1},
		"social-context": {Level: prsb.Optional, Min: 0, Max: 1},
		"care-and-support-plan/needs-concerns-or-problems": {Level: prsb.Required, Min: 0, Max: prsb.Unbounded},
	} {
		got, ok := prsb.Lookup(path)
		require.True(t, ok, path)
		require.Equal(t, []any{want.Level, want.Min, want.Max}, []any{got.Level, got.Min, got.Max}, path)
	}
	_, ok := prsb.Lookup("person-demographics/shoe-size")
	require.False(t, ok)
}

func TestD38_CompleteRecordHasNoFinding(t *testing.T) {
	require.Empty(t, prsb.Check(complete(t)))
}

// Every single deletion of a mandatory or required element is found, at its
// level, and nothing else is.
func TestD38_EveryDeletionIsFound(t *testing.T) {
	whole := complete(t)
	for e := range prsb.Elements() {
		r := whole.Clone()
		require.True(t, remove(&r, e.Path), e.Path)
		found := prsb.Check(r)
		coded := strings.HasSuffix(string(e.Path), "/coded-value") || strings.HasSuffix(string(e.Path), "/free-text")
		if e.Level == prsb.Optional || coded && sibling(e.Path) {
			require.Empty(t, found, e.Path)
			continue
		}
		require.Len(t, found, 1, e.Path)
		require.Equal(t, e.Path, found[0].Path)
		want := prsb.Finding{Path: e.Path, Position: found[0].Position, Problem: prsb.Absent, Severity: prsb.Error, Wanted: "at least 1"}
		if e.Level == prsb.Required {
			want.Problem, want.Severity, want.Wanted = prsb.AbsentIfKnown, prsb.Note, ""
		}
		require.Equal(t, want, found[0])
	}
}

// sibling reports whether the other way to give the concept exists.
func sibling(p prsb.Path) bool {
	return (p.Parent() + "/coded-value").IsValid() && (p.Parent() + "/free-text").IsValid()
}

// remove takes the entries of an element out.
func remove(r *prsb.Record, p prsb.Path) bool {
	lists := []*[]*prsb.Entry{&r.Entries}
	for len(lists) > 0 {
		list := lists[0]
		lists = lists[1:]
		for i, e := range *list {
			if e.Path == p {
				*list = append((*list)[:i:i], (*list)[i+1:]...)
				return true
			}
			lists = append(lists, &e.Entries)
		}
	}
	return false
}

func TestCheckForms(t *testing.T) {
	const name, birth = prsb.Path("person-demographics/person-name"), prsb.Path("person-demographics/date-of-birth")
	set := func(p prsb.Path, text string) []prsb.Finding {
		r := complete(t)
		for e := range r.All(p) {
			e.Text = person.NewText(text)
		}
		return prsb.Check(r)
	}
	for _, c := range []struct {
		path    prsb.Path
		text    string
		problem prsb.Problem
	}{
		{name + "/title", strings.Repeat("é", 36), prsb.TooLong},
		{name + "/title", strings.Repeat("é", 35), ""},
		{birth, "1957", prsb.Malformed},
		{birth, "1957-02-30", prsb.Malformed},
		{birth, "1957-02-28", ""},
		{"referral-details/referral-details-record-entry/date", "2026-11-24", prsb.Malformed},
		{"referral-details/referral-details-record-entry/date", "2026-11-24T09:30:01+01:00", ""},
		{"person-demographics/organ-and-tissue-donation", "perhaps", prsb.Malformed},
		{"person-demographics/organ-and-tissue-donation", "false", ""},
	} {
		found := set(c.path, c.text)
		if c.problem == "" {
			require.Empty(t, found, "%s %s", c.path, c.text)
			continue
		}
		require.Len(t, found, 1, "%s", c.path)
		require.Equal(t, c.problem, found[0].Problem, "%s", c.path)
		require.Equal(t, prsb.Error, found[0].Severity)
		require.NotEmpty(t, found[0].Wanted)
	}
}

// TestOrganisationCodes: the code of a GP practice is longer than the standard has it,
// and no error; what no organisation can have is one.
func TestOrganisationCodes(t *testing.T) {
	const fits = prsb.Severity(99)
	n := 0
	for e := range prsb.Elements() {
		if !strings.Contains(strings.ToLower(e.Values), "organisation data service") || e.MaxLength == 0 {
			continue
		}
		n++
		for text, want := range map[string]prsb.Severity{
			"RH8": fits, "G7H8J": fits, "A81001": prsb.Note, "EE134290": prsb.Note, "K81003001": prsb.Note,
			"K810030011": prsb.Error, "A8 1001": prsb.Error, "Invented surgery": prsb.Error,
		} {
			r := complete(t)
			for x := range r.All(e.Path) {
				x.Text = person.NewText(text)
			}
			found := prsb.Check(r)
			if want == fits {
				require.Empty(t, found, text)
				continue
			}
			require.NotEmpty(t, found, "%s at %s", text, e.Path)
			for _, f := range found {
				require.Equal(t, []any{e.Path, prsb.TooLong, want, "at most 5 characters"}, []any{f.Path, f.Problem, f.Severity, f.Wanted}, text)
			}
		}
	}
	require.Equal(t, 6, n)
}

func TestCheckNumbers(t *testing.T) {
	var numeric prsb.Path
	for e := range prsb.Elements() {
		if e.Type == "decimal" || e.Type == "quantity" {
			numeric = e.Path
		}
	}
	require.NotEmpty(t, numeric)
	for text, good := range map[string]bool{"7": true, "-7.25": true, "7.": false, ".5": false, "": false, "seven": false, "1.2.3": false} {
		r := complete(t)
		for e := range r.All(numeric) {
			e.Text = person.NewText(text)
		}
		require.Equal(t, good, len(prsb.Check(r)) == 0, text)
	}
}

func TestTooManyIsFoundWithItsPosition(t *testing.T) {
	r := complete(t)
	_, err := r.Add(nil, "risks", person.Text{})
	require.NoError(t, err)
	found := prsb.Check(r)
	require.Equal(t, prsb.TooMany, found[0].Problem)
	require.Equal(t, "at most 1", found[0].Wanted)
	require.Equal(t, []prsb.Problem{prsb.TooMany, prsb.Absent}, []prsb.Problem{found[0].Problem, found[1].Problem})
	require.Equal(t, "risks[2]/risks-record-entry", found[1].Position)
	require.Len(t, prsb.Errors(found), 2)
}

func TestEmptyRecord(t *testing.T) {
	var r prsb.Record
	errors, notes := 0, 0
	for _, f := range prsb.Check(r) {
		require.Equal(t, prsb.Path(""), f.Path.Parent(), "what an absent group would hold is not reported")
		if f.Severity == prsb.Error {
			errors++
		} else {
			notes++
		}
	}
	require.Equal(t, 4, errors, "demographics, GP practice, referral details, risks")
	require.Positive(t, notes)
	b, err := json.Marshal(r)
	require.NoError(t, err)
	require.Equal(t, "{}", string(b))
}

func TestRoundTrip(t *testing.T) {
	r := complete(t)
	b, err := json.Marshal(r)
	require.NoError(t, err)
	again, err := prsb.ReadJSON(bytes.NewReader(b))
	require.NoError(t, err)
	require.True(t, r.Equal(again))
	b2, err := json.Marshal(again)
	require.NoError(t, err)
	require.Equal(t, string(b), string(b2))
	require.Empty(t, again.Unread)
	require.False(t, r.Equal(prsb.Record{}))
}

func TestNothingReadIsLost(t *testing.T) {
	in := `{"Risks":{"Risks record entry":[{"Risk":{"Free text":"falls"},"Mood":"low"},7]},"Shoe size":[1,{"a":null}],` +
		`"Social context":"none","GP practice":{"GP practice record entry":{"GP name":{"x":1}}}}`
	r, err := prsb.ReadJSON(strings.NewReader(in))
	require.NoError(t, err)
	var got []string
	for _, u := range r.Unread {
		got = append(got, u.Pointer+" "+u.Raw.Disclose())
	}
	require.Equal(t, []string{
		`/Risks/Risks record entry/0/Mood "low"`, `/Risks/Risks record entry/1 7`, `/Shoe size [1,{"a":null}]`,
		`/Social context "none"`, `/GP practice/GP practice record entry/GP name {"x":1}`,
	}, got)
	text, ok := r.Text("risks/risks-record-entry/risk/free-text")
	require.True(t, ok)
	require.Equal(t, "falls", text.Disclose())
	unplaced := 0
	for _, f := range prsb.Check(r) {
		if f.Problem == prsb.Unplaced {
			unplaced++
		}
	}
	require.Equal(t, 5, unplaced)
}

func TestDuplicateMembersAreKept(t *testing.T) {
	r, err := prsb.ReadJSON(strings.NewReader(`{"Clinical Summary":{"Clinical summary":"a"},"Clinical Summary":{"Clinical summary":"b"}}`))
	require.NoError(t, err)
	require.Len(t, r.Unread, 1)
	text, _ := r.Text("clinical-summary/clinical-summary")
	require.Equal(t, "b", text.Disclose())
}

func TestBadJSON(t *testing.T) {
	for _, in := range []string{"", "{", `{"Risks":`, "{} {}", strings.Repeat("[", 100)} {
		_, err := prsb.ReadJSON(strings.NewReader(in))
		require.Error(t, err, "%q", in)
	}
	r, err := prsb.ReadJSON(strings.NewReader("[1]"))
	require.NoError(t, err)
	require.Len(t, r.Unread, 1)
}

func TestAddRefuses(t *testing.T) {
	var r prsb.Record
	top, err := r.Add(nil, "risks", person.Text{})
	require.NoError(t, err)
	for _, c := range []struct {
		parent *prsb.Entry
		path   prsb.Path
		text   string
	}{
		{nil, "no-such", ""}, {nil, "risks/risks-record-entry", ""}, {top, "risks", ""}, {nil, "consent", "Zebedee agrees"},
	} {
		_, err := r.Add(c.parent, c.path, person.NewText(c.text))
		require.ErrorIs(t, err, prsb.ErrElement)
		require.NotContains(t, err.Error(), "Zebedee")
	}
	require.Equal(t, 1, r.Len())
}

func TestNothingIsPrintedByAccident(t *testing.T) {
	r := complete(t)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%q", "%x"} {
		for _, v := range []any{r, &r, r.Entries[0], r.Entries, struct{ R prsb.Record }{r}, struct{ r prsb.Record }{r}, []any{r}} {
			require.NotContains(t, fmt.Sprintf(verb, v), "Zebedee")
			require.NotContains(t, fmt.Sprintf(verb, v), "5a656265646565")
		}
	}
}

func TestMarkdown(t *testing.T) {
	md := prsb.Markdown(complete(t), language.English)
	require.True(t, strings.HasPrefix(md, "# Before you make contact: Individual requirements\n"), "accessible-information needs come first")
	require.Equal(t, 1, strings.Count(md, "# Person demographics\n"))
	require.NotContains(t, md, "Coded value")
	require.Contains(t, md, "- Date of birth: 1957-03-02\n")
	var r prsb.Record
	e, err := r.Add(nil, "clinical-summary", person.Text{})
	require.NoError(t, err)
	_, err = r.Add(e, "clinical-summary/clinical-summary", person.NewText("# a\n*b* <c>"))
	require.NoError(t, err)
	require.Contains(t, prsb.Markdown(r, language.English), `\# a \*b\* \<c>`)
}

func FuzzReadJSON(f *testing.F) {
	f.Add([]byte(`{"Risks":{"Risks record entry":[{"Risk":{"Free text":"falls"}}]},"x":1}`))
	f.Add([]byte(`{"Consent":{"Consent for information sharing":"\ud800"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := prsb.ReadJSON(bytes.NewReader(data))
		if err != nil {
			return
		}
		prsb.Check(r)
		b, err := json.Marshal(r)
		require.NoError(t, err)
		again, err := prsb.ReadJSON(bytes.NewReader(b))
		require.NoError(t, err)
		require.Empty(t, again.Unread)
		require.Equal(t, r.Len(), again.Len())
	})
}

func ExampleCheck() {
	record, err := prsb.ReadJSON(strings.NewReader(`{"Risks": {"Risks record entry": [{"Risk": {"Free text": "none known"}}]}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range prsb.Errors(prsb.Check(record)) {
		fmt.Println(f.Severity, f.Position, f.Problem)
	}
	// Output:
	// error person-demographics absent
	// error gp-practice absent
	// error referral-details absent
}
