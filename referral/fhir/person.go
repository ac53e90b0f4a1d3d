package fhir

// Patient is the person.
type Patient struct {
	DomainResource
	Identifier           []Identifier           `fhir:"identifier"`
	Active               *bool                  `fhir:"active"`
	Name                 []HumanName            `fhir:"name"`
	Telecom              []ContactPoint         `fhir:"telecom"`
	Gender               string                 `fhir:"gender,code" codes:"male female other unknown"`
	BirthDate            Date                   `fhir:"birthDate"`
	DeceasedBoolean      *bool                  `fhir:"deceasedBoolean" choice:"deceased"`
	DeceasedDateTime     DateTime               `fhir:"deceasedDateTime" choice:"deceased"`
	Address              []Address              `fhir:"address"`
	MaritalStatus        CodeableConcept        `fhir:"maritalStatus"`
	Contact              []PatientContact       `fhir:"contact"`
	Communication        []PatientCommunication `fhir:"communication"`
	GeneralPractitioner  []Reference            `fhir:"generalPractitioner" to:"Organization Practitioner PractitionerRole"`
	ManagingOrganization Reference              `fhir:"managingOrganization" to:"Organization"`
}

// ResourceType returns "Patient".
func (*Patient) ResourceType() string { return "Patient" }

// PatientContact is someone to contact about the person.
type PatientContact struct {
	Backbone
	Relationship []CodeableConcept `fhir:"relationship"`
	Name         HumanName         `fhir:"name"`
	Telecom      []ContactPoint    `fhir:"telecom"`
	Address      Address           `fhir:"address"`
	Gender       string            `fhir:"gender,code" codes:"male female other unknown"`
	Organization Reference         `fhir:"organization" to:"Organization"`
	Period       Period            `fhir:"period"`
}

// PatientCommunication is a language of the person.
type PatientCommunication struct {
	Backbone
	Language  CodeableConcept `fhir:"language" min:"1"`
	Preferred *bool           `fhir:"preferred"`
}

// RelatedPerson is a carer, a relative or a representative.
type RelatedPerson struct {
	DomainResource
	Identifier    []Identifier           `fhir:"identifier"`
	Active        *bool                  `fhir:"active"`
	Patient       Reference              `fhir:"patient" min:"1" to:"Patient"`
	Relationship  []CodeableConcept      `fhir:"relationship"`
	Name          []HumanName            `fhir:"name"`
	Telecom       []ContactPoint         `fhir:"telecom"`
	Gender        string                 `fhir:"gender,code" codes:"male female other unknown"`
	BirthDate     Date                   `fhir:"birthDate"`
	Address       []Address              `fhir:"address"`
	Period        Period                 `fhir:"period"`
	Communication []PatientCommunication `fhir:"communication"`
}

// ResourceType returns "RelatedPerson".
func (*RelatedPerson) ResourceType() string { return "RelatedPerson" }

// Practitioner is a professional: the referrer, the link worker.
type Practitioner struct {
	DomainResource
	Identifier []Identifier   `fhir:"identifier"`
	Active     *bool          `fhir:"active"`
	Name       []HumanName    `fhir:"name"`
	Telecom    []ContactPoint `fhir:"telecom"`
	Address    []Address      `fhir:"address"`
	Gender     string         `fhir:"gender,code" codes:"male female other unknown"`
	BirthDate  Date           `fhir:"birthDate"`
}

// ResourceType returns "Practitioner".
func (*Practitioner) ResourceType() string { return "Practitioner" }

// PractitionerRole is a professional in a role at an organisation.
type PractitionerRole struct {
	DomainResource
	Identifier        []Identifier      `fhir:"identifier"`
	Active            *bool             `fhir:"active"`
	Period            Period            `fhir:"period"`
	Practitioner      Reference         `fhir:"practitioner" to:"Practitioner"`
	Organization      Reference         `fhir:"organization" to:"Organization"`
	Code              []CodeableConcept `fhir:"code"`
	Specialty         []CodeableConcept `fhir:"specialty"`
	Location          []Reference       `fhir:"location" to:"Location"`
	HealthcareService []Reference       `fhir:"healthcareService" to:"HealthcareService"`
	Telecom           []ContactPoint    `fhir:"telecom"`
}

// ResourceType returns "PractitionerRole".
func (*PractitionerRole) ResourceType() string { return "PractitionerRole" }
