package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/person/memperson"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/memreferral"
)

// program runs the program as its user does.
func program(args ...string) (string, string, int) {
	var out, errs bytes.Buffer
	code := run(args, &out, &errs)
	return out.String(), errs.String(), code
}

// fits holds what every output must hold.
func fits(t *testing.T, text string) {
	t.Helper()
	for i, line := range strings.Split(text, "\n") {
		require.LessOrEqual(t, utf8.RuneCountInString(line), columns, "line %d: %s", i+1, line)
	}
	require.NotContains(t, text, "%!", "a format that does not fit its arguments")
	require.True(t, utf8.ValidString(text))
	require.NotContains(t, text, "\uFFFD")
}

func TestEverybodyArrives(t *testing.T) {
	seen := map[string]int{}
	for seed := 1; seed <= len(profiles)+2; seed++ {
		out, errs, code := program("-seed", fmt.Sprint(seed))
		require.Zero(t, code, "seed %d: %s", seed, errs)
		require.Empty(t, errs)
		fits(t, out)
		for _, want := range []string{
			"Referral", "Refused:", "The rule:", "First contact", "What matters", "Finding activities", "Why:", "not offered",
			"The plan", "Connecting", "Sessions", "Review", "The message back", "Timeline", "Waiting times",
		} {
			require.Contains(t, strings.ReplaceAll(out, "\n        ", " "), want, "seed %d", seed)
		}
		if profileFor(seed).source != "school" { // too young to be asked
			require.Contains(t, strings.Join(strings.Fields(out), " "), "no published threshold", "seed %d", seed)
		}
		require.NotContains(t, seen, out, "seeds %d and %d are the same person", seed, seen[out])
		seen[out] = seed
	}
}

func TestTheSameBytesEachTime(t *testing.T) {
	for _, args := range [][]string{{"-json", "-seed", "4"}, {"-caseload", "20"}} {
		first, _, code := program(args...)
		require.Zero(t, code)
		again, _, _ := program(args...)
		require.Equal(t, first, again)
	}
}

func TestWelsh(t *testing.T) {
	for _, seed := range []string{"1", "6"} {
		english, _, _ := program("-seed", seed)
		welsh, errs, code := program("-seed", seed, "-lang", "cy")
		require.Zero(t, code, errs)
		fits(t, welsh)
		require.NotEqual(t, english, welsh)
		for _, want := range []string{"Atgyfeiriad", "Y cynllun", "Llinell amser", "Amserau aros", "Drafft heb ei adolygu"} {
			require.Contains(t, welsh, want)
		}
	}
}

func TestDocument(t *testing.T) {
	for _, args := range [][]string{{"-json"}, {"-json", "-seed", "6"}, {"-json", "-invented=false"}, {"-json", "-lang", "cy"}} {
		out, errs, code := program(args...)
		require.Zero(t, code, errs)
		var doc struct {
			Counts   counts
			Person   person.Person
			Episode  referral.Referral
			Events   []referral.Event
			Records  []json.RawMessage
			Changes  []json.RawMessage
			Refusals []string
			Letters  []letter
			Matching found
		}
		d := json.NewDecoder(strings.NewReader(out))
		require.NoError(t, d.Decode(&doc), args)
		require.False(t, d.More(), "one document")
		require.Equal(t, referral.StateClosed, doc.Episode.State())
		again, err := referral.Replay(doc.Events)
		require.NoError(t, err)
		require.Equal(t, doc.Episode.State(), again.State())
		require.Equal(t, len(doc.Events), int(doc.Episode.Sequence()))
		require.True(t, doc.Person.NHSNumber.IsSynthetic())
		require.NotEmpty(t, doc.Records)
		require.NotEmpty(t, doc.Changes)
		require.NotEmpty(t, doc.Refusals)
		require.Len(t, doc.Letters, 2)
		require.Len(t, doc.Matching.Result.Matches, matching.DefaultK)
		require.Len(t, doc.Matching.Not, 3)
	}
}

func TestWrongUse(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"-nothing"}, 2, "-nothing"},
		{[]string{"-lang", "fr"}, 2, "-lang is en or cy"},
		{[]string{"-seed", "0"}, 2, "-seed"},
		{[]string{"-seed", "x"}, 2, "-seed"},
		{[]string{"-caseload", "-1"}, 2, "-caseload"},
		{[]string{"-caseload", "10001"}, 2, "-caseload"},
		{[]string{"-caseload", "5", "-json"}, 2, "-json"},
		{[]string{"more"}, 2, "none is wanted"},
		{[]string{"-dir", filepath.Join("testdata", "absent.json")}, 1, "absent.json"},
		{[]string{"-dir", "testdata"}, 1, "could not be read"},
	} {
		out, errs, code := program(c.args...)
		require.Equal(t, c.code, code, c.args)
		require.Contains(t, errs, c.says, c.args)
		require.True(t, strings.HasPrefix(errs, "pathway: "), errs)
		if c.code == exitUsage {
			require.Empty(t, out)
		}
	}
	_, help, code := program("-h")
	require.Zero(t, code)
	require.Contains(t, help, "-caseload")
}

// file writes a directory file.
func file(t *testing.T, data []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "directory.json")
	require.NoError(t, os.WriteFile(name, data, 0o600))
	return name
}

func TestTruncatedDirectory(t *testing.T) {
	out, errs, code := program("-dir", file(t, realFile[:len(realFile)/2]))
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "could not be read to its end")
	require.Contains(t, out, "truncated", "the fault says where")
	require.Contains(t, out, "line ")
	require.NotContains(t, out, ": 0 services read", "what came before is kept")
	fits(t, out)
	for _, bad := range []string{"", "{", `{"contents":[]}`, "no JSON at all"} {
		_, errs, code := program("-dir", file(t, []byte(bad)))
		require.Equal(t, exitFailed, code, bad)
		require.Contains(t, errs, "could not be read", bad)
	}
}

func TestFaultyDirectory(t *testing.T) {
	broken := strings.Replace(string(inventedFile), `"latitude":53.42277`, `"latitude":"north"`, 1)
	require.NotEqual(t, string(inventedFile), broken)
	name := file(t, []byte(broken))
	out, errs, code := program("-dir", name, "-faults")
	require.Zero(t, code, errs)
	require.Contains(t, out, "82 services read, 0 lost")
	require.Contains(t, out, "latitude")
	require.Contains(t, out, "5361c013-d769-55b0-b229-8142ba9e3481", "the record is named")
	fits(t, out)
	_, errs, code = program("-dir", name)
	require.Zero(t, code, errs)
}

// TestCounts holds the directory to what it is vendored for.
func TestCounts(t *testing.T) {
	d, err := loadDirectory("", false, today())
	require.NoError(t, err)
	c := d.counts()
	require.GreaterOrEqual(t, c.Usable(), 550)
	require.Zero(t, c.Invented)
	require.Equal(t, c.Services, c.HoursParsed+c.HoursPartly+c.HoursText+c.HoursNone)
	require.Equal(t, c.Services, c.RouteParsed+c.RouteText+c.RouteNone)
	both, err := loadDirectory("", true, today())
	require.NoError(t, err)
	all := both.counts()
	require.GreaterOrEqual(t, all.Invented, 80)
	for i := range both.Activities {
		a := &both.Activities[i]
		require.Equal(t, a.Source.Invented, strings.HasPrefix(a.Name, "[Invented] "), a.Name)
	}
}

// TestEveryActivityIsJudged holds that for each person every activity of the
// directory is either a match or excluded with reasons, and that what is for
// private use or closed is never one.
func TestEveryActivityIsJudged(t *testing.T) {
	d := vendored(t)
	for seed := range profiles {
		q := queryOf(t, d, seed+1)
		matches := 0
		for i := range d.Activities {
			a := &d.Activities[i]
			e, err := matching.Explain(q, *a, nil)
			require.NoError(t, err)
			require.Equal(t, e.Matches, len(e.Failed()) == 0, "%s: a match, or reasons", a.Name)
			if e.Matches {
				matches++
				require.False(t, privateUse(a), a.Name)
				require.Contains(t, []activity.Status{"", activity.Active}, a.Status, a.Name)
			}
		}
		survey, err := matching.SurveyAll(q, func(yield func(activity.Activity) bool) {
			for _, a := range d.Activities {
				if !yield(a) {
					return
				}
			}
		}, nil)
		require.NoError(t, err)
		require.Equal(t, matches, survey.Matching)
		require.Equal(t, len(d.Activities), survey.Total)
	}
}

var load = sync.OnceValues(func() (*directory, error) { return loadDirectory("", true, today()) })

// vendored is the whole directory, read once.
func vendored(t *testing.T) *directory {
	t.Helper()
	d, err := load()
	require.NoError(t, err)
	return d
}

func queryOf(t *testing.T, d *directory, seed int) matching.Query {
	t.Helper()
	j, err := newJourney(context.Background(), d, seed, &page{w: &bytes.Buffer{}, tag: language.BritishEnglish})
	require.NoError(t, err)
	j.set(j.days().meet)
	return matching.Query{Seeker: j.who.seeker(j.who.record(person.NewID(), seed, person.DateOf(j.now)), j.now), At: j.now}
}

// TestSensible holds what a link worker said on reading the matches.
func TestSensible(t *testing.T) {
	for _, invented := range []bool{true, false} {
		d, err := loadDirectory("", invented, today())
		require.NoError(t, err)
		for seed, who := range profiles {
			q := queryOf(t, d, seed+1)
			f, err := d.find(q.Seeker, q.At, today().AddDays(15))
			require.NoError(t, err)
			for _, m := range f.Result.Matches {
				a := d.byID[m.Activity]
				food := a.HasCategory("sp-activity:food-bank")
				require.False(t, food && who.given == "Derek", "a food bank for somebody who wants to walk: %s", a.Name)
				home := m.Mode == activity.HomeVisit || m.Mode == activity.Telephone || m.Mode == ""
				require.False(t, !home && who.given == "Edna", "somebody housebound is sent out: %s", a.Name)
				require.False(t, a.HasCategory("sp-activity:gym") && who.given == "Edna", "a gym for somebody housebound: %s", a.Name)
				if !invented {
					require.NotEmpty(t, m.ToCheck(), "a real record always leaves something to check: %s", a.Name)
				}
			}
			urgent := who.given == "Kyle" || who.given == "Leanne"
			require.Equal(t, urgent, f.Result.Urgent != nil, who.given)
		}
	}
	first, _, _ := program()
	require.Contains(t, first, "  1. [Invented] Welsh Songs and Tea")
	require.Contains(t, first, "Debt Clinic Sale")
}

// failing lets so many commits through.
type failing struct {
	*memreferral.Store
	left int
}

var errDisk = errors.New("disk full")

func (f *failing) Commit(ctx context.Context, c referral.Change) error {
	if f.left--; f.left < 0 {
		return errDisk
	}
	return f.Store.Commit(ctx, c)
}

// forgetful loses the people after so many commits.
type forgetful struct {
	person.Store
	left int
}

func (f *forgetful) Commit(ctx context.Context, c person.Change) error {
	if f.left--; f.left < 0 {
		return errDisk
	}
	return f.Store.Commit(ctx, c)
}

// TestFailureTellsNothing breaks the run at many places and scans what it says
// for the person.
func TestFailureTellsNothing(t *testing.T) {
	d := vendored(t)
	for _, seed := range []int{1, 10} {
		who := profileFor(seed)
		p := who.record(person.NewID(), seed, person.DateOf(firstMoment()))
		traces := []string{
			who.given, who.family, p.NHSNumber.Digits(), p.NHSNumber.Spaced(), who.home.postcode, who.words, who.said,
			p.Contacts[0].Value.Disclose(), who.goals[0], who.born,
		}
		failed := 0
		for left := 0; left < 70; left += 10 {
			for _, people := range []int{left / 5, 1 << 20} {
				svc, err := newService(d, &failing{memreferral.New(nil), left}, &forgetful{memperson.New(), people})
				require.NoError(t, err)
				j, err := newJourney(context.Background(), d, seed, &page{w: &bytes.Buffer{}, tag: language.BritishEnglish})
				require.NoError(t, err)
				j.svc = svc
				err = j.run()
				if err == nil {
					continue
				}
				failed++
				require.ErrorIs(t, err, errDisk)
				for _, text := range []string{err.Error(), fmt.Sprintf("%+v %#v %q", err, err, err), fmt.Sprintf("%v %+v", j.person, j.episode)} {
					for _, trace := range traces {
						require.NotContains(t, text, trace)
					}
				}
			}
		}
		require.Greater(t, failed, 8)
	}
}

// brokenPipe fails like a terminal that went away.
type brokenPipe struct{ left int }

func (b *brokenPipe) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errDisk
	}
	return len(p), nil
}

func TestOutputThatFails(t *testing.T) {
	var errs bytes.Buffer
	require.Equal(t, exitFailed, run(nil, &brokenPipe{2000}, &errs))
	require.Equal(t, "pathway: disk full\n", errs.String())
}

func TestCaseload(t *testing.T) {
	for _, args := range [][]string{{"-caseload", "30"}, {"-caseload", "15", "-lang", "cy", "-seed", "3"}, {"-caseload", "15", "-invented=false"}} {
		out, errs, code := program(args...)
		require.Zero(t, code, errs)
		require.Empty(t, errs, "no progress where there is no terminal")
		fits(t, out)
	}
}

// TestSmallNumbersAreSuppressed adds few people: nothing from 1 to 7 is shown.
func TestSmallNumbersAreSuppressed(t *testing.T) {
	d := vendored(t)
	c, err := newCaseload(d)
	require.NoError(t, err)
	var out bytes.Buffer
	for i := range 5 {
		require.NoError(t, c.one(context.Background(), i, 1))
	}
	require.NoError(t, c.tell(&page{w: &out, tag: language.BritishEnglish}, 5))
	for _, line := range strings.Split(out.String(), "\n") {
		cells := strings.Fields(line)
		if len(cells) > 1 && len(cells[0]) == 1 && strings.Contains("1234567", cells[0]) {
			t.Errorf("a small count is shown: %s", line)
		}
	}
}

func TestSyntheticNumbers(t *testing.T) {
	seen := map[string]bool{}
	for seed := 1; seed <= 50; seed++ {
		n := profileFor(seed).record(person.NewID(), seed, person.Date{}).NHSNumber
		require.True(t, n.IsSynthetic())
		require.False(t, seen[n.Digits()], "seed %d", seed)
		seen[n.Digits()] = true
	}
}
