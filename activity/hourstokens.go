package activity

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

type tokenKind uint8

const (
	tokEnd tokenKind = iota
	tokUnknown
	tokDay
	tokOrdinal
	tokTime   // digits that can only be a time
	tokNumber // bare digits, a time only within a range
	tokPart
	tokRange
	tokList
	tokStop
	tokFiller
	tokEvery
	tokExcept
	tokClosed
	tokBank
	tokTerm
	tokHoliday
	tokAppointment
	tokIrregular
	tokMonth
	tokWeek
	tokUntil  // what follows is an end, not a start
	tokNot    // what follows is denied
	tokOther  // what follows is about something else: telephones, offices
	tokSeason // a part of the year
)

type meridiem uint8

const (
	merNone meridiem = iota
	merAM
	merPM
	mer24
)

// hoursToken is a word, number or sign of a text about opening hours.
type hoursToken struct {
	kind tokenKind
	raw  string
	text string // in lower case
	days []DayName
	n    int
	h, m int
	mer  meridiem
	note string
}

var dayWords = map[string][]DayName{
	"mon": {Monday}, "monday": {Monday},
	"tue": {Tuesday}, "tues": {Tuesday}, "tuesday": {Tuesday},
	"wed": {Wednesday}, "weds": {Wednesday}, "wednesday": {Wednesday},
	"thu": {Thursday}, "thur": {Thursday}, "thurs": {Thursday}, "thursday": {Thursday},
	"fri": {Friday}, "friday": {Friday},
	"sat": {Saturday}, "saturday": {Saturday},
	"sun": {Sunday}, "sunday": {Sunday},
	"weekday": {Monday, Tuesday, Wednesday, Thursday, Friday},
	"weekend": {Saturday, Sunday},
	"daily":   weekOrder, "everyday": weekOrder,
}

var ordinalWords = map[string]int{
	"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5,
	"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1,
}

var plainWords = map[string]tokenKind{
	"morning": tokPart, "mornings": tokPart, "afternoon": tokPart, "afternoons": tokPart,
	"evening": tokPart, "evenings": tokPart,
	"to": tokRange, "until": tokUntil, "till": tokUntil, "til": tokUntil, "before": tokUntil,
	"no": tokNot, "not": tokNot, "never": tokNot, "without": tokNot,
	"call": tokOther, "phone": tokOther, "telephone": tokOther, "tel": tokOther, "ring": tokOther, "phones": tokOther, "phonelines": tokOther,
	"helpline": tokOther, "enquiries": tokOther, "office": tokOther, "reception": tokOther, "administration": tokOther, "administrative": tokOther,
	"january": tokSeason, "february": tokSeason, "march": tokSeason, "april": tokSeason, "june": tokSeason, "july": tokSeason, "august": tokSeason,
	"september": tokSeason, "october": tokSeason, "november": tokSeason, "december": tokSeason, "spring": tokSeason, "summer": tokSeason, "autumn": tokSeason,
	"winter": tokSeason, "easter": tokSeason, "christmas": tokSeason, "ramadan": tokSeason,
	"jan": tokSeason, "feb": tokSeason, "apr": tokSeason, "jun": tokSeason, "jul": tokSeason, "aug": tokSeason, "sept": tokSeason, "sep": tokSeason,
	"oct": tokSeason, "nov": tokSeason, "dec": tokSeason, "xmas": tokSeason,
	"week": tokWeek,
	"and":  tokList, "plus": tokList,
	"open": tokFiller, "opens": tokFiller, "opening": tokFiller, "hours": tokFiller, "times": tokFiller,
	"is": tokFiller, "are": tokFiller, "we": tokFiller, "from": tokFiller, "on": tokFiller, "at": tokFiller,
	"between": tokFiller, "the": tokFiller, "of": tokFiller, "in": tokFiller, "only": tokFiller,
	"meets": tokFiller, "meet": tokFiller, "available": tokFiller, "weekly": tokFiller, "a": tokFiller, "inclusive": tokFiller,
	"each": tokEvery, "every": tokEvery,
	"except": tokExcept, "excluding": tokExcept, "excl": tokExcept,
	"closed": tokClosed, "close": tokClosed, "closes": tokClosed, "cancelled": tokClosed, "suspended": tokClosed,
	"month": tokMonth, "months": tokMonth, "monthly": tokMonth,
	"fortnightly": tokIrregular, "fortnight": tokIrregular, "alternate": tokIrregular,
	"alternating": tokIrregular, "biweekly": tokIrregular, "bi-weekly": tokIrregular,
	"bimonthly": tokIrregular, "weeks": tokIrregular, "bi-monthly": tokIrregular, "occasional": tokIrregular,
	"occasionally": tokIrregular, "quarterly": tokIrregular, "annually": tokIrregular, "yearly": tokIrregular,
}

// hoursTokens cuts a text into tokens. Blanks and brackets only separate; the
// line ends of a timetable part like full stops, also where a feed writes them
// as the two characters \n.
func hoursTokens(text string) []hoursToken {
	var out []hoursToken
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '\n' || strings.HasPrefix(text[i:], `\n`):
			if size += len(`\n`) - len("\n"); r == '\n' {
				size = 1
			}
			// A line that ends in "and" or a dash goes on.
			if n := len(out); n > 0 && out[n-1].kind != tokList && out[n-1].kind != tokRange && out[n-1].kind != tokStop {
				out = append(out, hoursToken{kind: tokStop})
			}
		case unicode.IsSpace(r) || r == '(' || r == ')' || r == '@' || r == ':' || r == '[' || r == ']':
			i += size
			continue
		case r == '-' || r == '–' || r == '—' || r == '=' || r == '−':
			out = append(out, hoursToken{kind: tokRange, raw: text[i : i+size]})
		case r == ',' || r == '&' || r == '+' || r == '/':
			out = append(out, hoursToken{kind: tokList, raw: text[i : i+size]})
		case r == '.' || r == ';':
			out = append(out, hoursToken{kind: tokStop, raw: text[i : i+size]})
		case r >= '0' && r <= '9':
			t, n := numberToken(text[i:])
			out = append(out, t)
			i += n
			continue
		case unicode.IsLetter(r):
			n := wordLen(text[i:])
			out = append(out, wordToken(text[i:i+n]))
			i += n
			continue
		case r == '£' || r == '$' || r == '€' || r == '#':
			n := size + symbolLen(text[i+size:])
			out = append(out, hoursToken{kind: tokUnknown, raw: text[i : i+n]})
			i += n
			continue
		default:
			out = append(out, hoursToken{kind: tokUnknown, raw: text[i : i+size]})
		}
		i += size
	}
	return joinTokens(out)
}

func wordLen(s string) int {
	n := 0
	for n < len(s) {
		r, size := utf8.DecodeRuneInString(s[n:])
		inner := r == '\'' || r == '’' || r == '-' && n+1 < len(s) && isASCIILetter(s[n+1])
		if !unicode.IsLetter(r) && !inner && (r < '0' || r > '9') {
			break
		}
		n += size
	}
	// "Monday-Friday" is two words; "drop-in" is one.
	if i := strings.IndexByte(s[:n], '-'); i > 0 {
		if _, day := dayWord(s[:i]); day {
			return i
		}
	}
	return n
}

func isASCIILetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// symbolLen is the length of the amount after a currency sign.
func symbolLen(s string) int {
	n := 0
	for n < len(s) && (s[n] >= '0' && s[n] <= '9' || s[n] == '.' && n+1 < len(s) && s[n+1] >= '0' && s[n+1] <= '9') {
		n++
	}
	return n
}

func dayWord(s string) ([]DayName, bool) {
	w := strings.ToLower(s)
	d, ok := dayWords[w]
	if !ok {
		w = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(w, "s"), "'"), "’")
		d, ok = dayWords[w]
	}
	return d, ok
}

func wordToken(s string) hoursToken {
	t := hoursToken{kind: tokUnknown, raw: s, text: strings.ToLower(s)}
	if d, ok := dayWord(s); ok {
		t.kind, t.days = tokDay, d
		return t
	}
	if n, ok := ordinalWords[t.text]; ok {
		t.kind, t.n = tokOrdinal, n
		return t
	}
	if k, ok := plainWords[t.text]; ok {
		t.kind = k
		return t
	}
	switch t.text {
	case "noon", "midday":
		t.kind, t.h, t.mer = tokTime, 12, merPM
	case "midnight":
		t.kind, t.h, t.mer = tokTime, 24, mer24
	case "term-time", "termtime":
		t.kind, t.note = tokTerm, "term time only"
	}
	return t
}

// numberToken reads digits with what belongs to them: "10.30am", "12noon",
// "1st", "18:30", "830am".
func numberToken(s string) (hoursToken, int) {
	n := symbolDigits(s)
	lead := n
	t := hoursToken{kind: tokNumber}
	h, ok := digits(s[:n])
	minutes := false
	if n+2 < len(s) && (s[n] == '.' || s[n] == ':') && symbolDigits(s[n+1:]) == 2 {
		t.m, _ = digits(s[n+1 : n+3])
		minutes = true
		n += 3
	}
	rest := s[n:]
	suffix := strings.TrimLeft(rest, " \u00a0")
	mer, used := meridiemOf(suffix)
	if mer != merNone {
		n += len(rest) - len(suffix) + used
	} else if isWordAt(rest) {
		// "1st", "24hrs": a word that begins with digits.
		w := wordLen(s)
		return wordToken(s[:w]), w
	}
	t.raw, t.text, t.mer, t.h = s[:n], strings.ToLower(s[:n]), mer, h
	if !minutes && mer != merNone && lead >= 3 && lead <= 4 {
		t.h, t.m = h/100, h%100
	}
	switch {
	case !ok || t.h > 24 || t.m > 59 || lead > 2 && mer == merNone || lead > 4:
		t.kind = tokUnknown
	case mer != merNone:
		t.kind = tokTime
	case minutes && (t.h > 12 || s[0] == '0' || t.h == 0):
		t.kind, t.mer = tokTime, mer24
	}
	return t, n
}

func symbolDigits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

func isWordAt(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return s != "" && unicode.IsLetter(r)
}

// meridiemOf reads am, pm, a.m., p.m. or noon at the beginning of s.
func meridiemOf(s string) (meridiem, int) {
	low := strings.ToLower(s[:min(len(s), 8)])
	for _, w := range []struct {
		text string
		mer  meridiem
	}{{"a.m.", merAM}, {"p.m.", merPM}, {"a.m", merAM}, {"p.m", merPM}, {"am", merAM}, {"pm", merPM}, {"noon", merPM}, {"midday", merPM}} {
		if strings.HasPrefix(low, w.text) && !isWordAt(s[len(w.text):]) {
			return w.mer, len(w.text)
		}
	}
	return merNone, 0
}

// joinTokens makes one token of phrases: "bank holidays", "term time",
// "term-time", "not open", "24/7", "school holidays".
func joinTokens(in []hoursToken) []hoursToken {
	var out []hoursToken
	for i := 0; i < len(in); i++ {
		t := in[i]
		next := hoursToken{}
		if i+1 < len(in) {
			next = in[i+1]
		}
		switch {
		case (t.text == "bank" || t.text == "public") && strings.HasPrefix(next.text, "holiday"):
			out = append(out, hoursToken{kind: tokBank, raw: t.raw + " " + next.raw, note: "not on bank holidays"})
			i++
		case t.text == "term" && (next.text == "time" || next.text == "times"):
			out = append(out, hoursToken{kind: tokTerm, raw: t.raw + " " + next.raw, note: "term time only"})
			i++
		case t.text == "school" && strings.HasPrefix(next.text, "holiday"):
			out = append(out, hoursToken{kind: tokHoliday, raw: t.raw + " " + next.raw, note: "not in school holidays"})
			i++
		case oneOf(t.text, "by", "on", "upon") && oneOf(next.text, "appointment", "request", "arrangement"):
			out = append(out, hoursToken{kind: tokAppointment, raw: t.raw + " " + next.raw, note: t.text + " " + next.text})
			i++
		case t.kind == tokEvery && next.text == "day":
			out = append(out, hoursToken{kind: tokDay, raw: t.raw + " " + next.raw, days: weekOrder})
			i++
		case oneOf(t.text, "7", "seven") && next.text == "days" && i+3 < len(in) && oneOf(in[i+2].text, "a", "per") && in[i+3].text == "week":
			out = append(out, hoursToken{kind: tokDay, raw: "7 days a week", days: weekOrder})
			i += 3
		case t.text == "not" && next.text == "open":
			out = append(out, hoursToken{kind: tokClosed, raw: t.raw + " " + next.raw})
			i++
		case t.text == "24" && next.raw == "/" && i+2 < len(in) && in[i+2].text == "7":
			out = append(out,
				hoursToken{kind: tokDay, raw: "24/7", days: weekOrder},
				hoursToken{kind: tokTime, raw: "24/7", h: 0, mer: mer24}, hoursToken{kind: tokRange},
				hoursToken{kind: tokTime, raw: "24/7", h: 24, mer: mer24})
			i += 2
		default:
			out = append(out, t)
		}
	}
	return out
}

// ReadClock reads one time of day as people write it: "9am", "12 noon", "830am",
// "5:00 pm", "18:30". It reports false for what is not a time or could be two
// ("7:30", "12am").
func ReadClock(text string) (Clock, bool) {
	toks := hoursTokens(text)
	if len(toks) != 1 || toks[0].kind != tokTime {
		return Clock{}, false
	}
	return toks[0].alone()
}
