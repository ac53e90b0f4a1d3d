package fhir

import "slices"

// claim gives the address of the profile that a resource is written to, or "".
func (p Profile) claim(resource string) string {
	//exhaustive:ignore
	switch p {
	case ProfileUKCore:
		if slices.Contains(ukCore, resource) {
			return "https://fhir.hl7.org.uk/StructureDefinition/UKCore-" + resource
		}
	case ProfileSDOHCC:
		switch resource {
		case "ServiceRequest":
			return "http://hl7.org/fhir/us/sdoh-clinicalcare/StructureDefinition/SDOHCC-ServiceRequest"
		case "Task":
			return "http://hl7.org/fhir/us/sdoh-clinicalcare/StructureDefinition/SDOHCC-TaskForReferralManagement"
		}
	}
	return ""
}

// ukCore are the resources with a UK Core R4 profile that is claimed: those
// whose snapshots the output is validated against.
var ukCore = []string{
	"Patient", "RelatedPerson", "Practitioner", "PractitionerRole", "Organization", "HealthcareService", "Location",
	"Consent", "Condition", "Observation", "Questionnaire", "QuestionnaireResponse", "CarePlan", "ServiceRequest", "Task",
	"Encounter", "Communication",
}
