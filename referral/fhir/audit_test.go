package fhir_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome/instruments"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/fhir"
)

// TestBundlesOfAudit writes every kind of access for the validators.
func TestBundlesOfAudit(t *testing.T) {
	b := &fhir.Bundle{Type: "collection"}
	for i, kind := range []referral.AccessKind{
		referral.AccessRead, referral.AccessAttempt, referral.AccessWrite, referral.AccessRepeat, referral.AccessRefusal,
	} {
		e := fhir.AuditEventOf(referral.Access{
			Kind: kind, Referral: anEpisode, At: monday, Action: referral.ActionClose,
			By: referral.Actor{ID: fixed(1), Role: referral.RoleLinkWorker, Purpose: referral.PurposeDirectCare},
		}, fhir.Organisation{Name: "Invented service"})
		assert.Equal(t, kind == referral.AccessRefusal, e.Outcome != "0")
		assert.Len(t, e.Action, 1)
		assert.Equal(t, uuid.UUID(anEpisode).String(), e.Entity[0].What.Identifier.Value)
		b.Entry = append(b.Entry, fhir.BundleEntry{FullURL: "urn:uuid:" + uuid.UUID(fixed(100+i)).String(), Resource: e})
	}
	writeBundle(t, "audit", 0, b)
}

// TestBundlesOfInstruments writes every instrument as a form.
func TestBundlesOfInstruments(t *testing.T) {
	b := &fhir.Bundle{Type: "collection"}
	n := 0
	for in := range instruments.All() {
		q := fhir.QuestionnaireOf(in)
		n++
		require.Len(t, q.Item, len(in.Items()), q.ID)
		for i, it := range q.Item {
			assert.Equal(t, string(in.Items()[i]), it.LinkID)
			assert.Empty(t, it.Text, "the wording is the host's")
		}
		b.Entry = append(b.Entry, fhir.BundleEntry{FullURL: q.URL, Resource: q})
	}
	assert.Greater(t, n, 5)
	writeBundle(t, "instruments", 0, b)
}
