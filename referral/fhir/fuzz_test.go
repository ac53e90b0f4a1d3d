package fhir_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/referral/fhir"
)

func seeds(f *testing.F) {
	f.Helper()
	for _, r := range small().Entry { // small seeds: minimising a large one takes all the time there is
		data, err := fhir.Encode(complete(r.Resource))
		require.NoError(f, err)
		f.Add(data)
	}
	f.Add([]byte(`{"resourceType":"Task","status":"ready","intent":"order","partOf":[{},null,{"reference":"Task/1"}],"x":1}`))
	f.Add([]byte(`{"resourceType":"Patient","contained":[{"resourceType":"Patient","active":false}],"birthDate":"2026-02-30"}`))
	f.Add([]byte(`{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Device"}}],"total":1.5}`))
}

// complete fills what is required.
func complete(r fhir.Resource) fhir.Resource {
	if sr, ok := r.(*fhir.ServiceRequest); ok {
		sr.Subject.Reference = "Patient/1"
		sr.OrderDetail = []fhir.CodeableConcept{{Text: "x"}}
	}
	return r
}

// FuzzDecode holds of any bytes: no panic; what was read and can be written
// reads back equal; and a resource that was read without a fault can be written.
func FuzzDecode(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		res, report, err := fhir.Decode(data)
		if err != nil {
			require.ErrorIs(t, err, fhir.ErrNotFHIR)
			require.Nil(t, res)
			return
		}
		for _, fault := range report.Faults {
			require.LessOrEqual(t, len(fault.Path), 10_000)
		}
		out, err := fhir.Encode(res)
		if err != nil {
			require.ErrorIs(t, err, fhir.ErrInvalid)
			require.NotEmpty(t, report.Faults, "read without a fault and can't be written: %v", err)
			return
		}
		again, second, err := fhir.Decode(out)
		require.NoError(t, err)
		require.Equal(t, res, again)
		for _, fault := range second.Faults {
			require.Equal(t, fhir.NotUnderstood, fault.Problem, fault.Path)
		}
		once, err := fhir.Encode(again)
		require.NoError(t, err)
		require.True(t, bytes.Equal(out, once))
	})
}

// FuzzBundle holds that checking a bundle and reading a directory from it do not
// panic, whatever it holds, and that a directory that was read can be written.
func FuzzBundle(f *testing.F) {
	seeds(f)
	f.Add([]byte(`{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"a","resource":{"resourceType":"HealthcareService","name":"x","location":[{"reference":"b"}],"availableTime":[{"daysOfWeek":["tue"],"availableStartTime":"10:00:00","availableEndTime":"11:00:00"}]}},{"fullUrl":"b","resource":{"resourceType":"Location","position":{"longitude":-2.2,"latitude":53.4},"address":{"postalCode":"M1 1AA"}}},{"resource":{"resourceType":"Organization","name":"y","telecom":[{"system":"url","value":"z"}]}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		res, _, err := fhir.Decode(data)
		b, ok := res.(*fhir.Bundle)
		if err != nil || !ok {
			return
		}
		fhir.Check(b)
		d, _ := fhir.ReadDirectory(b)
		again, _, err := fhir.ExportDirectory(d, "", sent)
		require.NoError(t, err)
		_, err = fhir.Encode(again)
		require.NoError(t, err)
	})
}
