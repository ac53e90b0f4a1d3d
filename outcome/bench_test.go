package outcome_test

import (
	"testing"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/instruments"
)

// plainPHQ9 is the baseline of the benchmarks: what a program does that sums nine
// numbers, checks their range, and knows of nothing else.
func plainPHQ9(a []int16) (int, bool) {
	sum := 0
	for _, v := range a {
		if v < 0 || v > 3 {
			return 0, false
		}
		sum += int(v)
	}
	return sum, true
}

func BenchmarkPHQ9(b *testing.B) {
	in := instruments.MustGet("phq-9")
	r := outcome.Response{0, 1, 2, 3, 0, 1, 2, 3, 0}
	b.Run("score", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := in.Score(r); err != nil {
				b.Fatal(err)
			}
		}
	})
	plain := []int16{0, 1, 2, 3, 0, 1, 2, 3, 0}
	b.Run("plain-sum", func(b *testing.B) {
		for b.Loop() {
			if _, ok := plainPHQ9(plain); !ok {
				b.Fatal("out of range")
			}
		}
	})
}

func BenchmarkSWEMWBS(b *testing.B) {
	in := instruments.MustGet("swemwbs")
	r := outcome.Response{1, 2, 3, 4, 5, 4, 3}
	b.Run("score", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := in.Score(r); err != nil {
				b.Fatal(err)
			}
		}
	})
}
