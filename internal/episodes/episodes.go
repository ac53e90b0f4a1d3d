// Package episodes makes synthetic episodes of support, in any state, with all
// the records that belong to them, for tests that hold over any episode: a
// person, the referral with its events, measures, providers and activities.
//
// An episode follows from its seed alone: the same seed gives the same episode
// on every machine. Every personal text in it is unlike every other (see
// IsText), so that a test can tell from any output which records it came from.
// The people are invented: NHS numbers are of the synthetic range, and no name
// is anybody's.
package episodes

import (
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// Episode is one synthetic episode. What its slices hold is the caller's.
type Episode struct {
	Person     person.Person
	Version    person.Version
	Referral   referral.Referral
	Events     []referral.Event
	Outcomes   []outcome.Record
	Providers  []activity.Provider
	Activities []activity.Activity
	// Referrer, Worker and Other are the actors: who referred, the link worker,
	// and a colleague.
	Referrer, Worker, Other referral.ActorID
	// At is an instant after everything that is recorded.
	At time.Time
}

// New makes the episode of a seed. Most episodes are some way into support;
// about one in ten has not got beyond the first few steps.
func New(seed uint64) Episode {
	g := &generator{state: seed, seed: seed}
	g.state = g.next() // else the stream of a seed were that of the one before, a step further on
	g.at = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC).Add(time.Duration(g.below(400)) * time.Hour)
	g.actors()
	g.directory()
	g.person()
	g.ending = one(g, 2, 2, 5, 40)
	g.walk(g.length())
	return Episode{
		Person: g.who, Version: g.version, Referral: g.r, Events: g.events, Outcomes: g.outcomes, Providers: g.providers, Activities: g.activities,
		Referrer: g.referrer, Worker: g.worker, Other: g.other, At: g.at.Add(time.Hour),
	}
}

// generator carries one episode while it is made.
type generator struct {
	state, seed uint64
	texts, ids  int
	ending      int // percent of the tries to end the episode that are made

	referrer, worker, other referral.ActorID
	service, elsewhere      referral.ServiceID
	at                      time.Time
	who                     person.Person
	version                 person.Version
	r                       referral.Referral
	events                  []referral.Event
	outcomes                []outcome.Record
	providers               []activity.Provider
	activities              []activity.Activity
}

// next is one step of splitmix64 (Steele, Lea and Flood, 2014): ours, so that no
// release of a standard library can change an episode.
func (g *generator) next() uint64 {
	g.state += 0x9e3779b97f4a7c15
	z := g.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below gives 0 to n-1; the bias of a remainder does not matter here.
func (g *generator) below(n int) int { return int(g.next() % uint64(n)) }

// chance is true in percent of cases.
func (g *generator) chance(percent int) bool { return g.below(100) < percent }

// pick chooses one of a list.
func pick[T any](g *generator, list []T) T { return list[g.below(len(list))] }

// one chooses among its arguments.
func one[T any](g *generator, list ...T) T { return pick(g, list) }

// mark begins every personal text of an episode.
const mark = "synthetic-"

// word makes a text that is nowhere else in the episode.
func (g *generator) word() string {
	g.texts++
	return fmt.Sprintf("%s%04d-%04d", mark, g.seed%10_000, g.texts)
}

// IsText reports whether s is, or holds, a personal text of an episode.
func IsText(s string) bool { return strings.Contains(s, mark) }

// text makes a personal text, sometimes with what spoils careless output.
func (g *generator) text() person.Text {
	s := g.word()
	switch g.below(12) {
	case 0:
		s += " \"quoted\" <b>& *starred* [linked](x)"
	case 1:
		s += "\nsecond line\n\n# third line"
	case 2:
		s += " Siân, Łukasz, 日本 🙂"
	}
	return person.NewText(s)
}

// maybe makes a text in percent of cases.
func (g *generator) maybe(percent int) person.Text {
	if !g.chance(percent) {
		return person.Text{}
	}
	return g.text()
}

// tri gives each answer alike.
func (g *generator) tri() person.Tri { return one(g, person.Unknown, person.No, person.Yes) }

// id makes the next identifier, in the form of a version 4.
func (g *generator) id() uuid.UUID {
	g.ids++
	a, b := g.next(), g.next()
	var u uuid.UUID
	for i := range 8 {
		u[i], u[8+i] = byte(a>>(8*i)), byte(b>>(8*i))
	}
	u[6], u[8] = u[6]&0x0f|0x40, u[8]&0x3f|0x80
	return u
}

func (g *generator) actors() {
	g.referrer, g.worker, g.other = referral.ActorID(g.id()), referral.ActorID(g.id()), referral.ActorID(g.id())
	g.service, g.elsewhere = referral.ServiceID(g.id()), referral.ServiceID(g.id())
}

// length is how many commands are tried to be done.
func (g *generator) length() int {
	if g.chance(10) {
		return 1 + g.below(3)
	}
	return 4 + g.below(60)
}

// directory makes three providers with two activities each.
func (g *generator) directory() {
	for i := range 3 {
		p := activity.Provider{ID: activity.ProviderID(g.id()), Name: fmt.Sprintf("Provider %c of the tests", 'A'+i)}
		p.Contacts = []activity.Contact{{Email: fmt.Sprintf("provider-%c@example.org", 'a'+i)}}
		g.providers = append(g.providers, p)
		for j := range 2 {
			g.activities = append(g.activities, activity.Activity{
				ID: activity.ID(g.id()), Provider: p.ID, ProviderName: p.Name, Name: fmt.Sprintf("Activity %c%d of the tests", 'A'+i, j+1),
				Description: "Made up for tests.",
			})
		}
	}
}
