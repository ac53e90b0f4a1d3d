package fhir

// Resource is a resource of FHIR R4 that this package writes and reads: one of
// the structs of this package, by pointer. Its fields are the elements that
// social prescribing needs, under their own names; an element that stands
// nowhere here is reported when it is read and can't be written.
//
// A resource is plain data with no secrets kept from its printing: it holds
// what is about to be sent, personal data included. Do not log it. It is not
// safe for concurrent change.
type Resource interface {
	// ResourceType returns the resource's name in FHIR, such as "Task".
	ResourceType() string
	// Domain returns the elements that all resources share.
	Domain() *DomainResource
}

// DomainResource holds what all resources share.
type DomainResource struct { //nolint:recvcheck // a value must not show itself in print either
	// ID is the logical id: up to 64 letters, digits, hyphens and dots.
	ID   string `fhir:"id,id"`
	Meta Meta   `fhir:"meta"`
	// ImplicitRules names rules without which the content must not be
	// understood. It is read, and reported as [NotUnderstood].
	ImplicitRules string      `fhir:"implicitRules,uri"`
	Language      string      `fhir:"language,code"`
	Text          Narrative   `fhir:"text"`
	Contained     []Resource  `fhir:"contained"`
	Extension     []Extension `fhir:"extension"`
	// ModifierExtension may turn the meaning of the resource round. It is
	// read, and reported as [NotUnderstood].
	ModifierExtension []Extension `fhir:"modifierExtension"`
}

// Domain returns d itself: whoever embeds it is a [Resource] by half.
func (d *DomainResource) Domain() *DomainResource { return d }

// Element holds what all data types share.
type Element struct {
	ID        string      `fhir:"id,string"`
	Extension []Extension `fhir:"extension"`
}

// Backbone holds what all inner structures of resources share.
type Backbone struct {
	ID        string      `fhir:"id,string"`
	Extension []Extension `fhir:"extension"`
	// ModifierExtension is read, and reported as [NotUnderstood].
	ModifierExtension []Extension `fhir:"modifierExtension"`
}

// Meta is what a server says about a resource.
type Meta struct {
	Element
	// VersionID and LastUpdated are the server's.
	VersionID   string   `fhir:"versionId,id"`
	LastUpdated Instant  `fhir:"lastUpdated"`
	Source      string   `fhir:"source,uri"`
	Profile     []string `fhir:"profile,canonical"`
	Security    []Coding `fhir:"security"`
	Tag         []Coding `fhir:"tag"`
}

// Narrative is the resource in words, as XHTML. The content is not checked:
// whoever shows it must clean it first.
type Narrative struct {
	Element
	Status string `fhir:"status,code" min:"1" codes:"generated extensions additional empty"`
	Div    string `fhir:"div,xhtml" min:"1"`
}

// Extension is an element that FHIR itself does not have. It has a value or
// extensions of its own, never both.
type Extension struct {
	Element
	URL                  string           `fhir:"url,uri" min:"1"`
	ValueBoolean         *bool            `fhir:"valueBoolean" choice:"value"`
	ValueCanonical       string           `fhir:"valueCanonical,canonical" choice:"value"`
	ValueCode            string           `fhir:"valueCode,code" choice:"value"`
	ValueDate            Date             `fhir:"valueDate" choice:"value"`
	ValueDateTime        DateTime         `fhir:"valueDateTime" choice:"value"`
	ValueDecimal         Decimal          `fhir:"valueDecimal" choice:"value"`
	ValueInteger         *int32           `fhir:"valueInteger" choice:"value"`
	ValueMarkdown        string           `fhir:"valueMarkdown,markdown" choice:"value"`
	ValuePositiveInt     *int32           `fhir:"valuePositiveInt,positiveInt" choice:"value"`
	ValueString          string           `fhir:"valueString" choice:"value"`
	ValueUnsignedInt     *int32           `fhir:"valueUnsignedInt,unsignedInt" choice:"value"`
	ValueURI             string           `fhir:"valueUri,uri" choice:"value"`
	ValueURL             string           `fhir:"valueUrl,url" choice:"value"`
	ValueAddress         *Address         `fhir:"valueAddress" choice:"value"`
	ValueCodeableConcept *CodeableConcept `fhir:"valueCodeableConcept" choice:"value"`
	ValueCoding          *Coding          `fhir:"valueCoding" choice:"value"`
	ValueExpression      *Expression      `fhir:"valueExpression" choice:"value"`
	ValueIdentifier      *Identifier      `fhir:"valueIdentifier" choice:"value"`
	ValuePeriod          *Period          `fhir:"valuePeriod" choice:"value"`
	ValueQuantity        *Quantity        `fhir:"valueQuantity" choice:"value"`
	ValueReference       *Reference       `fhir:"valueReference" choice:"value"`
	ValueTiming          *Timing          `fhir:"valueTiming" choice:"value"`
}
