package fhir

// Organization is a practice, a charity, a council.
type Organization struct {
	DomainResource
	Identifier []Identifier          `fhir:"identifier"`
	Active     *bool                 `fhir:"active"`
	Type       []CodeableConcept     `fhir:"type"`
	Name       string                `fhir:"name"`
	Alias      []string              `fhir:"alias"`
	Telecom    []ContactPoint        `fhir:"telecom"`
	Address    []Address             `fhir:"address"`
	PartOf     Reference             `fhir:"partOf" to:"Organization"`
	Contact    []OrganizationContact `fhir:"contact"`
}

// ResourceType returns "Organization".
func (*Organization) ResourceType() string { return "Organization" }

// OrganizationContact is whom to ask for at an organisation.
type OrganizationContact struct {
	Backbone
	Purpose CodeableConcept `fhir:"purpose"`
	Name    HumanName       `fhir:"name"`
	Telecom []ContactPoint  `fhir:"telecom"`
	Address Address         `fhir:"address"`
}

// HealthcareService is a service or an activity that people can be sent to.
type HealthcareService struct {
	DomainResource
	Identifier             []Identifier         `fhir:"identifier"`
	Active                 *bool                `fhir:"active"`
	ProvidedBy             Reference            `fhir:"providedBy" to:"Organization"`
	Category               []CodeableConcept    `fhir:"category"`
	Type                   []CodeableConcept    `fhir:"type"`
	Specialty              []CodeableConcept    `fhir:"specialty"`
	Location               []Reference          `fhir:"location" to:"Location"`
	Name                   string               `fhir:"name"`
	Comment                string               `fhir:"comment"`
	ExtraDetails           string               `fhir:"extraDetails,markdown"`
	Telecom                []ContactPoint       `fhir:"telecom"`
	CoverageArea           []Reference          `fhir:"coverageArea" to:"Location"`
	ServiceProvisionCode   []CodeableConcept    `fhir:"serviceProvisionCode"`
	Eligibility            []ServiceEligibility `fhir:"eligibility"`
	Program                []CodeableConcept    `fhir:"program"`
	Characteristic         []CodeableConcept    `fhir:"characteristic"`
	Communication          []CodeableConcept    `fhir:"communication"`
	ReferralMethod         []CodeableConcept    `fhir:"referralMethod"`
	AppointmentRequired    *bool                `fhir:"appointmentRequired"`
	AvailableTime          []AvailableTime      `fhir:"availableTime"`
	NotAvailable           []NotAvailable       `fhir:"notAvailable"`
	AvailabilityExceptions string               `fhir:"availabilityExceptions"`
}

// ResourceType returns "HealthcareService".
func (*HealthcareService) ResourceType() string { return "HealthcareService" }

// ServiceEligibility says for whom a service is.
type ServiceEligibility struct {
	Backbone
	Code    CodeableConcept `fhir:"code"`
	Comment string          `fhir:"comment,markdown"`
}

// AvailableTime is a time of the week at which a service is open.
type AvailableTime struct {
	Backbone
	DaysOfWeek         []string `fhir:"daysOfWeek,code" codes:"mon tue wed thu fri sat sun"`
	AllDay             *bool    `fhir:"allDay"`
	AvailableStartTime Time     `fhir:"availableStartTime"`
	AvailableEndTime   Time     `fhir:"availableEndTime"`
}

// NotAvailable is a time at which a service is closed.
type NotAvailable struct {
	Backbone
	Description string `fhir:"description" min:"1"`
	During      Period `fhir:"during"`
}

// Location is a place at which a service is given.
type Location struct {
	DomainResource
	Identifier           []Identifier      `fhir:"identifier"`
	Status               string            `fhir:"status,code" codes:"active suspended inactive"`
	Name                 string            `fhir:"name"`
	Alias                []string          `fhir:"alias"`
	Description          string            `fhir:"description"`
	Mode                 string            `fhir:"mode,code" codes:"instance kind"`
	Type                 []CodeableConcept `fhir:"type"`
	Telecom              []ContactPoint    `fhir:"telecom"`
	Address              Address           `fhir:"address"`
	PhysicalType         CodeableConcept   `fhir:"physicalType"`
	Position             Position          `fhir:"position"`
	ManagingOrganization Reference         `fhir:"managingOrganization" to:"Organization"`
	PartOf               Reference         `fhir:"partOf" to:"Location"`
}

// ResourceType returns "Location".
func (*Location) ResourceType() string { return "Location" }

// Position is a place on the earth, in degrees of WGS 84.
type Position struct {
	Backbone
	Longitude Decimal `fhir:"longitude" min:"1"`
	Latitude  Decimal `fhir:"latitude" min:"1"`
	Altitude  Decimal `fhir:"altitude"`
}
