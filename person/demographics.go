package person

import "slices"

// Coded is a concept by code, in words, or both: the form in which the
// national standard wants most of its elements. The zero value is "not known".
type Coded struct {
	Code  CURIE `json:"code,omitzero"`
	Words Text  `json:"words,omitzero"`
}

// IsZero reports whether nothing is known.
func (c Coded) IsZero() bool { return c.Code == "" && c.Words.IsZero() }

// Nation is a nation of the United Kingdom by ISO 3166-2. Closed list.
type Nation string

// The nations.
const (
	England         Nation = "GB-ENG"
	Wales           Nation = "GB-WLS"
	Scotland        Nation = "GB-SCT"
	NorthernIreland Nation = "GB-NIR"
)

// IsValid reports whether n is in the list.
func (n Nation) IsValid() bool {
	switch n {
	case England, Wales, Scotland, NorthernIreland:
		return true
	}
	return false
}

// UnmarshalText reads one of the texts; "" is unset.
func (n *Nation) UnmarshalText(text []byte) error { return unmarshalCode(n, text, "nation") }

// Sex is the phenotypic sex on record. It says nothing of gender, and gender
// nothing of it. Closed list; the zero value is "not asked".
type Sex string

// The values. NotKnown is an answer of the record: somebody looked and could
// not tell. The zero value is that nobody looked.
const (
	SexFemale        Sex = "female"
	SexMale          Sex = "male"
	SexIndeterminate Sex = "indeterminate"
	SexNotKnown      Sex = "not-known"
)

// IsValid reports whether s is in the list.
func (s Sex) IsValid() bool {
	return s == SexFemale || s == SexMale || s == SexIndeterminate || s == SexNotKnown
}

// UnmarshalText reads one of the texts; "" is unset.
func (s *Sex) UnmarshalText(text []byte) error { return unmarshalCode(s, text, "sex") }

// Gender is what the person says of themselves. Closed list, with words beside
// it (Demographics.GenderWords); the zero value is "not asked".
type Gender string

// The values. Not stated is the person's refusal to say; not known is that
// they could not be asked.
const (
	GenderWoman     Gender = "woman"
	GenderMan       Gender = "man"
	GenderNonBinary Gender = "non-binary"
	GenderOther     Gender = "other"
	GenderNotStated Gender = "not-stated"
	GenderNotKnown  Gender = "not-known"
)

// IsValid reports whether g is in the list.
func (g Gender) IsValid() bool {
	switch g {
	case GenderWoman, GenderMan, GenderNonBinary, GenderOther, GenderNotStated, GenderNotKnown:
		return true
	}
	return false
}

// UnmarshalText reads one of the texts; "" is unset.
func (g *Gender) UnmarshalText(text []byte) error { return unmarshalCode(g, text, "gender") }

// CarerStatus says whether the person cares for somebody, or is cared for.
// Both may be true. Unknown is not No.
type CarerStatus struct {
	IsCarer      Tri   `json:"isCarer,omitzero"`
	IsYoungCarer Tri   `json:"isYoungCarer,omitzero"`
	HasCarer     Tri   `json:"hasCarer,omitzero"`
	Coded        Coded `json:"coded,omitzero"` // as a referral had it
}

// IsZero reports whether nothing is known.
func (c CarerStatus) IsZero() bool {
	return c.IsCarer.IsZero() && c.IsYoungCarer.IsZero() && c.HasCarer.IsZero() && c.Coded.IsZero()
}

// ImmigrationStatus is the person's leave to be here, for a period. Code is
// one of the ten of the national standard (prsb-immigration:1 to :10).
type ImmigrationStatus struct {
	Code    CURIE `json:"code,omitzero"`
	From    Date  `json:"from,omitzero"`
	To      Date  `json:"to,omitzero"`
	Comment Text  `json:"comment,omitzero"`
}

// Demographics is who a person is, in the terms of the national standard.
// Every field is optional, and absent means nobody has said: there is no
// default. Values that are coded by a national list carry that list's prefix.
type Demographics struct {
	Sex               Sex                  `json:"sex,omitzero"`
	Gender            Gender               `json:"gender,omitzero"`
	GenderWords       Text                 `json:"genderWords,omitzero"`
	Pronouns          Text                 `json:"pronouns,omitzero"`
	Ethnicity         Ethnicity            `json:"ethnicity,omitzero"`
	Religion          Coded                `json:"religion,omitzero"`
	SexualOrientation Coded                `json:"sexualOrientation,omitzero"`
	MaritalStatus     Coded                `json:"maritalStatus,omitzero"`
	Immigration       []*ImmigrationStatus `json:"immigration,omitempty"`
	OverseasVisitor   CURIE                `json:"overseasVisitor,omitzero"` // charging category
	Carer             CarerStatus          `json:"carer,omitzero"`
	Veteran           Tri                  `json:"veteran,omitzero"`
	OrganDonation     Tri                  `json:"organDonation,omitzero"`
	BirthCountry      CURIE                `json:"birthCountry,omitzero"`  // such as iso3166:GB
	BirthLocation     Coded                `json:"birthLocation,omitzero"` // site, or in words
	Education         Coded                `json:"education,omitzero"`     // establishment by ODS code, or in words
	Photograph        Text                 `json:"photograph,omitzero"`    // where the picture is kept
	RelevantContacts  Text                 `json:"relevantContacts,omitzero"`
}

func (d Demographics) clone() Demographics {
	d.Immigration = cloneAll(d.Immigration)
	return d
}

// GPRegistration is a practice with which the person is registered, or the
// statement that there is none. A practice code may be a pseudo-code: see
// ODSCode.Pseudo.
type GPRegistration struct {
	Practice ODSCode `json:"practice,omitzero"`
	GPName   Text    `json:"gpName,omitzero"`
	Details  Text    `json:"details,omitzero"`
	OptOut   SCTID   `json:"optOut,omitzero"` // does not wish to register, or has a private GP
	From     Date    `json:"from,omitzero"`
	To       Date    `json:"to,omitzero"`
}

// NHSNumberStatus says how far a number has been traced: the national NHS
// number status indicator, by its two-digit code. Closed list.
type NHSNumberStatus string

// The codes of the NHS Data Dictionary's NHS NUMBER STATUS INDICATOR CODE.
const (
	NHSNumberVerified         NHSNumberStatus = "01"
	NHSNumberNotTraced        NHSNumberStatus = "02"
	NHSNumberTraceRequired    NHSNumberStatus = "03"
	NHSNumberNoMatch          NHSNumberStatus = "04"
	NHSNumberTraceUnresolved  NHSNumberStatus = "05"
	NHSNumberTraceInProgress  NHSNumberStatus = "06"
	NHSNumberTraceNotRequired NHSNumberStatus = "07"
	NHSNumberTracePostponed   NHSNumberStatus = "08"
)

// IsValid reports whether s is one of the eight codes.
func (s NHSNumberStatus) IsValid() bool { return len(s) == 2 && s >= "01" && s <= "08" }

// UnmarshalText reads one of the codes; "" is unset.
func (s *NHSNumberStatus) UnmarshalText(text []byte) error {
	return unmarshalCode(s, text, "NHS number status")
}

// NHSNumberTrace is how sure a number is. It stands beside the number and
// travels with it.
type NHSNumberTrace struct {
	Status NHSNumberStatus `json:"status,omitzero"`
	On     Date            `json:"on,omitzero"`
}

// OtherIdentifier is a number under which another system knows the person: a
// hospital's, a council's, a charity's. System says whose, as a name that the
// host keeps stable, such as a URI.
type OtherIdentifier struct {
	System string `json:"system,omitzero"`
	Value  Text   `json:"value,omitzero"`
	From   Date   `json:"from,omitzero"`
	To     Date   `json:"to,omitzero"`
}

// Audience is to whom something of a person may go. Closed list.
type Audience string

// The audiences, each with a View of its own.
const (
	AudienceProvider   Audience = "provider"
	AudienceLinkWorker Audience = "link-worker"
	AudienceGP         Audience = "gp"
	AudienceReferrer   Audience = "referrer"
	AudiencePerson     Audience = "person"
	AudienceAnonymous  Audience = "anonymous"
)

// Audiences gives all audiences in their fixed order.
func Audiences() []Audience {
	return []Audience{AudienceProvider, AudienceLinkWorker, AudienceGP, AudienceReferrer, AudiencePerson, AudienceAnonymous}
}

// IsValid reports whether a is in the list.
func (a Audience) IsValid() bool { return slices.Contains(Audiences(), a) }

// UnmarshalText reads one of the texts; "" is unset.
func (a *Audience) UnmarshalText(text []byte) error { return unmarshalCode(a, text, "audience") }
