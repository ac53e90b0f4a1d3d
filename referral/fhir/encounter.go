package fhir

// Appointment is a session that was arranged.
type Appointment struct {
	DomainResource
	Identifier            []Identifier             `fhir:"identifier"`
	Status                string                   `fhir:"status,code" min:"1" codes:"proposed pending booked arrived fulfilled cancelled noshow entered-in-error checked-in waitlist"`
	CancelationReason     CodeableConcept          `fhir:"cancelationReason"`
	ServiceCategory       []CodeableConcept        `fhir:"serviceCategory"`
	ServiceType           []CodeableConcept        `fhir:"serviceType"`
	Specialty             []CodeableConcept        `fhir:"specialty"`
	AppointmentType       CodeableConcept          `fhir:"appointmentType"`
	ReasonCode            []CodeableConcept        `fhir:"reasonCode"`
	ReasonReference       []Reference              `fhir:"reasonReference" to:"Condition Procedure Observation ImmunizationRecommendation"`
	Priority              *int32                   `fhir:"priority,unsignedInt"`
	Description           string                   `fhir:"description"`
	SupportingInformation []Reference              `fhir:"supportingInformation"`
	Start                 Instant                  `fhir:"start"`
	End                   Instant                  `fhir:"end"`
	MinutesDuration       *int32                   `fhir:"minutesDuration,positiveInt"`
	Created               DateTime                 `fhir:"created"`
	Comment               string                   `fhir:"comment"`
	PatientInstruction    string                   `fhir:"patientInstruction"`
	BasedOn               []Reference              `fhir:"basedOn" to:"ServiceRequest"`
	Participant           []AppointmentParticipant `fhir:"participant" min:"1"`
}

// ResourceType returns "Appointment".
func (*Appointment) ResourceType() string { return "Appointment" }

// AppointmentParticipant is who takes part.
type AppointmentParticipant struct {
	Backbone
	Type     []CodeableConcept `fhir:"type"`
	Actor    Reference         `fhir:"actor" to:"Patient Practitioner PractitionerRole RelatedPerson Device HealthcareService Location"`
	Required string            `fhir:"required,code" codes:"required optional information-only"`
	Status   string            `fhir:"status,code" min:"1" codes:"accepted declined tentative needs-action"`
	Period   Period            `fhir:"period"`
}

// Encounter is a contact that took place, or an attempt at one.
type Encounter struct {
	DomainResource
	Identifier      []Identifier           `fhir:"identifier"`
	Status          string                 `fhir:"status,code" min:"1" codes:"planned arrived triaged in-progress onleave finished cancelled entered-in-error unknown"`
	Class           Coding                 `fhir:"class" min:"1"`
	Type            []CodeableConcept      `fhir:"type"`
	ServiceType     CodeableConcept        `fhir:"serviceType"`
	Priority        CodeableConcept        `fhir:"priority"`
	Subject         Reference              `fhir:"subject" to:"Patient Group"`
	EpisodeOfCare   []Reference            `fhir:"episodeOfCare" to:"EpisodeOfCare"`
	BasedOn         []Reference            `fhir:"basedOn" to:"ServiceRequest"`
	Participant     []EncounterParticipant `fhir:"participant"`
	Appointment     []Reference            `fhir:"appointment" to:"Appointment"`
	Period          Period                 `fhir:"period"`
	ReasonCode      []CodeableConcept      `fhir:"reasonCode"`
	ReasonReference []Reference            `fhir:"reasonReference" to:"Condition Procedure Observation ImmunizationRecommendation"`
	Location        []EncounterLocation    `fhir:"location"`
	ServiceProvider Reference              `fhir:"serviceProvider" to:"Organization"`
	PartOf          Reference              `fhir:"partOf" to:"Encounter"`
}

// ResourceType returns "Encounter".
func (*Encounter) ResourceType() string { return "Encounter" }

// EncounterParticipant is who was there besides the person.
type EncounterParticipant struct {
	Backbone
	Type       []CodeableConcept `fhir:"type"`
	Period     Period            `fhir:"period"`
	Individual Reference         `fhir:"individual" to:"Practitioner PractitionerRole RelatedPerson"`
}

// EncounterLocation is where it took place.
type EncounterLocation struct {
	Backbone
	Location Reference `fhir:"location" min:"1" to:"Location"`
	Status   string    `fhir:"status,code" codes:"planned active reserved completed"`
	Period   Period    `fhir:"period"`
}
