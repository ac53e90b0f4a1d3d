package activity

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/internal/texts"
)

//go:embed data/texts.json
var textsJSON []byte

var catalogue = sync.OnceValue(func() *texts.Catalogue { return texts.MustLoad(textsJSON) })

// say looks up a text of schedules.
func say(tag language.Tag, key string, args ...texts.Arg) string {
	return catalogue().Text(tag, "schedule."+key, args...)
}

// Describe tells the schedule in words, English or Welsh, rules parted by "; ":
// "every second Tuesday, 10:00–12:00". A schedule without rules gives its own
// text, or says that the times are not known; one that was only partly
// understood says that it is to be checked with the provider. The Welsh is a
// draft.
func (s Schedule) Describe(tag language.Tag) string {
	if len(s.Rules) == 0 {
		if s.Text != "" {
			return s.Text
		}
		return say(tag, "unknown")
	}
	parts := make([]string, len(s.Rules))
	for i, r := range s.Rules {
		parts[i] = r.Describe(tag)
	}
	text := strings.Join(parts, "; ")
	if len(s.Closed) > 0 {
		text += "; " + exceptText(tag, s.Closed)
	}
	if s.Confidence == Partial {
		text = say(tag, "partial", texts.A("text", text))
	}
	return text
}

// Describe tells the rule in words, English or Welsh; see Schedule.Describe.
func (r Rule) Describe(tag language.Tag) string {
	parts := []string{r.daysText(tag)}
	if c := r.clockText(tag); c != "" {
		parts = append(parts, c)
	}
	if !r.Until.IsZero() {
		parts = append(parts, say(tag, "until", texts.A("date", dateText(tag, r.Until.day))))
	}
	if r.Count > 0 {
		parts = append(parts, say(tag, "count", texts.A("n", r.Count)))
	}
	if len(r.Add) > 0 && (r.Freq != Once || !r.Start.IsZero()) {
		parts = append(parts, say(tag, "also", texts.A("dates", datesText(tag, r.Add))))
	}
	if len(r.Except) > 0 {
		parts = append(parts, exceptText(tag, r.Except))
	}
	text := strings.Join(parts, ", ")
	if r.Note != "" {
		text += " (" + r.Note + ")"
	}
	return text
}

func (r Rule) clockText(tag language.Tag) string {
	switch {
	case r.From.IsZero():
		return ""
	case r.To.IsZero():
		return say(tag, "from", texts.A("from", r.From.String()))
	}
	return say(tag, "range", texts.A("from", r.From.String()), texts.A("to", r.To.String()))
}

func (r Rule) daysText(tag language.Tag) string {
	n := max(r.Interval, 1)
	text := ""
	switch r.Freq {
	case Daily:
		text = say(tag, "daily."+step(n), texts.A("n", n))
		if len(r.ByDay) > 0 {
			text += ", " + join(tag, plainDays(tag, r.ByDay, false))
		}
	case Weekly:
		text = r.weeklyText(tag, n)
	case Monthly:
		text = r.monthlyText(tag, n)
	case Yearly:
		return r.yearlyText(tag, n)
	case Once:
		if r.Start.IsZero() {
			return say(tag, "on", texts.A("date", datesText(tag, r.Add)))
		}
		return say(tag, "on", texts.A("date", dateText(tag, r.Start)))
	}
	return r.inMonths(tag, text)
}

func step(n int) string {
	if n < 3 {
		return strconv.Itoa(n)
	}
	return "n"
}

func (r Rule) inMonths(tag language.Tag, text string) string {
	if len(r.ByMonth) == 0 {
		return text
	}
	return say(tag, "yearly.months", texts.A("days", text), texts.A("months", join(tag, monthNames(tag, r.ByMonth))))
}

func (r Rule) weeklyText(tag language.Tag, n int) string {
	days := slices.Clone(r.ByDay)
	if len(days) == 0 {
		days = []NthDay{Every(DayNameOf(r.Start.Weekday()))}
	}
	slices.SortFunc(days, NthDay.Compare)
	days = slices.Compact(days)
	switch {
	case len(days) == 7 && n == 1:
		return say(tag, "daily.1")
	case len(days) == 5 && n == 1 && days[4].day == Friday:
		return say(tag, "weekdays")
	}
	key := "weekly." + step(n)
	if n == 2 && len(days) > 1 {
		key = "weekly.2s"
	}
	return say(tag, key, texts.A("n", n), texts.A("days", join(tag, plainDays(tag, days, n > 1))))
}

func (r Rule) monthlyText(tag language.Tag, n int) string {
	var days []string
	ordinal := len(r.ByDay) == 0
	switch {
	case len(r.ByDay)+len(r.ByMonthDay) == 0:
		_, _, d := r.Start.Date()
		days = []string{monthDay(tag, d)}
	case len(r.ByDay) == 0:
		days = monthDays(tag, r.ByMonthDay)
	default:
		days, ordinal = nthDays(tag, r.ByDay)
	}
	if !ordinal {
		return say(tag, "monthly.any", texts.A("n", n), texts.A("days", join(tag, days))) + r.onMonthDays(tag)
	}
	return say(tag, "monthly."+step(n), texts.A("n", n), texts.A("days", join(tag, days))) + r.onMonthDays(tag)
}

// onMonthDays narrows weekdays to days of the month, as in Friday the 13th.
func (r Rule) onMonthDays(tag language.Tag) string {
	if len(r.ByDay) == 0 || len(r.ByMonthDay) == 0 {
		return ""
	}
	return " (" + join(tag, monthDays(tag, r.ByMonthDay)) + ")"
}

func (r Rule) yearlyText(tag language.Tag, n int) string {
	days := ""
	switch {
	case len(r.ByDay) > 0:
		list, ordinal := nthDays(tag, r.ByDay)
		days = join(tag, list)
		if ordinal && len(r.ByMonth) == 0 {
			days = say(tag, "yearly.nth", texts.A("days", days))
		}
		days = r.inMonths(tag, days) + r.onMonthDays(tag)
	case len(r.ByMonthDay) > 0:
		days = r.inMonths(tag, join(tag, monthDays(tag, r.ByMonthDay)))
	default:
		_, m, d := r.Start.Date()
		months := r.ByMonth
		if len(months) == 0 {
			months = []time.Month{m}
		}
		var dates []string
		for _, name := range monthNames(tag, months) {
			dates = append(dates, say(tag, "daymonth", texts.A("d", d), texts.A("month", name)))
		}
		days = join(tag, dates)
	}
	key := "yearly.1"
	if n > 1 {
		key = "yearly.n"
	}
	return say(tag, key, texts.A("n", n), texts.A("days", days))
}

// plainDays names weekdays. In Welsh the first is mutated after "ail" and "ar".
func plainDays(tag language.Tag, days []NthDay, soft bool) []string {
	out := make([]string, len(days))
	for i, d := range days {
		key := "day."
		if soft && i == 0 {
			key = "day.soft."
		}
		out[i] = say(tag, key+string(d.day))
	}
	return out
}

// nthDays names ordinal weekdays, and reports whether all have an ordinal.
func nthDays(tag language.Tag, days []NthDay) ([]string, bool) {
	var out []string
	ordinal := true
	for _, d := range days {
		name := say(tag, "day."+string(d.day))
		if d.n == 2 {
			name = say(tag, "day.soft."+string(d.day))
		}
		args := []texts.Arg{texts.A("day", name), texts.A("n", abs(int(d.n)))}
		switch {
		case d.n == 0:
			ordinal = false
			out = append(out, name)
		case d.n >= -1 && d.n <= 5:
			out = append(out, say(tag, "nth."+strconv.Itoa(int(d.n)), args...))
		case d.n < 0:
			out = append(out, say(tag, "nth.-n", args...))
		default:
			out = append(out, say(tag, "nth.n", args...))
		}
	}
	return out, ordinal
}

func abs(n int) int { return max(n, -n) }

func monthDay(tag language.Tag, d int) string {
	switch {
	case d == -1:
		return say(tag, "monthday.-1")
	case d < 0:
		return say(tag, "monthday.-n", texts.A("n", -d))
	}
	n := strconv.Itoa(d)
	if base, _ := tag.Base(); base.String() != "cy" {
		n += englishSuffix(d)
	}
	return say(tag, "monthday", texts.A("n", n))
}

func englishSuffix(n int) string {
	if n/10 == 1 {
		return "th"
	}
	switch n % 10 {
	case 1:
		return "st"
	case 2:
		return "nd"
	case 3:
		return "rd"
	}
	return "th"
}

func monthDays(tag language.Tag, days []int) []string {
	out := make([]string, len(days))
	for i, d := range days {
		out[i] = monthDay(tag, d)
	}
	return out
}

func monthNames(tag language.Tag, months []time.Month) []string {
	out := make([]string, len(months))
	for i, m := range months {
		out[i] = say(tag, "month."+strconv.Itoa(int(m)))
	}
	return out
}

// join writes "a", "a and b", "a, b and c".
func join(tag language.Tag, list []string) string {
	switch len(list) {
	case 0:
		return ""
	case 1:
		return list[0]
	}
	head := strings.Join(list[:len(list)-1], ", ")
	return say(tag, "and", texts.A("a", head), texts.A("b", list[len(list)-1]))
}

func dateText(tag language.Tag, d Day) string {
	y, m, dd := d.Date()
	return say(tag, "date", texts.A("d", dd), texts.A("month", say(tag, "month."+strconv.Itoa(int(m)))), texts.A("y", strconv.Itoa(y)))
}

// maxDatesTold is how many single dates are named before the rest is counted.
const maxDatesTold = 3

func datesText(tag language.Tag, dates []LocalTime) string {
	var out []string
	for i, d := range dates {
		if i == maxDatesTold {
			out = append(out, say(tag, "manydates", texts.A("n", len(dates)-i)))
			break
		}
		text := dateText(tag, d.day)
		if !d.clock.IsZero() {
			text += " " + d.clock.String()
		}
		out = append(out, text)
	}
	return join(tag, out)
}

func exceptText(tag language.Tag, dates []LocalTime) string {
	if len(dates) > maxDatesTold {
		return say(tag, "notmany", texts.A("n", len(dates)))
	}
	return say(tag, "not", texts.A("dates", datesText(tag, dates)))
}
