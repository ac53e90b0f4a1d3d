package fhir_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/fhir"
	"github.com/socialprescribing/socialprescribing/referral/memreferral"
)

// loop is a closed loop between the service, which has the episode, and three
// providers, which have only the bundles that they are sent.
type loop struct {
	t       *testing.T
	profile fhir.Profile
	repo    *referral.Repository
	at      time.Time
	n       int
	sent    map[referral.OnwardID]fhir.Status // as last exported
}

func newLoop(t *testing.T, p fhir.Profile) *loop {
	t.Helper()
	l := &loop{t: t, profile: p, at: monday, sent: map[referral.OnwardID]fhir.Status{}}
	l.repo = referral.NewRepository(memreferral.New(nil), &referral.RepositoryOptions{
		Facts: func(context.Context, referral.Referral, referral.Command) (referral.Facts, error) {
			f := allowing()
			f.Consents, f.Providers = nil, nil
			for i := range 3 {
				f.Consents = append(f.Consents, referral.ConsentFact{Scope: referral.ProviderScope(providerOf(i)), Verdict: person.Verdict{Answer: person.Given}})
				f.Providers = append(f.Providers, referral.ProviderFact{Provider: providerOf(i), Agreement: person.Yes, Suspended: person.No})
			}
			return f, nil
		},
	})
	return l
}

func providerOf(i int) activity.ProviderID { return activity.ProviderID(fixed(30 + i)) }

// meta makes the next command's.
func (l *loop) meta() referral.Meta {
	l.at = l.at.Add(time.Hour)
	l.n++
	return referral.Meta{ID: referral.ChangeID(fixed(2000 + l.n)), By: referral.Actor{ID: aWorker, Role: referral.RoleTeamLead}, At: l.at, RecordedAt: l.at}
}

func (l *loop) do(commands ...referral.Command) {
	l.t.Helper()
	for _, c := range commands {
		_, _, err := l.repo.Do(context.Background(), anEpisode, c)
		require.NoError(l.t, err, "%s", c.Action())
	}
}

func (l *loop) get() referral.Referral {
	l.t.Helper()
	r, err := l.repo.Get(context.Background(), anEpisode, referral.Actor{}, l.at)
	require.NoError(l.t, err)
	return r
}

// refer proposes and sends an onward referral to the i-th provider.
func (l *loop) refer(i int) referral.OnwardID {
	l.t.Helper()
	id := referral.OnwardID(fixed(40 + i))
	l.do(&referral.ProposeOnward{Meta: l.meta(), Onward: referral.Onward{ID: id, Provider: providerOf(i)}},
		&referral.SendOnward{Meta: l.meta(), Onward: id, Agreed: person.Yes})
	return id
}

// export is the bundle for the i-th provider, as it goes over the wire. Each
// change of a status from one bundle to the next must be legal.
func (l *loop) export(i int, id referral.OnwardID) []byte {
	l.t.Helper()
	x, err := fhir.NewExporter(options(l.profile, fhir.FormCollection))
	require.NoError(l.t, err)
	r := l.get()
	got, err := x.Export(fhir.Episode{
		Referral: r, Person: person.Person{ID: aPerson, Name: person.NewName("Testperson", "Ada")},
		View: person.ViewFor(person.AudienceProvider), ViewOptions: person.ViewOptions{At: l.at, Provider: person.ProviderID(providerOf(i))},
		Providers: []activity.Provider{{ID: providerOf(i), Name: "Invented walking charity"}},
	})
	require.NoError(l.t, err)
	require.Empty(l.t, fhir.Check(got.Bundle))
	data, err := fhir.Encode(got.Bundle)
	require.NoError(l.t, err)
	now, ok := fhir.OnwardStatus(l.profile, nil, r, id)
	require.True(l.t, ok)
	require.NotEqual(l.t, fhir.MoveIllegal, fhir.TaskMove(l.profile, l.sent[id], now).Kind, "%+v to %+v", l.sent[id], now)
	require.NotEqual(l.t, fhir.MoveIllegal, fhir.RequestMove(l.sent[id].Request, now.Request).Kind)
	l.sent[id] = now
	l.keep(data)
	return data
}

// keep leaves the bundle for the validators of .ci/run fhir.
func (l *loop) keep(data []byte) {
	dir := os.Getenv("FHIR_BUNDLES")
	if dir == "" || l.profile != fhir.ProfileR4 && l.profile != fhir.ProfileUKCore {
		return
	}
	l.n++
	require.NoError(l.t, os.WriteFile(filepath.Join(dir, fmt.Sprintf("loop-%s-%03d.json", l.profile, l.n)), data, 0o600))
}

// answer is what a provider makes of the bundle that it was sent: it finds the
// Task, changes how it stands and sends it back, knowing nothing else of us.
func (l *loop) answer(bundle []byte, as referral.State, change func(*fhir.Task)) []byte {
	l.t.Helper()
	res, report, err := fhir.Decode(bundle)
	require.NoError(l.t, err)
	require.Empty(l.t, report.Faults)
	b, _ := res.(*fhir.Bundle)
	l.at = l.at.Add(time.Hour)
	for i := range b.Entry {
		task, ok := b.Entry[i].Resource.(*fhir.Task)
		if !ok {
			continue
		}
		l.state(task, as)
		task.LastModified = fhir.DateTimeOf(l.at)
		task.Meta.VersionID = fmt.Sprint(l.n)
		if change != nil {
			change(task)
		}
	}
	require.Empty(l.t, fhir.Check(b))
	data, err := fhir.Encode(b)
	require.NoError(l.t, err)
	l.keep(data)
	return data
}

// state writes how the provider's side stands.
func (l *loop) state(task *fhir.Task, as referral.State) {
	for _, row := range fhir.StateRows(l.profile) {
		if row.Part != referral.PartOnward || row.State != as || !row.Status.Written() {
			continue
		}
		task.Status = string(row.Status.Task)
		task.BusinessStatus = fhir.CodeableConcept{Coding: []fhir.Coding{{System: fhir.BusinessSystem, Code: string(row.Status.Business)}}}
		if row.Status.BSeR != "" {
			task.BusinessStatus.Coding = append(task.BusinessStatus.Coding, fhir.Coding{System: fhir.BSeRSystem, Code: row.Status.BSeR})
		}
		task.StatusReason = fhir.CodeableConcept{}
		return
	}
}

// receive takes a provider's answer in, twice: the second changes nothing.
func (l *loop) receive(i int, data []byte) []fhir.Ruling {
	l.t.Helper()
	in := fhir.Inbox{
		Sender: fhir.Sender{
			Actor:    referral.Actor{ID: fixed(50 + i), Role: referral.RoleProvider},
			Provider: providerOf(i), System: fmt.Sprintf("https://provider-%d.example.org/fhir", i), Profile: l.profile,
		},
		Received: l.at.Add(time.Minute),
	}
	updates, _, err := fhir.ReadUpdates(data)
	require.NoError(l.t, err)
	require.Contains(l.t, updates[0].Identifiers(), uuid.UUID(anEpisode)) // by which the host finds it
	rulings, err := in.Deliver(context.Background(), l.repo, anEpisode, updates)
	require.NoError(l.t, err)
	once := l.get()
	again, err := in.Deliver(context.Background(), l.repo, anEpisode, updates)
	require.NoError(l.t, err)
	for _, r := range again {
		if one(l.t, r) == "command" {
			l.t.Errorf("a repeated delivery did something: %+v", r)
		}
	}
	require.True(l.t, l.get().Equal(once))
	return rulings
}

// told sends the bundle, has the provider answer, and takes the answer in.
func (l *loop) told(i int, id referral.OnwardID, as referral.State, change func(*fhir.Task)) {
	l.t.Helper()
	answer := l.answer(l.export(i, id), as, change)
	done := 0
	for _, r := range l.receive(i, answer) {
		done += r.Done
		require.Nil(l.t, r.Question, "%+v", r.Question)
	}
	require.Positive(l.t, done, "%s", as)
	o, _ := l.get().Onward(id)
	require.Equal(l.t, as, o.State)
}

// HL7's own story of a referral (FHIR R4, workflow): the first clinic is not
// available; the second begins, is asked to stop, and confirms; the third takes
// it to its end. Each attempt is a Task of its own. Here it is one person, one
// episode and three providers, under each profile.
func TestClosedLoopOverTheReferralStory(t *testing.T) {
	for _, p := range fhir.Profiles() {
		t.Run(string(p), func(t *testing.T) {
			l := newLoop(t, p)
			in := intake()
			l.do(&referral.Submit{Meta: l.meta(), Referral: anEpisode, Intake: &in}, &referral.Accept{Meta: l.meta(), Eligible: person.Yes},
				&referral.Allocate{Meta: l.meta(), Worker: aWorker},
				&referral.FirstContact{Meta: l.meta(), Contact: referral.Contact{ID: referral.ContactID(fixed(60)), Channel: referral.ChannelTelephone, Outcome: referral.OutcomeEngaged}})

			first := l.refer(0) // requested
			if p != fhir.ProfileBSeR {
				l.told(0, first, referral.StateAcknowledged, nil) // received
			}
			l.told(0, first, referral.StateDeclinedByProvider, func(t *fhir.Task) { t.StatusReason.Text = "Provider unavailable" })
			l.export(0, first)

			second := l.refer(1) // a new Task, another provider
			l.told(1, second, referral.StateAccepted, nil)
			l.told(1, second, referral.StateStarted, nil)
			l.do(&referral.RecallOnward{Meta: l.meta(), Onward: second, Reason: "no-longer-needed"}) // cancellation asked for
			l.cancelled(1, second)

			third := l.refer(2) // another new Task
			l.told(2, third, referral.StateWaitlisted, nil)
			l.told(2, third, referral.StateAccepted, nil)
			l.told(2, third, referral.StateStarted, nil)
			l.told(2, third, referral.StateCompleted, nil)
			l.export(2, third)

			for id, want := range map[referral.OnwardID]fhir.TaskStatus{first: fhir.TaskRejected, second: fhir.TaskCancelled, third: fhir.TaskCompleted} {
				require.Equal(t, want, l.sent[id].Task)
			}
			require.Equal(t, referral.StateEngaged, l.get().State())
		})
	}
}

// cancelled has the provider confirm: as HL7's story has it, by failed with the
// words "cancelled as requested", and where the guide has no such way, by
// cancelled.
func (l *loop) cancelled(i int, id referral.OnwardID) {
	l.t.Helper()
	bundle := l.export(i, id)
	require.Equal(l.t, fhir.BusinessCancellationRequested, l.sent[id].Business)
	require.False(l.t, l.sent[id].Closed())
	rulings := l.receive(i, l.answer(bundle, referral.StateRecalled, func(t *fhir.Task) {
		t.Status, t.BusinessStatus = string(fhir.TaskFailed), fhir.CodeableConcept{}
		if l.profile == fhir.ProfileBSeR {
			t.Status = string(fhir.TaskCancelled)
			t.BusinessStatus.Coding = []fhir.Coding{{System: fhir.BSeRSystem, Code: "6.0"}}
		}
		t.StatusReason.Text = "Cancelled as requested"
	}))
	settled := false
	for _, r := range rulings {
		for _, c := range r.Commands {
			settled = settled || c.Action() == referral.ActionSettleDuty
		}
	}
	require.True(l.t, settled)
	l.export(i, id)
	require.Equal(l.t, fhir.TaskCancelled, l.sent[id].Task)
}
