package fhir

import (
	"reflect"
	"strings"

	"github.com/socialprescribing/socialprescribing/internal/lazy"
)

// schema is what the structs of this package say of FHIR: by type the elements
// in order. It is made once, from the structs' own tags, so that what is
// written, read and listed as supported can't differ.
type schema struct {
	classes   map[reflect.Type]*class
	resources map[string]*class
	order     []*class // resources by order of declaration in newResources
}

// class is one struct.
type class struct {
	name   string // the resource's name, or the Go type's
	typ    reflect.Type
	fields []*field
	byName map[string]*field
}

// field is one element.
type field struct {
	name     string
	kind     kind
	index    []int // one or two steps: an embedded struct's field has two
	many     bool
	pointer  bool
	required bool
	choice   string // the group of which one may stand
	codes    []string
	targets  []string
	of       *class // of a structure
}

// kind is the FHIR type of an element's value.
type kind string

// The kinds that are treated in a way of their own; all other names of
// primitive types are strings of some form.
const (
	kindBoolean  kind = "boolean"
	kindInteger  kind = "integer"
	kindPositive kind = "positiveInt"
	kindUnsigned kind = "unsignedInt"
	kindDecimal  kind = "decimal"
	kindDate     kind = "date"
	kindDateTime kind = "dateTime"
	kindInstant  kind = "instant"
	kindTime     kind = "time"
	kindString   kind = "string"
	kindMarkdown kind = "markdown"
	kindXHTML    kind = "xhtml"
	kindCode     kind = "code"
	kindID       kind = "id"
	kindURI      kind = "uri"
	kindURL      kind = "url"
	kindCanon    kind = "canonical"
	kindBase64   kind = "base64Binary"
	kindStruct   kind = "structure"
	kindResource kind = "resource"
)

// newResources makes an empty resource of each type that is supported.
func newResources() []Resource {
	return []Resource{
		&Patient{}, &RelatedPerson{}, &Practitioner{}, &PractitionerRole{},
		&Organization{}, &HealthcareService{}, &Location{},
		&Consent{}, &Condition{}, &Observation{}, &Questionnaire{}, &QuestionnaireResponse{},
		&Goal{}, &CarePlan{}, &ServiceRequest{}, &Task{}, &Appointment{}, &Encounter{},
		&Communication{}, &Flag{}, &Provenance{}, &AuditEvent{},
		&Bundle{}, &Composition{}, &MessageHeader{},
		&CodeSystem{}, &ValueSet{}, &ConceptMap{},
	}
}

var theSchema lazy.Value[*schema]

// schemaOf returns the schema, made at the first call.
func schemaOf() *schema {
	s, _ := theSchema.Get(func() (*schema, error) { return newSchema(), nil })
	return s
}

func newSchema() *schema {
	s := &schema{classes: map[reflect.Type]*class{}, resources: map[string]*class{}}
	for _, r := range newResources() {
		c := s.class(reflect.TypeOf(r).Elem())
		c.name = r.ResourceType()
		s.resources[c.name] = c
		s.order = append(s.order, c)
	}
	return s
}

// class makes the class of a struct, with those of all that it holds.
func (s *schema) class(t reflect.Type) *class {
	if c := s.classes[t]; c != nil {
		return c
	}
	c := &class{name: t.Name(), typ: t, byName: map[string]*field{}}
	s.classes[t] = c
	s.fields(c, t, nil)
	for _, f := range c.fields {
		c.byName[f.name] = f
	}
	return c
}

// fields appends the elements of t; those of an embedded struct stand where it
// stands.
func (s *schema) fields(c *class, t reflect.Type, at []int) {
	for i := range t.NumField() {
		f := t.Field(i)
		index := append(at[:len(at):len(at)], i)
		if f.Anonymous {
			s.fields(c, f.Type, index)
			continue
		}
		c.fields = append(c.fields, s.field(f, index))
	}
}

func (s *schema) field(sf reflect.StructField, index []int) *field {
	name, typ, _ := strings.Cut(sf.Tag.Get("fhir"), ",")
	f := &field{
		name: name, kind: kind(typ), index: index,
		required: sf.Tag.Get("min") == "1", choice: sf.Tag.Get("choice"),
		codes: strings.Fields(sf.Tag.Get("codes")), targets: strings.Fields(sf.Tag.Get("to")),
	}
	t := sf.Type
	if f.many = t.Kind() == reflect.Slice; f.many {
		t = t.Elem()
	}
	if f.pointer = t.Kind() == reflect.Pointer; f.pointer {
		t = t.Elem()
	}
	if f.kind == "" {
		f.kind = kindOf(t)
	}
	if f.kind == kindStruct {
		f.of = s.class(t)
	}
	return f
}

// kindOf gives the kind that a Go type stands for without a word in the tag.
func kindOf(t reflect.Type) kind {
	switch t {
	case reflect.TypeFor[Date]():
		return kindDate
	case reflect.TypeFor[DateTime]():
		return kindDateTime
	case reflect.TypeFor[Instant]():
		return kindInstant
	case reflect.TypeFor[Time]():
		return kindTime
	case reflect.TypeFor[Decimal]():
		return kindDecimal
	case reflect.TypeFor[Resource]():
		return kindResource
	}
	switch t.Kind() {
	case reflect.Bool:
		return kindBoolean
	case reflect.Int32:
		return kindInteger
	case reflect.Struct:
		return kindStruct
	}
	return kindString
}

// value finds the field in the struct v.
func (f *field) value(v reflect.Value) reflect.Value {
	v = v.Field(f.index[0])
	if len(f.index) > 1 {
		v = v.Field(f.index[1])
	}
	return v
}
