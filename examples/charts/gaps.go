package main

import (
	"encoding/json"
	"fmt"
	"html"
	"os"
	"strings"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/matching/coverage"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
	"github.com/socialprescribing/socialprescribing/person"
)

// The height of a bar, the room for its label, and the colours of what its parts
// mean: found nothing, something, a choice. They differ in lightness as well.
const (
	barHeight = 16
	barLabel  = 190
)

var barFills = [...]string{"#330072", "#41b6e6", "#c5e8f7"}

// gaps draws who finds nothing, from a report of package coverage as JSON: a bar
// for each need and group, as long as its people are many. A bar with a part that
// the report does not show is only outlined, as a whole.
func gaps(path string, s settings) (string, error) {
	data, err := os.ReadFile(path) //nolint:gosec // the file that the user named
	if err != nil {
		return "", errFile
	}
	var r coverage.Report
	if json.Unmarshal(data, &r) != nil || len(r.Needs) == 0 {
		return "", errReport
	}
	b := bars{canvas: newCanvas(or(s.title, "Who finds nothing, by "+r.Dimension)), lang: s.lang, most: 1}
	for _, need := range r.Needs {
		for _, g := range groupsOf(need) {
			n, _ := g.People.Shown()
			b.most = max(b.most, n)
		}
	}
	for _, need := range r.Needs {
		b.heading(person.Needs().Text(s.lang, need.Need))
		for _, g := range groupsOf(need) {
			b.bar(person.Needs().Text(s.lang, need.Need), g)
		}
		b.barriers(need)
	}
	b.canvas.left(b.hidden)
	b.legend()
	return b.canvas.sized(b.at + margin), nil
}

// groupsOf are the groups of a need, or everybody if there are none.
func groupsOf(need coverage.NeedRow) []coverage.GroupRow {
	if len(need.Groups) == 0 {
		return []coverage.GroupRow{need.All}
	}
	return need.Groups
}

// bars stacks bars from the top down.
type bars struct {
	*canvas
	lang   language.Tag
	at     int // where the next begins
	most   int64
	hidden int
}

func (b *bars) heading(text string) {
	b.at += barHeight + 8
	b.add(`<text x="%d" y="%d" font-size="13" font-weight="bold" aria-hidden="true">%s</text>`, margin, b.at+margin-4, html.EscapeString(text))
}

// bar draws one group.
func (b *bars) bar(need string, g coverage.GroupRow) {
	name := g.Group.Code
	if name == "" {
		name = "not known"
	}
	if g.Group.Dimension == coverage.DimensionAll {
		name = "everybody"
	}
	y := b.at + margin
	b.add(`<text x="%d" y="%d" font-size="12" aria-hidden="true">%s</text>`, margin, y+12, html.EscapeString(name))
	b.at += barHeight + 2
	left := margin + barLabel
	parts := [...]cohort.Count{g.Nothing, g.Some, g.Choice}
	words := [...]string{"find nothing", "find something", "have a choice"}
	for _, c := range parts {
		if _, shown := c.Shown(); !shown {
			b.hidden++
			b.add(`<rect x="%d" y="%d" width="24" height="%d" fill="none" stroke="#768692" stroke-dasharray="3 2"><title>%s</title></rect>`,
				left, y, barHeight, html.EscapeString(need+", "+name+": too few to show"))
			return
		}
	}
	for i, c := range parts {
		n, _ := c.Shown()
		if n == 0 {
			continue
		}
		wide := int(n * int64(width-margin-barLabel-margin) / b.most)
		b.add(`<rect x="%d" y="%d" width="%d" height="%d" fill="%s"><title>%s</title></rect>`,
			left, y, wide, barHeight, barFills[i], html.EscapeString(fmt.Sprintf("%s, %s: %d %s", need, name, n, words[i])))
		left += wide
	}
	if n, _ := g.Nothing.Shown(); n > 0 {
		b.say("%s, %s: %s of %s find nothing.", need, name, g.Nothing, g.People)
	}
}

// barriers says in words what stood in the way.
func (b *bars) barriers(need coverage.NeedRow) {
	var list []string
	for _, w := range need.Barriers {
		if n, shown := w.People.Shown(); shown && w.Criterion != "" {
			list = append(list, fmt.Sprintf("%s for %d", strings.ToLower(w.Criterion.Text(b.lang)), n))
		}
	}
	if len(list) > 0 {
		b.say("In the way of “%s”: %s.", person.Needs().Text(b.lang, need.Need), strings.Join(list, ", "))
	}
}

// legend says what the fills mean.
func (b *bars) legend() {
	b.at += barHeight
	x := margin
	for i, words := range [...]string{"find nothing", "find something", "have a choice"} {
		b.add(`<rect x="%d" y="%d" width="12" height="12" fill="%s"><title>%s</title></rect>`, x, b.at+margin, barFills[i], words)
		b.add(`<text x="%d" y="%d" font-size="12" aria-hidden="true">%s</text>`, x+18, b.at+margin+11, words)
		x += 130
	}
	b.at += barHeight
}
