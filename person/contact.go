package person

import (
	"slices"
	"time"
)

// Channel is a way of reaching somebody. Closed list.
type Channel string

// The channels. Voicemail stands apart from phone: others in the house hear it.
const (
	ChannelPhone     Channel = "phone"
	ChannelText      Channel = "text"
	ChannelVoicemail Channel = "voicemail"
	ChannelEmail     Channel = "email"
	ChannelPost      Channel = "post"
	ChannelVisit     Channel = "visit"
	ChannelVideo     Channel = "video"
)

// Channels gives all channels in their fixed order.
func Channels() []Channel {
	return []Channel{ChannelPhone, ChannelText, ChannelVoicemail, ChannelEmail, ChannelPost, ChannelVisit, ChannelVideo}
}

// IsValid reports whether c is in the list.
func (c Channel) IsValid() bool { return slices.Contains(Channels(), c) }

// UnmarshalText reads one of the texts; "" is unset.
func (c *Channel) UnmarshalText(text []byte) error { return unmarshalCode(c, text, "channel") }

// ContactUse is what a contact point is for, the FHIR value set of that name.
type ContactUse string

// The uses.
const (
	UseHome   ContactUse = "home"
	UseWork   ContactUse = "work"
	UseTemp   ContactUse = "temp"
	UseOld    ContactUse = "old"
	UseMobile ContactUse = "mobile"
)

// IsValid reports whether u is in the list.
func (u ContactUse) IsValid() bool {
	return slices.Contains([]ContactUse{UseHome, UseWork, UseTemp, UseOld, UseMobile}, u)
}

// UnmarshalText reads one of the texts; "" is unset.
func (u *ContactUse) UnmarshalText(text []byte) error { return unmarshalCode(u, text, "contact use") }

// ContactKind says what the value of a contact point is. Closed list.
type ContactKind string

// The kinds.
const (
	ContactPhoneNumber  ContactKind = "phone"
	ContactEmailAddress ContactKind = "email"
	ContactOther        ContactKind = "other"
)

// IsValid reports whether k is in the list.
func (k ContactKind) IsValid() bool {
	return k == ContactPhoneNumber || k == ContactEmailAddress || k == ContactOther
}

// UnmarshalText reads one of the texts; "" is unset.
func (k *ContactKind) UnmarshalText(text []byte) error { return unmarshalCode(k, text, "contact kind") }

// Permissions say which channels the person allows. Unknown is allowed and
// flagged: a person who was never asked can still be called to be asked.
type Permissions struct {
	Phone     Tri `json:"phone,omitzero"`
	Text      Tri `json:"text,omitzero"`
	Voicemail Tri `json:"voicemail,omitzero"`
	Email     Tri `json:"email,omitzero"`
	Post      Tri `json:"post,omitzero"`
	Visit     Tri `json:"visit,omitzero"`
	Video     Tri `json:"video,omitzero"`
}

// For gives the permission for one channel.
func (p Permissions) For(c Channel) Tri {
	switch c {
	case ChannelPhone:
		return p.Phone
	case ChannelText:
		return p.Text
	case ChannelVoicemail:
		return p.Voicemail
	case ChannelEmail:
		return p.Email
	case ChannelPost:
		return p.Post
	case ChannelVisit:
		return p.Visit
	case ChannelVideo:
		return p.Video
	}
	return Unknown
}

// ContactPoint is a telephone number, an e-mail address or another handle.
type ContactPoint struct {
	Kind       ContactKind `json:"kind,omitzero"`
	Value      Text        `json:"value,omitzero"`
	Use        ContactUse  `json:"use,omitzero"`
	Preference int         `json:"preference,omitzero"` // 1 (first) to 5; 0 is not ranked
	Permitted  Permissions `json:"permitted,omitzero"`  // for this point alone
	Shared     Tri         `json:"shared,omitzero"`     // do others answer or read it?
	From       Date        `json:"from,omitzero"`
	To         Date        `json:"to,omitzero"`
}

// Weekdays is a set of days; bit 0 is Sunday, as in time.Weekday. Zero means
// every day.
type Weekdays uint8

// Has reports whether the day is in the set.
func (w Weekdays) Has(d time.Weekday) bool { return w == 0 || w>>d&1 == 1 }

// SafeTime is a part of the week in which the person may be reached, by the
// clock on their wall.
type SafeTime struct {
	Days Weekdays `json:"days,omitzero"`
	From int      `json:"from,omitzero"` // minutes after midnight
	To   int      `json:"to,omitzero"`   // minutes after midnight, exclusive; 0 is the end of the day
}

func (s SafeTime) has(day time.Weekday, minute int) bool {
	to := s.To
	if to == 0 {
		to = 24 * 60
	}
	return s.Days.Has(day) && minute >= s.From && minute < to
}

// ContactProhibition forbids contact: with the person at all, by some channels
// only, or by one provider only.
type ContactProhibition struct {
	ID          EntryID             `json:"id,omitzero"`
	Channels    []Channel           `json:"channels,omitempty"` // none: every channel
	Provider    ProviderID          `json:"provider,omitzero"`  // zero: everybody
	From        time.Time           `json:"from,omitzero"`
	To          time.Time           `json:"to,omitzero"` // zero: until further notice
	Reason      Text                `json:"reason,omitzero"`
	RecordedBy  Text                `json:"recordedBy,omitzero"`
	Alternative *ContactAlternative `json:"alternative,omitzero"`
}

// ContactAlternative is how a person who must not be contacted is reached all
// the same: through whom, when and how.
type ContactAlternative struct {
	Relation EntryID `json:"relation,omitzero"` // the Relation through whom
	Via      Text    `json:"via,omitzero"`      // or in words: the refuge, the key worker
	When     Text    `json:"when,omitzero"`
	How      Channel `json:"how,omitzero"`
	Details  Text    `json:"details,omitzero"` // a number or address to use
}

// ContactRules say how the person may be contacted.
type ContactRules struct {
	Preferred    Channel               `json:"preferred,omitzero"`
	Permitted    Permissions           `json:"permitted,omitzero"`
	SafeTimes    []SafeTime            `json:"safeTimes,omitempty"` // none: not asked
	Prohibitions []*ContactProhibition `json:"prohibitions,omitempty"`
	Advice       Text                  `json:"advice,omitzero"` // "ask for my daughter first"
}
