package fhir_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/fhir"
)

// answered gives the person with one more answer to a scope, a minute ago.
func answered(t *testing.T, p person.Person, s person.Scope, a person.Answer, at time.Time) person.Person {
	t.Helper()
	p = p.Clone()
	p.Overrides = nil
	list := []person.Answer{a}
	if a == person.Withdrawn {
		list = []person.Answer{person.Given, a}
	}
	for i, a := range list {
		then := at.Add(time.Duration(i-2) * time.Minute)
		next, err := p.Consents.Record(person.Decision{
			ID: person.NewEntryID(), Scope: s, Answer: a, Method: person.MethodVerbal, At: then, RecordedAt: then, RecordedBy: person.NewText("test"),
		})
		require.NoError(t, err)
		p.Consents = next
	}
	return p
}

// Consent gates what leaves the service (D13): withdrawn a minute ago is
// withdrawn, and a provider that holds a referral hears how it stands, and
// nothing of the person.
func TestExportHeedsConsent(t *testing.T) {
	x, err := fhir.NewExporter(options(fhir.ProfileUKCore, fhir.FormCollection))
	require.NoError(t, err)
	notices := 0
	for _, e := range made() {
		for a, s := range map[person.Audience]person.Scope{
			person.AudienceGP: person.ScopeShareGP, person.AudienceReferrer: person.ScopeShareReferrer, person.AudienceProvider: "",
		} {
			in := episodeOf(e, a)
			if s == "" {
				s = person.ScopeShareProvider(in.ViewOptions.Provider)
			}
			if a == person.AudienceProvider && in.ViewOptions.Provider.IsZero() {
				continue
			}
			for _, no := range []person.Answer{person.Refused, person.Withdrawn} {
				in.Person = answered(t, e.Person, s, no, e.At)
				got, err := x.Export(in)
				if err != nil {
					require.ErrorIs(t, err, fhir.ErrNoConsent)
					continue
				}
				require.Equal(t, person.AudienceProvider, a)
				require.Empty(t, fhir.Check(got.Bundle))
				data, err := fhir.Encode(got.Bundle)
				require.NoError(t, err)
				notices++
				for _, r := range got.Bundle.Entry {
					switch r := r.Resource.(type) {
					case *fhir.Patient:
						require.Empty(t, r.Name)
						require.Empty(t, r.Telecom)
						require.Empty(t, r.Address)
					case *fhir.ServiceRequest:
						require.Empty(t, r.ReasonCode)
						require.Empty(t, r.Note)
						require.Empty(t, r.OrderDetail)
					case *fhir.Appointment, *fhir.Condition, *fhir.Flag, *fhir.Communication, *fhir.Observation, *fhir.RelatedPerson:
						t.Fatalf("%s in a notice", r.ResourceType())
					}
				}
				if family := e.Person.Name.DiscloseFamily(); family != "" {
					require.False(t, strings.Contains(string(data), family))
				}
			}
			in.Person = overridden(in.Person, e.At, s)
			_, err := x.Export(in)
			require.NoError(t, err, "an override on record lets it go")
		}
	}
	require.Positive(t, notices)
}

// A bundle never mixes two people.
func TestExportRefusesAnotherPerson(t *testing.T) {
	x, err := fhir.NewExporter(options(fhir.ProfileUKCore, fhir.FormCollection))
	require.NoError(t, err)
	in := episodeOf(made()[0], person.AudienceLinkWorker)
	_, err = x.Export(in)
	require.NoError(t, err)
	other := in
	other.Person.ID = person.NewID()
	_, err = x.Export(other)
	require.ErrorIs(t, err, fhir.ErrAnotherPerson)
	other = in
	other.Outcomes = append(other.Outcomes[:len(other.Outcomes):len(other.Outcomes)], outcome.Record{Person: person.NewID()})
	_, err = x.Export(other)
	require.ErrorIs(t, err, fhir.ErrAnotherPerson)
}

// An update that names two people is not this person's, whichever it names first.
func TestUpdateNamingTwoPeopleIsRefused(t *testing.T) {
	e := made()[0]
	r := e.Referral
	ruling := func(inTask, inPatient string) fhir.Ruling {
		updates, _, err := fhir.ReadUpdates([]byte(`{"resourceType": "Bundle", "type": "collection", "entry": [
			{"fullUrl": "urn:uuid:p", "resource": {"resourceType": "Patient", "identifier": [{"value": "` + inPatient + `"}]}},
			{"resource": {"resourceType": "Task", "status": "accepted", "intent": "order", "lastModified": "2020-01-01T10:00:00Z",
				"identifier": [{"value": "` + r.ID().String() + `"}],
				"for": {"reference": "urn:uuid:p", "identifier": {"value": "` + inTask + `"}}}}]}`))
		require.NoError(t, err)
		in := fhir.Inbox{Received: e.At, Sender: fhir.Sender{
			Actor: referral.Actor{ID: referral.NewActorID(), Role: referral.RoleTeamLead}, System: "https://peer.example.org", Profile: fhir.ProfileUKCore,
		}}
		return in.Interpret(r, updates[0])
	}
	us, them := r.Person().String(), person.NewID().String()
	for _, ids := range [][2]string{{us, them}, {them, us}, {them, them}} {
		got := ruling(ids[0], ids[1])
		require.NotNil(t, got.Refusal)
		require.Equal(t, fhir.RefusedPerson, got.Refusal.Code)
	}
	require.NotEqual(t, fhir.RefusedPerson, ruling(us, us).Refusal.Code)
}

// Nothing given is nothing found, and no panic.
func TestNothingGiven(t *testing.T) {
	require.Empty(t, fhir.Update{}.Identifiers())
	require.Empty(t, fhir.Check(nil))
	d, losses := fhir.ReadDirectory(nil)
	require.Empty(t, d)
	require.Empty(t, losses)
}
