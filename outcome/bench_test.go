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

// wholePHQ9 is what plainWhole finds.
type wholePHQ9 struct {
	total, core, other, syndrome int
	alert                        bool
}

// plainWhole is the other baseline: the same nine numbers by hand, with all that
// the definition asks for and nothing that a Score keeps beside it.
func plainWhole(a []int16) (wholePHQ9, bool) {
	var w wholePHQ9
	for i, v := range a {
		if v < 0 || v > 3 {
			return wholePHQ9{}, false
		}
		w.total += int(v)
		switch {
		case i < 2 && v >= 2:
			w.core++
		case i == 8 && v >= 1, i > 1 && i < 8 && v >= 2:
			w.other++
		}
	}
	switch n := w.core + w.other; {
	case w.core >= 1 && n >= 5:
		w.syndrome = 2
	case w.core >= 1 && n >= 2:
		w.syndrome = 1
	}
	w.alert = a[8] >= 1
	return w, true
}

// plainMetric is the baseline with a table: seven numbers, checked, added, looked up.
func plainMetric(a []int16, table *[29]float64) (float64, bool) {
	sum := 0
	for _, v := range a {
		if v < 1 || v > 5 {
			return 0, false
		}
		sum += int(v)
	}
	return table[sum-7], true
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
}

func BenchmarkPHQ9Plain(b *testing.B) {
	plain := []int16{0, 1, 2, 3, 0, 1, 2, 3, 0}
	b.Run("sum", func(b *testing.B) {
		for b.Loop() {
			if _, ok := plainPHQ9(plain); !ok {
				b.Fatal("out of range")
			}
		}
	})
	b.Run("whole", func(b *testing.B) {
		for b.Loop() {
			if _, ok := plainWhole(plain); !ok {
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
	var table [29]float64
	for i := range table {
		table[i] = float64(i) + 7.5
	}
	plain := []int16{1, 2, 3, 4, 5, 4, 3}
	b.Run("plain-lookup", func(b *testing.B) {
		for b.Loop() {
			if v, ok := plainMetric(plain, &table); !ok || v == 0 {
				b.Fatal("out of range")
			}
		}
	})
}

// column repeats a response, so that a batch has something to do.
func column(r outcome.Response, n int) []outcome.Answer {
	var all []outcome.Answer
	for range n {
		all = append(all, r...)
	}
	return all
}

func benchmarkColumn(b *testing.B, id outcome.InstrumentID, part outcome.PartCode, r outcome.Response) {
	b.Helper()
	const rows = 10_000
	in := instruments.MustGet(id)
	answers, dst := column(r, rows), make([]outcome.PartScore, rows)
	b.ReportAllocs()
	for b.Loop() {
		if invalid, err := in.ScoreColumn(part, answers, dst); err != nil || invalid != 0 {
			b.Fatal(invalid, err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/response")
}

func BenchmarkColumn(b *testing.B) {
	b.Run("phq-9", func(b *testing.B) {
		benchmarkColumn(b, "phq-9", "total", outcome.Response{0, 1, 2, 3, 0, 1, 2, 3, 0})
	})
	b.Run("swemwbs-metric", func(b *testing.B) {
		benchmarkColumn(b, "swemwbs", "metric", outcome.Response{1, 2, 3, 4, 5, 4, 3})
	})
	b.Run("ucla-20-reversed", func(b *testing.B) {
		r := make(outcome.Response, 20)
		for i := range r {
			r[i] = outcome.Answer(i%4 + 1)
		}
		benchmarkColumn(b, "ucla-20", "total", r)
	})
	b.Run("plain-sum", func(b *testing.B) {
		const rows = 10_000
		var all []int16
		for range rows {
			all = append(all, 0, 1, 2, 3, 0, 1, 2, 3, 0)
		}
		for b.Loop() {
			for i := range rows {
				if _, ok := plainPHQ9(all[i*9 : i*9+9]); !ok {
					b.Fatal("out of range")
				}
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/response")
	})
}
