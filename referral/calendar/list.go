package calendar

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

//go:embed bank-holidays.json
var builtinFeed []byte

// Holiday is one bank holiday, or one day off of a host's own.
type Holiday struct {
	// Day is the day off work: for a substitute the substitute day, not the
	// day that it stands for.
	Day Day `json:"date,omitzero"`
	// Title is the name of the holiday as its publisher words it.
	Title string `json:"title,omitzero"`
	// Substitute says that the holiday itself falls on a weekend.
	Substitute bool `json:"substitute,omitzero"`
}

// Standing says what the bank holidays of a year rest on.
type Standing string

const (
	// Published: GOV.UK has published the year's list and it is in use.
	Published Standing = "published"
	// Provisional: no list is at hand; the days follow the standing rule and
	// a one-off day may still be proclaimed.
	Provisional Standing = "provisional"
)

// ErrFeed is matched by every error about a list of bank holidays that can't
// be used.
var ErrFeed = errors.New("calendar: not a usable list of bank holidays")

// FeedError is one fault of a list of bank holidays. It matches ErrFeed.
type FeedError struct {
	// Path is where the fault is, as a JSON pointer into the feed.
	Path string
	// What says what is wrong there.
	What string
}

// Error returns the path and what is wrong.
func (e *FeedError) Error() string { return "calendar: bank holidays " + e.Path + ": " + e.What }

// Is reports whether target is ErrFeed.
func (e *FeedError) Is(target error) bool { return target == ErrFeed }

// List holds the bank holidays that have been published: for each nation and
// year the days, or nothing. A List is immutable and safe for concurrent use.
// Most callers need only For, which uses the list built into this package.
type List struct {
	version, source, licence string
	divisions                map[string]map[int][]Holiday
}

// feedDivision and feedEvent are the form of GOV.UK's bank-holidays.json.
type feedDivision struct {
	Division string      `json:"division"`
	Events   []feedEvent `json:"events"`
}

type feedEvent struct {
	Title string `json:"title"`
	Date  string `json:"date"`
	Notes string `json:"notes"`
}

// The texts of the feed's three divisions, in the order in which faults are
// reported.
var divisionNames = [...]string{"england-and-wales", "northern-ireland", "scotland"}

var builtin = sync.OnceValues(func() (*List, error) { return ReadList(builtinFeed) })

// Builtin returns the list built into this package: the years 2019 to 2027 for
// all four nations, as GOV.UK published them.
func Builtin() *List {
	l, err := builtin()
	if err != nil {
		// A broken package-level literal; a test reads it.
		panic(err)
	}
	return l
}

// ReadList reads GOV.UK's bank-holidays.json, so that a host can keep its
// calendars current without a release of this library. The feed may carry
// three more members: version, source and licence.
//
// A year counts as published for a division when the feed holds at least as
// many days as the standing rule gives for it; a year that has fewer is left
// to the rule, since a part of a year must not pass for the whole. Every
// fault is reported (a day that is none, out of order or given twice, a
// missing division); each matches ErrFeed and the list is then nil.
func ReadList(feed []byte) (*List, error) {
	var doc map[string]json.RawMessage
	if err := json.Unmarshal(feed, &doc); err != nil {
		return nil, &FeedError{Path: "", What: "not a JSON object"}
	}
	l := &List{divisions: make(map[string]map[int][]Holiday, len(divisionNames))}
	var faults []error
	for name, to := range map[string]*string{"version": &l.version, "source": &l.source, "licence": &l.licence} {
		if raw, ok := doc[name]; ok && json.Unmarshal(raw, to) != nil {
			faults = append(faults, &FeedError{Path: "/" + name, What: "not a text"})
		}
	}
	slices.SortFunc(faults, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	for _, name := range divisionNames {
		years, errs := readDivision(name, doc[name])
		faults = append(faults, errs...)
		l.divisions[name] = years
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return l, nil
}

func readDivision(name string, raw json.RawMessage) (map[int][]Holiday, []error) {
	var div feedDivision
	if raw == nil {
		return nil, []error{&FeedError{Path: "/" + name, What: "missing"}}
	}
	if json.Unmarshal(raw, &div) != nil {
		return nil, []error{&FeedError{Path: "/" + name, What: "not a division"}}
	}
	var faults []error
	years := map[int][]Holiday{}
	var last Day
	for i, e := range div.Events {
		day, err := ParseDay(e.Date)
		switch {
		case err != nil:
			faults = append(faults, &FeedError{Path: eventPath(name, i), What: "not a day"})
			continue
		case day.Compare(last) <= 0:
			faults = append(faults, &FeedError{Path: eventPath(name, i), What: "out of order or given twice"})
			continue
		}
		last = day
		years[day.Year()] = append(years[day.Year()],
			Holiday{Day: day, Title: e.Title, Substitute: e.Notes == "Substitute day"})
	}
	for y, days := range years {
		if len(days) < len(byRule(nationOf(name), y)) {
			delete(years, y)
		}
	}
	return years, faults
}

func eventPath(name string, i int) string { return fmt.Sprintf("/%s/events/%d/date", name, i) }

// nationOf is a nation whose list is the division of that name.
func nationOf(name string) Nation {
	for _, n := range Nations() {
		if division(n) == name {
			return n
		}
	}
	return ""
}

// Version returns what the list calls its version; "" when it says none.
func (l *List) Version() string { return l.version }

// Source returns where the list was published; "" when it does not say.
func (l *List) Source() string { return l.source }

// Licence returns the terms of the list; "" when it does not say.
func (l *List) Licence() string { return l.licence }

// Years returns the years that are published for the nation, in order.
func (l *List) Years(n Nation) []int {
	years := make([]int, 0, len(l.divisions[division(n)]))
	for y := range l.divisions[division(n)] {
		years = append(years, y)
	}
	slices.Sort(years)
	return years
}

// Holidays returns the bank holidays of a nation in a year, in order of their
// days, and what they rest on: the list's when the year is published there,
// else those of the standing rule. An unknown nation or a year outside 1 to
// 9999 has none, and they are Provisional. The slice is the caller's.
func (l *List) Holidays(n Nation, year int) ([]Holiday, Standing) {
	if hs, ok := l.divisions[division(n)][year]; ok {
		return slices.Clone(hs), Published
	}
	if division(n) == "" {
		return nil, Provisional
	}
	return byRule(n, year), Provisional
}

func (l *List) standing(n Nation, year int) Standing {
	if _, ok := l.divisions[division(n)][year]; ok {
		return Published
	}
	return Provisional
}

func sortHolidays(hs []Holiday) {
	slices.SortStableFunc(hs, func(a, b Holiday) int { return a.Day.Compare(b.Day) })
}
