package fhir

import (
	"slices"
	"strings"

	"github.com/socialprescribing/socialprescribing/referral"
)

// artefactVersion is the version of the code systems; it changes with them.
const artefactVersion = "1.0.0"

// artefactStatus: they are published here, and no standard.
const artefactStatus = "draft"

// BusinessCodeSystem is the CodeSystem of the codes for Task.businessStatus.
func BusinessCodeSystem() *CodeSystem {
	cs := codeSystem("business-status", "SocialPrescribingBusinessStatus", "Business status of social prescribing",
		"What Task.status is too coarse to say of a referral to a social prescribing service, or of an onward referral to a provider. A code never opens or closes anything by itself.")
	for _, d := range businessDefs {
		cs.Concept = append(cs.Concept, Concept{Code: string(d.Code), Display: d.Display, Definition: d.Definition})
	}
	return counted(cs)
}

// ReasonCodeSystem is the CodeSystem of the reasons of a machine, for
// Task.statusReason; nil is referral.Pathway().
func ReasonCodeSystem(m *referral.Machine) *CodeSystem {
	if m == nil {
		m = referral.Pathway()
	}
	cs := codeSystem("reason", "SocialPrescribingReason", "Reasons of social prescribing",
		"Why something was declined, paused, ended or taken back.")
	uses := map[referral.Reason][]string{}
	var order []referral.Reason
	for _, d := range m.Spec().Reasons {
		if uses[d.Code] == nil {
			order = append(order, d.Code)
		}
		uses[d.Code] = append(uses[d.Code], string(d.For))
	}
	slices.Sort(order)
	for _, code := range order {
		cs.Concept = append(cs.Concept, Concept{
			Code: string(code), Display: strings.ReplaceAll(string(code), "-", " "), Definition: "A reason to " + strings.Join(uses[code], ", ") + ".",
		})
	}
	return counted(cs)
}

func codeSystem(id, name, title, description string) *CodeSystem {
	yes, no := true, false
	cs := &CodeSystem{
		URL: Canonical + "/CodeSystem/" + id, Version: artefactVersion, Name: name, Title: title, Status: artefactStatus, Experimental: &no,
		Publisher: "socialprescribing", Description: description, Copyright: "Apache-2.0", CaseSensitive: &yes, Content: "complete",
		ValueSet: Canonical + "/ValueSet/" + id,
	}
	cs.ID = id
	return cs
}

func counted(cs *CodeSystem) *CodeSystem {
	n := int32(len(cs.Concept)) //nolint:gosec // tens
	cs.Count = &n
	return cs
}

// ValueSetOf is the ValueSet of all codes of one of our code systems.
func ValueSetOf(cs *CodeSystem) *ValueSet {
	no, fixed := false, true
	vs := &ValueSet{
		URL: cs.ValueSet, Version: cs.Version, Name: cs.Name, Title: cs.Title, Status: cs.Status, Experimental: &no, Publisher: cs.Publisher,
		Description: cs.Description, Copyright: cs.Copyright, Immutable: &fixed, Compose: &Compose{Include: []Include{{System: cs.URL}}},
	}
	vs.ID = cs.ID
	return vs
}

// StateConceptMap is the mapping of a part's states to Task.status under one
// profile, as a ConceptMap. A state with several labels has a target for each;
// what is dropped has none. It gives nil for a part without a mapping, or an
// unknown profile.
func StateConceptMap(p Profile, part referral.Part) *ConceptMap {
	list := lines(part)
	if list == nil || !p.IsValid() {
		return nil
	}
	name := "referral"
	if part != referral.PartReferral {
		name = string(part)
	}
	no := false
	cm := &ConceptMap{
		URL: Canonical + "/ConceptMap/" + name + "-state-" + string(p), Version: artefactVersion, Name: "SocialPrescribingStates",
		Title: "States as Task.status: " + name + ", " + string(p), Status: artefactStatus, Experimental: &no, Publisher: "socialprescribing",
		Description: "Read it from left to right only: several states are written as one status, and no status is turned back into a state.",
	}
	cm.ID = name + "-state-" + string(p)
	g := MapGroup{Source: Canonical + "/CodeSystem/" + name + "-state", Target: "http://hl7.org/fhir/task-status"}
	for _, l := range list {
		g.add(l, l.status(p))
	}
	cm.Group = []MapGroup{g}
	return cm
}

// add adds a line to the group, beside others of the same state.
func (g *MapGroup) add(l line, s Status) {
	if n := len(g.Element); n == 0 || g.Element[n-1].Code != string(l.state) {
		g.Element = append(g.Element, MapElement{Code: string(l.state)})
	}
	e := &g.Element[len(g.Element)-1]
	t := MapTarget{Code: string(s.Task), Equivalence: "wider", Comment: "ServiceRequest.status " + string(s.Request)}
	if !s.Written() {
		t = MapTarget{Equivalence: "unmatched", Comment: "nothing is written"}
	} else if s.Business != "" {
		t.Comment += "; businessStatus " + string(s.Business)
	}
	if s.BSeR != "" {
		t.Comment += " and " + s.BSeR
	}
	if l.label != "" {
		t.Comment = string(l.label) + ": " + t.Comment
	}
	e.Target = append(e.Target, t)
}
