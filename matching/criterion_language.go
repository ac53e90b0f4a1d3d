package matching

import (
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// Language: whether the person would be understood, by x/text's matcher, which
// knows that somebody who asked for Norwegian can follow Bokmål. Its fallbacks
// to English and other languages of wider use are left out: see closeness.
//
// Fits:
//
//	Exact    held in the person's preferred language
//	Good     held in another language that they can take part in
//	Low      held in a close relative of one, or through an interpreter
//	Unknown  no language stated, or none in common: an interpreter may do
//
// There is no No. That a group is held in English does not say that nobody may
// bring an interpreter; it says that somebody has to ask. A directory that
// states no language is not taken to mean English.

func (p *plan) raisesLanguage() bool { return len(p.q.Seeker.Languages) > 0 }

func judgeLanguage(p *plan, o *offer, out []Judgement) []Judgement {
	if len(o.langs) == 0 {
		return append(out, Judgement{Code: ReasonLanguageAsk, Fit: Unknown})
	}
	best := Judgement{Code: ReasonInterpreterAsk, Fit: Unknown}
	for i := range o.langs {
		for rank, want := range p.q.Seeker.Languages {
			j := spoken(p.compiled.closeness(want, o.langs[i].Tag), rank)
			if j.Fit > Low && o.langs[i].Interpreter == person.Yes {
				j = Judgement{Code: ReasonInterpreter, Fit: Low}
			}
			if j.Fit > best.Fit {
				j.Subject = p.compiled.tagText(o.langs[i].Tag)
				best = j
			}
		}
	}
	return append(out, best)
}

// spoken judges a language of the activity against the person's language at a
// rank of preference.
func spoken(c language.Confidence, rank int) Judgement {
	switch {
	case c >= language.High && rank == 0:
		return Judgement{Code: ReasonLanguage, Fit: Exact}
	case c >= language.High:
		return Judgement{Code: ReasonLanguageSecond, Fit: Good}
	case c == language.Low:
		return Judgement{Code: ReasonLanguageClose, Fit: Low}
	}
	return Judgement{}
}

// closeness says how well somebody who asks for a language is served by what
// is offered in another.
//
// x/text's matcher chooses the language of a screen: it holds that readers of
// Welsh, Urdu, Tigrinya and many more will make do with English, of Kurdish
// with Turkish, of Lingala with French. In a room that is not so, or it is for
// the person to say, by naming the language among their own. Hence what the
// matcher says across languages counts only among kin, and as no more than a
// close relative. A script is for readers: Punjabi is Punjabi in either.
func closeness(want, have language.Tag) language.Confidence {
	want, have = heard(want), heard(have)
	w, _ := want.Base()
	h, _ := have.Base()
	switch {
	case w == h:
		_, _, c := language.NewMatcher([]language.Tag{have}).Match(want)
		return c
	case norwegian(w.String()) && norwegian(h.String()):
		return language.High
	case kin(w.String()) != 0 && kin(w.String()) == kin(h.String()):
		return language.Low
	}
	return language.No
}

// heard is what of a tag can be heard: the language, by the code of the whole where
// a tag names its most common form (Mandarin is zh), and the region, but no script.
func heard(t language.Tag) language.Tag {
	if whole, err := language.Macro.Canonicalize(t); err == nil {
		t = whole
	}
	parts := make([]any, 0, 2)
	base, _ := t.Base()
	parts = append(parts, base)
	if region, sure := t.Region(); sure == language.Exact {
		parts = append(parts, region)
	}
	if out, err := language.Compose(parts...); err == nil {
		return out
	}
	return t
}

// norwegian reports whether a code is Norwegian or one of its two written
// forms, which are one language when spoken.
func norwegian(code string) bool { return code == "no" || code == "nb" || code == "nn" }

// kin numbers the languages whose speakers follow each other; 0 is none.
func kin(code string) int {
	switch code {
	case "hr", "bs", "sr":
		return 1
	case "no", "nb", "nn", "da":
		return 2
	case "ms", "id":
		return 3
	}
	return 0
}

// tagPair is a key of the table of closeness.
type tagPair struct{ want, have language.Tag }

// commonTags are languages that are spoken in the United Kingdom by many or
// met by services often. An index tabulates how close each of them is to the
// languages of its activities; others are worked out when asked.
var commonTags = []string{
	"en", "cy", "gd", "ga", "sco", "kw", "pl", "ro", "pa", "ur", "pt", "es", "ar", "bn", "gu", "it", "ta", "fr", "lt",
	"zh", "yue", "tr", "bg", "ru", "so", "fa", "ku", "ckb", "hu", "el", "de", "ti", "am", "uk", "sk", "cs", "lv", "hi",
	"ne", "vi", "ml", "te", "si", "sq", "ps", "prs", "yo", "ig", "ha", "sw", "sn", "fil", "th", "ja", "ko", "nl", "he",
	"yi", "bfi", "rom", "ak", "om", "ln", "mr", "hr", "sr", "bs", "sl", "sv", "da", "nb", "fi", "et", "ms", "id", "my",
}

// tabulate works out the closeness of the common languages to those given.
func (c *compiled) tabulate(have []activity.LanguageOffer) {
	for _, o := range have {
		if _, done := c.tags[o.Tag]; done {
			continue
		}
		c.tags[o.Tag] = o.Tag.String()
		for _, s := range commonTags {
			want := language.Make(s)
			c.close[tagPair{want, o.Tag}] = closeness(want, o.Tag)
		}
	}
}

// closeness looks the pair up, or works it out.
func (c *compiled) closeness(want, have language.Tag) language.Confidence {
	if v, ok := c.close[tagPair{want, have}]; ok {
		return v
	}
	return closeness(want, have)
}

// tagText returns the text of a tag.
func (c *compiled) tagText(t language.Tag) string {
	if s, ok := c.tags[t]; ok {
		return s
	}
	return t.String()
}
