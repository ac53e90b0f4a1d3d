package rruletest_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/teambition/rrule-go"

	"github.com/socialprescribing/socialprescribing/activity"
)

// generated is how many random rules are compared.
const generated = 3000

var zones = []string{"Europe/London", "UTC", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Auckland"}

// sample is a rule with its exceptions, in both forms.
type sample struct {
	zone  string
	start time.Time // wall clock
	text  string    // the RRULE
	ex    []time.Time
	add   []time.Time
}

func random(r *rand.Rand) sample {
	s := sample{
		zone: zones[r.IntN(len(zones))],
		start: time.Date(2018+r.IntN(10), time.Month(1+r.IntN(12)), 1+r.IntN(31), []int{0, 1, 2, 9, 13, 18, 23}[r.IntN(7)],
			[]int{0, 15, 30}[r.IntN(3)], 0, 0, time.UTC),
	}
	freq := []string{"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}[r.IntN(4)]
	parts := []string{"FREQ=" + freq}
	if r.IntN(2) == 0 {
		parts = append(parts, fmt.Sprintf("INTERVAL=%d", 1+r.IntN(6)))
	}
	switch r.IntN(3) {
	case 0:
		parts = append(parts, fmt.Sprintf("COUNT=%d", 1+r.IntN(60)))
	case 1:
		// Through the wall clock: UNTIL in UTC is tested in package activity.
		until := s.start.AddDate(0, r.IntN(48), r.IntN(31))
		loc, _ := time.LoadLocation(s.zone)
		until = time.Date(until.Year(), until.Month(), until.Day(), 12, 0, 0, 0, loc).UTC()
		parts = append(parts, "UNTIL="+until.Format("20060102T150405Z"))
	}
	if r.IntN(3) == 0 {
		parts = append(parts, "WKST="+pick(r, weekdays, 1))
	}
	if r.IntN(4) == 0 {
		parts = append(parts, "BYMONTH="+numbers(r, 1, 12, 1+r.IntN(4), false))
	}
	switch {
	case freq == "WEEKLY" && r.IntN(3) > 0:
		parts = append(parts, "BYDAY="+pick(r, weekdays, 1+r.IntN(4)))
	case freq == "DAILY" && r.IntN(3) == 0:
		parts = append(parts, "BYDAY="+pick(r, weekdays, 1+r.IntN(4)))
	case freq == "MONTHLY" || freq == "YEARLY":
		byDay := r.IntN(3)
		if byDay > 0 {
			parts = append(parts, "BYDAY="+ordinals(r, freq, byDay == 2))
		}
		if r.IntN(2) == 0 {
			parts = append(parts, "BYMONTHDAY="+numbers(r, 1, 31, 1+r.IntN(4), true))
		}
	}
	if freq == "DAILY" && r.IntN(4) == 0 {
		parts = append(parts, "BYMONTHDAY="+numbers(r, 1, 31, 1+r.IntN(8), true))
	}
	s.text = strings.Join(parts, ";")
	for range r.IntN(3) {
		s.ex = append(s.ex, s.start.AddDate(0, 0, 7*r.IntN(20)))
		s.add = append(s.add, s.start.AddDate(0, 0, r.IntN(100)).Add(time.Duration(r.IntN(5))*time.Hour))
	}
	return s
}

var weekdays = []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}

func pick(r *rand.Rand, from []string, n int) string {
	list := slices.Clone(from)
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return strings.Join(list[:n], ",")
}

func ordinals(r *rand.Rand, freq string, with bool) string {
	var out []string
	for range 1 + r.IntN(3) {
		d := weekdays[r.IntN(7)]
		if with {
			n := 1 + r.IntN(5)
			if freq == "YEARLY" && r.IntN(3) == 0 {
				n = 1 + r.IntN(52)
			}
			if r.IntN(3) == 0 {
				n = -n
			}
			d = fmt.Sprint(n, d)
			d = strings.ReplaceAll(d, " ", "")
		}
		if !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	return strings.Join(out, ",")
}

func numbers(r *rand.Rand, lo, hi, n int, negative bool) string {
	var out []string
	for range n {
		v := lo + r.IntN(hi-lo+1)
		if negative && r.IntN(4) == 0 {
			v = -v
		}
		if t := fmt.Sprint(v); !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return strings.Join(out, ",")
}

// ours expands with package activity.
func ours(s sample, from, to time.Time) ([]string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "DTSTART;TZID=%s:%s\nRRULE:%s\n", s.zone, s.start.Format("20060102T150405"), s.text)
	for _, t := range s.ex {
		fmt.Fprintf(&b, "EXDATE;TZID=%s:%s\n", s.zone, t.Format("20060102T150405"))
	}
	for _, t := range s.add {
		fmt.Fprintf(&b, "RDATE;TZID=%s:%s\n", s.zone, t.Format("20060102T150405"))
	}
	schedule, err := activity.ParseICalendar(b.String(), "", nil)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", b.String(), err)
	}
	t, err := schedule.Compile(nil)
	if err != nil {
		return nil, err
	}
	var out []string
	for o := range t.Occurrences(from, to) {
		out = append(out, o.Start.UTC().Format(time.RFC3339))
	}
	return out, nil
}

var errPanic = errors.New("rrule-go panicked")

// theirs expands with rrule-go. Version 1.8.2 panics on ordinals counted from
// the end that reach before the first day of January ("-5SU" in a January that
// has four Sundays).
//
// It expands on the bare wall clock, and reading turns that into instants:
// rfc335 below is RFC 5545 §3.3.5 to the letter; rrule-go itself goes by
// time.Date, which promises nothing for readings that a clock change skips or
// repeats.
func theirs(s sample, from, to time.Time, reading func(time.Time, *time.Location) time.Time) (list []string, failed error) { //nolint:nonamedreturns // the deferred function sets them
	defer func() {
		if p := recover(); p != nil {
			failed = fmt.Errorf("%w: %v", errPanic, p)
		}
	}()
	loc, err := time.LoadLocation(s.zone)
	if err != nil {
		return nil, err
	}
	opt, err := rrule.StrToROptionInLocation(s.text, time.UTC)
	if err != nil {
		return nil, err
	}
	if !opt.Until.IsZero() && strings.Contains(s.text, "Z") {
		u := opt.Until.In(loc)
		opt.Until = time.Date(u.Year(), u.Month(), u.Day(), u.Hour(), u.Minute(), 0, 0, time.UTC)
	}
	opt.Dtstart = s.start
	rule, err := rrule.NewRRule(*opt)
	if err != nil {
		return nil, err
	}
	set := rrule.Set{}
	set.RRule(rule)
	for _, t := range s.ex {
		set.ExDate(t)
	}
	for _, t := range s.add {
		set.RDate(t)
	}
	var out []string
	for _, t := range set.Between(from.AddDate(0, 0, -2), to.AddDate(0, 0, 2), true) {
		if at := reading(t, loc); !at.Before(from) && at.Before(to) {
			out = append(out, at.UTC().Format(time.RFC3339))
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// rfc335 reads the wall clock as RFC 5545 §3.3.5 says: the first passing of a
// reading that is repeated; the offset before the gap for one that is skipped.
// It tries every offset that is in force within a day and a half.
func rfc335(wall time.Time, loc *time.Location) time.Time {
	_, a := wall.Add(-36 * time.Hour).In(loc).Zone()
	_, b := wall.Add(36 * time.Hour).In(loc).Zone()
	if a == b {
		return wall.Add(-time.Duration(a) * time.Second)
	}
	var first time.Time
	before := wall
	for h := -36 * time.Hour; h <= 36*time.Hour; h += 15 * time.Minute {
		_, offset := wall.Add(h).In(loc).Zone()
		at := wall.Add(-time.Duration(offset) * time.Second)
		if h == -36*time.Hour {
			before = at
		}
		if _, there := at.In(loc).Zone(); there == offset && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	if first.IsZero() {
		return before
	}
	return first
}

// byTimeDate reads the wall clock as rrule-go does in a zone.
func byTimeDate(wall time.Time, loc *time.Location) time.Time {
	return time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), 0, 0, loc)
}

// atClockChange reports whether the zone changes its clocks within three hours
// of the instant.
func atClockChange(s string, loc *time.Location) bool {
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return false
	}
	_, a := at.Add(-3 * time.Hour).In(loc).Zone()
	_, b := at.Add(3 * time.Hour).In(loc).Zone()
	return a != b
}

func TestRandomRules(t *testing.T) {
	r := rand.New(rand.NewPCG(2026, 5545))
	occurrences, panics, changes := 0, 0, 0
	for i := range generated {
		s := random(r)
		from := s.start.AddDate(0, r.IntN(30)-12, 0)
		to := from.AddDate(0, 1+r.IntN(48), 0)
		got, err := ours(s, from, to)
		if err != nil {
			t.Fatalf("%d: %v", i, err)
		}
		want, err := theirs(s, from, to, rfc335)
		if errors.Is(err, errPanic) {
			panics++
			continue
		}
		if err != nil {
			t.Fatalf("%d %s: %v", i, s.text, err)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d: %s from %s in %s, except %v, also %v\n got  %s\n want %s", i, s.text, s.start.Format("2006-01-02T15:04 Mon"), s.zone,
				s.ex, s.add, difference(got, want), difference(want, got))
		}
		// As rrule-go has it in the zone, only readings at a clock change differ,
		// which §3.3.5 decides and time.Date leaves open.
		loc, _ := time.LoadLocation(s.zone)
		naive, _ := theirs(s, from, to, byTimeDate)
		for _, x := range symmetric(got, naive) {
			if changes++; !atClockChange(x, loc) {
				t.Errorf("%d: %s in %s: %s differs without a clock change", i, s.text, s.zone, x)
			}
		}
		occurrences += len(got)
	}
	if panics > generated/20 {
		t.Errorf("%d of %d rules without comparison", panics, generated)
	}
	t.Logf("%d rules, %d occurrences; %d readings at clock changes differ by RFC 5545 section 3.3.5; rrule-go panicked on %d rules",
		generated-panics, occurrences, changes, panics)
}

func symmetric(a, b []string) []string {
	var out []string
	for _, x := range a {
		if _, ok := slices.BinarySearch(b, x); !ok {
			out = append(out, x)
		}
	}
	for _, x := range b {
		if _, ok := slices.BinarySearch(a, x); !ok {
			out = append(out, x)
		}
	}
	return out
}

// difference is what a has and b has not, and how many they have.
func difference(a, b []string) string {
	var out []string
	for _, x := range a {
		if !slices.Contains(b, x) && len(out) < 5 {
			out = append(out, x)
		}
	}
	return fmt.Sprint(len(a), " in all, alone: ", out)
}

// Every rule of the file of mobile-library stops, when it is at hand.
func TestMobileLibraries(t *testing.T) {
	dir := os.Getenv("SHARED_DATA")
	if dir == "" {
		t.Log("SHARED_DATA is not set: nothing to read")
		return
	}
	f, err := os.Open(filepath.Join(dir, "data", "shared", "uk-mobile-library-stops.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	col := map[string]int{}
	for i, name := range rows[0] {
		col[strings.TrimPrefix(name, "\ufeff")] = i
	}
	stops, occurrences := 0, 0
	for n, row := range rows[1:] {
		at, err := time.Parse("2006-01-02 15:04", row[col["start"]]+" "+row[col["arrival"]])
		if err != nil {
			t.Logf("row %d: no start or arrival that can be read: %q %q", n+2, row[col["start"]], row[col["arrival"]])
			continue
		}
		s := sample{zone: "Europe/London", start: at, text: row[col["frequency"]]}
		from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		to := from.AddDate(2, 0, 0)
		got, err := ours(s, from, to)
		if err != nil {
			t.Fatalf("row %d: %v", n+2, err)
		}
		want, err := theirs(s, from, to, rfc335)
		if err != nil {
			t.Fatalf("row %d: %v", n+2, err)
		}
		if !slices.Equal(got, want) {
			t.Errorf("row %d: %s from %s: got %s, want %s", n+2, s.text, at, difference(got, want), difference(want, got))
		}
		stops, occurrences = stops+1, occurrences+len(got)
	}
	if stops < 3000 {
		t.Errorf("only %d stops", stops)
	}
	t.Logf("%d stops, %d occurrences in two years", stops, occurrences)
}
