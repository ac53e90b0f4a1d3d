package fhir

// Condition is a need or a problem.
type Condition struct {
	DomainResource
	Identifier         []Identifier        `fhir:"identifier"`
	ClinicalStatus     CodeableConcept     `fhir:"clinicalStatus"`
	VerificationStatus CodeableConcept     `fhir:"verificationStatus"`
	Category           []CodeableConcept   `fhir:"category"`
	Severity           CodeableConcept     `fhir:"severity"`
	Code               CodeableConcept     `fhir:"code"`
	Subject            Reference           `fhir:"subject" min:"1" to:"Patient Group"`
	Encounter          Reference           `fhir:"encounter" to:"Encounter"`
	OnsetDateTime      DateTime            `fhir:"onsetDateTime" choice:"onset"`
	OnsetPeriod        Period              `fhir:"onsetPeriod" choice:"onset"`
	OnsetString        string              `fhir:"onsetString" choice:"onset"`
	AbatementDateTime  DateTime            `fhir:"abatementDateTime" choice:"abatement"`
	AbatementPeriod    Period              `fhir:"abatementPeriod" choice:"abatement"`
	AbatementString    string              `fhir:"abatementString" choice:"abatement"`
	RecordedDate       DateTime            `fhir:"recordedDate"`
	Recorder           Reference           `fhir:"recorder" to:"Practitioner PractitionerRole Patient RelatedPerson"`
	Asserter           Reference           `fhir:"asserter" to:"Practitioner PractitionerRole Patient RelatedPerson"`
	Evidence           []ConditionEvidence `fhir:"evidence"`
	Note               []Annotation        `fhir:"note"`
}

// ResourceType returns "Condition".
func (*Condition) ResourceType() string { return "Condition" }

// ConditionEvidence is what a condition rests on.
type ConditionEvidence struct {
	Backbone
	Code   []CodeableConcept `fhir:"code"`
	Detail []Reference       `fhir:"detail"`
}

// Observation is a score, an answer, a finding. It has a value or the reason
// why there is none, never both.
type Observation struct {
	DomainResource
	Identifier           []Identifier           `fhir:"identifier"`
	BasedOn              []Reference            `fhir:"basedOn" to:"CarePlan DeviceRequest ImmunizationRecommendation MedicationRequest NutritionOrder ServiceRequest"`
	PartOf               []Reference            `fhir:"partOf" to:"MedicationAdministration MedicationDispense MedicationStatement Procedure Immunization ImagingStudy"`
	Status               string                 `fhir:"status,code" min:"1" codes:"registered preliminary final amended corrected cancelled entered-in-error unknown"`
	Category             []CodeableConcept      `fhir:"category"`
	Code                 CodeableConcept        `fhir:"code" min:"1"`
	Subject              Reference              `fhir:"subject" to:"Patient Group Device Location"`
	Focus                []Reference            `fhir:"focus"`
	Encounter            Reference              `fhir:"encounter" to:"Encounter"`
	EffectiveDateTime    DateTime               `fhir:"effectiveDateTime" choice:"effective"`
	EffectivePeriod      Period                 `fhir:"effectivePeriod" choice:"effective"`
	EffectiveInstant     Instant                `fhir:"effectiveInstant" choice:"effective"`
	Issued               Instant                `fhir:"issued"`
	Performer            []Reference            `fhir:"performer" to:"Practitioner PractitionerRole Organization CareTeam Patient RelatedPerson"`
	ValueQuantity        *Quantity              `fhir:"valueQuantity" choice:"value"`
	ValueCodeableConcept *CodeableConcept       `fhir:"valueCodeableConcept" choice:"value"`
	ValueString          string                 `fhir:"valueString" choice:"value"`
	ValueBoolean         *bool                  `fhir:"valueBoolean" choice:"value"`
	ValueInteger         *int32                 `fhir:"valueInteger" choice:"value"`
	ValueDateTime        DateTime               `fhir:"valueDateTime" choice:"value"`
	ValuePeriod          *Period                `fhir:"valuePeriod" choice:"value"`
	DataAbsentReason     CodeableConcept        `fhir:"dataAbsentReason"`
	Interpretation       []CodeableConcept      `fhir:"interpretation"`
	Note                 []Annotation           `fhir:"note"`
	Method               CodeableConcept        `fhir:"method"`
	ReferenceRange       []ReferenceRange       `fhir:"referenceRange"`
	HasMember            []Reference            `fhir:"hasMember" to:"Observation QuestionnaireResponse MolecularSequence"`
	DerivedFrom          []Reference            `fhir:"derivedFrom" to:"DocumentReference ImagingStudy Media QuestionnaireResponse Observation MolecularSequence"`
	Component            []ObservationComponent `fhir:"component"`
}

// ResourceType returns "Observation".
func (*Observation) ResourceType() string { return "Observation" }

// ReferenceRange is what a value is read against.
type ReferenceRange struct {
	Backbone
	Low  Quantity        `fhir:"low"`
	High Quantity        `fhir:"high"`
	Type CodeableConcept `fhir:"type"`
	Text string          `fhir:"text"`
}

// ObservationComponent is a part of a score.
type ObservationComponent struct {
	Backbone
	Code                 CodeableConcept   `fhir:"code" min:"1"`
	ValueQuantity        *Quantity         `fhir:"valueQuantity" choice:"value"`
	ValueCodeableConcept *CodeableConcept  `fhir:"valueCodeableConcept" choice:"value"`
	ValueString          string            `fhir:"valueString" choice:"value"`
	ValueBoolean         *bool             `fhir:"valueBoolean" choice:"value"`
	ValueInteger         *int32            `fhir:"valueInteger" choice:"value"`
	ValueDateTime        DateTime          `fhir:"valueDateTime" choice:"value"`
	DataAbsentReason     CodeableConcept   `fhir:"dataAbsentReason"`
	Interpretation       []CodeableConcept `fhir:"interpretation"`
	ReferenceRange       []ReferenceRange  `fhir:"referenceRange"`
}

// Goal is what a person wants to reach.
type Goal struct {
	DomainResource
	Identifier        []Identifier      `fhir:"identifier"`
	LifecycleStatus   string            `fhir:"lifecycleStatus,code" min:"1" codes:"proposed planned accepted active on-hold completed cancelled entered-in-error rejected"`
	AchievementStatus CodeableConcept   `fhir:"achievementStatus"`
	Category          []CodeableConcept `fhir:"category"`
	Priority          CodeableConcept   `fhir:"priority"`
	Description       CodeableConcept   `fhir:"description" min:"1"`
	Subject           Reference         `fhir:"subject" min:"1" to:"Patient Group Organization"`
	StartDate         Date              `fhir:"startDate" choice:"start"`
	Target            []GoalTarget      `fhir:"target"`
	StatusDate        Date              `fhir:"statusDate"`
	StatusReason      string            `fhir:"statusReason"`
	ExpressedBy       Reference         `fhir:"expressedBy" to:"Patient Practitioner PractitionerRole RelatedPerson"`
	Addresses         []Reference       `fhir:"addresses" to:"Condition Observation MedicationStatement NutritionOrder ServiceRequest RiskAssessment"`
	Note              []Annotation      `fhir:"note"`
	OutcomeCode       []CodeableConcept `fhir:"outcomeCode"`
	OutcomeReference  []Reference       `fhir:"outcomeReference" to:"Observation"`
}

// ResourceType returns "Goal".
func (*Goal) ResourceType() string { return "Goal" }

// GoalTarget is what shows that a goal is reached, and by when.
type GoalTarget struct {
	Backbone
	Measure               CodeableConcept  `fhir:"measure"`
	DetailQuantity        *Quantity        `fhir:"detailQuantity" choice:"detail"`
	DetailCodeableConcept *CodeableConcept `fhir:"detailCodeableConcept" choice:"detail"`
	DetailString          string           `fhir:"detailString" choice:"detail"`
	DetailBoolean         *bool            `fhir:"detailBoolean" choice:"detail"`
	DetailInteger         *int32           `fhir:"detailInteger" choice:"detail"`
	DueDate               Date             `fhir:"dueDate" choice:"due"`
}

// CarePlan is the personalised care and support plan.
type CarePlan struct {
	DomainResource
	Identifier     []Identifier       `fhir:"identifier"`
	BasedOn        []Reference        `fhir:"basedOn" to:"CarePlan"`
	Replaces       []Reference        `fhir:"replaces" to:"CarePlan"`
	PartOf         []Reference        `fhir:"partOf" to:"CarePlan"`
	Status         string             `fhir:"status,code" min:"1" codes:"draft active on-hold revoked completed entered-in-error unknown"`
	Intent         string             `fhir:"intent,code" min:"1" codes:"proposal plan order option"`
	Category       []CodeableConcept  `fhir:"category"`
	Title          string             `fhir:"title"`
	Description    string             `fhir:"description"`
	Subject        Reference          `fhir:"subject" min:"1" to:"Patient Group"`
	Encounter      Reference          `fhir:"encounter" to:"Encounter"`
	Period         Period             `fhir:"period"`
	Created        DateTime           `fhir:"created"`
	Author         Reference          `fhir:"author" to:"Patient Practitioner PractitionerRole Device RelatedPerson Organization CareTeam"`
	Contributor    []Reference        `fhir:"contributor" to:"Patient Practitioner PractitionerRole Device RelatedPerson Organization CareTeam"`
	Addresses      []Reference        `fhir:"addresses" to:"Condition"`
	SupportingInfo []Reference        `fhir:"supportingInfo"`
	Goal           []Reference        `fhir:"goal" to:"Goal"`
	Activity       []CarePlanActivity `fhir:"activity"`
	Note           []Annotation       `fhir:"note"`
}

// ResourceType returns "CarePlan".
func (*CarePlan) ResourceType() string { return "CarePlan" }

// CarePlanActivity is a step of a plan: by reference or in detail.
type CarePlanActivity struct {
	Backbone
	OutcomeCodeableConcept []CodeableConcept `fhir:"outcomeCodeableConcept"`
	OutcomeReference       []Reference       `fhir:"outcomeReference"`
	Progress               []Annotation      `fhir:"progress"`
	Reference              Reference         `fhir:"reference" to:"Appointment CommunicationRequest DeviceRequest MedicationRequest NutritionOrder Task ServiceRequest VisionPrescription RequestGroup"`
	Detail                 *CarePlanDetail   `fhir:"detail"`
}

// CarePlanDetail is a step of a plan that has no resource of its own.
type CarePlanDetail struct {
	Backbone
	Kind            string            `fhir:"kind,code" codes:"Appointment CommunicationRequest DeviceRequest MedicationRequest NutritionOrder Task ServiceRequest VisionPrescription"`
	Code            CodeableConcept   `fhir:"code"`
	ReasonCode      []CodeableConcept `fhir:"reasonCode"`
	Goal            []Reference       `fhir:"goal" to:"Goal"`
	Status          string            `fhir:"status,code" min:"1" codes:"not-started scheduled in-progress on-hold completed cancelled stopped unknown entered-in-error"`
	StatusReason    CodeableConcept   `fhir:"statusReason"`
	DoNotPerform    *bool             `fhir:"doNotPerform"`
	ScheduledTiming *Timing           `fhir:"scheduledTiming" choice:"scheduled"`
	ScheduledPeriod *Period           `fhir:"scheduledPeriod" choice:"scheduled"`
	ScheduledString string            `fhir:"scheduledString" choice:"scheduled"`
	Location        Reference         `fhir:"location" to:"Location"`
	Performer       []Reference       `fhir:"performer" to:"Practitioner PractitionerRole Organization RelatedPerson Patient CareTeam HealthcareService Device"`
	Description     string            `fhir:"description"`
}
