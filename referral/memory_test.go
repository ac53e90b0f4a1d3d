package referral_test

import (
	"reflect"
	"runtime"
	"sync/atomic"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// ownCopy gives a command that shares no memory with another, and a function
// that writes over all that it holds.
func ownCopy(c referral.Command) (referral.Command, func()) {
	v := reflect.New(reflect.TypeOf(c).Elem())
	v.Elem().Set(reflect.ValueOf(c).Elem())
	var wipe []func()
	unshare(v.Elem(), &wipe)
	out, _ := v.Interface().(referral.Command)
	return out, func() {
		for _, f := range wipe {
			f()
		}
		v.Elem().SetZero()
	}
}

func unshare(v reflect.Value, wipe *[]func()) {
	switch v.Kind() { //nolint:exhaustive // nothing else reaches memory of its own
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() {
				unshare(f, wipe)
			}
		}
	case reflect.Pointer:
		if v.IsNil() {
			return
		}
		own := reflect.New(v.Type().Elem())
		own.Elem().Set(v.Elem())
		v.Set(own)
		unshare(own.Elem(), wipe)
		*wipe = append(*wipe, own.Elem().SetZero)
	case reflect.Slice:
		if v.IsNil() {
			return
		}
		own := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(own, v)
		v.Set(own)
		for i := range own.Len() {
			unshare(own.Index(i), wipe)
			*wipe = append(*wipe, own.Index(i).SetZero)
		}
	}
}

// TestWhatACommandHeldIsTheCallers: a caller who fills one command again and
// again, with its lists, changes no value and no event. (flow does the same with
// every command of every test.)
func TestWhatACommandHeldIsTheCallers(t *testing.T) {
	f := engaged(t)
	f.do(propose(1), send(1), &referral.DraftPlan{})
	for _, c := range []referral.Command{
		&referral.RecordMatters{Matters: referral.Matters{Strengths: []person.Text{person.NewText("sings")}}},
		&referral.AgreePlan{AgreedBy: decidedByPerson, SharedWith: []referral.Party{referral.PartyProvider}},
		&referral.Amend{Intake: intake(), Reason: "typing-error"},
		&referral.Redact{Reason: "erasure-request", Items: nil},
		&referral.Close{Reason: "moved-away", LeaveOpen: []referral.LeftOpen{{Onward: onwardID(1), Watcher: aWorker, Until: f.at.AddDate(0, 1, 0)}}},
	} {
		f.as(referral.RoleLinkWorker)
		if c.Action() == referral.ActionRedact {
			f.as(referral.RoleAdministrator)
		}
		f.fill(c)
		own, wipe := ownCopy(c)
		next, events, err := f.m.Apply(f.r, own, f.facts, f.rules)
		require.NoError(t, err, "%s", c.Action())
		value, stream := asJSON(t, next), asJSON(t, events)
		wipe()
		require.JSONEq(t, value, asJSON(t, next), "%s", c.Action())
		require.JSONEq(t, stream, asJSON(t, events), "%s", c.Action())
		f.do(c)
	}
}

// TestReplayKeepsNothingOfTheSlice: a host reads events into one buffer again
// and again.
func TestReplayKeepsNothingOfTheSlice(t *testing.T) {
	f := engaged(t).do(goal(1), &referral.WriteNote{Note: referral.Note{ID: referral.NoteID(fixedID(80)), Text: person.NewText("n")}})
	f.do(&referral.Hold{Reason: "unwell", Review: f.at.AddDate(0, 0, 7)}, &referral.Resume{})
	for n := 1; n <= len(f.events); n++ {
		buffer := append([]referral.Event(nil), f.events[:n]...)
		r, err := referral.Replay(buffer)
		require.NoError(t, err)
		want := asJSON(t, r)
		clear(buffer)
		require.JSONEq(t, want, asJSON(t, r), "the first %d events", n)
	}
}

// TestAnErasureLeavesNoWordsInMemory: neither the value nor its log reaches
// what was erased, after Apply as after Replay.
func TestAnErasureLeavesNoWordsInMemory(t *testing.T) {
	f := newFlow(t).as(referral.RoleAdministrator)
	words := func() (person.Text, *atomic.Bool) {
		gone := new(atomic.Bool)
		text := person.NewText("words that are to be forgotten, long enough for an allocation of their own")
		runtime.AddCleanup(*(**string)(unsafe.Pointer(&text)), func(b *atomic.Bool) { b.Store(true) }, gone)
		return text, gone
	}
	in := intake()
	var erased, kept *atomic.Bool
	in.Words, erased = words()
	note := referral.Note{ID: referral.NoteID(fixedID(80))}
	note.Text, kept = words()
	r := f.r
	for _, c := range []referral.Command{
		&referral.Submit{Referral: referral.ID(fixedID(7)), Intake: &in},
		&referral.Accept{Eligible: person.Yes},
		&referral.Redact{Reason: "erasure-request"},
		&referral.WriteNote{Note: note},
	} {
		f.fill(c)
		f.events = append(f.events, referral.Event{}) // the next identifier
		next, _, err := f.m.Apply(r, c, f.facts, nil)
		require.NoError(t, err)
		r = next
	}
	in, note = referral.Intake{}, referral.Note{}
	for n := 0; n < 200 && (n < 20 || !erased.Load()); n++ { // clean-ups have a goroutine of their own
		runtime.GC()
		runtime.Gosched()
	}
	require.True(t, erased.Load(), "the value still reaches the words")
	require.False(t, kept.Load(), "what was not erased is there")
	for n := range r.Notes() {
		require.NotEmpty(t, n.Text.Disclose())
	}
}

// TestSizes: the head is copied by every transition, and an event with its link
// fills its class of sizes.
func TestSizes(t *testing.T) {
	require.EqualValues(t, 48, referral.HeadSize)
	require.LessOrEqual(t, referral.CellSize, uintptr(416))
	require.LessOrEqual(t, referral.OutlineSize, uintptr(192))
}

// TestKindsOfEvents: the switch says what the table of kinds says.
func TestKindsOfEvents(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range referral.EventTypes() {
		k, ok := referral.KindOf(e)
		require.True(t, ok, e)
		require.False(t, seen[k], e)
		seen[k] = true
	}
	_, ok := referral.KindOf("no.such")
	require.False(t, ok)
	_, ok = referral.KindOf("")
	require.False(t, ok)
}
