package batch_test

import (
	"fmt"
	"strings"

	"github.com/socialprescribing/socialprescribing/outcome/batch"
	"github.com/socialprescribing/socialprescribing/outcome/instruments"
)

// Score a file: what cannot be read is reported and taken as not answered.
func ExampleCSV() {
	file := strings.NewReader("id,q1,q2,q3\np1,2,often,1\np2,1,x,1\n")
	ucla := instruments.MustGet("ucla-3")
	rows := batch.CSV(file, ucla, nil)
	for row := range rows.All() {
		score, err := ucla.Score(row.Response)
		if err != nil {
			panic(err)
		}
		total, _ := score.Part("total")
		value, ok := total.Value()
		fmt.Println(row.ID, value, ok, total.Status())
	}
	for _, f := range rows.Report().Faults {
		fmt.Println(f)
	}
	// Output:
	// p1 6 true complete
	// p2 0 false not-scorable
	// line 3, item 2: no such answer; taken as not answered
}
