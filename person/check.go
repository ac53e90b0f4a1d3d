package person

import "slices"

// Standard names a standard that a record can be checked against.
type Standard string

// The standards.
const (
	// StandardPRSB is the person's part of the PRSB Social Prescribing
	// Information Standard v1.1.
	StandardPRSB Standard = "prsb-social-prescribing-1.1"
	// StandardLive is what a live record must not hold: numbers for tests, and
	// dates that stand for "not known" elsewhere.
	StandardLive Standard = "live"
)

// IsValid reports whether s is in the list.
func (s Standard) IsValid() bool { return s == StandardPRSB || s == StandardLive }

// UnmarshalText reads one of the texts; "" is unset.
func (s *Standard) UnmarshalText(text []byte) error { return unmarshalCode(s, text, "standard") }

// FindingLevel says how much a finding weighs. Closed list.
type FindingLevel string

// The levels: mandatory elements that are missing are errors, required ones
// are wanted if they are known, and the rest is worth a look.
const (
	FindingError   FindingLevel = "error"
	FindingIfKnown FindingLevel = "if-known"
	FindingLook    FindingLevel = "look"
)

// IsValid reports whether l is in the list.
func (l FindingLevel) IsValid() bool {
	return l == FindingError || l == FindingIfKnown || l == FindingLook
}

// UnmarshalText reads one of the texts; "" is unset.
func (l *FindingLevel) UnmarshalText(text []byte) error {
	return unmarshalCode(l, text, "level of a finding")
}

// Finding is something that a standard still wants. Path is that of the field,
// such as "name" or "gp.practice"; it never holds a value.
type Finding struct {
	Path  string       `json:"path"`
	Level FindingLevel `json:"level"`
	Rule  string       `json:"rule"` // "missing", "partial", "synthetic", "placeholder", "pseudo", "estimated"
}

// Check gives what a standard still wants, in the order of the fields. Nothing
// is invented to satisfy it: a partial birth date stays partial, and a person
// of one name has it as family name. An unknown standard wants nothing.
func (p Person) Check(s Standard) []Finding {
	c := &checker{p: p}
	switch s {
	case StandardPRSB:
		c.prsb()
	case StandardLive:
		c.live()
	}
	return c.out
}

type checker struct {
	p   Person
	out []Finding
}

func (c *checker) find(bad bool, path string, l FindingLevel, rule string) {
	if bad {
		c.out = append(c.out, Finding{path, l, rule})
	}
}

func (c *checker) prsb() {
	p := c.p
	c.find(p.NHSNumber.IsZero(), "nhsNumber", FindingIfKnown, "missing")
	c.find(!p.NHSNumber.IsZero() && p.NHSNumberTrace.Status == "", "nhsNumberTrace.status", FindingIfKnown, "missing")
	c.find(p.Name.DiscloseFamily() == "", "name.family", FindingError, "missing")
	c.find(!p.Name.IsZero() && len(p.Name.DiscloseGiven()) == 0, "name.given", FindingLook, "missing")
	c.find(p.Birth.IsZero(), "birth", FindingError, "missing")
	c.find(!p.Birth.IsZero() && p.Birth.Precision() != PrecisionDay, "birth", FindingLook, "partial")
	c.find(p.Birth.Estimated(), "birth", FindingLook, "estimated")
	d := Demographics{}
	if p.Demographics != nil {
		d = *p.Demographics
	}
	c.find(d.Sex == "", "demographics.sex", FindingIfKnown, "missing")
	c.find(d.Gender == "" && d.GenderWords.IsZero(), "demographics.gender", FindingIfKnown, "missing")
	c.find(d.Ethnicity.IsZero(), "demographics.ethnicity", FindingIfKnown, "missing")
	c.find(d.Religion.IsZero(), "demographics.religion", FindingIfKnown, "missing")
	c.practice()
	c.find(len(p.Addresses) == 0, "addresses", FindingIfKnown, "missing")
	c.find(len(p.Contacts) == 0, "contacts", FindingIfKnown, "missing")
	c.find(p.About == nil, "about", FindingIfKnown, "missing")
	c.find(len(p.Needs) == 0, "needs", FindingIfKnown, "missing")
	c.risks()
}

// practice: the code is mandatory, and a pseudo-code satisfies it by saying why
// there is none.
func (c *checker) practice() {
	known := slices.ContainsFunc(c.p.GP, func(g *GPRegistration) bool { return g != nil && !g.Practice.IsZero() })
	c.find(!known, "gp.practice", FindingError, "missing")
	for _, g := range c.p.GP {
		if g != nil && g.Practice.Pseudo() != "" {
			c.find(true, "gp.practice", FindingLook, "pseudo")
		}
	}
}

// risks are mandatory; "none known" is an answer, silence is not.
func (c *checker) risks() {
	c.find(len(c.p.Risks) == 0 && c.p.NoKnownRisks == nil, "risks", FindingError, "missing")
	for _, r := range c.p.Risks {
		c.find(r != nil && r.Kind == "" && r.SNOMED.IsZero() && r.Words.IsZero(), "risks", FindingError, "missing")
	}
}

func (c *checker) live() {
	c.find(c.p.NHSNumber.IsSynthetic(), "nhsNumber", FindingError, "synthetic")
	r := c.p.NHSNumber.Range()
	c.find(r == RangeNotIssued || r == RangeUnreserved, "nhsNumber", FindingLook, string(r))
	c.find(isPlaceholder(c.p.Birth), "birth", FindingLook, "placeholder")
	c.find(c.p.Death != nil && isPlaceholder(c.p.Death.On), "death.on", FindingLook, "placeholder")
}

// isPlaceholder knows the days that systems without "unknown" write for it.
func isPlaceholder(d Date) bool {
	text := d.Disclose()
	return text == "1900-01-01" || text == "1800-01-01" || text == "0001-01-01" || text == "9999-12-31"
}
