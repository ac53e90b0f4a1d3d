package eq5d_test

import (
	"fmt"

	"github.com/socialprescribing/socialprescribing/outcome/instruments/eq5d"
)

// Index a health state by several value sets side by side; none is the default.
func ExampleCrosswalked() {
	in, err := eq5d.Crosswalked()
	if err != nil {
		panic(err)
	}
	state, err := eq5d.Parse5L("21232")
	if err != nil {
		panic(err)
	}
	score, err := in.Score(state.Response())
	if err != nil {
		panic(err)
	}
	for part, p := range score.Parts() {
		v, _ := p.Value()
		fmt.Println(part, v)
	}
	// Output:
	// lss 10
	// england-2018 0.73
	// uk-2026 0.812
	// crosswalk-uk 0.654
}
