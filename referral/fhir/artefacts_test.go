package fhir_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/fhir"
)

// What is published beside the code follows from it, and is valid FHIR: .ci/run
// fhir validates these files.
func TestArtefacts(t *testing.T) {
	business, reasons := fhir.BusinessCodeSystem(), fhir.ReasonCodeSystem(nil)
	files := map[string]fhir.Resource{
		"CodeSystem-business-status": business, "ValueSet-business-status": fhir.ValueSetOf(business),
		"CodeSystem-reason": reasons, "ValueSet-reason": fhir.ValueSetOf(reasons),
	}
	for _, p := range fhir.Profiles() {
		for _, part := range []referral.Part{referral.PartReferral, referral.PartOnward} {
			m := fhir.StateConceptMap(p, part)
			files["ConceptMap-"+m.ID] = m
		}
	}
	for name, r := range files {
		data, err := fhir.Encode(r)
		require.NoError(t, err, name)
		var b bytes.Buffer
		require.NoError(t, json.Indent(&b, data, "", " "))
		b.WriteByte('\n')
		golden(t, "valid/"+name+".json", b.String())
	}
	require.Nil(t, fhir.StateConceptMap(fhir.ProfileR4, referral.PartGoal))
	require.Nil(t, fhir.StateConceptMap("r5", referral.PartOnward))
}
