package memreferral_test

import (
	"context"
	"encoding/binary"
	"errors"
	"flag"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/memreferral"
)

var tries = flag.Int("tries", 2_000, "how many versions 64 writers compete for in TestOneWinnerOf64")

const writers = 64

// at is when everything here happens.
var at = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func meta() referral.Meta {
	return referral.Meta{
		ID: referral.NewChangeID(), At: at, RecordedAt: at,
		By: referral.Actor{ID: referral.NewActorID(), Role: referral.RoleTeamLead, Purpose: referral.PurposeDirectCare},
	}
}

func facts() referral.Facts {
	return referral.Facts{
		AsOf: at, Identified: person.Yes, Reachable: person.Yes, Dead: person.No, SafeNow: person.Yes,
		Channels: []referral.ChannelFact{{Channel: referral.ChannelTelephone, Usable: person.Yes}},
	}
}

func submit(id referral.ID) *referral.Submit {
	return &referral.Submit{Meta: meta(), Referral: id, Intake: &referral.Intake{
		Person: person.NewID(), Service: referral.NewServiceID(), Basis: referral.BasisOfferAccepted,
		Reasons: []person.NeedCode{"sp-need:lonely"},
	}}
}

func begun(tb testing.TB) (referral.Referral, []referral.Event) {
	tb.Helper()
	r, events, err := referral.Pathway().Apply(referral.Referral{}, submit(referral.NewID()), facts(), nil)
	require.NoError(tb, err)
	return r, events
}

// changeOf is the change that a writer tries at a version, always the same.
func changeOf(writer, version int) referral.ChangeID {
	var id referral.ChangeID
	id[0] = 1
	binary.BigEndian.PutUint32(id[4:], uint32(version))
	binary.BigEndian.PutUint32(id[12:], uint32(writer))
	return id
}

// TestOneWinnerOf64 has 64 writers compete for every version of one referral:
// exactly one wins each, and all others are told so. A writer goes on to the
// next version when its own try has been answered, so that all are at it at
// once and none waits at a barrier. The long form is
//
//	go test -run TestOneWinnerOf64 ./referral/memreferral -args -tries=1000000
func TestOneWinnerOf64(t *testing.T) {
	store := memreferral.New(&memreferral.Options{DropEvents: true})
	r, _ := begun(t)
	won := make([]atomic.Int32, *tries)
	winner := make([]atomic.Int32, *tries)
	var others atomic.Int64
	together(t, func(w int) error {
		for v := range *tries {
			err := store.Commit(context.Background(), referral.Change{ID: changeOf(w, v), Base: referral.Version(v), Value: r})
			switch {
			case err == nil:
				won[v].Add(1)
				winner[v].Store(int32(w))
				if v%64 == 0 {
					runtime.Gosched() // lets another be first for a while
				}
			case errors.Is(err, referral.ErrConflict):
				others.Add(1)
			default:
				return err
			}
		}
		return nil
	})
	wins := map[int32]int{}
	for v := range won {
		require.EqualValues(t, 1, won[v].Load(), "version %d", v+1)
		wins[winner[v].Load()]++
	}
	require.EqualValues(t, *tries*(writers-1), others.Load())
	require.Greater(t, len(wins), 1, "somebody competed")
	_, version, err := store.Get(t.Context(), r.ID())
	require.NoError(t, err)
	require.EqualValues(t, *tries, version)
}

// TestNoUpdateIsLost has 64 workers record contacts in one episode through a
// repository: whatever the order, every contact is there at the end, once.
func TestNoUpdateIsLost(t *testing.T) {
	const each = 4
	store := memreferral.New(nil)
	repo := referral.NewRepository(store, &referral.RepositoryOptions{
		Tries: writers * each * 4,
		Facts: func(context.Context, referral.Referral, referral.Command) (referral.Facts, error) {
			return facts(), nil
		},
	})
	id := referral.NewID()
	contact := func() referral.Contact {
		return referral.Contact{ID: referral.NewContactID(), Channel: referral.ChannelTelephone, Outcome: referral.OutcomeEngaged}
	}
	for _, c := range []referral.Command{
		submit(id), &referral.Accept{Meta: meta(), Eligible: person.Yes},
		&referral.Allocate{Meta: meta(), Worker: referral.NewActorID()}, &referral.FirstContact{Meta: meta(), Contact: contact()},
	} {
		_, _, err := repo.Do(t.Context(), id, c)
		require.NoError(t, err)
	}
	var mu sync.Mutex
	sent := map[referral.ContactID]bool{}
	together(t, func(int) error {
		for range each {
			k := contact()
			if _, _, err := repo.Do(context.Background(), id, &referral.RecordContact{Meta: meta(), Contact: k}); err != nil {
				return err
			}
			mu.Lock()
			sent[k.ID] = true
			mu.Unlock()
		}
		return nil
	})
	require.Len(t, sent, writers*each)
	r, _, err := store.Get(t.Context(), id)
	require.NoError(t, err)
	n := 0
	for k := range r.Contacts() {
		n++
		delete(sent, k.ID)
	}
	require.Empty(t, sent)
	require.Equal(t, 1+writers*each, n)
	events, err := store.Events(t.Context(), id)
	require.NoError(t, err)
	again, err := referral.Replay(events)
	require.NoError(t, err)
	require.True(t, r.Equal(again))
}

// together runs a function in 64 goroutines at once and wants no error of any.
func together(tb testing.TB, f func(writer int) error) {
	tb.Helper()
	start := make(chan struct{})
	errs := make([]error, writers)
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			<-start
			errs[w] = f(w)
		})
	}
	close(start)
	wg.Wait()
	require.NoError(tb, errors.Join(errs...))
}

// BenchmarkCommit64Writers gives each of 64 writers an episode of its own, as in
// life, with its event: one commit an operation.
func BenchmarkCommit64Writers(b *testing.B) {
	for name, o := range map[string]*memreferral.Options{"events": {}, "values": {DropEvents: true}} {
		b.Run(name, func(b *testing.B) {
			store := memreferral.New(o)
			var values [writers]referral.Referral
			var events [writers][]referral.Event
			for w := range writers {
				values[w], events[w] = begun(b)
			}
			each := b.N/writers + 1
			b.ResetTimer()
			together(b, func(w int) error {
				for v := range each {
					c := referral.Change{ID: changeOf(w, v), Base: referral.Version(v), Value: values[w], Events: events[w]}
					if err := store.Commit(context.Background(), c); err != nil {
						return err
					}
				}
				return nil
			})
			b.ReportMetric(float64(each*writers)/b.Elapsed().Seconds(), "commits/s")
		})
	}
}
