package matching_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
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
