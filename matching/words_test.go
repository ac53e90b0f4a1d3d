package matching_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/matching"
)

func TestReasonsInWords(t *testing.T) {
	for want, r := range map[string]matching.Reason{
		"Near: about 450 m":                              {Criterion: matching.Travel, Code: matching.ReasonTravelNear, A: 430},
		"Some way: about 2.4 km":                         {Criterion: matching.Travel, Code: matching.ReasonTravelMiddle, A: 2381},
		"£3.50, and the person can pay £2":               {Criterion: matching.Cost, Code: matching.ReasonCostAbove, A: 350, B: 200},
		"Only for ages 50 and over":                      {Criterion: matching.Eligibility, Code: matching.ReasonAgeNot, A: 600, B: -1},
		"Only for ages 18 to 25":                         {Criterion: matching.Eligibility, Code: matching.ReasonAgeNot, A: 216, B: 311},
		"Only for ages up to 34 months":                  {Criterion: matching.Eligibility, Code: matching.ReasonAgeNot, A: 0, B: 34},
		"The person's choice":                            {Criterion: matching.Choice, Code: matching.ReasonChoice},
		"1 further condition to check with the provider": {Criterion: matching.Eligibility, Code: matching.ReasonConditionAsk, A: 1},
		"For “Getting online”: Library":                  {Criterion: matching.Need, Code: matching.ReasonNeedDirect, Subject: "sp-need:digital", Object: "sp-activity:library"},
		"For “new thing”: Library":                       {Criterion: matching.Need, Code: matching.ReasonNeedDirect, Subject: "x-need:new-thing", Object: "sp-activity:library"},
		"x-host.thing":                                   {Criterion: "x-host", Code: "x-host.thing"},
	} {
		require.Equal(t, want, r.Text(language.BritishEnglish))
	}
	r := matching.Reason{Criterion: matching.Cost, Code: matching.ReasonFree}
	require.Equal(t, "Am ddim", r.Text(language.Make("cy")))
	r = matching.Reason{Criterion: matching.Need, Code: matching.ReasonNeedDirect, Subject: "sp-need:digital", Object: "sp-activity:library"}
	require.Contains(t, r.Text(language.Make("cy")), "Mynd ar-lein", "the need is said in Welsh too")
}
