package person

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// DiscloseKey gives a key under which names that differ only in case, spacing,
// hyphens and apostrophes are the same: "O'Brien", "O’BRIEN" and "o brien". It
// does not flatten letters: Siân and Sian, Ọlá and Ola have different keys,
// because they are different names. The key is a name, hence personal data: it
// finds candidates for somebody to look at, and never proves who anybody is.
// "" for a name that is not known.
func (n Name) DiscloseKey() string {
	p := n.parts()
	key := foldName(p.Family)
	for _, g := range p.Given {
		key += " " + foldName(g)
	}
	return strings.TrimSpace(key)
}

// foldName folds case by Unicode's full rule and keeps letters, marks and
// digits in normal form C.
func foldName(s string) string {
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, cases.Fold().String(norm.NFC.String(s))))
}
