package fhir_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/fhir"
)

// FuzzReadUpdates feeds any text to an inbox. Nothing panics; each update gives
// exactly one of the three; and nothing changes but by a command that the
// machine takes.
func FuzzReadUpdates(f *testing.F) {
	t := new(testing.T)
	sent, started, engaged := at(t, referral.PartOnward, referral.StateSent), at(t, referral.PartOnward, referral.StateStarted), at(t, referral.PartReferral, referral.StateReceived)
	for _, n := range []news{
		{status: fhir.TaskAccepted, business: fhir.BusinessWaitlisted, at: sent.at.Add(time.Hour)},
		{status: fhir.TaskRejected, reason: "no-capacity", words: "Full", at: sent.at.Add(time.Hour)},
		{status: fhir.TaskCompleted, bser: "7.0", at: started.at.Add(time.Hour), version: "3"},
	} {
		data, err := fhir.Encode(n.task())
		require.NoError(f, err)
		f.Add(data)
		b := &fhir.Bundle{Type: "collection", Entry: []fhir.BundleEntry{{FullURL: "urn:uuid:1", Resource: n.task()}}}
		data, err = fhir.Encode(b)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Add([]byte(`{"resourceType":"Task","status":"received","lastModified":"2026-03-02T18:00:00"}`))
	f.Add([]byte(`{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Task","contained":[null],"focus":{"reference":"#"}}},null]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		updates, _, err := fhir.ReadUpdates(data)
		if err != nil {
			require.ErrorIs(t, err, fhir.ErrNotFHIR)
			return
		}
		for _, s := range []*script{sent, started, engaged} {
			for _, in := range []fhir.Inbox{inbox(s.at.AddDate(1, 0, 0)), fromReferrer(s.at.AddDate(1, 0, 0))} {
				for _, u := range updates {
					u.Identifiers()
					takeOnly(t, s.r, in.Interpret(s.r, u))
				}
			}
		}
	})
}

// takeOnly does the commands of a ruling, if the machine lets it.
func takeOnly(t *testing.T, r referral.Referral, ruling fhir.Ruling) {
	t.Helper()
	one(t, ruling)
	for _, cmd := range ruling.Commands {
		next, events, err := referral.Pathway().Apply(r, cmd, allowing(), nil)
		if err == nil {
			require.NotEmpty(t, events)
			r = next
			continue
		}
		require.Empty(t, events)
		require.True(t, next.Equal(r))
		require.True(t, errors.Is(err, referral.ErrNotPermitted) || errors.Is(err, referral.ErrInvalid) || errors.Is(err, referral.ErrUnknownFact), "%v", err)
	}
}

// A hostile text costs no more than its length, and is an error or a report.
func TestHostileUpdates(t *testing.T) {
	deep := strings.Repeat(`{"resourceType":"Task","contained":[`, 100_000)
	for name, text := range map[string]string{
		"nothing":         "",
		"no JSON":         "<Task/>",
		"a list":          "[]",
		"deep":            deep,
		"deep references": `{"resourceType":"Task","focus":` + strings.Repeat(`{"identifier":{"assigner":`, 50_000),
		"unknown type":    `{"resourceType":"Referral"}`,
		"two texts":       `{"resourceType":"Task"}{"resourceType":"Task"}`,
	} {
		_, _, err := fhir.ReadUpdates([]byte(text))
		require.ErrorIs(t, err, fhir.ErrNotFHIR, name)
		require.Less(t, len(err.Error()), 2000, name)
	}
	// Many entries, each with references: following one is a look-up.
	var b bytes.Buffer
	b.WriteString(`{"resourceType":"Bundle","type":"collection","entry":[`)
	for i := range 20_000 {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`{"fullUrl":"urn:x","resource":{"resourceType":"Task","status":"received","intent":"order","focus":{"reference":"urn:y"},"partOf":[{"reference":"urn:z"},{"reference":"urn:z"}]}}`)
	}
	b.WriteString(`]}`)
	updates, _, err := fhir.ReadUpdates(b.Bytes())
	require.NoError(t, err)
	require.Len(t, updates, 20_000)
	s := at(t, referral.PartOnward, referral.StateSent)
	for _, u := range updates {
		require.Equal(t, fhir.RefusedUnknown, inbox(s.at.Add(time.Hour)).Interpret(s.r, u).Refusal.Code)
	}
}

// Other systems' files are read, and are about nothing here.
func TestForeignUpdates(t *testing.T) {
	s := at(t, referral.PartOnward, referral.StateSent)
	tasks := 0
	for _, file := range foreign(t) {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		updates, _, err := fhir.ReadUpdates(data)
		if err != nil {
			require.ErrorIs(t, err, fhir.ErrNotFHIR, file)
			continue
		}
		for _, u := range updates {
			for _, in := range []fhir.Inbox{inbox(s.at.AddDate(1, 0, 0)), fromReferrer(s.at.AddDate(1, 0, 0))} {
				require.NotEqual(t, "command", one(t, in.Interpret(s.r, u)), file)
				tasks++
			}
		}
	}
	t.Log(tasks, "rulings")
}
