package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
)

// crisisLines is the service's own list of whom to turn to at once, for
// England: what is shown before and apart from anything that can wait.
func crisisLines() []matching.CrisisLine {
	return []matching.CrisisLine{
		{Text: "If a life is in danger now", Contact: "999"},
		{Need: "sp-need:suicidal", Text: "NHS 111, option 2: mental health crisis, day and night", Contact: "111"},
		{Need: "sp-need:suicidal", Text: "Samaritans, day and night", Contact: "116 123"},
		{Need: "sp-need:unsafe-tonight", Text: "National Domestic Abuse Helpline, day and night", Contact: "0808 2000 247"},
		{Need: "sp-need:nowhere-to-sleep", Text: "Shelter's helpline, and the housing team of the council, which must give advice", Contact: "0808 800 4444"},
		{Need: "sp-need:no-food-today", Text: "The council's local welfare help; the link worker issues a food-bank voucher today", Contact: ""},
	}
}

// match finds activities: the best five, why, and why others are not offered.
func (j *journey) match() {
	j.heading("Finding activities", "Dod o hyd i weithgareddau")
	index, err := j.dir.index(today().AddDays(j.days().meet.day))
	if err != nil {
		j.err = err
		return
	}
	q := matching.Query{
		Seeker: j.who.seeker(j.person, j.now), At: j.now, K: matching.DefaultK,
		Options: &matching.QueryOptions{PerProvider: 2, Crisis: crisisLines()},
	}
	r, err := index.Match(q)
	if err != nil {
		j.err = err
		return
	}
	j.found = &found{Query: q, Seeker: q.Seeker, Result: r}
	j.tellUrgent(r.Urgent)
	if len(r.Matches) == 0 {
		j.para("Nothing in this directory suits. That is recorded as an unmet need, so that the gap can be seen.",
			"Nid oes dim yn y cyfeiriadur hwn yn addas. Cofnodir hynny fel angen heb ei ddiwallu, fel y gellir gweld y bwlch.")
	}
	for i, m := range r.Matches {
		j.tellMatch(i+1, m)
	}
	j.notOffered()
}

// index makes the index of the directory for a day.
func (d *directory) index(from activity.Day) (*matching.Index, error) {
	return matching.NewIndex(slices.Values(d.Activities), &matching.Options{Horizon: matching.Horizon{From: from}})
}

// tellUrgent comes first and apart (D34).
func (j *journey) tellUrgent(u *matching.Urgent) {
	if u == nil {
		return
	}
	j.para("TODAY, before anything else:", "HEDDIW, cyn dim arall:")
	for _, l := range u.Lines {
		text := l.Text
		if l.Contact != "" {
			text += ": " + l.Contact
		}
		j.wrapped("  ! ", "    ", text)
	}
	j.blank()
}

// tellMatch shows one match: what it is, when, and why.
func (j *journey) tellMatch(n int, m matching.Match) {
	a := j.dir.byID[m.Activity]
	j.wrapped(fmt.Sprintf("  %d. ", n), "     ", j.title(a, m.Site))
	if when := a.Schedule.Describe(j.tag); when != "" {
		j.wrapped("     ", "     ", when)
	}
	var why, check []string
	for _, r := range m.Reasons {
		if r.Fit != matching.Unknown {
			why = append(why, r.Text(j.tag))
		}
	}
	for _, r := range m.ToCheck() {
		check = append(check, r.Text(j.tag))
	}
	j.wrapped("     "+j.say("Why: ", "Pam: "), "       ", strings.Join(why, "; "))
	if len(check) > 0 {
		j.wrapped("     "+j.say("To check: ", "I'w wirio: "), "       ", strings.Join(check, "; "))
	}
}

// title names an activity and its place.
func (j *journey) title(a *activity.Activity, site activity.LocationID) string {
	parts := []string{a.Name}
	if a.ProviderName != "" && !strings.Contains(a.Name, strings.TrimPrefix(a.ProviderName, "[Invented] ")) {
		parts = append(parts, a.ProviderName)
	}
	for i := range a.Locations {
		l := &a.Locations[i]
		if l.ID == site || site.IsZero() && i == 0 {
			if p := l.Address.Postcode; !p.IsZero() {
				parts = append(parts, strings.TrimSpace(l.Address.Town+" "+p.Outward()))
			}
			break
		}
	}
	return strings.Join(parts, " · ")
}

// notOffered is an activity nearby that is no match, with everything against it.
type notOffered struct {
	Activity    activity.ID          `json:"activity"`
	Metres      activity.Metres      `json:"metres"`
	Explanation matching.Explanation `json:"explanation"`
}

// notOffered explains three activities nearby that are not offered, each for
// another reason, those first that would serve a need.
func (j *journey) notOffered() {
	near := j.nearby()
	if len(near) == 0 {
		return
	}
	j.blank()
	j.para("Nearby, and not offered:", "Gerllaw, ac heb eu cynnig:")
	for _, n := range near {
		a := j.dir.byID[n.Activity]
		j.item("%s (%s)", "%s (%s)", j.title(a, n.Explanation.Site), j.distance(n.Metres))
		for _, r := range n.Explanation.Failed() {
			j.sub("%s: %s", "%s: %s", r.Criterion.Text(j.tag), r.Text(j.tag))
		}
		j.changes(a)
	}
	j.found.Not = near
}

func (j *journey) distance(m activity.Metres) string {
	return j.say("%.1f km away", "%.1f km i ffwrdd", float64(m)/1000)
}

// nearby finds them: explained, nearest first, one for each set of criteria
// that exclude.
func (j *journey) nearby() []notOffered {
	var all []notOffered
	for i := range j.dir.Activities {
		a := &j.dir.Activities[i]
		metres, ok := nearest(a, j.found.Seeker.Place.Coordinates)
		if !ok || metres > 5000 {
			continue
		}
		e, err := matching.Explain(j.found.Query, *a, nil)
		if err != nil {
			j.err = err
			return nil
		}
		if !e.Matches {
			all = append(all, notOffered{a.ID, metres, e})
		}
	}
	slices.SortFunc(all, func(a, b notOffered) int {
		return cmp.Or(cmp.Compare(len(a.Explanation.Failed()), len(b.Explanation.Failed())),
			cmp.Compare(a.Metres, b.Metres), a.Activity.Compare(b.Activity))
	})
	return distinct(all, 3)
}

// distinct takes the first of each reason, those that serve a need before
// those that do not.
func distinct(all []notOffered, n int) []notOffered {
	var out []notOffered
	seen := map[string]bool{}
	for _, needed := range []bool{true, false} {
		for _, o := range all {
			var key []string
			serves := true
			for _, c := range o.Explanation.Criteria {
				if c.Excludes {
					key = append(key, string(c.Criterion))
					serves = serves && c.Criterion != matching.Need
				}
			}
			k := strings.Join(key, " ")
			if serves == needed && !seen[k] && len(out) < n {
				seen[k] = true
				out = append(out, o)
			}
		}
	}
	return out
}

// nearest is the distance to the nearest place of an activity.
func nearest(a *activity.Activity, from activity.Coordinates) (activity.Metres, bool) {
	best, found := activity.Metres(0), false
	for i := range a.Locations {
		if m, ok := a.Locations[i].Coordinates.DistanceTo(from); ok && (!found || m < best) {
			best, found = m, true
		}
	}
	return best, found
}

// changes says what would make an activity a match.
func (j *journey) changes(*activity.Activity) {}
