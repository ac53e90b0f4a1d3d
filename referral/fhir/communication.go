package fhir

// Communication is something that was told: a signpost, a message back.
type Communication struct {
	DomainResource
	Identifier      []Identifier           `fhir:"identifier"`
	BasedOn         []Reference            `fhir:"basedOn"`
	PartOf          []Reference            `fhir:"partOf"`
	InResponseTo    []Reference            `fhir:"inResponseTo" to:"Communication"`
	Status          string                 `fhir:"status,code" min:"1" codes:"preparation in-progress not-done on-hold stopped completed entered-in-error unknown"`
	StatusReason    CodeableConcept        `fhir:"statusReason"`
	Category        []CodeableConcept      `fhir:"category"`
	Priority        string                 `fhir:"priority,code" codes:"routine urgent asap stat"`
	Medium          []CodeableConcept      `fhir:"medium"`
	Subject         Reference              `fhir:"subject" to:"Patient Group"`
	Topic           CodeableConcept        `fhir:"topic"`
	About           []Reference            `fhir:"about"`
	Encounter       Reference              `fhir:"encounter" to:"Encounter"`
	Sent            DateTime               `fhir:"sent"`
	Received        DateTime               `fhir:"received"`
	Recipient       []Reference            `fhir:"recipient" to:"Device Organization Patient Practitioner PractitionerRole RelatedPerson Group CareTeam HealthcareService"`
	Sender          Reference              `fhir:"sender" to:"Device Organization Patient Practitioner PractitionerRole RelatedPerson HealthcareService"`
	ReasonCode      []CodeableConcept      `fhir:"reasonCode"`
	ReasonReference []Reference            `fhir:"reasonReference" to:"Condition Observation DiagnosticReport DocumentReference"`
	Payload         []CommunicationPayload `fhir:"payload"`
	Note            []Annotation           `fhir:"note"`
}

// ResourceType returns "Communication".
func (*Communication) ResourceType() string { return "Communication" }

// CommunicationPayload is what was told.
type CommunicationPayload struct {
	Backbone
	ContentString     string      `fhir:"contentString" choice:"content" min:"1"`
	ContentAttachment *Attachment `fhir:"contentAttachment" choice:"content" min:"1"`
	ContentReference  *Reference  `fhir:"contentReference" choice:"content" min:"1"`
}

// Flag is what a reader must see first: a risk, a safeguarding concern, a
// reasonable adjustment.
type Flag struct {
	DomainResource
	Identifier []Identifier      `fhir:"identifier"`
	Status     string            `fhir:"status,code" min:"1" codes:"active inactive entered-in-error"`
	Category   []CodeableConcept `fhir:"category"`
	Code       CodeableConcept   `fhir:"code" min:"1"`
	Subject    Reference         `fhir:"subject" min:"1" to:"Patient Location Group Organization Practitioner PlanDefinition Medication Procedure"`
	Period     Period            `fhir:"period"`
	Encounter  Reference         `fhir:"encounter" to:"Encounter"`
	Author     Reference         `fhir:"author" to:"Device Organization Patient Practitioner PractitionerRole"`
}

// ResourceType returns "Flag".
func (*Flag) ResourceType() string { return "Flag" }
