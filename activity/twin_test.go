package activity_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/socialprescribing/socialprescribing/activity"
)

// The slow twin of Timetable: it looks at every day of the calendar, asks
// whether the day satisfies the rule, and uses nothing of the fast code but the
// types. Days are time.Time at midnight UTC.

func date(d activity.Day) time.Time {
	y, m, dd := d.Date()
	return time.Date(y, m, dd, 0, 0, 0, 0, time.UTC)
}

func twinRule(r activity.Rule, last time.Time) []time.Time {
	first := date(r.Start)
	if r.Start.IsZero() {
		first = time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	clock := time.Duration(r.From.Seconds()) * time.Second
	var out []time.Time
	if r.Freq == activity.Once {
		if !r.Start.IsZero() {
			out = append(out, first.Add(clock))
		}
		return out
	}
	for d := first; !d.After(last); d = d.AddDate(0, 0, 1) {
		at := d.Add(clock)
		if !r.Until.IsZero() {
			until := date(r.Until.Day()).AddDate(0, 0, 1).Add(-time.Second)
			if !r.Until.Clock().IsZero() {
				until = date(r.Until.Day()).Add(time.Duration(r.Until.Clock().Seconds()) * time.Second)
			}
			if at.After(until) {
				break
			}
		}
		if twinDay(r, first, d) {
			out = append(out, at)
			if r.Count > 0 && len(out) == r.Count {
				break
			}
		}
	}
	return out
}

func twinDay(r activity.Rule, first, d time.Time) bool {
	interval := max(r.Interval, 1)
	if len(r.ByMonth) > 0 && !slices.Contains(r.ByMonth, d.Month()) {
		return false
	}
	days := int(d.Sub(first).Hours() / 24)
	months := (d.Year()-first.Year())*12 + int(d.Month()) - int(first.Month())
	bare := len(r.ByDay)+len(r.ByMonthDay) == 0
	switch r.Freq {
	case activity.Daily:
		return days%interval == 0 && twinMonthDay(r, d) && twinWeekday(r, d)
	case activity.Weekly:
		start := time.Monday
		if w, ok := r.WeekStart.Weekday(); ok {
			start = w
		}
		weekOf := func(t time.Time) time.Time { return t.AddDate(0, 0, -((int(t.Weekday()) - int(start) + 7) % 7)) }
		weeks := int(weekOf(d).Sub(weekOf(first)).Hours() / 24 / 7)
		if bare && d.Weekday() != first.Weekday() {
			return false
		}
		return weeks%interval == 0 && twinWeekday(r, d)
	case activity.Monthly:
		if bare && d.Day() != first.Day() {
			return false
		}
		return months%interval == 0 && twinMonthDay(r, d) && twinWeekday(r, d)
	case activity.Yearly:
		if bare && (d.Day() != first.Day() || len(r.ByMonth) == 0 && d.Month() != first.Month()) {
			return false
		}
		return (d.Year()-first.Year())%interval == 0 && twinMonthDay(r, d) && twinWeekday(r, d)
	case activity.Once:
	}
	return false
}

func twinMonthDay(r activity.Rule, d time.Time) bool {
	if len(r.ByMonthDay) == 0 {
		return true
	}
	length := time.Date(d.Year(), d.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return slices.ContainsFunc(r.ByMonthDay, func(n int) bool { return n == d.Day() || n < 0 && length+n+1 == d.Day() })
}

func twinWeekday(r activity.Rule, d time.Time) bool {
	if len(r.ByDay) == 0 {
		return true
	}
	return slices.ContainsFunc(r.ByDay, func(n activity.NthDay) bool {
		w, _ := n.Day().Weekday()
		if w != d.Weekday() {
			return false
		}
		// The position among its kind in the month, or the year.
		in := func(t time.Time) bool { return t.Year() == d.Year() && t.Month() == d.Month() }
		if r.Freq == activity.Yearly && len(r.ByMonth) == 0 {
			in = func(t time.Time) bool { return t.Year() == d.Year() }
		}
		before, after := 0, 0
		for t := d.AddDate(0, 0, -7); in(t); t = t.AddDate(0, 0, -7) {
			before++
		}
		for t := d.AddDate(0, 0, 7); in(t); t = t.AddDate(0, 0, 7) {
			after++
		}
		return n.Ordinal() == 0 || n.Ordinal() == before+1 || n.Ordinal() == -after-1
	})
}

// twin expands a schedule in UTC whose rules have no exceptions.
func twin(s activity.Schedule, from, to time.Time) []string {
	var at []time.Time
	for _, r := range s.Rules {
		at = append(at, twinRule(r, to.AddDate(0, 0, 1))...)
	}
	slices.SortFunc(at, time.Time.Compare)
	var out []string
	for _, t := range at {
		if !t.Before(from) && t.Before(to) {
			out = append(out, t.Format(time.RFC3339))
		}
	}
	return slices.Compact(out)
}

func compareWithTwin(t *testing.T, s activity.Schedule, from, to time.Time) {
	t.Helper()
	tt, err := s.Compile(nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for o := range tt.Occurrences(from, to) {
		got = append(got, o.Start.Format(time.RFC3339))
	}
	if want := twin(s, from, to); !slices.Equal(got, want) {
		t.Fatalf("%+v\nfast %v\nslow %v", s.Rules, brief(got), brief(want))
	}
}

func brief(list []string) string {
	if len(list) > 12 {
		return fmt.Sprint(list[:12], len(list))
	}
	return fmt.Sprint(list)
}
