package activity

// Route is a way in to an activity. The zero value is unset.
type Route string

// The ways in (D31).
const (
	// Signpost: people are told about it and find their own way.
	Signpost Route = "signpost"
	// SelfReferral: people apply themselves.
	SelfReferral Route = "self"
	// Professional: a named referral by a professional.
	Professional Route = "professional"
	// Voucher: a voucher from an issuer, as many food banks ask for.
	Voucher Route = "voucher"
	// Membership: only members.
	Membership Route = "membership"
	// DropIn: no arrangement needed.
	DropIn Route = "drop-in"
	// PrivateUse: not open to the public. An activity all of whose routes are
	// private is listed, and never offered.
	PrivateUse Route = "private"
)

// IsValid reports whether r is one of the seven routes.
func (r Route) IsValid() bool {
	return oneOf(r, Signpost, SelfReferral, Professional, Voucher, Membership, DropIn, PrivateUse)
}

// UnmarshalText implements encoding.TextUnmarshaler; it rejects other words.
func (r *Route) UnmarshalText(text []byte) error {
	return unmarshalWord(r, text, "route", Route.IsValid)
}

// RouteOption is one way in, with what it takes. Any one of an activity's
// routes will do.
type RouteOption struct {
	Route Route `json:"route,omitzero"`
	// Issuer is who issues the voucher or membership.
	Issuer string `json:"issuer,omitzero"`
	URL    string `json:"url,omitzero"`
	// Text is what the source says about it, as it says it.
	Text string `json:"text,omitzero"`
}

// Mode is how an activity reaches people. The zero value is unset.
type Mode string

// How an activity reaches people.
const (
	InPerson  Mode = "in-person"
	Online    Mode = "online"
	Telephone Mode = "telephone"
	HomeVisit Mode = "home-visit"
	Outreach  Mode = "outreach"
	ByPost    Mode = "post"
)

// IsValid reports whether m is one of the six modes.
func (m Mode) IsValid() bool {
	return oneOf(m, InPerson, Online, Telephone, HomeVisit, Outreach, ByPost)
}

// UnmarshalText implements encoding.TextUnmarshaler; it rejects other words.
func (m *Mode) UnmarshalText(text []byte) error {
	return unmarshalWord(m, text, "mode", Mode.IsValid)
}
