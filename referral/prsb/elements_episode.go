package prsb

import "github.com/socialprescribing/socialprescribing/person"

const (
	referralAt   = "referral-details/referral-details-record-entry"
	contactAt    = "contacts-with-professionals/contacts-with-professionals-record-entry"
	signpostAt   = "signpost-details/signpost-details-record-entry"
	assessmentAt = "assessments/assessments-record-entry"
	actionsAt    = "plan-and-requested-actions/plan-and-requested-actions-record-entry"
	needAt       = "care-and-support-plan/needs-concerns-or-problems"
	goalAt       = needAt + "/goals-and-hopes"
	actionAt     = goalAt + "/actions-and-activities"
	stageAt      = actionAt + "/stage-goal"
)

func (m *mapper) episode(c *Content) {
	m.group("referral-details", func() {
		each(m, referralAt, &c.Referrals, m.referral)
	})
	m.group("contacts-with-professionals", func() {
		each(m, contactAt, &c.Contacts, m.contact)
	})
	const at = "presenting-complaints-or-issues"
	m.group(at, func() {
		each(m, at+"/presenting-complaint-or-issue", &c.Issues, func(x *person.Coded) {
			m.pair(at+"/presenting-complaint-or-issue", person.PrefixSNOMED, x)
		})
		m.many(at+"/person-reported-complaints-or-issues", &c.Reported)
	})
}

// professional moves the elements that a kind of professional has.
func (m *mapper) professional(p Path, x *Professional) {
	m.text(p+"/name", &x.Name)
	m.text(p+"/role", &x.Role)
	m.text(p+"/grade", &x.Grade)
	m.text(p+"/team", &x.Team)
	m.text(p+"/specialty", &x.Specialty)
	m.concept(p+"/service", person.PrefixSNOMED, &x.Service)
}

func (m *mapper) referral(r *ReferralEntry) {
	m.time(referralAt+"/date", &r.At)
	m.group(referralAt+"/referrer-details", func() { m.party(referralAt+"/referrer-details", &r.From) })
	m.text(referralAt+"/referral-method", &r.Method)
	m.group(referralAt+"/reason-for-referral", func() { m.text(referralAt+"/reason-for-referral/free-text", &r.Reason) })
	m.group(referralAt+"/referral-to", func() { m.party(referralAt+"/referral-to", &r.To) })
	m.text(referralAt+"/return-response-to", &r.ReturnTo)
}

func (m *mapper) party(p Path, x *Professional) {
	m.professional(p, x)
	m.organisation(p+"/organisation", &x.Organisation)
	m.text(p+"/contact-details", &x.Contact)
}

func (m *mapper) nameAndRole(p Path, x *Professional) {
	m.text(p+"/name", &x.Name)
	m.text(p+"/role", &x.Role)
}

func (m *mapper) contact(c *ContactEntry) {
	m.time(contactAt+"/date-and-time-of-contact", &c.At)
	m.organisation(contactAt+"/location-of-contact", &c.Location)
	each(m, contactAt+"/seen-by", &c.SeenBy, func(x *Professional) { m.nameAndRole(contactAt+"/seen-by", x) })
	m.group(contactAt+"/responsible-professional", func() { m.nameAndRole(contactAt+"/responsible-professional", &c.Responsible) })
	m.text(contactAt+"/location-type", &c.LocationType)
	m.text(contactAt+"/contact-type", &c.Type)
	m.text(contactAt+"/consultation-method", &c.Method)
	m.text(contactAt+"/specialty", &c.Specialty)
	m.code(contactAt+"/service", person.PrefixSNOMED, &c.Service)
	each(m, contactAt+"/professionals-present", &c.Present, func(x *Professional) { m.nameAndRole(contactAt+"/professionals-present", x) })
	m.text(contactAt+"/outcome-of-contact", &c.Outcome)
}

func (m *mapper) signposts(c *Content) {
	m.group("signpost-details", func() {
		each(m, signpostAt, &c.Signposts, func(s *SignpostEntry) {
			m.date(signpostAt+"/date", &s.On)
			m.group(signpostAt+"/signpost-to", func() {
				m.professional(signpostAt+"/signpost-to", &s.To)
				m.text(signpostAt+"/signpost-to/organisation", &s.To.Organisation.Words)
				m.text(signpostAt+"/signpost-to/contact-details", &s.To.Contact)
			})
			m.concept(signpostAt+"/reason-for-signpost", person.PrefixSNOMED, &s.Reason)
		})
	})
}

func (m *mapper) assessments(c *Content) {
	m.group("assessments", func() {
		each(m, assessmentAt, &c.Assessments, func(a *AssessmentEntry) {
			m.text(assessmentAt+"/assessment-type", &a.Type)
			m.text(assessmentAt+"/assessment-summary", &a.Summary)
			const at = assessmentAt + "/structured-assessment"
			m.group(at, func() {
				m.concept(at+"/structured-assessment-name", person.PrefixSNOMED, &a.Name)
				m.group(at+"/assessment-result", func() { m.result(at+"/assessment-result", "/assessment-score", &a.Result) })
				each(m, at+"/subscale-result", &a.Subscales, func(r *ResultEntry) { m.result(at+"/subscale-result", "/subscale-score", r) })
			})
			m.text(assessmentAt+"/comment", &a.Comment)
		})
	})
}

func (m *mapper) result(p, score Path, r *ResultEntry) {
	m.concept(p+score, person.PrefixSNOMED, &r.Score)
	m.value(p+"/value", &r.Value)
	m.text(p+"/units-of-measure", &r.Units)
	m.concept(p+"/ordinal", person.PrefixSNOMED, &r.Ordinal)
}

func (m *mapper) plan(c *Content) {
	m.group("plan-and-requested-actions", func() {
		each(m, actionsAt, &c.Actions, func(a *ActionsEntry) {
			m.text(actionsAt+"/actions-for-professionals", &a.Professionals)
			m.text(actionsAt+"/actions-for-person-or-their-carer", &a.Person)
			m.text(actionsAt+"/agreed-with-the-person-or-their-legitimate-representative", &a.Agreed)
		})
	})
	const at = "care-and-support-plan"
	m.group(at, func() {
		each(m, at+"/strengths", &c.Person.Strengths, func(s *person.Strength) {
			m.code(at+"/strengths/coded-value", person.PrefixSNOMED, &s.Code)
			m.text(at+"/strengths/free-text", &s.Words)
		})
		each(m, needAt, &c.Needs, func(n *PlanNeed) {
			need := optional(m, &n.Need)
			m.sctid(needAt+"/coded-value", &need.SNOMED)
			m.text(needAt+"/free-text", &need.Words)
			each(m, goalAt, &n.Goals, m.goal)
		})
		m.agreed(at, &c.Plan)
	})
}

func (m *mapper) agreed(at Path, p *PlanEntry) {
	m.group(at+"/agreed-with-person-or-legitimate-representative", func() {
		in := at + "/agreed-with-person-or-legitimate-representative"
		m.tri(in+"/person-or-legitimate-representative", &p.Agreed)
		m.text(in+"/person-full-name", &p.AgreedName)
		m.text(in+"/role", &p.AgreedRole)
	})
	m.concept(at+"/care-funding-source", PrefixOrganisation, &p.Funding)
	m.time(at+"/date-this-plan-was-last-updated", &p.Updated)
	m.many(at+"/other-care-planning-documents", &p.Documents)
	m.date(at+"/planned-review-date-interval", &p.Review)
	m.group(at+"/responsibility-for-review", func() {
		m.nameAndRole(at+"/responsibility-for-review", &p.Responsible)
		m.text(at+"/responsibility-for-review/contact-details", &p.Responsible.Contact)
	})
}

func (m *mapper) goal(g *GoalEntry) {
	m.pair(goalAt, person.PrefixSNOMED, &g.Goal)
	m.number(goalAt+"/goal-importance-score", &g.Importance)
	each(m, actionAt, &g.Actions, m.action)
	each(m, goalAt+"/outcomes", &g.Outcomes, func(x *person.Coded) { m.pair(goalAt+"/outcomes", person.PrefixSNOMED, x) })
	m.code(goalAt+"/goal-status", person.PrefixSNOMED, &g.Status)
}

func (m *mapper) action(a *ActionEntry) {
	each(m, actionAt+"/what", &a.What, func(x *person.Coded) { m.pair(actionAt+"/what", person.PrefixSNOMED, x) })
	m.group(actionAt+"/who", func() {
		m.nameAndRole(actionAt+"/who", &a.Who)
		m.text(actionAt+"/who/team", &a.Who.Team)
		m.text(actionAt+"/who/contact-details", &a.Who.Contact)
	})
	m.date(actionAt+"/when", &a.When)
	m.text(actionAt+"/suggested-strategies", &a.Strategies)
	m.concept(actionAt+"/status", person.PrefixSNOMED, &a.Status)
	m.number(actionAt+"/confidence", &a.Confidence)
	m.time(actionAt+"/date-last-updated", &a.Updated)
	m.date(actionAt+"/review-date", &a.Review)
	each(m, stageAt, &a.Stages, func(s *StageEntry) {
		m.concept(stageAt+"/stage-goal", person.PrefixSNOMED, &s.Goal)
		m.concept(stageAt+"/outcome", person.PrefixSNOMED, &s.Outcome)
		m.code(stageAt+"/goal-status", person.PrefixSNOMED, &s.Status)
	})
}
