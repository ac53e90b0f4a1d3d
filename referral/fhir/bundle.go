package fhir

// Bundle carries resources together: a document (its first entry a
// [Composition]), a message (its first entry a [MessageHeader]), a transaction
// (each entry with a request), or a collection.
type Bundle struct {
	DomainResource
	Identifier *Identifier   `fhir:"identifier"`
	Type       string        `fhir:"type,code" min:"1" codes:"document message transaction transaction-response batch batch-response history searchset collection"`
	Timestamp  Instant       `fhir:"timestamp"`
	Total      *int32        `fhir:"total,unsignedInt"`
	Link       []BundleLink  `fhir:"link"`
	Entry      []BundleEntry `fhir:"entry"`
}

// ResourceType returns "Bundle".
func (*Bundle) ResourceType() string { return "Bundle" }

// BundleLink is where more of a bundle is.
type BundleLink struct {
	Backbone
	Relation string `fhir:"relation" min:"1"`
	URL      string `fhir:"url,uri" min:"1"`
}

// BundleEntry is one resource of a bundle. Resource is nil if there was none,
// or one of a type that this package does not read: then it was reported.
type BundleEntry struct {
	Backbone
	Link     []BundleLink   `fhir:"link"`
	FullURL  string         `fhir:"fullUrl,uri"`
	Resource Resource       `fhir:"resource"`
	Search   *EntrySearch   `fhir:"search"`
	Request  *EntryRequest  `fhir:"request"`
	Response *EntryResponse `fhir:"response"`
}

// EntrySearch says why a search found an entry.
type EntrySearch struct {
	Backbone
	Mode  string  `fhir:"mode,code" codes:"match include outcome"`
	Score Decimal `fhir:"score"`
}

// EntryRequest is what a server is to do with an entry of a transaction.
type EntryRequest struct {
	Backbone
	Method          string  `fhir:"method,code" min:"1" codes:"GET HEAD POST PUT DELETE PATCH"`
	URL             string  `fhir:"url,uri" min:"1"`
	IfNoneMatch     string  `fhir:"ifNoneMatch"`
	IfModifiedSince Instant `fhir:"ifModifiedSince"`
	IfMatch         string  `fhir:"ifMatch"`
	IfNoneExist     string  `fhir:"ifNoneExist"`
}

// EntryResponse is what a server did with an entry.
type EntryResponse struct {
	Backbone
	Status       string  `fhir:"status" min:"1"`
	Location     string  `fhir:"location,uri"`
	Etag         string  `fhir:"etag"`
	LastModified Instant `fhir:"lastModified"`
}

// Composition is the head of a document.
type Composition struct {
	DomainResource
	Identifier      *Identifier          `fhir:"identifier"`
	Status          string               `fhir:"status,code" min:"1" codes:"preliminary final amended entered-in-error"`
	Type            CodeableConcept      `fhir:"type" min:"1"`
	Category        []CodeableConcept    `fhir:"category"`
	Subject         Reference            `fhir:"subject"`
	Encounter       Reference            `fhir:"encounter" to:"Encounter"`
	Date            DateTime             `fhir:"date" min:"1"`
	Author          []Reference          `fhir:"author" min:"1" to:"Practitioner PractitionerRole Device Patient RelatedPerson Organization"`
	Title           string               `fhir:"title" min:"1"`
	Confidentiality string               `fhir:"confidentiality,code" codes:"U L M N R V"`
	Custodian       Reference            `fhir:"custodian" to:"Organization"`
	Section         []CompositionSection `fhir:"section"`
}

// ResourceType returns "Composition".
func (*Composition) ResourceType() string { return "Composition" }

// CompositionSection is a part of a document.
type CompositionSection struct {
	Backbone
	Title       string               `fhir:"title"`
	Code        CodeableConcept      `fhir:"code"`
	Author      []Reference          `fhir:"author" to:"Practitioner PractitionerRole Device Patient RelatedPerson Organization"`
	Focus       Reference            `fhir:"focus"`
	Text        Narrative            `fhir:"text"`
	Mode        string               `fhir:"mode,code" codes:"working snapshot changes"`
	OrderedBy   CodeableConcept      `fhir:"orderedBy"`
	Entry       []Reference          `fhir:"entry"`
	EmptyReason CodeableConcept      `fhir:"emptyReason"`
	Section     []CompositionSection `fhir:"section"`
}

// MessageHeader is the head of a message.
type MessageHeader struct {
	DomainResource
	EventCoding *Coding              `fhir:"eventCoding" choice:"event" min:"1"`
	EventURI    string               `fhir:"eventUri,uri" choice:"event" min:"1"`
	Destination []MessageDestination `fhir:"destination"`
	Sender      Reference            `fhir:"sender" to:"Practitioner PractitionerRole Organization"`
	Author      Reference            `fhir:"author" to:"Practitioner PractitionerRole"`
	Source      MessageSource        `fhir:"source" min:"1"`
	Responsible Reference            `fhir:"responsible" to:"Practitioner PractitionerRole Organization"`
	Reason      CodeableConcept      `fhir:"reason"`
	Response    *MessageResponse     `fhir:"response"`
	Focus       []Reference          `fhir:"focus"`
	Definition  string               `fhir:"definition,canonical"`
}

// ResourceType returns "MessageHeader".
func (*MessageHeader) ResourceType() string { return "MessageHeader" }

// MessageDestination is where a message goes.
type MessageDestination struct {
	Backbone
	Name     string    `fhir:"name"`
	Endpoint string    `fhir:"endpoint,url" min:"1"`
	Receiver Reference `fhir:"receiver" to:"Practitioner PractitionerRole Organization"`
}

// MessageSource is where a message comes from.
type MessageSource struct {
	Backbone
	Name     string       `fhir:"name"`
	Software string       `fhir:"software"`
	Version  string       `fhir:"version"`
	Contact  ContactPoint `fhir:"contact"`
	Endpoint string       `fhir:"endpoint,url" min:"1"`
}

// MessageResponse says to which message this one is the answer.
type MessageResponse struct {
	Backbone
	Identifier string `fhir:"identifier,id" min:"1"`
	Code       string `fhir:"code,code" min:"1" codes:"ok transient-error fatal-error"`
}
