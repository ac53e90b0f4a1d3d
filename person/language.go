package person

import (
	"golang.org/x/text/language"
)

// LanguageSkill is one language that a person uses, or an organisation offers.
// It discloses itself in its storage form. Treat as a value.
type LanguageSkill struct {
	Tag         language.Tag `json:"tag"`                  // BCP 47; "bfi" is British Sign Language
	Interpreter Tri          `json:"interpreter,omitzero"` // must a professional interpret?
	Spoken      Tri          `json:"spoken,omitzero"`      // speaks and understands, or signs
	Reads       Tri          `json:"reads,omitzero"`       // reads what is sent
}

// Languages are the languages of a person in order of preference, the first
// the most wanted. Nil means not known.
type Languages []LanguageSkill

// signLanguages are the ISO 639-3 codes of the sign languages of these
// islands, and the codes under which others arrive most.
var signLanguages = [...]string{"bfi", "isg", "ase", "sgn", "psr", "pks", "ins"}

// IsSign reports whether the language is a sign language.
func (s LanguageSkill) IsSign() bool {
	base, _ := s.Tag.Base()
	for _, c := range signLanguages {
		if base.String() == c {
			return true
		}
	}
	return false
}

// Tags gives the tags in order of preference.
func (l Languages) Tags() []language.Tag {
	tags := make([]language.Tag, len(l))
	for i, s := range l {
		tags[i] = s.Tag
	}
	return tags
}

// Preferred gives the most wanted language and true, or false if none is known.
func (l Languages) Preferred() (LanguageSkill, bool) {
	if len(l) == 0 {
		return LanguageSkill{}, false
	}
	return l[0], true
}

// InterpreterNeeded says whether a professional must interpret: Yes if any
// language says so, else No if any says that none is needed, else Unknown.
func (l Languages) InterpreterNeeded() Tri {
	t := Unknown
	for _, s := range l {
		if s.Interpreter != Unknown && t != Yes {
			t = s.Interpreter
		}
	}
	return t
}

// Welsh reports whether Welsh is the most wanted language.
func (l Languages) Welsh() bool {
	s, ok := l.Preferred()
	base, _ := s.Tag.Base()
	return ok && base.String() == "cy"
}
