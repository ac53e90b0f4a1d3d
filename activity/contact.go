package activity

import (
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/person"
)

// Contact is how to reach an activity or provider. The name of a person is
// person.Text, which never prints itself.
type Contact struct {
	// Label says what the contact is for, such as "Bookings".
	Label string      `json:"label,omitzero"`
	Name  person.Text `json:"name,omitzero"`
	// Role is a job title.
	Role   string  `json:"role,omitzero"`
	Email  string  `json:"email,omitzero"`
	URL    string  `json:"url,omitzero"`
	Phones []Phone `json:"phones,omitzero"`
}

// Phone is a telephone number as the source writes it.
type Phone struct {
	Number    string `json:"number,omitzero"`
	Extension string `json:"extension,omitzero"`
	// Kind is Open Referral's word: voice, text, fax, textphone, cell and so on.
	Kind string `json:"kind,omitzero"`
	Text string `json:"text,omitzero"`
}

// Clone returns a copy that shares no memory with c.
func (c Contact) Clone() Contact {
	c.Phones = cloneSlice(c.Phones)
	return c
}

// LanguageOffer is a language in which an activity is offered.
type LanguageOffer struct {
	Tag language.Tag `json:"tag,omitzero"`
	// Interpreter: through an interpreter rather than directly.
	Interpreter person.Tri `json:"interpreter,omitzero"`
	// Text is what the source says, such as "Spanish (limited)".
	Text string `json:"text,omitzero"`
}
