package fhir_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
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
				bare(t, got.Bundle)
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

// bare asserts that a bundle holds nothing of the person but that there is one.
func bare(t *testing.T, b *fhir.Bundle) {
	t.Helper()
	for _, r := range b.Entry {
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
}

// An episode whose person was erased goes to nobody, whatever it saw of consent.
func TestExportOfAnErasedPerson(t *testing.T) {
	x, err := fhir.NewExporter(options(fhir.ProfileUKCore, fhir.FormCollection))
	require.NoError(t, err)
	for _, e := range made() {
		for _, a := range person.Audiences() {
			in := episodeOf(e, a)
			in.Person = person.Person{ID: e.Person.ID, Tombstone: &person.Tombstone{At: e.At, By: person.NewText("test"), Law: "UK GDPR Art 17"}}
			out, err := x.Export(in)
			require.Error(t, err)
			require.Nil(t, out.Bundle)
			if a != person.AudienceAnonymous {
				require.ErrorIs(t, err, fhir.ErrErased)
			}
		}
	}
}

// After a death a provider that holds a referral hears how it stands, and no
// more; another provider gets nothing; the practice is told of the death (D8).
func TestD8_ExportAfterADeath(t *testing.T) {
	x, err := fhir.NewExporter(options(fhir.ProfileUKCore, fhir.FormCollection))
	require.NoError(t, err)
	notices, told := 0, 0
	for _, e := range made() {
		for _, a := range []person.Audience{person.AudienceProvider, person.AudienceGP} {
			in := episodeOf(e, a)
			in.Person = in.Person.Clone()
			in.Person.Death = &person.Death{RecordedAt: e.At}
			got, err := x.Export(in)
			switch {
			case errors.Is(err, fhir.ErrNoConsent):
				continue
			case a == person.AudienceProvider && err != nil:
				require.ErrorIs(t, err, fhir.ErrDead)
				require.Nil(t, got.Bundle)
			case a == person.AudienceProvider:
				bare(t, got.Bundle)
				require.Empty(t, fhir.Check(got.Bundle))
				require.True(t, slices.ContainsFunc(got.Withheld, func(h person.Withholding) bool { return h.Rule == "died" }))
				notices++
			default:
				require.NoError(t, err)
				for _, r := range got.Bundle.Entry {
					if p, ok := r.Resource.(*fhir.Patient); ok && p.DeceasedBoolean != nil {
						told++
					}
				}
			}
			other := in
			other.ViewOptions.Provider = person.ProviderID(uuid.New())
			if a == person.AudienceProvider {
				_, err := x.Export(other)
				require.Error(t, err, "who was sent nothing gets nothing")
			}
		}
	}
	require.Positive(t, notices)
	require.Positive(t, told)
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
