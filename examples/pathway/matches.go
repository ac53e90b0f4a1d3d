package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/person"
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

// found is what matching found.
type found struct {
	Query  matching.Query  `json:"-"`
	Seeker matching.Seeker `json:"seeker"`
	// Result holds the best five by all needs together.
	Result matching.Result `json:"result"`
	// Further holds the best two for each need that none of the five is meant for.
	Further []needResult    `json:"further,omitzero"`
	Survey  matching.Survey `json:"survey"`
	Not     []notOffered    `json:"notOffered"`
}

// needResult is what serves one need.
type needResult struct {
	Need person.NeedCode `json:"need"`
	// Helped says that some of the five help with it beside something else;
	// Result then holds only what is meant for it in the first place.
	Helped bool            `json:"helped,omitzero"`
	Result matching.Result `json:"result"`
}

// match finds activities: the best five and why, what serves the needs that
// those leave out, and why others are not offered.
func (j *journey) match() {
	j.heading("Finding activities", "Dod o hyd i weithgareddau")
	f, err := j.dir.find(j.who.seeker(j.person, j.now), j.now, today().AddDays(j.days().meet.day))
	if err != nil {
		j.err = err
		return
	}
	j.found = f
	j.tellUrgent(f.Result.Urgent)
	if len(f.Result.Matches) == 0 {
		j.para("Nothing in this directory suits. That is recorded as an unmet need, so that the gap can be seen.",
			"Nid oes dim yn y cyfeiriadur hwn yn addas. Cofnodir hynny fel angen heb ei ddiwallu, fel y gellir gweld y bwlch.")
	}
	j.tellOrder(f.Result.Order)
	for i, m := range f.Result.Matches {
		j.tellMatch(i+1, m)
	}
	n := len(f.Result.Matches)
	for _, r := range f.Further {
		j.blank()
		need := person.Needs().Text(j.tag, r.Need)
		if r.Helped {
			j.para("Some of these help with “%s” beside something else. Meant for it:",
				"Mae rhai o'r rhain yn helpu gyda “%s” ochr yn ochr â rhywbeth arall. Wedi'u bwriadu ar ei gyfer:", need)
		} else {
			j.para("None of these helps with “%s”. For that need alone:", "Nid oes un o'r rhain yn helpu gyda “%s”. Ar gyfer yr angen hwnnw'n unig:", need)
		}
		if len(r.Result.Matches) == 0 {
			j.item("nothing in this directory", "dim yn y cyfeiriadur hwn")
		}
		for _, m := range r.Result.Matches {
			n++
			j.tellMatch(n, m)
		}
	}
	j.tellSurvey(f.Survey)
	j.notOffered()
}

// find asks the index for everything that is told.
func (d *directory) find(s matching.Seeker, at time.Time, day activity.Day) (*found, error) {
	index, err := d.index(day)
	if err != nil {
		return nil, err
	}
	q := matching.Query{
		Seeker: s, At: at, K: matching.DefaultK,
		Options: &matching.QueryOptions{PerProvider: 2, PerKind: 3, Crisis: crisisLines()},
	}
	f := &found{Query: q, Seeker: s}
	if f.Result, err = index.Match(q); err != nil {
		return nil, err
	}
	if f.Survey, err = index.Survey(q); err != nil {
		return nil, err
	}
	for _, need := range s.Needs {
		if d.served(f.Result, need) {
			continue
		}
		one := q
		one.K, one.Seeker.Needs, one.Seeker.Interests, one.Seeker.Urgent = 2, []person.NeedCode{need}, nil, nil
		one.Seeker.Avoid.Activities = slices.Concat(s.Avoid.Activities, f.listed())
		r, err := index.Match(one)
		if err != nil {
			return nil, err
		}
		some := d.helps(f.Result, need)
		if some {
			r.Matches = slices.DeleteFunc(r.Matches, func(m matching.Match) bool { return !d.direct(m, need) })
		}
		if len(r.Matches) > 0 || !some {
			f.Further = append(f.Further, needResult{Need: need, Helped: some, Result: r})
		}
	}
	return f, nil
}

// listed are the activities that are shown already.
func (f *found) listed() []activity.ID {
	var out []activity.ID
	for _, r := range append([]needResult{{Result: f.Result}}, f.Further...) {
		for _, m := range r.Result.Matches {
			out = append(out, m.Activity)
		}
	}
	return out
}

// served says whether a match is what one would look for first for a need. The
// reasons of a match name the one need that it serves best; it may serve more.
func (d *directory) served(r matching.Result, need person.NeedCode) bool {
	return slices.ContainsFunc(r.Matches, func(m matching.Match) bool { return d.direct(m, need) })
}

// direct says whether a match is what one would look for first for a need.
func (d *directory) direct(m matching.Match, need person.NeedCode) bool {
	return slices.ContainsFunc(d.byID[m.Activity].Categories, func(c activity.Category) bool {
		return matching.DefaultCrosswalk().Strength(need, c.Code) == matching.Direct
	})
}

// helps says whether one of the matches helps with a need, beside something else
// or a little.
func (d *directory) helps(r matching.Result, need person.NeedCode) bool {
	return slices.ContainsFunc(r.Matches, func(m matching.Match) bool {
		return slices.ContainsFunc(d.byID[m.Activity].Categories, func(c activity.Category) bool {
			return matching.DefaultCrosswalk().Strength(need, c.Code) != ""
		})
	})
}

// tellOrder says which question was asked before which: the ranking follows
// from nothing else.
func (j *journey) tellOrder(order []matching.CriterionCode) {
	var names []string
	for _, c := range order {
		names = append(names, c.Text(j.tag))
	}
	j.para("Compared in this order: %s.", "Fe'u cymharwyd yn y drefn hon: %s.", strings.Join(names, ", "))
}

// tellSurvey counts the whole directory: each activity is either a match or
// excluded, with its reasons.
func (j *journey) tellSurvey(s matching.Survey) {
	j.blank()
	j.para("Of %d activities, %d serve none of the needs, %d are beyond reach, %d suit, and %d are excluded for other reasons:",
		"O %d gweithgaredd, nid yw %d yn diwallu'r un o'r anghenion, mae %d y tu hwnt i gyrraedd, mae %d yn addas, a chaiff %d eu heithrio am resymau eraill:",
		s.Total, s.NotServing, s.Beyond, s.Matching, s.Excluded)
	var parts []string
	for _, c := range s.Criteria {
		if c.Excluded > 0 {
			parts = append(parts, j.say("%s %d (alone %d)", "%s %d (ar ei ben ei hun %d)", c.Criterion.Text(j.tag), c.Excluded, c.Alone))
		}
	}
	j.wrapped("  ", "  ", strings.Join(parts, "; ")+".")
}

// index makes the index of the directory for a day.
func (d *directory) index(from activity.Day) (*matching.Index, error) {
	return matching.NewIndex(slices.Values(d.Activities), &matching.Options{Horizon: matching.Horizon{From: from}, Places: d.middle})
}

// tellUrgent comes first and apart (D34).
func (j *journey) tellUrgent(u *matching.Urgent) {
	if u == nil {
		return
	}
	j.para("TODAY, before anything else:", "HEDDIW, cyn dim arall:")
	for _, l := range u.Lines {
		text := j.say("", "[English] ") + l.Text // no Welsh of it has been reviewed (D40)
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

// nearby finds them: explained, those first that would serve a need best, one
// for each set of criteria that exclude.
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
		return cmp.Or(-cmp.Compare(needFit(a.Explanation), needFit(b.Explanation)),
			cmp.Compare(len(a.Explanation.Failed()), len(b.Explanation.Failed())),
			cmp.Compare(a.Metres, b.Metres), a.Activity.Compare(b.Activity))
	})
	return distinct(all, 3)
}

// needFit is how well an activity would serve a need, if the rest allowed it.
func needFit(e matching.Explanation) matching.Fit {
	for _, c := range e.Criteria {
		if c.Criterion == matching.Need {
			return c.Fit
		}
	}
	return matching.No
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

// changes says what would make an activity a match, if anybody can change it.
func (j *journey) changes(a *activity.Activity) {
	list, err := matching.Counterfactuals(j.found.Query, *a, nil)
	if err != nil {
		j.err = err
		return
	}
	if len(list) == 0 {
		j.sub("Nothing that the person or the worker can change would make it fit.", "Ni fyddai dim y gall y person na'r gweithiwr ei newid yn ei wneud yn addas.")
		return
	}
	var parts []string
	for _, c := range list[0].Changes {
		parts = append(parts, c.Text(j.tag))
	}
	j.sub("It would fit %s.", "Byddai'n addas %s.", strings.Join(parts, "; "))
}
