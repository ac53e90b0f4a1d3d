package fhir

// Consent is what a person agreed to or refused.
type Consent struct {
	DomainResource
	Identifier       []Identifier      `fhir:"identifier"`
	Status           string            `fhir:"status,code" min:"1" codes:"draft proposed active rejected inactive entered-in-error"`
	Scope            CodeableConcept   `fhir:"scope" min:"1"`
	Category         []CodeableConcept `fhir:"category" min:"1"`
	Patient          Reference         `fhir:"patient" to:"Patient"`
	DateTime         DateTime          `fhir:"dateTime"`
	Performer        []Reference       `fhir:"performer" to:"Organization Patient Practitioner RelatedPerson PractitionerRole"`
	Organization     []Reference       `fhir:"organization" to:"Organization"`
	SourceAttachment *Attachment       `fhir:"sourceAttachment" choice:"source"`
	SourceReference  *Reference        `fhir:"sourceReference" choice:"source" to:"Consent DocumentReference Contract QuestionnaireResponse"`
	Policy           []ConsentPolicy   `fhir:"policy"`
	PolicyRule       CodeableConcept   `fhir:"policyRule"`
	Verification     []Verification    `fhir:"verification"`
	Provision        *Provision        `fhir:"provision"`
}

// ResourceType returns "Consent".
func (*Consent) ResourceType() string { return "Consent" }

// ConsentPolicy is a policy under which consent was given.
type ConsentPolicy struct {
	Backbone
	Authority string `fhir:"authority,uri"`
	URI       string `fhir:"uri,uri"`
}

// Verification says that someone confirmed the consent.
type Verification struct {
	Backbone
	Verified         *bool     `fhir:"verified" min:"1"`
	VerifiedWith     Reference `fhir:"verifiedWith" to:"Patient RelatedPerson"`
	VerificationDate DateTime  `fhir:"verificationDate"`
}

// Provision is what consent permits or denies.
type Provision struct {
	Backbone
	Type          string            `fhir:"type,code" codes:"deny permit"`
	Period        Period            `fhir:"period"`
	Actor         []ProvisionActor  `fhir:"actor"`
	Action        []CodeableConcept `fhir:"action"`
	SecurityLabel []Coding          `fhir:"securityLabel"`
	Purpose       []Coding          `fhir:"purpose"`
	Code          []CodeableConcept `fhir:"code"`
	DataPeriod    Period            `fhir:"dataPeriod"`
	Data          []ProvisionData   `fhir:"data"`
	Provision     []Provision       `fhir:"provision"`
}

// ProvisionActor is to whom a provision applies. R4 has no activity here: name
// the organisation.
type ProvisionActor struct {
	Backbone
	Role      CodeableConcept `fhir:"role" min:"1"`
	Reference Reference       `fhir:"reference" min:"1" to:"Device Group CareTeam Organization Patient Practitioner RelatedPerson PractitionerRole"`
}

// ProvisionData is which records a provision is about.
type ProvisionData struct {
	Backbone
	Meaning   string    `fhir:"meaning,code" min:"1" codes:"instance related dependents authoredby"`
	Reference Reference `fhir:"reference" min:"1"`
}
