package matching_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/person"
)

// TestNobodyIsTakenToSpeakEnglish holds the language criterion against the
// fallbacks of CLDR, by which a reader of Tigrinya makes do with English.
func TestNobodyIsTakenToSpeakEnglish(t *testing.T) {
	at := time.Date(2026, 10, 5, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		want, have string
		fit        matching.Fit
	}{
		{"cy", "en", matching.Unknown},
		{"ur", "en", matching.Unknown},
		{"ti", "en", matching.Unknown},
		{"so", "en", matching.Unknown},
		{"ku", "tr", matching.Unknown},
		{"ckb", "ar", matching.Unknown},
		{"gu", "hi", matching.Unknown},
		{"ln", "fr", matching.Unknown},
		{"ps", "en", matching.Unknown},
		{"cy", "cy", matching.Exact},
		{"en", "en-GB", matching.Exact},
		{"no", "nb", matching.Exact},
		{"hr", "bs", matching.Low},
		{"ms", "id", matching.Low},
		{"id", "ms", matching.Low},
		{"hr", "sr", matching.Low},
		{"sr", "hr", matching.Low},
		{"bs", "sr-Latn", matching.Low},
		{"nn", "nb", matching.Exact},
		{"da", "nn", matching.Low},
		// One language, by whatever code and in whatever script.
		{"cmn", "zh", matching.Exact},
		{"zh", "cmn", matching.Exact},
		{"zh-Hans", "zh-Hant", matching.Exact},
		{"pa-Arab", "pa", matching.Exact},
		{"sr-Latn", "sr-Cyrl", matching.Exact},
		{"arb", "ar", matching.Exact},
		{"pes", "fa", matching.Exact},
		{"kmr", "ku", matching.Exact},
		{"pt-BR", "pt-PT", matching.Exact},
		// Not one language, though it can be written as one.
		{"yue", "zh", matching.Unknown},
		{"yue", "cmn", matching.Unknown},
		{"zh-HK", "zh-CN", matching.Low},
		{"ur", "pa-Arab", matching.Unknown},
	} {
		a := activity.Activity{
			ID: activity.ID{1}, Status: activity.Active,
			Languages: []activity.LanguageOffer{{Tag: language.MustParse(c.have)}},
		}
		q := matching.Query{At: at, Seeker: matching.Seeker{Languages: []language.Tag{language.MustParse(c.want)}}}
		e, err := matching.Explain(q, a, nil)
		require.NoError(t, err)
		for _, v := range e.Criteria {
			if v.Criterion == matching.Language {
				require.Equal(t, c.fit, v.Fit, "%s asks, %s is offered", c.want, c.have)
			}
		}
	}
}

// TestLanguageVerdicts: what is offered in a language, what through an interpreter,
// and what is not stated, with the reason and the language that it names. An
// interpreter for a language that nobody asks for is no more than another language.
func TestLanguageVerdicts(t *testing.T) {
	offer := func(tag string) activity.LanguageOffer { return activity.LanguageOffer{Tag: language.MustParse(tag)} }
	through := func(tag string) activity.LanguageOffer {
		return activity.LanguageOffer{Tag: language.MustParse(tag), Interpreter: person.Yes}
	}
	for name, c := range map[string]struct {
		asks    []string
		offers  []activity.LanguageOffer
		code    matching.ReasonCode
		fit     matching.Fit
		subject string
	}{
		"Welsh speaker, group in Welsh":        {[]string{"cy"}, []activity.LanguageOffer{offer("cy")}, matching.ReasonLanguage, matching.Exact, "cy"},
		"in both languages":                    {[]string{"cy", "en"}, []activity.LanguageOffer{offer("en"), offer("cy")}, matching.ReasonLanguage, matching.Exact, "cy"},
		"in the second one":                    {[]string{"cy", "en"}, []activity.LanguageOffer{offer("en")}, matching.ReasonLanguageSecond, matching.Good, "en"},
		"Welsh speaker, group in English":      {[]string{"cy"}, []activity.LanguageOffer{offer("en")}, matching.ReasonInterpreterAsk, matching.Unknown, ""},
		"through an interpreter":               {[]string{"pl"}, []activity.LanguageOffer{offer("en"), through("pl")}, matching.ReasonInterpreter, matching.Low, "pl"},
		"interpreter, and one held in it":      {[]string{"pl"}, []activity.LanguageOffer{through("pl"), offer("pl")}, matching.ReasonLanguage, matching.Exact, "pl"},
		"interpreter, but for another":         {[]string{"pl"}, []activity.LanguageOffer{offer("en"), through("ur")}, matching.ReasonInterpreterAsk, matching.Unknown, ""},
		"interpreter, second language held":    {[]string{"pl", "en"}, []activity.LanguageOffer{through("pl"), offer("en")}, matching.ReasonLanguageSecond, matching.Good, "en"},
		"signed, through an interpreter":       {[]string{"bfi"}, []activity.LanguageOffer{offer("en"), through("bfi")}, matching.ReasonInterpreter, matching.Low, "bfi"},
		"a close relative":                     {[]string{"hr"}, []activity.LanguageOffer{offer("bs")}, matching.ReasonLanguageClose, matching.Low, "bs"},
		"none stated is not taken for English": {[]string{"en"}, nil, matching.ReasonLanguageAsk, matching.Unknown, ""},
	} {
		a := activity.Activity{ID: activity.ID{1}, Status: activity.Active, Languages: c.offers}
		var s matching.Seeker
		for _, tag := range c.asks {
			s.Languages = append(s.Languages, language.MustParse(tag))
		}
		e, err := matching.Explain(matching.Query{At: monday, Seeker: s}, a, nil)
		require.NoError(t, err)
		require.True(t, e.Matches, "language never excludes")
		want := []matching.Reason{{Criterion: matching.Language, Code: c.code, Fit: c.fit, Subject: c.subject}}
		require.Equal(t, want, verdictOf(t, e, matching.Language).Reasons, name)
	}
}
