package openactive

import (
	"time"

	"github.com/socialprescribing/socialprescribing/activity"
)

// Advance moves the instant from which the next date of an activity is sought,
// and returns the activities whose places are others now. A series says how
// many places are left of each of its dates; those of the activity are those of
// its next date that says any. Until Advance is called no date is the next, and
// the places of a series are known only where all its dates say the same: those
// of a date gone by are nobody's to promise. An instant earlier than the last
// one is taken back to it.
func (c *Catalogue) Advance(now time.Time) Changes {
	var out Changes
	if !now.After(c.now) {
		return out
	}
	before := c.now
	c.now = now.UTC()
	touched := map[string]bool{}
	for _, o := range c.items {
		c.passed(o, before, touched)
	}
	c.changes(&out, touched)
	return out
}

// passed marks the activity of a date that has gone by since before, or of any
// date when none had been the next.
func (c *Catalogue) passed(o *opportunity, before time.Time, touched map[string]bool) {
	if c.isPart(o) && (o.hasLeft || o.hasMost) && (before.IsZero() || !o.start.Before(before) && o.start.Before(c.now)) {
		touched[c.root(o).id] = true
	}
	for _, ch := range o.children {
		c.passed(ch, before, touched)
	}
}

// places is what is said of places: how many there are, and how many are left.
type places struct {
	most, left       int
	hasMost, hasLeft bool
}

func placesOf(o *opportunity) places {
	p := places{most: o.most, left: o.left, hasMost: o.hasMost, hasLeft: o.hasLeft}
	if p.hasMost && p.hasLeft && p.left > p.most {
		p.left, p.hasLeft = 0, false // more left than there are: one of them is wrong
	}
	return p
}

// capacity takes the places of the activity itself, or of its next date.
func (c *Catalogue) capacity(a *activity.Activity, o *opportunity, parts []*opportunity) {
	p := placesOf(o)
	if !p.hasLeft {
		p = c.next(p, parts)
	}
	if p.hasMost {
		a.Capacity.Maximum = activity.KnownAs(p.most)
	}
	if !p.hasLeft {
		return
	}
	a.Capacity.Available = activity.KnownAs(p.left)
	a.Capacity.State = activity.Limited
	if p.left == 0 {
		a.Capacity.State = activity.Full
	}
}

// next returns the places of the first date from now on that says how many are
// left; of an unknown now, what all dates agree on.
func (c *Catalogue) next(own places, parts []*opportunity) places {
	var all []places
	for _, o := range parts { // in order of start
		if o.cancelled || !o.hasLeft && !o.hasMost {
			continue
		}
		p := placesOf(o)
		if !p.hasMost {
			p.most, p.hasMost = own.most, own.hasMost
		}
		if c.now.IsZero() {
			all = append(all, p)
		} else if !o.start.Before(c.now) && p.hasLeft {
			return p
		}
	}
	if len(all) == 0 {
		return own
	}
	out := all[0]
	for _, p := range all[1:] {
		if p.hasMost != out.hasMost || p.most != out.most {
			out.most, out.hasMost = 0, false
		}
		if p.hasLeft != out.hasLeft || p.left != out.left {
			out.left, out.hasLeft = 0, false
		}
	}
	return out
}
