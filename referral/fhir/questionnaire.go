package fhir

// Questionnaire is an instrument as a form.
type Questionnaire struct {
	DomainResource
	URL             string              `fhir:"url,uri"`
	Identifier      []Identifier        `fhir:"identifier"`
	Version         string              `fhir:"version"`
	Name            string              `fhir:"name"`
	Title           string              `fhir:"title"`
	DerivedFrom     []string            `fhir:"derivedFrom,canonical"`
	Status          string              `fhir:"status,code" min:"1" codes:"draft active retired unknown"`
	Experimental    *bool               `fhir:"experimental"`
	SubjectType     []string            `fhir:"subjectType,code"`
	Date            DateTime            `fhir:"date"`
	Publisher       string              `fhir:"publisher"`
	Contact         []ContactDetail     `fhir:"contact"`
	Description     string              `fhir:"description,markdown"`
	Jurisdiction    []CodeableConcept   `fhir:"jurisdiction"`
	Purpose         string              `fhir:"purpose,markdown"`
	Copyright       string              `fhir:"copyright,markdown"`
	ApprovalDate    Date                `fhir:"approvalDate"`
	LastReviewDate  Date                `fhir:"lastReviewDate"`
	EffectivePeriod Period              `fhir:"effectivePeriod"`
	Code            []Coding            `fhir:"code"`
	Item            []QuestionnaireItem `fhir:"item"`
}

// ResourceType returns "Questionnaire".
func (*Questionnaire) ResourceType() string { return "Questionnaire" }

// QuestionnaireItem is a question, a group or a text of a form.
type QuestionnaireItem struct {
	Backbone
	LinkID         string              `fhir:"linkId" min:"1"`
	Definition     string              `fhir:"definition,uri"`
	Code           []Coding            `fhir:"code"`
	Prefix         string              `fhir:"prefix"`
	Text           string              `fhir:"text"`
	Type           string              `fhir:"type,code" min:"1" codes:"group display boolean decimal integer date dateTime time string text url choice open-choice attachment reference quantity question"`
	EnableWhen     []EnableWhen        `fhir:"enableWhen"`
	EnableBehavior string              `fhir:"enableBehavior,code" codes:"all any"`
	Required       *bool               `fhir:"required"`
	Repeats        *bool               `fhir:"repeats"`
	ReadOnly       *bool               `fhir:"readOnly"`
	MaxLength      *int32              `fhir:"maxLength"`
	AnswerValueSet string              `fhir:"answerValueSet,canonical"`
	AnswerOption   []AnswerOption      `fhir:"answerOption"`
	Initial        []Answer            `fhir:"initial"`
	Item           []QuestionnaireItem `fhir:"item"`
}

// EnableWhen says when a question is asked.
type EnableWhen struct {
	Backbone
	Question       string   `fhir:"question" min:"1"`
	Operator       string   `fhir:"operator,code" min:"1" codes:"exists = != > < >= <="`
	AnswerBoolean  *bool    `fhir:"answerBoolean" choice:"answer"`
	AnswerDecimal  Decimal  `fhir:"answerDecimal" choice:"answer"`
	AnswerInteger  *int32   `fhir:"answerInteger" choice:"answer"`
	AnswerDate     Date     `fhir:"answerDate" choice:"answer"`
	AnswerDateTime DateTime `fhir:"answerDateTime" choice:"answer"`
	AnswerString   string   `fhir:"answerString" choice:"answer"`
	AnswerCoding   *Coding  `fhir:"answerCoding" choice:"answer"`
}

// AnswerOption is an answer that a question permits.
type AnswerOption struct {
	Backbone
	ValueInteger    *int32     `fhir:"valueInteger" choice:"value"`
	ValueDate       Date       `fhir:"valueDate" choice:"value"`
	ValueTime       Time       `fhir:"valueTime" choice:"value"`
	ValueString     string     `fhir:"valueString" choice:"value"`
	ValueCoding     *Coding    `fhir:"valueCoding" choice:"value"`
	ValueReference  *Reference `fhir:"valueReference" choice:"value"`
	InitialSelected *bool      `fhir:"initialSelected"`
}

// QuestionnaireResponse is a form as someone filled it in.
type QuestionnaireResponse struct {
	DomainResource
	Identifier    *Identifier    `fhir:"identifier"`
	BasedOn       []Reference    `fhir:"basedOn" to:"CarePlan ServiceRequest"`
	PartOf        []Reference    `fhir:"partOf" to:"Observation Procedure"`
	Questionnaire string         `fhir:"questionnaire,canonical"`
	Status        string         `fhir:"status,code" min:"1" codes:"in-progress completed amended entered-in-error stopped"`
	Subject       Reference      `fhir:"subject"`
	Encounter     Reference      `fhir:"encounter" to:"Encounter"`
	Authored      DateTime       `fhir:"authored"`
	Author        Reference      `fhir:"author" to:"Device Practitioner PractitionerRole Patient RelatedPerson Organization"`
	Source        Reference      `fhir:"source" to:"Patient Practitioner PractitionerRole RelatedPerson"`
	Item          []ResponseItem `fhir:"item"`
}

// ResourceType returns "QuestionnaireResponse".
func (*QuestionnaireResponse) ResourceType() string { return "QuestionnaireResponse" }

// ResponseItem is a question with its answers, or a group of them.
type ResponseItem struct {
	Backbone
	LinkID     string         `fhir:"linkId" min:"1"`
	Definition string         `fhir:"definition,uri"`
	Text       string         `fhir:"text"`
	Answer     []Answer       `fhir:"answer"`
	Item       []ResponseItem `fhir:"item"`
}

// Answer is one answer.
type Answer struct {
	Backbone
	ValueBoolean    *bool          `fhir:"valueBoolean" choice:"value"`
	ValueDecimal    Decimal        `fhir:"valueDecimal" choice:"value"`
	ValueInteger    *int32         `fhir:"valueInteger" choice:"value"`
	ValueDate       Date           `fhir:"valueDate" choice:"value"`
	ValueDateTime   DateTime       `fhir:"valueDateTime" choice:"value"`
	ValueTime       Time           `fhir:"valueTime" choice:"value"`
	ValueString     string         `fhir:"valueString" choice:"value"`
	ValueURI        string         `fhir:"valueUri,uri" choice:"value"`
	ValueAttachment *Attachment    `fhir:"valueAttachment" choice:"value"`
	ValueCoding     *Coding        `fhir:"valueCoding" choice:"value"`
	ValueQuantity   *Quantity      `fhir:"valueQuantity" choice:"value"`
	ValueReference  *Reference     `fhir:"valueReference" choice:"value"`
	Item            []ResponseItem `fhir:"item"`
}
