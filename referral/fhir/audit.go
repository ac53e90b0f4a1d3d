package fhir

import (
	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/referral"
)

// AuditEventOf writes an access that the audit hook of a repository saw: who did
// what to which episode, when, and whether it was refused. The episode and the
// actor are named by identifier; nothing of the episode's content is in it.
// Source is the system that says so; its name is needed.
func AuditEventOf(a referral.Access, source Organisation) *AuditEvent {
	e := &AuditEvent{
		Type:    Coding{System: "http://terminology.hl7.org/CodeSystem/audit-event-type", Code: "rest", Display: "RESTful Operation"},
		Action:  auditActions[a.Kind],
		Outcome: "0", Recorded: InstantOf(a.At),
		Agent: []AuditAgent{{
			Requestor: new(true), AltID: uuid.UUID(a.By.ID).String(), Role: []CodeableConcept{codeOf("role", firstOf(string(a.By.Role), "unknown"))},
		}},
		Source: AuditSource{Observer: Reference{Type: "Organization", Display: clean(source.Name)}},
		Entity: []AuditEntity{{What: Reference{Type: "ServiceRequest", Identifier: &identifier("referral", uuid.UUID(a.Referral).String())[0]}}},
	}
	if a.Action != "" {
		e.Subtype = []Coding{{System: Canonical + "/CodeSystem/action", Code: string(a.Action)}}
	}
	if a.By.Purpose != "" {
		e.PurposeOf = []CodeableConcept{codeOf("purpose", string(a.By.Purpose))}
	}
	if a.Kind == referral.AccessRefusal || a.Err != nil {
		e.Outcome = "4" // minor failure: refused by a rule
	}
	return e
}

var auditActions = map[referral.AccessKind]string{
	referral.AccessRead: "R", referral.AccessAttempt: "E", referral.AccessWrite: "U", referral.AccessRepeat: "E", referral.AccessRefusal: "E",
}
