package fhir

// ServiceRequest is the referral as its requester asked for it. Its status says
// whether the request stands, never what a performer makes of it: that is the
// Task's.
type ServiceRequest struct {
	DomainResource
	Identifier              []Identifier      `fhir:"identifier"`
	InstantiatesURI         []string          `fhir:"instantiatesUri,uri"`
	BasedOn                 []Reference       `fhir:"basedOn" to:"CarePlan ServiceRequest MedicationRequest"`
	Replaces                []Reference       `fhir:"replaces" to:"ServiceRequest"`
	Requisition             *Identifier       `fhir:"requisition"`
	Status                  string            `fhir:"status,code" min:"1" codes:"draft active on-hold revoked completed entered-in-error unknown"`
	Intent                  string            `fhir:"intent,code" min:"1" codes:"proposal plan directive order original-order reflex-order filler-order instance-order option"`
	Category                []CodeableConcept `fhir:"category"`
	Priority                string            `fhir:"priority,code" codes:"routine urgent asap stat"`
	DoNotPerform            *bool             `fhir:"doNotPerform"`
	Code                    CodeableConcept   `fhir:"code"`
	OrderDetail             []CodeableConcept `fhir:"orderDetail"`
	QuantityQuantity        *Quantity         `fhir:"quantityQuantity" choice:"quantity"`
	Subject                 Reference         `fhir:"subject" min:"1" to:"Patient Group Location Device"`
	Encounter               Reference         `fhir:"encounter" to:"Encounter"`
	OccurrenceDateTime      DateTime          `fhir:"occurrenceDateTime" choice:"occurrence"`
	OccurrencePeriod        Period            `fhir:"occurrencePeriod" choice:"occurrence"`
	OccurrenceTiming        *Timing           `fhir:"occurrenceTiming" choice:"occurrence"`
	AsNeededBoolean         *bool             `fhir:"asNeededBoolean" choice:"asNeeded"`
	AsNeededCodeableConcept *CodeableConcept  `fhir:"asNeededCodeableConcept" choice:"asNeeded"`
	AuthoredOn              DateTime          `fhir:"authoredOn"`
	Requester               Reference         `fhir:"requester" to:"Practitioner PractitionerRole Organization Patient RelatedPerson Device"`
	PerformerType           CodeableConcept   `fhir:"performerType"`
	Performer               []Reference       `fhir:"performer" to:"Practitioner PractitionerRole Organization CareTeam HealthcareService Patient Device RelatedPerson"`
	LocationCode            []CodeableConcept `fhir:"locationCode"`
	LocationReference       []Reference       `fhir:"locationReference" to:"Location"`
	ReasonCode              []CodeableConcept `fhir:"reasonCode"`
	ReasonReference         []Reference       `fhir:"reasonReference" to:"Condition Observation DiagnosticReport DocumentReference"`
	SupportingInfo          []Reference       `fhir:"supportingInfo"`
	Note                    []Annotation      `fhir:"note"`
	PatientInstruction      string            `fhir:"patientInstruction"`
	RelevantHistory         []Reference       `fhir:"relevantHistory" to:"Provenance"`
}

// ResourceType returns "ServiceRequest".
func (*ServiceRequest) ResourceType() string { return "ServiceRequest" }

// Task is one performer's attempt at a request. Its status is the performer's.
type Task struct {
	DomainResource
	Identifier            []Identifier      `fhir:"identifier"`
	InstantiatesCanonical string            `fhir:"instantiatesCanonical,canonical"`
	InstantiatesURI       string            `fhir:"instantiatesUri,uri"`
	BasedOn               []Reference       `fhir:"basedOn"`
	GroupIdentifier       *Identifier       `fhir:"groupIdentifier"`
	PartOf                []Reference       `fhir:"partOf" to:"Task"`
	Status                string            `fhir:"status,code" min:"1" codes:"draft requested received accepted rejected ready cancelled in-progress on-hold failed completed entered-in-error"`
	StatusReason          CodeableConcept   `fhir:"statusReason"`
	BusinessStatus        CodeableConcept   `fhir:"businessStatus"`
	Intent                string            `fhir:"intent,code" min:"1" codes:"unknown proposal plan order original-order reflex-order filler-order instance-order option"`
	Priority              string            `fhir:"priority,code" codes:"routine urgent asap stat"`
	Code                  CodeableConcept   `fhir:"code"`
	Description           string            `fhir:"description"`
	Focus                 Reference         `fhir:"focus"`
	For                   Reference         `fhir:"for"`
	Encounter             Reference         `fhir:"encounter" to:"Encounter"`
	ExecutionPeriod       Period            `fhir:"executionPeriod"`
	AuthoredOn            DateTime          `fhir:"authoredOn"`
	LastModified          DateTime          `fhir:"lastModified"`
	Requester             Reference         `fhir:"requester" to:"Device Organization Patient Practitioner PractitionerRole RelatedPerson"`
	PerformerType         []CodeableConcept `fhir:"performerType"`
	Owner                 Reference         `fhir:"owner" to:"Practitioner PractitionerRole Organization CareTeam HealthcareService Patient Device RelatedPerson"`
	Location              Reference         `fhir:"location" to:"Location"`
	ReasonCode            CodeableConcept   `fhir:"reasonCode"`
	ReasonReference       Reference         `fhir:"reasonReference"`
	Note                  []Annotation      `fhir:"note"`
	RelevantHistory       []Reference       `fhir:"relevantHistory" to:"Provenance"`
	Restriction           *TaskRestriction  `fhir:"restriction"`
	Input                 []TaskParameter   `fhir:"input"`
	Output                []TaskParameter   `fhir:"output"`
}

// ResourceType returns "Task".
func (*Task) ResourceType() string { return "Task" }

// TaskRestriction bounds what is asked: the due time is the end of its period.
type TaskRestriction struct {
	Backbone
	Repetitions *int32      `fhir:"repetitions,positiveInt"`
	Period      Period      `fhir:"period"`
	Recipient   []Reference `fhir:"recipient" to:"Patient Practitioner PractitionerRole RelatedPerson Group Organization"`
}

// TaskParameter is an input or an output of a task: a type and one value.
type TaskParameter struct {
	Backbone
	Type                 CodeableConcept  `fhir:"type" min:"1"`
	ValueBoolean         *bool            `fhir:"valueBoolean" choice:"value" min:"1"`
	ValueCanonical       string           `fhir:"valueCanonical,canonical" choice:"value" min:"1"`
	ValueCode            string           `fhir:"valueCode,code" choice:"value" min:"1"`
	ValueDate            Date             `fhir:"valueDate" choice:"value" min:"1"`
	ValueDateTime        DateTime         `fhir:"valueDateTime" choice:"value" min:"1"`
	ValueInteger         *int32           `fhir:"valueInteger" choice:"value" min:"1"`
	ValueMarkdown        string           `fhir:"valueMarkdown,markdown" choice:"value" min:"1"`
	ValueString          string           `fhir:"valueString" choice:"value" min:"1"`
	ValueURI             string           `fhir:"valueUri,uri" choice:"value" min:"1"`
	ValueURL             string           `fhir:"valueUrl,url" choice:"value" min:"1"`
	ValueAttachment      *Attachment      `fhir:"valueAttachment" choice:"value" min:"1"`
	ValueCodeableConcept *CodeableConcept `fhir:"valueCodeableConcept" choice:"value" min:"1"`
	ValueCoding          *Coding          `fhir:"valueCoding" choice:"value" min:"1"`
	ValueIdentifier      *Identifier      `fhir:"valueIdentifier" choice:"value" min:"1"`
	ValuePeriod          *Period          `fhir:"valuePeriod" choice:"value" min:"1"`
	ValueQuantity        *Quantity        `fhir:"valueQuantity" choice:"value" min:"1"`
	ValueReference       *Reference       `fhir:"valueReference" choice:"value" min:"1"`
}
