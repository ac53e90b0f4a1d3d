package person

import "strings"

// PostcodeRepair is one thing that RepairPostcode mended. Closed list.
type PostcodeRepair string

// The repairs. The last two change what was written: show them to somebody.
const (
	RepairCase        PostcodeRepair = "case"        // lower case raised
	RepairSpacing     PostcodeRepair = "spacing"     // space added, moved or removed
	RepairPunctuation PostcodeRepair = "punctuation" // dots, commas, hyphens removed
	RepairLetter      PostcodeRepair = "letter"      // 0, 1 or 5 where only the letter O, I or S can stand
	RepairDigit       PostcodeRepair = "digit"       // O, I, L or S where only the digit 0, 1 or 5 can stand
)

// IsValid reports whether r is in the list.
func (r PostcodeRepair) IsValid() bool {
	switch r {
	case RepairCase, RepairSpacing, RepairPunctuation, RepairLetter, RepairDigit:
		return true
	}
	return false
}

// UnmarshalText reads one of the listed texts; "" is unset.
func (r *PostcodeRepair) UnmarshalText(text []byte) error {
	return unmarshalCode(r, text, "postcode repair")
}

// RepairPostcode reads what feeds and keyboards make of postcodes, and reports
// each thing it mended, in the order of the constants; none means the text was
// in its one form. Letters and digits that look alike are changed only if the
// text is no postcode as it stands and exactly one reading is: with two the
// error says ambiguous, and nothing is guessed. The error matches ErrSyntax.
func RepairPostcode(s string) (Postcode, []PostcodeRepair, error) {
	var found repairs
	c, ok := found.strip(s)
	if !ok {
		return Postcode{}, nil, parseError("postcode", ProblemLength)
	}
	problem := checkPostcode(c.text())
	if problem == ProblemNone {
		p := packPostcode(c.text())
		return p, found.list(s, p), nil
	}
	mended, n := readings(c)
	switch {
	case n == 0:
		return Postcode{}, nil, parseError("postcode", problem)
	case n > 1:
		return Postcode{}, nil, parseError("postcode", ProblemAmbiguous)
	}
	for i, ch := range mended.text() {
		if ch == c.b[i] {
			continue
		}
		found.letter = found.letter || isLetter(ch)
		found.digit = found.digit || isDigit(ch)
	}
	p := packPostcode(mended.text())
	return p, found.list(s, p), nil
}

// checkPostcode is checkShape for any length.
func checkPostcode(t []byte) Problem {
	if len(t) == 0 {
		return ProblemEmpty
	}
	return checkShape(t)
}

type repairs struct{ lower, punctuation, letter, digit bool }

// strip keeps letters and digits, in upper case.
func (r *repairs) strip(s string) (compact, bool) {
	var c compact
	for i := range len(s) {
		ch := s[i]
		switch {
		case isSpace(ch):
			continue
		case !isAlphanumeric(ch):
			if !strings.ContainsRune(".,-_/'\"", rune(ch)) {
				return c, false
			}
			r.punctuation = true
			continue
		case ch >= 'a':
			r.lower = true
			ch -= 'a' - 'A'
		}
		if c.n == maxCompact {
			return c, false
		}
		c.b[c.n] = ch
		c.n++
	}
	return c, true
}

// list compares the spaces as they were with those of the one form.
func (r *repairs) list(s string, p Postcode) []PostcodeRepair {
	var out []PostcodeRepair
	for _, x := range []struct {
		done   bool
		repair PostcodeRepair
	}{
		{r.lower, RepairCase},
		{spaces(s) != spaces(p.Disclose()), RepairSpacing},
		{r.punctuation, RepairPunctuation},
		{r.letter, RepairLetter},
		{r.digit, RepairDigit},
	} {
		if x.done {
			out = append(out, x.repair)
		}
	}
	return out
}

// spaces gives the text with every letter and digit as "x", without
// punctuation: where the spaces stood.
func spaces(s string) string {
	var b strings.Builder
	for i := range len(s) {
		switch {
		case isAlphanumeric(s[i]):
			b.WriteByte('x')
		case isSpace(s[i]):
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// readings tries every exchange of look-alikes and counts those that are
// postcodes of a place: a pseudo-code or a forces' number is never guessed.
func readings(c compact) (compact, int) {
	var found compact
	n := 0
	var try func(i int)
	try = func(i int) {
		if i == c.n {
			if isPlace(c.text()) {
				found = c
				n++
			}
			return
		}
		try(i + 1)
		if other := lookalike(c.b[i]); other != 0 {
			was := c.b[i]
			c.b[i] = other
			try(i + 1)
			c.b[i] = was
		}
	}
	try(0)
	return found, n
}

// isPlace reports whether t is a postcode in an area that exists.
func isPlace(t []byte) bool {
	if len(t) < 5 || checkShape(t) != ProblemNone {
		return false
	}
	area := packPostcode(t).Area()
	return area != "" && strings.Contains(areas, " "+area+" ")
}

// areas are the postcode areas of the United Kingdom, Guernsey, Jersey and Man.
// They change once in decades, and serve here only to rule readings out.
const areas = " AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX " +
	"FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP " +
	"NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA " +
	"WC WD WF WN WR WS WV YO ZE "

// lookalike gives the letter or digit that one is mistaken for, or 0.
func lookalike(c byte) byte {
	switch c {
	case 'O':
		return '0'
	case '0':
		return 'O'
	case 'I', 'L':
		return '1'
	case '1':
		return 'I'
	case 'S':
		return '5'
	case '5':
		return 'S'
	}
	return 0
}
