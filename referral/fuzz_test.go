package referral_test

import (
	"encoding/json"
	"flag"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/referral"
)

var steps = flag.Int("steps", 20_000, "how many random commands TestRandomCommands tries")

func allMoves() []move {
	var out []move
	for _, list := range [][]move{
		episodeMoves(), transferMoves(), onwardMoves(), seenMoves(), safetyMoves(), sessionMoves(), planMoves(), measureMoves(),
	} {
		out = append(out, list...)
	}
	return out
}

// runMoves applies the moves that the bytes choose, and checks the invariants
// of the model after each. It gives the value.
func runMoves(t *testing.T, moves []move, marked map[string]bool, data []byte) referral.Referral {
	t.Helper()
	m := newModel(t, moves)
	m.marked = marked
	var r referral.Referral
	for _, b := range data {
		m.values, m.next, m.last, m.index = []referral.Referral{r}, [][]int{nil}, []string{""}, map[string]int{"": 0}
		m.step(0, int(b)%len(moves))
		if len(m.values) > 1 {
			r = m.values[1]
		}
	}
	return r
}

// TestRandomCommands walks long random histories. With -args -steps=10000000 it
// is the proof of ten million steps.
func TestRandomCommands(t *testing.T) {
	moves := allMoves()
	marked := markedRows()
	random := rand.New(rand.NewPCG(1, 2))
	done := 0
	for done < *steps {
		data := make([]byte, 200)
		for i := range data {
			data[i] = byte(random.UintN(256))
		}
		runMoves(t, moves, marked, data)
		done += len(data)
	}
	t.Logf("%d steps", done)
}

func FuzzCommands(f *testing.F) {
	f.Add([]byte{1, 4, 10, 13, 16, 19})
	f.Add([]byte{0, 1, 2, 3, 4, 10, 13, 26, 27, 31, 40, 16, 20, 21})
	moves := allMoves()
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 300 {
			data = data[:300]
		}
		r := runMoves(t, moves, markedRows(), data)
		var again referral.Referral
		require.NoError(t, json.Unmarshal([]byte(asJSON(t, r)), &again))
		require.True(t, r.Equal(again))
	})
}

// FuzzSnapshot looks for panics and for snapshots that are read and written
// differently.
func FuzzSnapshot(f *testing.F) {
	var t0 testing.T
	r := runMoves(&t0, allMoves(), markedRows(), []byte{1, 4, 10, 13, 26, 27, 60, 70})
	seed, err := json.Marshal(r)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	f.Add([]byte(`{"snapshot":1}`))
	f.Add([]byte(`{"snapshot":2}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var r referral.Referral
		if json.Unmarshal(data, &r) != nil {
			require.True(t, r.IsZero())
			return
		}
		again := asJSON(t, r)
		var back referral.Referral
		require.NoError(t, json.Unmarshal([]byte(again), &back))
		require.Equal(t, again, asJSON(t, back))
		_ = referral.Clocks(r, nil, time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))
		_ = referral.Pathway().Options(r, known(), nil, referral.RoleTeamLead, monday)
	})
}

// FuzzEvent does the same for events.
func FuzzEvent(f *testing.F) {
	f.Add([]byte(`{"id":"","type":"note.written","schema":1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var e referral.Event
		if json.Unmarshal(data, &e) != nil {
			return
		}
		again := asJSON(t, e)
		var back referral.Event
		require.NoError(t, json.Unmarshal([]byte(again), &back))
		require.Equal(t, again, asJSON(t, back))
		_, _ = referral.Replay([]referral.Event{e})
	})
}
