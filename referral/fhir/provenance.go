package fhir

// Provenance says who made a record, when and on whose behalf.
type Provenance struct {
	DomainResource
	Target           []Reference        `fhir:"target" min:"1"`
	OccurredPeriod   *Period            `fhir:"occurredPeriod" choice:"occurred"`
	OccurredDateTime DateTime           `fhir:"occurredDateTime" choice:"occurred"`
	Recorded         Instant            `fhir:"recorded" min:"1"`
	Policy           []string           `fhir:"policy,uri"`
	Location         Reference          `fhir:"location" to:"Location"`
	Reason           []CodeableConcept  `fhir:"reason"`
	Activity         CodeableConcept    `fhir:"activity"`
	Agent            []ProvenanceAgent  `fhir:"agent" min:"1"`
	Entity           []ProvenanceEntity `fhir:"entity"`
}

// ResourceType returns "Provenance".
func (*Provenance) ResourceType() string { return "Provenance" }

// ProvenanceAgent is who had a part in a record.
type ProvenanceAgent struct {
	Backbone
	Type       CodeableConcept   `fhir:"type"`
	Role       []CodeableConcept `fhir:"role"`
	Who        Reference         `fhir:"who" min:"1" to:"Practitioner PractitionerRole RelatedPerson Patient Device Organization"`
	OnBehalfOf Reference         `fhir:"onBehalfOf" to:"Practitioner PractitionerRole RelatedPerson Patient Device Organization"`
}

// ProvenanceEntity is what a record was made from.
type ProvenanceEntity struct {
	Backbone
	Role string    `fhir:"role,code" min:"1" codes:"derivation revision quotation source removal"`
	What Reference `fhir:"what" min:"1"`
}

// AuditEvent says who saw or changed what.
type AuditEvent struct {
	DomainResource
	Type        Coding            `fhir:"type" min:"1"`
	Subtype     []Coding          `fhir:"subtype"`
	Action      string            `fhir:"action,code" codes:"C R U D E"`
	Period      Period            `fhir:"period"`
	Recorded    Instant           `fhir:"recorded" min:"1"`
	Outcome     string            `fhir:"outcome,code" codes:"0 4 8 12"`
	OutcomeDesc string            `fhir:"outcomeDesc"`
	PurposeOf   []CodeableConcept `fhir:"purposeOfEvent"`
	Agent       []AuditAgent      `fhir:"agent" min:"1"`
	Source      AuditSource       `fhir:"source" min:"1"`
	Entity      []AuditEntity     `fhir:"entity"`
}

// ResourceType returns "AuditEvent".
func (*AuditEvent) ResourceType() string { return "AuditEvent" }

// AuditAgent is who acted.
type AuditAgent struct {
	Backbone
	Type         CodeableConcept   `fhir:"type"`
	Role         []CodeableConcept `fhir:"role"`
	Who          Reference         `fhir:"who" to:"PractitionerRole Practitioner Organization Device Patient RelatedPerson"`
	AltID        string            `fhir:"altId"`
	Name         string            `fhir:"name"`
	Requestor    *bool             `fhir:"requestor" min:"1"`
	Location     Reference         `fhir:"location" to:"Location"`
	PurposeOfUse []CodeableConcept `fhir:"purposeOfUse"`
}

// AuditSource is which system says so.
type AuditSource struct {
	Backbone
	Site     string    `fhir:"site"`
	Observer Reference `fhir:"observer" min:"1" to:"PractitionerRole Practitioner Organization Device Patient RelatedPerson"`
	Type     []Coding  `fhir:"type"`
}

// AuditEntity is what was seen or changed.
type AuditEntity struct {
	Backbone
	What          Reference `fhir:"what"`
	Type          Coding    `fhir:"type"`
	Role          Coding    `fhir:"role"`
	SecurityLabel []Coding  `fhir:"securityLabel"`
	Name          string    `fhir:"name"`
	Description   string    `fhir:"description"`
}
