package fhir

// Identifier is a business identifier: an NHS number, an ODS code, the
// identifier of a referral.
type Identifier struct {
	Element
	Use      string          `fhir:"use,code" codes:"usual official temp secondary old"`
	Type     CodeableConcept `fhir:"type"`
	System   string          `fhir:"system,uri"`
	Value    string          `fhir:"value"`
	Period   Period          `fhir:"period"`
	Assigner *Reference      `fhir:"assigner" to:"Organization"`
}

// HumanName is a name of a person.
type HumanName struct {
	Element
	Use    string   `fhir:"use,code" codes:"usual official temp nickname anonymous old maiden"`
	Text   string   `fhir:"text"`
	Family string   `fhir:"family"`
	Given  []string `fhir:"given"`
	Prefix []string `fhir:"prefix"`
	Suffix []string `fhir:"suffix"`
	Period Period   `fhir:"period"`
}

// ContactPoint is a telephone number, an email address or the like.
type ContactPoint struct {
	Element
	System string `fhir:"system,code" codes:"phone fax email pager url sms other"`
	Value  string `fhir:"value"`
	Use    string `fhir:"use,code" codes:"home work temp old mobile"`
	Rank   *int32 `fhir:"rank,positiveInt"`
	Period Period `fhir:"period"`
}

// Address is a postal address.
type Address struct {
	Element
	Use        string   `fhir:"use,code" codes:"home work temp old billing"`
	Type       string   `fhir:"type,code" codes:"postal physical both"`
	Text       string   `fhir:"text"`
	Line       []string `fhir:"line"`
	City       string   `fhir:"city"`
	District   string   `fhir:"district"`
	State      string   `fhir:"state"`
	PostalCode string   `fhir:"postalCode"`
	Country    string   `fhir:"country"`
	Period     Period   `fhir:"period"`
}

// CodeableConcept is a meaning: by codes, by words, or by both.
type CodeableConcept struct {
	Element
	Coding []Coding `fhir:"coding"`
	Text   string   `fhir:"text"`
}

// Coding is one code of one system.
type Coding struct {
	Element
	System       string `fhir:"system,uri"`
	Version      string `fhir:"version"`
	Code         string `fhir:"code,code"`
	Display      string `fhir:"display"`
	UserSelected *bool  `fhir:"userSelected"`
}

// Reference points to another resource: by address, by identifier, or by words
// alone.
type Reference struct {
	Element
	Reference  string      `fhir:"reference"`
	Type       string      `fhir:"type,uri"`
	Identifier *Identifier `fhir:"identifier"`
	Display    string      `fhir:"display"`
}

// Period is a span of time; either end may be open.
type Period struct {
	Element
	Start DateTime `fhir:"start"`
	End   DateTime `fhir:"end"`
}

// Quantity is a measured amount.
type Quantity struct {
	Element
	Value      Decimal `fhir:"value"`
	Comparator string  `fhir:"comparator,code" codes:"< <= >= >"`
	Unit       string  `fhir:"unit"`
	System     string  `fhir:"system,uri"`
	Code       string  `fhir:"code,code"`
}

// Range is a span of amounts.
type Range struct {
	Element
	Low  Quantity `fhir:"low"`
	High Quantity `fhir:"high"`
}

// Timing says when something is to happen.
type Timing struct {
	Element
	Event  []DateTime      `fhir:"event"`
	Repeat Repeat          `fhir:"repeat"`
	Code   CodeableConcept `fhir:"code"`
}

// Repeat says how often.
type Repeat struct {
	Element
	BoundsPeriod Period   `fhir:"boundsPeriod" choice:"bounds"`
	BoundsRange  *Range   `fhir:"boundsRange" choice:"bounds"`
	Count        *int32   `fhir:"count,positiveInt"`
	Duration     Decimal  `fhir:"duration"`
	DurationUnit string   `fhir:"durationUnit,code" codes:"s min h d wk mo a"`
	Frequency    *int32   `fhir:"frequency,positiveInt"`
	FrequencyMax *int32   `fhir:"frequencyMax,positiveInt"`
	Period       Decimal  `fhir:"period"`
	PeriodMax    Decimal  `fhir:"periodMax"`
	PeriodUnit   string   `fhir:"periodUnit,code" codes:"s min h d wk mo a"`
	DayOfWeek    []string `fhir:"dayOfWeek,code" codes:"mon tue wed thu fri sat sun"`
	TimeOfDay    []Time   `fhir:"timeOfDay"`
}

// Annotation is a note with its author.
type Annotation struct {
	Element
	AuthorReference Reference `fhir:"authorReference" choice:"author" to:"Practitioner Patient RelatedPerson Organization"`
	AuthorString    string    `fhir:"authorString" choice:"author"`
	Time            DateTime  `fhir:"time"`
	Text            string    `fhir:"text,markdown" min:"1"`
}

// Attachment is a document, inline or by address.
type Attachment struct {
	Element
	ContentType string   `fhir:"contentType,code"`
	Language    string   `fhir:"language,code"`
	Data        string   `fhir:"data,base64Binary"`
	URL         string   `fhir:"url,url"`
	Title       string   `fhir:"title"`
	Creation    DateTime `fhir:"creation"`
}

// Expression is a computation, kept as it came and never run.
type Expression struct {
	Element
	Description string `fhir:"description"`
	Name        string `fhir:"name,id"`
	Language    string `fhir:"language,code" min:"1"`
	Expression  string `fhir:"expression"`
	Reference   string `fhir:"reference,uri"`
}

// ContactDetail is whom to ask about a definition.
type ContactDetail struct {
	Element
	Name    string         `fhir:"name"`
	Telecom []ContactPoint `fhir:"telecom"`
}
