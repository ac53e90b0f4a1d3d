package outcome_test

import (
	"fmt"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/instruments"
)

// Score a questionnaire: the total says how far it can be relied on, bands come with
// their source, and the alert does not care about the total.
func ExampleInstrument_Score() {
	phq9, err := instruments.Get("phq-9")
	if err != nil {
		panic(err)
	}
	score, err := phq9.Score(outcome.Response{1, 2, outcome.NotAnswered, 1, 2, 1, 0, 1, 1})
	if err != nil {
		panic(err)
	}
	total, _ := score.Part("total")
	value, _ := total.Value()
	k, n := total.Answered()
	fmt.Println(value.Round(1), total.Status(), k, "of", n)
	for band := range phq9.Bands(score) {
		fmt.Println(band.Part, "is", band.Band.Label, "by", band.Set)
	}
	for alert := range score.Alerts() {
		fmt.Println(alert.Code, alert.State)
	}
	fmt.Println(phq9.Describe(score, "total", language.English, nil))
	// Output:
	// 10.1 prorated 8 of 9
	// total is moderate by kroenke-2001
	// self-harm raised
	// PHQ-9, Total: 10.13 on a scale from 0 to 27, worked out from 8 of 9 answers. A lower number is better.
}

// Read answers by item, in any order, as a form sends them.
func ExampleInstrument_Read() {
	ucla := instruments.MustGet("ucla-3")
	response, err := ucla.Read(
		outcome.Pair{Item: "2", Answer: "often"},
		outcome.Pair{Item: "1", Answer: "2"},
		outcome.Pair{Item: "3", Answer: "some-of-the-time"},
	)
	if err != nil {
		panic(err)
	}
	score, err := ucla.Score(response)
	if err != nil {
		panic(err)
	}
	total, _ := score.Value("total")
	fmt.Println(total)

	_, err = ucla.Read(outcome.Pair{Item: "1", Answer: "4"}, outcome.Pair{Item: "1", Answer: "1"})
	fmt.Println(err)
	// Output:
	// 7
	// outcome: ucla-3/gss-2018: answer 0 (item 1): answer outside the allowed range: allowed 1 to 3
	// outcome: ucla-3/gss-2018: answer 1 (item 1): item answered twice
}

// A host that holds a licence brings the conversion table; without it there is no
// score, and no guess.
func ExampleInstrument_WithTable() {
	promis := instruments.MustGet("promis-global-10")
	answers := outcome.Response{3, 3, 3, 3, 3, 3, 5, 3, 3, 3}
	score, err := promis.Score(answers)
	if err != nil {
		panic(err)
	}
	part, _ := score.Part("gph-t")
	fmt.Println(part.Status(), part.Reason())
	fmt.Println(promis.Licence().Obtain)

	var rows []outcome.Row // from the host's licensed file; these are not the real ones
	for raw := int64(4); raw <= 20; raw++ {
		rows = append(rows, outcome.Row{Key: raw, Value: outcome.Int(20 + 2*raw)})
	}
	licensed, err := promis.WithTable(outcome.HostTable{ID: "gph-t", Provenance: "HealthMeasures, edition 1.2", Rows: rows})
	if err != nil {
		panic(err)
	}
	if score, err = licensed.Score(answers); err != nil {
		panic(err)
	}
	t, _ := score.Value("gph-t")
	fmt.Println(score.Instrument(), t)
	// Output:
	// not-scorable table-not-supplied
	// The T and SE tables of the edition in use, from HealthMeasures.
	// promis-global-10/1.2/gph-t 44
}

// Compare two scores by every published rule side by side.
func ExampleInstrument_Compare() {
	swemwbs := instruments.MustGet("swemwbs")
	before, err := swemwbs.Score(outcome.Response{3, 3, 3, 3, 3, 3, 4})
	if err != nil {
		panic(err)
	}
	after, err := swemwbs.Score(outcome.Response{4, 4, 3, 4, 3, 3, 4})
	if err != nil {
		panic(err)
	}
	change, err := swemwbs.Compare("metric", before, after)
	if err != nil {
		panic(err)
	}
	difference, _ := change.Difference()
	fmt.Println("difference", difference)
	for j := range change.Judgements() {
		fmt.Println(j.Rule, j.Kind, j.Limit, j.Verdict)
	}
	fmt.Println(outcome.Caveat(language.English))
	// Output:
	// difference 2.37
	// mhsds reliable 3 unchanged
	// one-sem important 1.03 improved
	// sem-2-77 reliable 2.87 unchanged
	// People are referred when things are bad, and bad times often pass without help. A difference in scores does not show what caused it.
}

// Store a finished score of a measure whose scoring is licensed.
func ExampleInstrument_Opaque() {
	pam := instruments.MustGet("pam-13")
	score, err := pam.Opaque("licence 1234, scored by the holder's service", map[outcome.PartCode]outcome.Value{
		"score": outcome.MustParseValue("58.1"),
	})
	if err != nil {
		panic(err)
	}
	for band := range pam.Bands(score) {
		fmt.Println(band.Set, band.Band.Code, band.Standing)
	}
	// Output:
	// levels level-3 verified
	// levels-older level-3 unverified
}
