package outcome

import (
	_ "embed"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/internal/lazy"
	"github.com/socialprescribing/socialprescribing/internal/texts"
)

//go:embed texts.json
var textsJSON []byte

var loaded lazy.Value[*texts.Catalogue]

// catalogue reads the embedded words once, when they are first asked for.
func catalogue() *texts.Catalogue {
	c, _ := loaded.Get(func() (*texts.Catalogue, error) { return texts.MustLoad(textsJSON), nil })
	return c
}

// Texts is a host's own wording over the library's: its entries replace those of
// the same key. The kind of an entry stays, so that a safety text can never become
// a mere label. A nil *Texts is the library's wording.
//
// Immutable and safe for concurrent use.
type Texts struct{ all *texts.Catalogue }

// LoadTexts reads a host's wording:
//
//	{"version":"1","entries":{"verdict-improved":{"kind":"label","en":"…","cy":"…","cyStatus":"reviewed"}}}
//
// Keys that the library does not have are refused, so that a typing error shows.
func LoadTexts(data []byte) (*Texts, error) {
	own, err := texts.Load(data)
	if err != nil {
		return nil, err
	}
	for _, key := range own.Keys() {
		if !catalogue().Has(key) {
			return nil, &DefinitionError{Path: "entries", Problem: "a key that the library does not have"}
		}
	}
	return &Texts{catalogue().With(own)}, nil
}

func (t *Texts) catalogue() *texts.Catalogue {
	if t == nil {
		return catalogue()
	}
	return t.all
}

// Text returns the word for people: "better", "worse".
func (v Verdict) Text(tag language.Tag) string { return catalogue().Text(tag, "verdict-"+string(v)) }

// Text returns the status in words.
func (s Status) Text(tag language.Tag) string { return catalogue().Text(tag, "status-"+string(s)) }

// Text returns the reason in words.
func (r Reason) Text(tag language.Tag) string { return catalogue().Text(tag, "reason-"+string(r)) }

// Text returns the occasion in words.
func (o Occasion) Text(tag language.Tag) string { return catalogue().Text(tag, "occasion-"+string(o)) }

// Text returns the mode in words.
func (m Mode) Text(tag language.Tag) string { return catalogue().Text(tag, "mode-"+string(m)) }

// Text returns the reason in words.
func (r NotAskedReason) Text(tag language.Tag) string {
	return catalogue().Text(tag, "not-asked-"+string(r))
}

// Text returns the state in words.
func (s DueState) Text(tag language.Tag) string { return catalogue().Text(tag, "due-"+string(s)) }

// Text returns how well founded a figure is, in words.
func (s Standing) Text(tag language.Tag) string { return catalogue().Text(tag, "standing-"+string(s)) }

// Text returns what to do about an alert. It is a safety text: until its Welsh is
// reviewed, a Welsh reader gets English that is marked as such (D40).
func (a Alert) Text(tag language.Tag) string { return catalogue().Text(tag, "alert-"+string(a.State)) }

// Caveat returns the sentence that belongs beside every change of a group: people
// are referred when things are bad, and bad times pass without help too.
func Caveat(tag language.Tag) string { return catalogue().Text(tag, "caveat") }

// Describe says in plain words what a part of a score means: the number, its scale,
// which way is better, and how much of it was answered. It names no condition and
// gives no verdict: a score begins a conversation. A nil *Texts is the library's
// wording. The text of a part that the score does not have is "".
func (in *Instrument) Describe(s Score, code PartCode, tag language.Tag, t *Texts) string {
	p, ok := s.Part(code)
	info, ok2 := in.Part(code)
	if !ok || !ok2 {
		return ""
	}
	k, n := p.Answered()
	args := []texts.Arg{
		texts.A("measure", in.Short()), texts.A("part", info.Label), texts.A("min", info.Min.String()), texts.A("max", info.Max.String()),
		texts.A("k", k), texts.A("n", n), texts.A("better", texts.Key("better-"+string(info.Direction))),
	}
	c := t.catalogue()
	v, scored := p.Value()
	if !scored {
		return c.Text(tag, "score-not-scorable", append(args, texts.A("why", texts.Key("reason-"+string(p.Reason()))))...)
	}
	args = append(args, texts.A("value", v.Round(2).String()))
	if p.Status() == Prorated {
		return c.Text(tag, "score-prorated", args...)
	}
	return c.Text(tag, "score-complete", args...)
}

// Describe says in plain words what a comparison shows, by one rule: both scores,
// which way the number moved and whether that is the better way, the rule's
// verdict, and the rule itself with its limit, standing and source. With rule ""
// it says that no published threshold is applied. It never says why things
// changed. A nil *Texts is the library's wording.
func (c Comparison) Describe(rule RuleID, tag language.Tag, t *Texts) string {
	words := t.catalogue()
	if c.instrument == nil {
		return words.Text(tag, "change-not-judged")
	}
	args := []texts.Arg{texts.A("measure", c.instrument.Short()), texts.A("part", c.instrument.partInfo(c.part).Label)}
	d, ok := c.Difference()
	if !ok {
		return words.Text(tag, "change-not-judged", args...)
	}
	before, _ := c.before.Value()
	after, _ := c.after.Value()
	args = append(args,
		texts.A("before", before.Round(2).String()), texts.A("after", after.Round(2).String()),
		texts.A("moved", phrase{words, c.moved(d), []texts.Arg{texts.A("size", d.Abs().Round(2).String())}}))
	j, ok := c.Judge(rule)
	if !ok {
		return words.Text(tag, "change-no-rule", args...)
	}
	return words.Text(tag, "change-judged", append(args,
		texts.A("verdict", texts.Key("verdict-"+string(j.Verdict))), texts.A("standing", texts.Key("standing-"+string(j.Standing))),
		texts.A("rule", phrase{words, ruleKey(j), []texts.Arg{texts.A("limit", limitText(j))}}),
		texts.A("source", c.instrument.cite(j.Source)))...)
}

// moved names the way that the number went, and whether it is the better way.
func (c Comparison) moved(d Value) string {
	key := "moved-up"
	switch d.Sign() {
	case 0:
		return "moved-not"
	case -1:
		key = "moved-down"
	}
	gain, ok := c.Improvement()
	switch {
	case !ok || gain.Sign() == 0:
		return key
	case gain.Sign() > 0:
		return key + "-better"
	default:
		return key + "-worse"
	}
}

// ruleKey names the words for a rule: a kind with its limit, or the kind alone.
func ruleKey(j Judgement) string {
	if j.Limit == nil {
		return "rule-" + string(j.Kind)
	}
	return "rule-" + string(j.Kind) + "-limit"
}

func limitText(j Judgement) string {
	if j.Limit == nil {
		return ""
	}
	return j.Limit.Round(2).String()
}

// cite gives the full reference of one of the instrument's sources.
func (in *Instrument) cite(id string) string {
	for _, s := range in.def.Sources {
		if s.ID == id {
			return s.Cite
		}
	}
	return id
}

// phrase is a text with arguments inside another text, in the language of the
// text around it.
type phrase struct {
	words *texts.Catalogue
	key   string
	args  []texts.Arg
}

// Text says the phrase.
func (p phrase) Text(tag language.Tag) string { return p.words.Text(tag, p.key, p.args...) }
