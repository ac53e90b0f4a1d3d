package main

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/hsds"
)

// The directory is generated from open data by ../directory and vendored, so
// that this program runs without a network. The invented supplement stands
// beside it in a file of its own, and every record of it says that it is
// invented.
var (
	//go:embed directory/greater-manchester.json
	realFile []byte
	//go:embed directory/invented.json
	inventedFile []byte
)

// source is a directory as it was read: one file, with its report.
type source struct {
	Title  string       `json:"title"`
	Report *hsds.Report `json:"report"`
}

// directory is everything that activities are found in.
type directory struct {
	Sources    []source
	Activities []activity.Activity
	Providers  []activity.Provider

	middles    map[activity.AreaCode]activity.Coordinates
	byID       map[activity.ID]*activity.Activity
	byProvider map[activity.ProviderID]*activity.Provider
}

// errUnread says that a directory file could not be read to its end. What came
// before is kept, and the report says where it stopped.
var errUnread = errors.New("the directory could not be read to its end")

// loadDirectory reads the host's own file, or the vendored ones.
func loadDirectory(file string, invented bool, today activity.Day) (*directory, error) {
	d := &directory{byID: map[activity.ID]*activity.Activity{}, byProvider: map[activity.ProviderID]*activity.Provider{}}
	if file != "" {
		f, err := os.Open(file)
		if err != nil {
			return nil, err // an *os.PathError: it names the file
		}
		defer f.Close() //nolint:errcheck // it was only read
		return d, d.read(f, file, "", today)
	}
	const licence = "Open Government Licence v3.0"
	err := d.read(bytes.NewReader(realFile), "Greater Manchester, open data", licence, today)
	if err == nil && invented {
		err = d.read(bytes.NewReader(inventedFile), "Invented supplement", "Apache-2.0", today)
	}
	return d, err
}

// read adds one file. On an error the records before it are kept.
func (d *directory) read(r io.Reader, title, licence string, today activity.Day) error {
	all, err := hsds.ReadAll(r, &hsds.Options{
		Source: title, Licence: licence, Zone: "Europe/London", Country: "GB", On: today,
	})
	d.Sources = append(d.Sources, source{title, all.Report})
	d.Activities = append(d.Activities, all.Activities...)
	d.Providers = append(d.Providers, all.Providers...)
	for i := range d.Activities {
		d.byID[d.Activities[i].ID] = &d.Activities[i]
	}
	d.survey()
	for i := range d.Providers {
		d.byProvider[d.Providers[i].ID] = &d.Providers[i]
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errUnread, err)
	}
	if all.Report.Services == 0 {
		return fmt.Errorf("%w: it holds no service", errUnread)
	}
	return nil
}

// middle is about where a postcode district is: the middle of the records in it
// that say where they are. A host has a gazetteer; this program has no other
// source, and a library that gives only its postcode is otherwise as likely next
// door as in the next town.
func (d *directory) middle(district activity.AreaCode) (activity.Coordinates, bool) {
	p, ok := d.middles[district]
	return p, ok
}

// survey works out the middles.
func (d *directory) survey() {
	type sum struct{ lat, lon, n int64 }
	sums := map[activity.AreaCode]sum{}
	for i := range d.Activities {
		for j := range d.Activities[i].Locations {
			l := &d.Activities[i].Locations[j]
			if out := activity.AreaCode(l.Address.Postcode.Outward()); out != "" && !l.Coordinates.IsZero() {
				lat, lon := l.Coordinates.Micro()
				s := sums[out]
				sums[out] = sum{s.lat + int64(lat), s.lon + int64(lon), s.n + 1}
			}
		}
	}
	d.middles = make(map[activity.AreaCode]activity.Coordinates, len(sums))
	for out, s := range sums {
		if p, err := activity.CoordinatesAt(s.lat/s.n, s.lon/s.n); err == nil {
			d.middles[out] = p
		}
	}
}

// counts are what the program says of the directory before anybody is matched.
type counts struct {
	Services    int `json:"services"`
	Providers   int `json:"providers"`
	PrivateUse  int `json:"privateUse"` // listed, never offered
	Closed      int `json:"closed"`     // known to be closed for good or for now
	Invented    int `json:"invented"`
	HoursParsed int `json:"hoursParsed"`
	HoursPartly int `json:"hoursPartly"` // some of the words could not be read
	HoursText   int `json:"hoursText"`   // kept as the source has it
	HoursNone   int `json:"hoursNone"`
	RouteParsed int `json:"routeParsed"`
	RouteText   int `json:"routeText"`
	RouteNone   int `json:"routeNone"`
}

// Usable is what can be offered to somebody.
func (c *counts) Usable() int { return c.Services - c.PrivateUse - c.Closed }

func (d *directory) counts() counts {
	c := counts{Services: len(d.Activities), Providers: len(d.byProvider)}
	for i := range d.Activities {
		a := &d.Activities[i]
		switch {
		case privateUse(a):
			c.PrivateUse++
		case a.Status != "" && a.Status != activity.Active:
			c.Closed++
		}
		if a.Source.Invented {
			c.Invented++
		}
		c.countHours(a)
		c.countRoutes(a)
	}
	return c
}

func (c *counts) countHours(a *activity.Activity) {
	prose := a.Schedule.Text != ""
	switch rules := len(a.Schedule.Rules) > 0; {
	case rules && a.Schedule.Confidence == activity.Partial:
		c.HoursPartly++
	case rules:
		c.HoursParsed++
	case prose:
		c.HoursText++
	default:
		c.HoursNone++
	}
}

func (c *counts) countRoutes(a *activity.Activity) {
	named := slices.ContainsFunc(a.Routes, func(r activity.RouteOption) bool { return r.Route != "" })
	switch {
	case named:
		c.RouteParsed++
	case len(a.Routes) > 0:
		c.RouteText++
	default:
		c.RouteNone++
	}
}

// privateUse says whether every way in that is named is closed to the public.
func privateUse(a *activity.Activity) bool {
	private := false
	for _, r := range a.Routes {
		switch r.Route {
		case activity.PrivateUse:
			private = true
		case "":
		case activity.Signpost, activity.SelfReferral, activity.Professional, activity.Voucher, activity.Membership, activity.DropIn:
			return false
		}
	}
	return private
}

// tell prints what was loaded: every number of it is counted, none is written
// down.
func (d *directory) tell(p *page) {
	p.heading("The directory", "Y cyfeiriadur")
	for _, s := range d.Sources {
		p.item("%s: %d services read, %d lost, %d faults noted", "%s: darllenwyd %d gwasanaeth, collwyd %d, nodwyd %d nam",
			s.Title, s.Report.Services, s.Report.Lost, s.Report.Total())
	}
	c := d.counts()
	p.field(p.say("In all", "At ei gilydd"), p.say(
		"%d services of %d providers: %d can be offered, %d are for private use and %d are closed. Those are kept, and never offered.",
		"%d gwasanaeth gan %d darparwr: gellir cynnig %d, mae %d at ddefnydd preifat a %d ar gau. Cedwir y rheini, ond byth eu cynnig.",
		c.Services, c.Providers, c.Usable(), c.PrivateUse, c.Closed))
	if c.Invented > 0 {
		p.field(p.say("Invented", "Dychmygol"), p.say(
			"%d of them are invented, to give every criterion something to judge; their names begin with [Invented].",
			"mae %d ohonynt yn ddychmygol, er mwyn i bob maen prawf gael rhywbeth i'w farnu; mae eu henwau'n dechrau ag [Invented].", c.Invented))
	}
	p.field(p.say("Opening hours", "Oriau agor"), p.say(
		"%d read from what the source says, %d in part, %d kept as text, %d not stated",
		"%d wedi'u darllen o eiriau'r ffynhonnell, %d yn rhannol, %d wedi'u cadw fel testun, %d heb eu nodi",
		c.HoursParsed, c.HoursPartly, c.HoursText, c.HoursNone))
	p.field(p.say("Ways in", "Ffyrdd i mewn"), p.say(
		"%d read from what the source says, %d kept as text, %d not stated",
		"%d wedi'u darllen o eiriau'r ffynhonnell, %d wedi'u cadw fel testun, %d heb eu nodi",
		c.RouteParsed, c.RouteText, c.RouteNone))
	p.field(p.say("Faults by kind", "Namau yn ôl math"), p.faultKinds(d))
}

// faultKinds lists the kinds of fault over all files, the most frequent first.
func (p *page) faultKinds(d *directory) string {
	sum := map[hsds.FaultKind]int{}
	for _, s := range d.Sources {
		for k, n := range s.Report.Counts {
			sum[k] += n
		}
	}
	kinds := slices.SortedFunc(maps.Keys(sum), func(a, b hsds.FaultKind) int {
		if sum[a] != sum[b] {
			return sum[b] - sum[a]
		}
		return strings.Compare(string(a), string(b))
	})
	if len(kinds) == 0 {
		return p.say("none", "dim")
	}
	var parts []string
	for _, k := range kinds {
		parts = append(parts, fmt.Sprintf("%s %d", k, sum[k]))
	}
	return strings.Join(parts, ", ")
}

// tellFaults lists the faults themselves, each by record and path.
func (d *directory) tellFaults(p *page) {
	p.heading("Faults of the directory", "Namau'r cyfeiriadur")
	for _, s := range d.Sources {
		for _, f := range s.Report.Faults {
			p.wrapped("  · ", "    ", f.String())
		}
		if s.Report.Omitted > 0 {
			p.item("and %d more", "a %d arall", s.Report.Omitted)
		}
	}
}
