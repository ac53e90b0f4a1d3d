package matching

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/internal/texts"
	"github.com/socialprescribing/socialprescribing/person"
)

//go:embed data/texts.json
var textsJSON []byte

// builtInTexts parses the embedded texts once.
var builtInTexts = sync.OnceValues(func() (*texts.Catalogue, error) { return texts.Load(textsJSON) })

// ownTexts returns the built-in texts.
func ownTexts() *texts.Catalogue {
	c, err := builtInTexts()
	if err != nil {
		panic(err) // the file is embedded and a test loads it
	}
	return c
}

// Texts says reasons, criteria and fits in English and Welsh. The zero value
// holds the built-in texts; LoadTexts lays a host's own over them. Immutable
// and safe for concurrent use.
type Texts struct{ own *texts.Catalogue }

// LoadTexts reads texts of the host's own, to be used in place of the
// built-in ones and beside them, for criteria of its own: a JSON object with a
// "version" and "entries", each a key with "kind" ("label"), "en", "cy" and
// "cyStatus" ("draft" or "reviewed"). The keys are reason codes, and
// "criterion.", "fit." and "part." before the code of one of those.
func LoadTexts(data []byte) (Texts, error) {
	c, err := texts.Load(data)
	if err != nil {
		return Texts{}, fmt.Errorf("matching: %w", err)
	}
	return Texts{own: c}, nil
}

// MarshalText refuses: texts are configuration, kept in the file that they
// were loaded from.
func (t Texts) MarshalText() ([]byte, error) {
	return nil, fmt.Errorf("matching: texts are not data: keep the file")
}

// catalogue returns the texts to use.
func (t Texts) catalogue() *texts.Catalogue {
	c := ownTexts()
	if t.own == nil {
		return c
	}
	return c.With(t.own)
}

// Reason says a reason in the language nearest to tag. A code without a text
// is returned as it is.
func (t Texts) Reason(tag language.Tag, r Reason) string {
	c := t.catalogue()
	if !c.Has(string(r.Code)) {
		return string(r.Code)
	}
	return c.Text(tag, string(r.Code), args(tag, c, r)...)
}

// Text says the reason with the built-in texts.
func (r Reason) Text(tag language.Tag) string { return Texts{}.Reason(tag, r) }

// Text names the criterion with the built-in texts.
func (c CriterionCode) Text(tag language.Tag) string { return label(tag, "criterion.", string(c)) }

// Text names the fit with the built-in texts.
func (f Fit) Text(tag language.Tag) string { return label(tag, "fit.", f.String()) }

// Text names the part of the day with the built-in texts.
func (p Part) Text(tag language.Tag) string { return label(tag, "part.", p.String()) }

// label returns the text of a code, or the code.
func label(tag language.Tag, prefix, code string) string {
	if c := (Texts{}).catalogue(); c.Has(prefix + code) {
		return c.Text(tag, prefix+code)
	}
	return code
}

// args are the arguments of a reason, by name. Every text may use any of them;
// which make sense follows from the reason.
func args(tag language.Tag, c *texts.Catalogue, r Reason) []texts.Arg {
	out := []texts.Arg{texts.A("n", max(int(r.A), 0))}
	switch r.Criterion {
	case Need, Interest:
		category := r.Object
		if r.Criterion == Interest {
			category = r.Subject
		}
		out = append(out,
			texts.A("need", needName(tag, person.NeedCode(r.Subject))),
			texts.A("category", named(tag, activity.CategoryCode(category))),
			texts.A("liked", named(tag, activity.CategoryCode(r.Object))),
			texts.A("feature", named(tag, activity.Feature(r.Subject))))
	case Eligibility:
		out = append(out, texts.A("ages", ages(tag, c, r.A, r.B)),
			texts.A("group", named(tag, activity.GroupCode(r.Subject))),
			texts.A("route", named(tag, activity.Route(r.Subject))))
	case Access:
		out = append(out, texts.A("feature", named(tag, activity.Feature(r.Subject))),
			texts.A("mode", named(tag, activity.Mode(r.Subject))))
	case Language:
		out = append(out, texts.A("language", languageName(r.Subject)))
	case Travel:
		out = append(out, texts.A("distance", distance(tag, c, r.A)), texts.A("limit", distance(tag, c, r.B)),
			texts.A("area", r.Subject), texts.A("mode", named(tag, activity.Mode(r.Subject))))
	case Cost:
		out = append(out, texts.A("price", pounds(r.A)), texts.A("ceiling", pounds(r.B)))
	case Time:
		out = append(out, texts.A("day", dayName(r.Day())), texts.A("part", Part(r.B).Text(tag)))
	case Standing, Freshness:
		out = append(out, texts.A("day", dayName(r.Day())))
	case Choice, Capacity:
	default: // a host's own
		out = append(out, texts.A("a", int(r.A)), texts.A("b", int(r.B)), texts.A("subject", r.Subject), texts.A("object", r.Object))
	}
	return out
}

// needName returns the words for a need, which those of a host's own vocabulary
// do not have here.
func needName(tag language.Tag, code person.NeedCode) string {
	if _, ok := person.Needs().Lookup(code); ok {
		return person.Needs().Text(tag, code)
	}
	return named(tag, code)
}

// named returns the label of a code, in its own package's words if that has
// any, else the last part of the code with blanks for hyphens.
func named[T ~string](tag language.Tag, code T) string {
	if v, ok := any(code).(interface{ Text(tag language.Tag) string }); ok {
		if s := v.Text(tag); s != string(code) {
			return s
		}
	}
	s := string(code)
	if i := strings.LastIndexByte(s, ':'); i >= 0 {
		s = s[i+1:]
	}
	return strings.ReplaceAll(s, "-", " ")
}

// languageName returns the tag itself: names of languages belong to the host's
// own locale data, which is larger than this library.
func languageName(tag string) string { return tag }

// ages says a range of months in years where it can.
func ages(tag language.Tag, c *texts.Catalogue, lo, hi int32) string {
	if hi >= oldest {
		hi = -1 // see allAges
	}
	switch {
	case lo <= 0 && hi < 0:
		return c.Text(tag, "ages.all")
	case hi < 0:
		return c.Text(tag, "ages.from", texts.A("lo", age(tag, c, lo, 0)))
	case lo <= 0:
		return c.Text(tag, "ages.to", texts.A("hi", age(tag, c, hi, 11)))
	}
	return c.Text(tag, "ages.between", texts.A("lo", age(tag, c, lo, 0)), texts.A("hi", age(tag, c, hi, 11)))
}

// age says completed years where the months come to whole years, counting the
// last month of a year as that year's end.
func age(tag language.Tag, c *texts.Catalogue, months, remainder int32) string {
	if months%12 == remainder {
		return strconv.Itoa(int(months / 12))
	}
	return c.Text(tag, "ages.months", texts.A("n", int(months)))
}

// distance says metres below a kilometre in steps of fifty, and kilometres
// with one decimal above, rounded half up: "about" is part of the text.
func distance(tag language.Tag, c *texts.Catalogue, metres int32) string {
	if metres < 975 {
		return c.Text(tag, "distance.metres", texts.A("n", strconv.Itoa(int((metres+25)/50*50))))
	}
	tenths := (metres + 50) / 100
	return c.Text(tag, "distance.kilometres", texts.A("n", fmt.Sprintf("%d.%d", tenths/10, tenths%10)))
}

// pounds says pence as pounds.
func pounds(pence int32) string {
	if pence%100 == 0 {
		return fmt.Sprintf("£%d", pence/100)
	}
	return fmt.Sprintf("£%d.%02d", pence/100, pence%100)
}

// dayName says a day by its date; names of weekdays and months are the host's
// locale data.
func dayName(d activity.Day) string { return d.String() }
