package fhir

import (
	"strings"
)

// meaning is what a businessStatus says.
type meaning struct {
	code    Business // of this library
	bser    string   // of BSeR
	unknown bool     // something that nobody has agreed on
	offered string   // "system|code" of what is unknown
}

// none says whether there was no businessStatus at all.
func (m *meaning) none() bool { return m.code == "" && m.bser == "" && !m.unknown }

// matches says whether a status is written with that businessStatus.
func (m *meaning) matches(s Status) bool {
	return (m.code == "" || m.code == s.Business) && (m.bser == "" || m.bser == s.BSeR)
}

// meaning reads a businessStatus. A code of this library decides, wherever it
// stands among the codings; beside it foreign codes are explanation. Without
// one, a code that was agreed with the sender, or one of BSeR from a peer of
// that profile, decides; words alone, or any other code, are unknown.
func (s Sender) meaning(c CodeableConcept) meaning {
	var m meaning
	first := ""
	for _, coding := range c.Coding {
		switch {
		case coding.System == BusinessSystem:
			m.add(Business(coding.Code))
		case coding.System == BSeRSystem && s.Profile == ProfileBSeR:
			m.unknown = m.unknown || m.bser != "" && m.bser != coding.Code || bserDisplays[coding.Code] == ""
			m.bser = coding.Code
		default:
			if agreed, ok := s.Codes[coding.System+"|"+coding.Code]; ok {
				m.add(agreed)
			} else if first == "" {
				first = offer(coding)
			}
		}
	}
	if m.code == "" && m.bser == "" && (len(c.Coding) > 0 || c.Text != "") {
		m.unknown = true
	}
	if m.unknown {
		m.code, m.bser, m.offered = "", "", first
	}
	return m
}

// add takes a code; two that differ are none.
func (m *meaning) add(b Business) {
	if !b.IsValid() || m.code != "" && m.code != b || strings.HasPrefix(string(b), "phase-") {
		m.unknown = true // of a phase only its host knows the state
	}
	m.code = b
}

// offer shows a foreign code, unless it could hold anything.
func offer(c Coding) string {
	if !plain(c.System, 128) || !plain(c.Code, 40) || strings.Contains(c.Code, "@") {
		return ""
	}
	return c.System + "|" + c.Code
}

// plain says whether a text is one word or address: no space, nothing that a
// terminal would act on.
func plain(s string, most int) bool {
	if s == "" || len(s) > most {
		return false
	}
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= 0x7f {
			return false
		}
	}
	return true
}
