package fhir

// CodeSystem defines codes: here, of Task.businessStatus.
type CodeSystem struct {
	DomainResource
	URL              string            `fhir:"url,uri"`
	Identifier       []Identifier      `fhir:"identifier"`
	Version          string            `fhir:"version"`
	Name             string            `fhir:"name"`
	Title            string            `fhir:"title"`
	Status           string            `fhir:"status,code" min:"1" codes:"draft active retired unknown"`
	Experimental     *bool             `fhir:"experimental"`
	Date             DateTime          `fhir:"date"`
	Publisher        string            `fhir:"publisher"`
	Contact          []ContactDetail   `fhir:"contact"`
	Description      string            `fhir:"description,markdown"`
	Jurisdiction     []CodeableConcept `fhir:"jurisdiction"`
	Purpose          string            `fhir:"purpose,markdown"`
	Copyright        string            `fhir:"copyright,markdown"`
	CaseSensitive    *bool             `fhir:"caseSensitive"`
	ValueSet         string            `fhir:"valueSet,canonical"`
	HierarchyMeaning string            `fhir:"hierarchyMeaning,code" codes:"grouped-by is-a part-of classified-with"`
	Compositional    *bool             `fhir:"compositional"`
	VersionNeeded    *bool             `fhir:"versionNeeded"`
	Content          string            `fhir:"content,code" min:"1" codes:"not-present example fragment complete supplement"`
	Count            *int32            `fhir:"count,unsignedInt"`
	Concept          []Concept         `fhir:"concept"`
}

// ResourceType returns "CodeSystem".
func (*CodeSystem) ResourceType() string { return "CodeSystem" }

// Concept is a code with its meaning.
type Concept struct {
	Backbone
	Code        string        `fhir:"code,code" min:"1"`
	Display     string        `fhir:"display"`
	Definition  string        `fhir:"definition"`
	Designation []Designation `fhir:"designation"`
	Concept     []Concept     `fhir:"concept"`
}

// Designation is a code's words in another language.
type Designation struct {
	Backbone
	Language string `fhir:"language,code"`
	Use      Coding `fhir:"use"`
	Value    string `fhir:"value" min:"1"`
}

// ValueSet picks codes out of code systems.
type ValueSet struct {
	DomainResource
	URL          string            `fhir:"url,uri"`
	Identifier   []Identifier      `fhir:"identifier"`
	Version      string            `fhir:"version"`
	Name         string            `fhir:"name"`
	Title        string            `fhir:"title"`
	Status       string            `fhir:"status,code" min:"1" codes:"draft active retired unknown"`
	Experimental *bool             `fhir:"experimental"`
	Date         DateTime          `fhir:"date"`
	Publisher    string            `fhir:"publisher"`
	Contact      []ContactDetail   `fhir:"contact"`
	Description  string            `fhir:"description,markdown"`
	Jurisdiction []CodeableConcept `fhir:"jurisdiction"`
	Immutable    *bool             `fhir:"immutable"`
	Purpose      string            `fhir:"purpose,markdown"`
	Copyright    string            `fhir:"copyright,markdown"`
	Compose      *Compose          `fhir:"compose"`
}

// ResourceType returns "ValueSet".
func (*ValueSet) ResourceType() string { return "ValueSet" }

// Compose says which codes are in a value set.
type Compose struct {
	Backbone
	LockedDate Date      `fhir:"lockedDate"`
	Inactive   *bool     `fhir:"inactive"`
	Include    []Include `fhir:"include" min:"1"`
	Exclude    []Include `fhir:"exclude"`
}

// Include is codes of one system.
type Include struct {
	Backbone
	System   string           `fhir:"system,uri"`
	Version  string           `fhir:"version"`
	Concept  []IncludeConcept `fhir:"concept"`
	ValueSet []string         `fhir:"valueSet,canonical"`
}

// IncludeConcept is one code of a value set.
type IncludeConcept struct {
	Backbone
	Code        string        `fhir:"code,code" min:"1"`
	Display     string        `fhir:"display"`
	Designation []Designation `fhir:"designation"`
}

// ConceptMap says which code of one system stands for which of another.
type ConceptMap struct {
	DomainResource
	URL             string            `fhir:"url,uri"`
	Identifier      *Identifier       `fhir:"identifier"`
	Version         string            `fhir:"version"`
	Name            string            `fhir:"name"`
	Title           string            `fhir:"title"`
	Status          string            `fhir:"status,code" min:"1" codes:"draft active retired unknown"`
	Experimental    *bool             `fhir:"experimental"`
	Date            DateTime          `fhir:"date"`
	Publisher       string            `fhir:"publisher"`
	Contact         []ContactDetail   `fhir:"contact"`
	Description     string            `fhir:"description,markdown"`
	Jurisdiction    []CodeableConcept `fhir:"jurisdiction"`
	Purpose         string            `fhir:"purpose,markdown"`
	Copyright       string            `fhir:"copyright,markdown"`
	SourceURI       string            `fhir:"sourceUri,uri" choice:"source"`
	SourceCanonical string            `fhir:"sourceCanonical,canonical" choice:"source"`
	TargetURI       string            `fhir:"targetUri,uri" choice:"target"`
	TargetCanonical string            `fhir:"targetCanonical,canonical" choice:"target"`
	Group           []MapGroup        `fhir:"group"`
}

// ResourceType returns "ConceptMap".
func (*ConceptMap) ResourceType() string { return "ConceptMap" }

// MapGroup maps codes of one system to codes of another.
type MapGroup struct {
	Backbone
	Source        string       `fhir:"source,uri"`
	SourceVersion string       `fhir:"sourceVersion"`
	Target        string       `fhir:"target,uri"`
	TargetVersion string       `fhir:"targetVersion"`
	Element       []MapElement `fhir:"element" min:"1"`
}

// MapElement is a code with what it maps to.
type MapElement struct {
	Backbone
	Code    string      `fhir:"code,code"`
	Display string      `fhir:"display"`
	Target  []MapTarget `fhir:"target"`
}

// MapTarget is a code that is mapped to, and how closely.
type MapTarget struct {
	Backbone
	Code        string `fhir:"code,code"`
	Display     string `fhir:"display"`
	Equivalence string `fhir:"equivalence,code" min:"1" codes:"relatedto equivalent equal wider subsumes narrower specializes inexact unmatched disjoint"`
	Comment     string `fhir:"comment"`
}
