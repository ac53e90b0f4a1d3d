package fhir_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/internal/episodes"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/fhir"
)

// Over random episodes and everything that their providers may say: what a
// provider sends changes nothing but its own onward referral and what is owed
// about it, and that by a command; what is answered by a question or a refusal
// changes nothing; and what was done can be delivered again without effect.
func TestUpdatesChangeOnlyTheirOwn(t *testing.T) {
	done := 0
	for seed := range uint64(walked / 5) {
		e := episodes.New(seed)
		p := fhir.Profiles()[seed%4]
		for o := range e.Referral.Onwards() {
			for _, said := range saidBy(p) {
				n := news{
					about: uuid.UUID(o.ID), status: said.Task, business: said.Business, bser: said.BSeR, reason: "other", words: "Said in words.", at: e.At,
				}
				in := inbox(e.At.Add(time.Minute))
				in.Sender.Provider, in.Sender.Profile = o.Provider, p
				done += deliverTwice(t, e, in, o.ID, n.update(t))
			}
		}
	}
	require.Positive(t, done)
	t.Log(done, "commands done")
}

// deliverTwice gives how many commands were done.
func deliverTwice(t *testing.T, e episodes.Episode, in fhir.Inbox, id referral.OnwardID, u fhir.Update) int {
	t.Helper()
	ctx := context.Background()
	repo := store(t, &script{t: t, r: e.Referral, events: e.Events})
	rulings, err := in.Deliver(ctx, repo, e.Referral.ID(), []fhir.Update{u})
	require.NoError(t, err)
	one(t, rulings[0])
	next, err := repo.Get(ctx, e.Referral.ID(), in.Sender.Actor, in.Received)
	require.NoError(t, err)
	require.Equal(t, rulings[0].Done > 0, next.Sequence() > e.Referral.Sequence(), "%+v", rulings[0])
	onlyTheirs(t, e.Referral, next, id)
	again, err := in.Deliver(ctx, repo, e.Referral.ID(), []fhir.Update{u})
	require.NoError(t, err)
	require.Zero(t, again[0].Done)
	return rulings[0].Done
}

// saidBy gives every status of an onward referral under a profile.
func saidBy(p fhir.Profile) []fhir.Status {
	var out []fhir.Status
	for _, row := range fhir.StateRows(p) {
		if row.Part == referral.PartOnward && row.Status.Written() {
			out = append(out, row.Status)
		}
	}
	return out
}

// onlyTheirs fails if anything but one onward referral, its duties and the
// history has changed.
func onlyTheirs(t *testing.T, before, after referral.Referral, id referral.OnwardID) {
	t.Helper()
	require.Equal(t, before.State(), after.State())
	require.Equal(t, before.Intake(), after.Intake())
	for o := range before.Onwards() {
		if now, _ := after.Onward(o.ID); o.ID != id {
			require.Equal(t, o, now)
		}
	}
	require.Equal(t, listed(t, before.Goals()), listed(t, after.Goals()))
	require.Equal(t, listed(t, before.Sessions()), listed(t, after.Sessions()))
	require.Equal(t, listed(t, before.Notes()), listed(t, after.Notes()))
	require.Equal(t, listed(t, before.Consents()), listed(t, after.Consents()))
}

// listed is a list as JSON.
func listed[T any](t *testing.T, list func(func(T) bool)) string {
	t.Helper()
	var all []T
	for v := range list {
		all = append(all, v)
	}
	data, err := json.Marshal(all)
	require.NoError(t, err)
	return string(data)
}
