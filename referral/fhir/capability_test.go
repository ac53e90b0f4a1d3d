package fhir_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/socialprescribing/socialprescribing/referral/fhir"
)

func TestCapabilityGolden(t *testing.T) {
	golden(t, "capability.txt", fhir.Capability())
}

func TestElements(t *testing.T) {
	assert.Nil(t, fhir.Elements("Device"))
	assert.Len(t, fhir.ResourceTypes(), 28)
	var paths []string
	for _, e := range fhir.Elements("Task") {
		paths = append(paths, e.Path)
		if e.Path == "Task.requester" {
			assert.Equal(t, "Reference", e.Type)
			assert.NotContains(t, e.Targets, "HealthcareService")
		}
		if e.Path == "Task.status" {
			assert.True(t, e.Required)
			assert.Len(t, e.Codes, len(fhir.TaskStatuses()))
		}
	}
	assert.Contains(t, paths, "Task.restriction.period")
	assert.Less(t, slices.Index(paths, "Task.status"), slices.Index(paths, "Task.output"))
	assert.NotContains(t, strings.Join(paths, " "), "Task.restriction.period.end", "data types are not opened")
	assert.Len(t, fhir.Elements("CodeableConcept"), 4)
}
