package sqlstore_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/calendar"
)

// rules are the default policy with England's working days, so that there are
// deadlines.
func rules(tb testing.TB) *referral.Rules {
	tb.Helper()
	r, err := english()
	require.NoError(tb, err)
	return r
}

var english = sync.OnceValues(func() (*referral.Rules, error) {
	r, err := referral.CompilePolicy(referral.DefaultPolicy())
	if err != nil {
		return nil, err
	}
	return r.WithCalendar(calendar.MustFor(calendar.England)), nil
})

// episode is an invented episode, made by commands, with what each did.
type episode struct {
	tb      testing.TB
	r       referral.Referral
	changes []referral.Change
	n       int
}

func newEpisode(tb testing.TB, who person.ID, service referral.ServiceID) *episode {
	tb.Helper()
	e := &episode{tb: tb}
	return e.do(&referral.Submit{Meta: meta(referral.RoleLinkWorker, 0), Referral: referral.NewID(), Intake: &referral.Intake{
		Person: who, Service: service, Basis: referral.BasisSelfReferral,
		Reasons: []person.NeedCode{"sp-need:lonely"}, Words: person.NewText("synthetic words; gwreiddiol"),
	}})
}

func (e *episode) do(c referral.Command) *episode {
	e.tb.Helper()
	m := referral.MetaOf(c)
	f := referral.Facts{AsOf: m.RecordedAt, Identified: person.Yes, Reachable: person.Yes, OtherOpen: person.No}
	next, events, err := referral.Pathway().Apply(e.r, c, f, rules(e.tb))
	require.NoError(e.tb, err)
	e.changes = append(e.changes, referral.Change{ID: m.ID, Base: referral.Version(e.n), Value: next, Events: events}) //nolint:gosec // small
	e.r, e.n = next, e.n+1
	return e
}

// allocate has a worker take the episode on.
func (e *episode) allocate(worker referral.ActorID) *episode {
	return e.do(&referral.Accept{Meta: meta(referral.RoleTeamLead, e.n), Eligible: person.Yes}).
		do(&referral.Allocate{Meta: meta(referral.RoleTeamLead, e.n+1), Worker: worker})
}

// note adds a note of so many letters.
func (e *episode) note(letters int) *episode {
	return e.do(&referral.WriteNote{Meta: meta(referral.RoleLinkWorker, e.n), Note: referral.Note{
		ID: referral.NewNoteID(), Text: person.NewText(strings.Repeat(fmt.Sprintf("synthetic note %d; ", e.n), letters/18+1)[:letters]),
	}})
}

// grow adds notes until the value has so many bytes as JSON.
func (e *episode) grow(bytes int) *episode {
	for len(e.json()) < bytes {
		e.note(600)
	}
	return e
}

func (e *episode) json() []byte {
	b, err := json.Marshal(e.r)
	require.NoError(e.tb, err)
	return b
}

func later(d time.Duration) time.Time { return start.Add(d) }
