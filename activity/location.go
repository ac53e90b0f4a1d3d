package activity

import (
	"strings"

	"github.com/socialprescribing/socialprescribing/person"
)

// LocationKind says what kind of place a location is. The zero value is unset.
type LocationKind string

// The kinds that Open Referral knows.
const (
	Physical LocationKind = "physical"
	Postal   LocationKind = "postal"
	Virtual  LocationKind = "virtual"
)

// IsValid reports whether k is one of the three kinds.
func (k LocationKind) IsValid() bool { return oneOf(k, Physical, Postal, Virtual) }

// UnmarshalText implements encoding.TextUnmarshaler; it rejects other words.
func (k *LocationKind) UnmarshalText(text []byte) error {
	return unmarshalWord(k, text, "location kind", LocationKind.IsValid)
}

// Precision says what coordinates stand for. The zero value is unknown.
type Precision string

// From the door of the building to the middle of a town.
const (
	// Exact: the building or entrance.
	Exact Precision = "exact"
	// PostcodeCentre: the centre of a full postcode, some 15 addresses.
	PostcodeCentre Precision = "postcode"
	// AreaCentre: the centre of an outward code, ward or town.
	AreaCentre Precision = "area"
)

// IsValid reports whether p is one of the three precisions.
func (p Precision) IsValid() bool { return oneOf(p, Exact, PostcodeCentre, AreaCentre) }

// UnmarshalText implements encoding.TextUnmarshaler; it rejects other words.
func (p *Precision) UnmarshalText(text []byte) error {
	return unmarshalWord(p, text, "precision", Precision.IsValid)
}

// AreaCode names an area: a GSS code such as "E08000009" or an outward postcode
// such as "M33". Compared as text, hence kept in upper case without blanks.
type AreaCode string

// NewAreaCode folds case and drops blanks.
func NewAreaCode(s string) AreaCode {
	return AreaCode(strings.ToUpper(strings.Join(strings.Fields(s), "")))
}

// Address is a postal address as a directory states it. The zero Address is
// unknown.
type Address struct {
	// Lines are the lines above the town, in order.
	Lines []string `json:"lines,omitzero"`
	Town  string   `json:"town,omitzero"`
	// Region is county or state, as the source has it.
	Region   string          `json:"region,omitzero"`
	Postcode person.Postcode `json:"postcode,omitzero"`
	// PostcodeText is kept when the source's postcode cannot be read.
	PostcodeText string `json:"postcodeText,omitzero"`
	// Country is the two-letter code of ISO 3166-1.
	Country string `json:"country,omitzero"`
}

// Clone returns a copy that shares no memory with a.
func (a Address) Clone() Address {
	a.Lines = cloneSlice(a.Lines)
	return a
}

// IsZero reports whether nothing is known of the address.
func (a Address) IsZero() bool {
	return len(a.Lines) == 0 && a.Town == "" && a.Region == "" && a.Postcode.IsZero() &&
		a.PostcodeText == "" && a.Country == ""
}

// Location is a place where an activity happens. A plain record: not safe for
// use while it is being changed.
type Location struct {
	ID          LocationID   `json:"id,omitzero"`
	Kind        LocationKind `json:"kind,omitzero"`
	Name        string       `json:"name,omitzero"`
	Description string       `json:"description,omitzero"`
	Address     Address      `json:"address,omitzero"`
	Coordinates Coordinates  `json:"coordinates,omitzero"`
	Precision   Precision    `json:"precision,omitzero"`
	UPRN        person.UPRN  `json:"uprn,omitzero"`
	Areas       []AreaCode   `json:"areas,omitzero"`
	Access      Access       `json:"access,omitzero"`
	Transport   string       `json:"transport,omitzero"`
	URL         string       `json:"url,omitzero"`
	Source      Source       `json:"source,omitzero"`
}

// Clone returns a copy that shares no memory with l.
func (l Location) Clone() Location {
	l.Address = l.Address.Clone()
	l.Areas = cloneSlice(l.Areas)
	l.Access = l.Access.Clone()
	l.Source = l.Source.Clone()
	return l
}

// Place is where somebody is, as far as known, for Coverage.Covers. The zero
// Place is unknown.
type Place struct {
	Coordinates Coordinates
	// Outward is the outward postcode, such as "M33".
	Outward AreaCode
	// Areas are the GSS codes of the areas the place is in, at any level.
	Areas []AreaCode
	// AreasComplete says that Areas holds every code, at the levels that
	// directories use, of the areas the place is in. Only then is a missing
	// code a no.
	AreasComplete bool
}

// Coverage says whom an activity serves by where they live. It is not
// proximity: how far somebody would travel is the person's side. A person is
// covered when any one part covers them. The zero Coverage is unknown.
type Coverage struct {
	// Standing of the whole; unknown coverage judges everybody as unknown.
	Standing Standing `json:"standing,omitzero"`
	Rule     string   `json:"rule,omitzero"`
	// Everywhere: no rule of place (online or national).
	Everywhere bool `json:"everywhere,omitzero"`
	// Radius around each located location of the activity; 0 for none.
	Radius Metres `json:"radius,omitzero"`
	// Outward codes served, such as "M33".
	Outward []AreaCode `json:"outward,omitzero"`
	// Areas served, by GSS code.
	Areas []AreaCode `json:"areas,omitzero"`
	// Text is what the source says about its area, as it says it.
	Text string `json:"text,omitzero"`
}

// Clone returns a copy that shares no memory with c.
func (c Coverage) Clone() Coverage {
	c.Outward = cloneSlice(c.Outward)
	c.Areas = cloneSlice(c.Areas)
	return c
}

// Covers reports whether somebody at p is served by an activity with these
// locations.
func (c Coverage) Covers(p Place, locations []Location) person.Tri {
	if c.Standing != Known {
		return person.Unknown
	}
	if c.Everywhere {
		return person.Yes
	}
	verdict, found := person.No, false
	consider := func(t person.Tri) {
		found = true
		verdict = verdict.Or(t)
	}
	if c.Radius > 0 {
		consider(c.within(p, locations))
	}
	if len(c.Outward) > 0 {
		consider(member(c.Outward, p.Outward))
	}
	if len(c.Areas) > 0 {
		consider(c.inAreas(p))
	}
	if !found {
		return person.Unknown
	}
	return verdict
}

func member(list []AreaCode, a AreaCode) person.Tri {
	switch {
	case a == "":
		return person.Unknown
	case oneOf(a, list...):
		return person.Yes
	}
	return person.No
}

func (c Coverage) inAreas(p Place) person.Tri {
	for _, a := range p.Areas {
		if oneOf(a, c.Areas...) {
			return person.Yes
		}
	}
	if p.AreasComplete {
		return person.No
	}
	return person.Unknown
}

func (c Coverage) within(p Place, locations []Location) person.Tri {
	verdict, found := person.No, false
	for _, l := range locations {
		d, ok := p.Coordinates.DistanceTo(l.Coordinates)
		switch {
		case !ok:
			verdict = verdict.Or(person.Unknown)
		case d <= c.Radius:
			return person.Yes
		}
		found = true
	}
	if !found {
		return person.Unknown
	}
	return verdict
}
