package fhir

import (
	"strings"
	"unicode/utf8"

	"github.com/socialprescribing/socialprescribing/person"
)

// clean makes a text one that FHIR takes: no control characters, no blank ends,
// valid UTF-8. Letters are never changed.
func clean(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

func text(s string) CodeableConcept { return CodeableConcept{Text: clean(s)} }

func coded(system, code, display string) CodeableConcept {
	return CodeableConcept{Coding: []Coding{{System: system, Code: code, Display: display}}}
}

// Systems of public codes.
const (
	systemSNOMED    = "http://snomed.info/sct"
	systemLOINC     = "http://loinc.org"
	systemAbsent    = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
	systemSDOH      = "http://hl7.org/fhir/us/sdoh-clinicalcare/CodeSystem/SDOHCC-CodeSystemTemporaryCodes"
	systemTask      = "http://hl7.org/fhir/CodeSystem/task-code"
	systemAct       = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
	systemNHSNumber = "https://fhir.nhs.uk/Id/nhs-number"
	systemODS       = "https://fhir.nhs.uk/Id/ods-organization-code"
)

// systemOf gives the address of a prefix of a CURIE: those of public systems
// their own, all others one below Canonical.
func systemOf(prefix string) string {
	if prefix == person.PrefixSNOMED {
		return systemSNOMED
	}
	return Canonical + "/CodeSystem/" + prefix
}

// conceptOf writes a code with its label.
func conceptOf(c person.CURIE, label, words string) CodeableConcept {
	out := CodeableConcept{Text: words}
	if c != "" && c.IsValid() {
		out.Coding = []Coding{{System: systemOf(c.Prefix()), Code: c.Reference(), Display: clean(label)}}
	}
	if out.Coding == nil && out.Text == "" {
		out.Text = clean(label)
	}
	return out
}

// codeOf writes a code of this library's own lists.
func codeOf(list, code string) CodeableConcept {
	return CodeableConcept{Coding: []Coding{{System: Canonical + "/CodeSystem/" + list, Code: code}}, Text: strings.ReplaceAll(code, "-", " ")}
}

// note is an annotation without an author, or none.
func note(texts ...string) []Annotation {
	var out []Annotation
	for _, s := range texts {
		if s = clean(s); s != "" {
			out = append(out, Annotation{Text: s})
		}
	}
	return out
}

// own is an extension of this library.
func own(name string) Extension { return Extension{URL: Canonical + "/StructureDefinition/" + name} }

func ownInteger(name string, n int) []Extension {
	if n == 0 {
		return nil
	}
	x := own(name)
	i := int32(n) //nolint:gosec // a scale of ten
	x.ValueInteger = &i
	return []Extension{x}
}

func identifier(system, value string) []Identifier {
	return []Identifier{{System: Canonical + "/id/" + system, Value: value}}
}
