package fhir_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/fhir"
)

// Situations of one state that FHIR writes differently are told apart by what
// the episode holds.
func TestLabelsOfTheEpisode(t *testing.T) {
	closing := func(why referral.Reason) *referral.Close {
		return &referral.Close{Reason: why, Words: atAllRows, NoMeasures: "declined"}
	}
	for name, c := range map[string]struct {
		way  []referral.Action
		then []referral.Command
		want fhir.Status
	}{
		"engaged":   {toEngaged, nil, fhir.Status{Request: "active", Task: "in-progress", Business: "engaged"}},
		"a plan":    {toEngaged, planned(), fhir.Status{Request: "active", Task: "in-progress", Business: "plan-agreed"}},
		"next plan": {toEngaged, append(planned(), &referral.DraftPlan{Plan: referral.Plan{Words: atAllRows}}), fhir.Status{Request: "active", Task: "in-progress", Business: "plan-agreed"}},
		"a step under way": {
			toEngaged, append(planned(), &referral.AddStep{Step: referral.Step{ID: referral.StepID(fixed(70)), What: atAllRows, Status: referral.StepUnderWay}}),
			fhir.Status{Request: "active", Task: "in-progress", Business: "supporting"},
		},
		"an activity begun": {toStarted, planned(), fhir.Status{Request: "active", Task: "in-progress", Business: "supporting"}},
		"goals achieved":    {toEngaged, []referral.Command{closing("goals-achieved")}, fhir.Status{Request: "completed", Task: "completed", Business: "completed"}},
		"signposted only":   {toContacting, []referral.Command{closing("signposted-only")}, fhir.Status{Request: "completed", Task: "completed", Business: "completed"}},
		"met elsewhere":     {toEngaged, []referral.Command{closing("needs-met-elsewhere")}, fhir.Status{Request: "revoked", Task: "cancelled", Business: "closed-after-start", Reason: true}},
		"moved away":        {toEngaged, []referral.Command{closing("moved-away")}, fhir.Status{Request: "revoked", Task: "cancelled", Business: "closed-after-start", Reason: true}},
		"cancelled early":   {after(toReceived, referral.ActionCancel), nil, fhir.Status{Request: "revoked", Task: "cancelled", Business: "closed-before-start", Reason: true}},
		"cancelled late":    {after(toContacting, referral.ActionCancel), nil, fhir.Status{Request: "revoked", Task: "cancelled", Business: "closed-after-start", Reason: true}},
		"draft given up":    {[]referral.Action{referral.ActionDraft, referral.ActionCancel}, nil, fhir.Status{}},
		"draft in error":    {[]referral.Action{referral.ActionDraft, referral.ActionEnterInError}, nil, fhir.Status{}},
		"in error":          {after(toReceived, referral.ActionEnterInError), nil, fhir.Status{Request: "entered-in-error", Task: "entered-in-error", Reason: true}},
		"on hold":           {after(toContacting, referral.ActionHold), nil, fhir.Status{Request: "active", Task: "on-hold", Business: "on-hold", Reason: true}},
	} {
		require.Equal(t, c.want, fhir.EpisodeStatus(fhir.ProfileUKCore, newScript(t).run(c.way...).do(c.then...).r), name)
	}
	// BSeR has no hold: the Task stays where it was.
	held := func(way []referral.Action) fhir.Status {
		return fhir.EpisodeStatus(fhir.ProfileBSeR, newScript(t).run(after(way, referral.ActionHold)...).r)
	}
	require.Equal(t, fhir.Status{Request: "active", Task: "accepted", Business: "on-hold", BSeR: "3.0"}, held(toContacting))
	require.Equal(t, fhir.Status{Request: "active", Task: "in-progress", Business: "on-hold", BSeR: "5.1.4"}, held(toEngaged))
	require.Equal(t, fhir.Status{}, fhir.EpisodeStatus("r5", newScript(t).run(toEngaged...).r))
}

func planned() []referral.Command {
	return []referral.Command{
		&referral.DraftPlan{Plan: referral.Plan{Words: atAllRows}},
		&referral.AgreePlan{AgreedBy: referral.Decider{Party: referral.PartyPerson}},
	}
}

func TestLabelsOfAnOnwardReferral(t *testing.T) {
	for name, c := range map[string]struct {
		way  []referral.Action
		want fhir.Status
	}{
		"refused before it was sent":  {after(toProposed, referral.ActionRefuseOnward), fhir.Status{}},
		"taken back before":           {after(toProposed, referral.ActionRecallOnward), fhir.Status{}},
		"in error before":             {after(toProposed, referral.ActionVoidOnward), fhir.Status{}},
		"in error after":              {after(toSent, referral.ActionVoidOnward), fhir.Status{Request: "entered-in-error", Task: "entered-in-error", Reason: true}},
		"declined from the list":      {after(toSent, referral.ActionWaitlistOnward, referral.ActionDeclineOnward), fhir.Status{Request: "active", Task: "cancelled", Business: "declined-by-provider", Reason: true}},
		"declined":                    {after(toSent, referral.ActionDeclineOnward), fhir.Status{Request: "active", Task: "rejected", Business: "declined-by-provider", Reason: true}},
		"place taken back":            {after(toPlace, referral.ActionCancelOnward), fhir.Status{Request: "revoked", Task: "cancelled", Business: "cancelled-by-provider-before-start", Reason: true}},
		"stopped by the provider":     {after(toStarted, referral.ActionCancelOnward), fhir.Status{Request: "revoked", Task: "cancelled", Business: "cancelled-by-provider-after-start", Reason: true}},
		"expired":                     {after(toSent, referral.ActionExpireOnward), fhir.Status{Request: "active", Task: "requested", Business: "expired"}},
		"expired after being seen":    {after(toSent, referral.ActionAcknowledgeOnward, referral.ActionExpireOnward), fhir.Status{Request: "active", Task: "received", Business: "expired"}},
		"recall asked for, waitlist":  {after(toSent, referral.ActionWaitlistOnward, referral.ActionRecallOnward), fhir.Status{Request: "revoked", Task: "accepted", Business: "cancellation-requested"}},
		"recall asked for, on a hold": {after(toStarted, referral.ActionPauseOnward, referral.ActionRecallOnward), fhir.Status{Request: "revoked", Task: "on-hold", Business: "cancellation-requested", Reason: true}},
	} {
		require.Equal(t, c.want, statusNow(fhir.ProfileR4, newScript(t).run(c.way...).r, referral.PartOnward), name)
	}
	s := newScript(t).run(after(toStarted, referral.ActionRecallOnward)...)
	s.do(&referral.SettleDuty{Kind: referral.DutyRecallNotice, Item: uuid.UUID(anOnward)})
	require.Equal(t, fhir.Status{Request: "revoked", Task: "cancelled", Business: "recalled", Reason: true}, statusNow(fhir.ProfileR4, s.r, referral.PartOnward))
	_, ok := fhir.OnwardStatus(fhir.ProfileR4, nil, s.r, referral.OnwardID(fixed(999)))
	require.False(t, ok)
}

// A host's own states are written by their phase, and say no more than that.
func TestHostStatesByPhase(t *testing.T) {
	for _, phase := range referral.Phases() {
		if phase == referral.PhaseDraft || phase == referral.PhaseVoid {
			continue // from which a machine wants other ways in and out
		}
		spec := referral.Pathway().Spec().Clone()
		own := referral.StateDef{Name: "x-own", Phase: phase, Doc: "A state of the host's."}
		spec.Referral.States = append(spec.Referral.States, own)
		spec.Referral.Rows = append(spec.Referral.Rows, referral.Transition{
			From: []referral.State{referral.StateEngaged}, On: "x-go", To: "x-own", Roles: []referral.Role{referral.RoleTeamLead}, Doc: "Go there.",
		})
		renamed(&spec.Onward, own)
		if phase != referral.PhaseEnded {
			spec.Referral.Rows = append(spec.Referral.Rows, referral.Transition{
				From: []referral.State{"x-own"}, On: "x-back", To: referral.StateEngaged, Roles: []referral.Role{referral.RoleTeamLead}, Doc: "Go back.",
			})
		}
		m, err := referral.Compile(spec)
		require.NoError(t, err, phase)
		r := at(t, referral.PartOnward, referral.StateSent).r
		apply := func(cmd referral.Command) {
			var err error
			r, _, err = m.Apply(r, cmd, allowing(), nil)
			require.NoError(t, err, phase)
		}
		meta := func(n int) referral.Meta {
			when := monday.AddDate(0, 1, n)
			return referral.Meta{ID: referral.ChangeID(fixed(3000 + n)), By: referral.Actor{ID: aWorker, Role: referral.RoleTeamLead}, At: when, RecordedAt: when}
		}
		apply(&referral.AcknowledgeOnward{Meta: meta(1), Onward: anOnward})
		seen := r
		apply(&referral.Custom{Meta: meta(2), Do: "x-go"})
		for _, p := range fhir.Profiles() {
			var want fhir.Status
			for _, row := range fhir.StateRows(p) {
				if row.Phase == phase {
					want = row.Status
				}
			}
			require.Equal(t, want, fhir.EpisodeStatus(p, r), "%s %s", p, phase)
			got, ok := fhir.OnwardStatus(p, m, r, anOnward)
			require.True(t, ok)
			require.Equal(t, want, got, "%s %s", p, phase)
			_, ok = fhir.OnwardStatus(p, nil, r, anOnward) // the standard machine does not know it
			require.False(t, ok)
		}
		// A peer's word for it is unknown here: only its host knows the state.
		n := news{status: fhir.TaskInProgress, business: fhir.BusinessPhaseActive, at: monday.AddDate(0, 2, 0)}
		in := inbox(n.at)
		in.Machine = m
		ruling := in.Interpret(r, n.update(t))
		require.NotNil(t, ruling.Question)
		require.Equal(t, fhir.AskBusiness, ruling.Question.Code)
		if phase != referral.PhaseEnded { // taken back from a state of which no row knows how the Task stands
			r = seen
			apply(&referral.RecallOnward{Meta: meta(3), Onward: anOnward, Reason: "no-longer-needed"})
			got, _ := fhir.OnwardStatus(fhir.ProfileR4, m, r, anOnward)
			require.Equal(t, fhir.Status{Request: fhir.RequestRevoked, Task: fhir.TaskRequested, Business: fhir.BusinessCancellationRequested}, got)
		}
	}
}

// renamed puts the host's state in the place of acknowledged; an end has no way
// out.
func renamed(t *referral.Table, own referral.StateDef) {
	for i := range t.States {
		if t.States[i].Name == referral.StateAcknowledged {
			t.States[i] = own
		}
	}
	for i := range t.Rows {
		row := &t.Rows[i]
		if row.To == referral.StateAcknowledged {
			row.To = own.Name
		}
		row.From = slices.DeleteFunc(row.From, func(s referral.State) bool {
			return s == referral.StateAcknowledged && own.Phase == referral.PhaseEnded && row.Mark == ""
		})
		for j := range row.From {
			if row.From[j] == referral.StateAcknowledged {
				row.From[j] = own.Name
			}
		}
	}
}
