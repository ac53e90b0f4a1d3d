package conform

import (
	"encoding/binary"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"
)

// Benchmark measures what hosts wait for: creating, updating from 64 writers
// at once, and getting. Values and changes are made before the clock starts.
func Benchmark[V, E any](b *testing.B, a Adapter[V, E]) {
	b.Run("Create", func(b *testing.B) {
		s := opened(b, a)
		changes := make([]Change[V, E], b.N)
		for n := range changes {
			changes[n] = numbered(a, n, 0)
		}
		b.ResetTimer()
		for n := range changes {
			if err := s.Commit(b.Context(), changes[n]); err != nil {
				b.Fatal(err)
			}
		}
		perSecond(b)
	})
	b.Run("Update64Writers", func(b *testing.B) { benchmarkUpdate(b, a) })
	b.Run("Get", func(b *testing.B) {
		s := opened(b, a)
		c := numbered(a, 1, 0)
		if err := s.Commit(b.Context(), c); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if _, _, err := s.Get(b.Context(), c.Aggregate); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// benchmarkUpdate gives each of 64 writers its own aggregates, as in life, and
// has them commit one version after the other.
func benchmarkUpdate[V, E any](b *testing.B, a Adapter[V, E]) {
	b.Helper()
	const writers, versions = 64, 16
	s := opened(b, a)
	aggregates := b.N/versions + 1
	changes := make([][]Change[V, E], aggregates)
	for i := range changes {
		for base := range uint64(versions) {
			changes[i] = append(changes[i], numbered(a, i, base))
		}
	}
	var next atomic.Int64
	var failed atomic.Pointer[error]
	b.ResetTimer()
	together(writers, func(int) {
		for i := next.Add(1) - 1; i < int64(aggregates); i = next.Add(1) - 1 {
			for _, c := range changes[i] {
				if err := s.Commit(b.Context(), c); err != nil {
					failed.Store(&err)
					return
				}
			}
		}
	})
	b.StopTimer()
	if err := failed.Load(); err != nil {
		b.Fatal(*err)
	}
	commits := float64(aggregates * versions)
	b.ReportMetric(commits/b.Elapsed().Seconds(), "commits/s")
}

func opened[V, E any](b *testing.B, a Adapter[V, E]) Store[V, E] {
	b.Helper()
	s, err := a.Open(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	if s.Close != nil {
		b.Cleanup(func() {
			if err := s.Close(); err != nil {
				b.Error(err)
			}
		})
	}
	if s.Get == nil || s.Commit == nil {
		b.Fatal(errors.New("a store without Get or Commit"))
	}
	return s
}

// numbered makes a change whose identifiers are spread like random ones.
func numbered[V, E any](a Adapter[V, E], n int, base uint64) Change[V, E] {
	aggregate := spread(0xa1, uint64(n))
	c := Change[V, E]{
		ID: spread(0xc1, uint64(n)<<8|base), Aggregate: aggregate, Base: base,
		Value: a.Value(aggregate, base+1, n, instant),
	}
	if a.Event != nil {
		c.Events = []E{a.Event(spread(0xe1, uint64(n)<<8|base), aggregate, base+1, instant)}
	}
	return c
}

func spread(kind byte, n uint64) uuid.UUID {
	u := uuid.UUID{0: kind, 6: 0x40}
	binary.BigEndian.PutUint64(u[8:], n*0x9e3779b97f4a7c15)
	return u
}

func perSecond(b *testing.B) {
	b.Helper()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
}
