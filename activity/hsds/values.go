package hsds

import (
	"strconv"
	"strings"
	"time"

	"github.com/socialprescribing/socialprescribing/activity"
)

// parseClock reads a time of day as directories write it: "10:00", "10:00:00",
// "10:00Z", "10:00+01:00", "9:30am", "9.30 pm", "830am", "12noon". It returns
// what followed the time, whether the form was that of ISO 8601, and whether
// there was a time at all. An offset is dropped: the wall clock is what the
// place means by it. A time that could be of either half of the day is none.
func parseClock(s string) (activity.Clock, string, bool, bool) {
	parts, rest, ok := splitClock(strings.TrimPrefix(strings.ToLower(strings.TrimSpace(s)), "t"))
	if !ok {
		return activity.Clock{}, s, false, false
	}
	half, rest := meridiem(rest)
	hour, minute, second := parts.numbers()
	switch {
	case half == 0 && (parts.minute == "" || !parts.colon && len(parts.hour) == 1):
		return activity.Clock{}, s, false, false
	case half != 0 && (hour < 1 || hour > 12):
		return activity.Clock{}, s, false, false
	case half == 'a' && hour == 12:
		hour = 0
	case half == 'p' && hour != 12:
		hour += 12
	}
	if half == 0 {
		rest = dropOffset(rest)
	}
	c, ok := activity.NewClock(hour, minute, second)
	rest = strings.TrimSpace(rest)
	exact := parts.colon && len(parts.hour) == 2 && half == 0 && rest == ""
	return c, rest, exact, ok && (rest == "" || rest[0] == '(' || rest[0] == ',')
}

// clockParts are the digits of a time of day.
type clockParts struct {
	hour, minute, second string
	colon                bool
}

func (p clockParts) numbers() (int, int, int) {
	h, _ := strconv.Atoi(p.hour)
	m, _ := strconv.Atoi(p.minute)
	s, _ := strconv.Atoi(p.second)
	return h, m, s
}

// splitClock cuts the digits of a time of day off.
func splitClock(in string) (clockParts, string, bool) {
	var p clockParts
	p.hour, in = leadingDigits(in)
	switch {
	case len(p.hour) == 3 || len(p.hour) == 4: // 830am, 1730
		p.hour, p.minute = p.hour[:len(p.hour)-2], p.hour[len(p.hour)-2:]
		return p, in, true
	case p.hour == "" || len(p.hour) > 2:
		return p, in, false
	case len(in) < 2 || in[0] != ':' && in[0] != '.':
		return p, in, true
	}
	p.colon = in[0] == ':'
	if p.minute, in = leadingDigits(in[1:]); len(p.minute) != 2 {
		return p, in, false
	}
	if len(in) > 1 && in[0] == ':' {
		if p.second, in = leadingDigits(in[1:]); len(p.second) != 2 {
			return p, in, false
		}
		if len(in) > 1 && in[0] == '.' {
			_, in = leadingDigits(in[1:])
		}
	}
	return p, in, true
}

func leadingDigits(s string) (string, string) {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return s[:n], s[n:]
}

// meridiem cuts am, pm, noon or midnight off: 'a', 'p', or 0 for none.
func meridiem(s string) (byte, string) {
	s = strings.TrimLeft(s, " ")
	for _, w := range []struct {
		word string
		half byte
	}{{"a.m.", 'a'}, {"p.m.", 'p'}, {"am", 'a'}, {"pm", 'p'}, {"noon", 'p'}, {"midnight", 'a'}} {
		if rest, ok := strings.CutPrefix(s, w.word); ok {
			return w.half, rest
		}
	}
	return 0, s
}

func dropOffset(s string) string {
	if s == "z" {
		return ""
	}
	if len(s) >= 5 && (s[0] == '+' || s[0] == '-') && strings.Trim(s[1:], "0123456789:") == "" {
		return ""
	}
	return s
}

// parseDay reads an ISO date, alone or at the head of a timestamp.
func parseDay(s string) (activity.Day, bool, bool) {
	s = strings.TrimSpace(s)
	if len(s) < 10 {
		return activity.Day{}, false, false
	}
	d, err := activity.ParseDay(s[:10])
	if err != nil || len(s) > 10 && s[10] != 'T' && s[10] != ' ' {
		return activity.Day{}, false, false
	}
	return d, len(s) == 10, true
}

// parseStamp reads a timestamp of RFC 3339. Without an offset from UTC it is
// no instant: ok is false and local true.
func parseStamp(s string) (time.Time, bool, bool) {
	s = strings.TrimSpace(s)
	if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
		return t.UTC().Truncate(time.Microsecond), false, true
	}
	for _, layout := range []string{"2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006-01-02T15:04", "2006-01-02"} {
		if _, err := time.Parse(layout, s); err == nil {
			return time.Time{}, true, false
		}
	}
	return time.Time{}, false, false
}

// parseAgeMonths reads an age in years, decimals allowed, as months.
func parseAgeMonths(s string) (int, bool, bool) {
	milli, ok := parseDecimal(s, 3)
	switch {
	case !ok:
		return 0, false, false
	case milli == -1000:
		return 0, true, true
	case milli < 0 || milli > 150_000:
		return 0, false, false
	}
	return int((milli*12 + 500) / 1000), false, true
}

// parseDecimal reads a decimal number as a count of 10^-places. Digits beyond
// must be zero.
func parseDecimal(s string, places int) (int64, bool) {
	s = strings.TrimSpace(s)
	neg := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	whole, frac, _ := strings.Cut(s, ".")
	if exp := strings.ContainsAny(s, "eE"); exp || whole == "" || len(whole) > 12 {
		return 0, false
	}
	for len(frac) > places && frac[len(frac)-1] == '0' {
		frac = frac[:len(frac)-1]
	}
	if len(frac) > places {
		return 0, false
	}
	frac += strings.Repeat("0", places-len(frac))
	n, err := strconv.ParseUint(whole+frac, 10, 62)
	if err != nil {
		return 0, false
	}
	if neg {
		return -int64(n), true //nolint:gosec // 62 bits
	}
	return int64(n), true //nolint:gosec // 62 bits
}

// urlState is what is wrong with a URL.
type urlState uint8

const (
	urlGood urlState = iota
	urlNoScheme
	urlBad
	urlExample
)

// checkURL judges a URL and returns the form to keep: one without a scheme
// that begins with a host name gets "http://".
func checkURL(s string) (string, urlState) {
	lower := strings.ToLower(s)
	for _, scheme := range []string{"http://", "https://"} {
		if rest, ok := strings.CutPrefix(lower, scheme); ok {
			host, _, _ := strings.Cut(rest, "/")
			host, _, _ = strings.Cut(host, "?")
			if !goodHost(host) || strings.ContainsAny(s, " \t\n<>\"") {
				return "", urlBad
			}
			if name, _, _ := strings.Cut(host, ":"); name == "www.example.com" || name == "example.com" || name == "path" {
				return s, urlExample // "https://path/to/profile" is what the standard's template has
			}
			return s, urlGood
		}
	}
	for _, scheme := range []string{"mailto:", "tel:", "ftp://"} {
		if strings.HasPrefix(lower, scheme) {
			return s, urlGood
		}
	}
	host, _, _ := strings.Cut(lower, "/")
	if goodHost(host) && strings.Contains(host, ".") && !strings.ContainsAny(s, " \t\n<>\"@:") {
		return "http://" + s, urlNoScheme
	}
	return "", urlBad
}

func goodHost(host string) bool {
	name, _, _ := strings.Cut(host, ":")
	if name == "" || name[0] == '.' || name[0] == '-' || strings.Contains(name, "..") {
		return false
	}
	for _, c := range name {
		if c < 0x80 && (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

// isEmail reports whether s has the shape of one e-mail address.
func isEmail(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	if !ok || local == "" || len(s) > 254 || strings.ContainsAny(s, " \t\n<>,;:()\"") || strings.Contains(domain, "@") {
		return false
	}
	return goodHost(strings.ToLower(domain)) && strings.Contains(domain, ".") && !strings.HasSuffix(domain, ".")
}

// fakeEmail reports whether the address is a placeholder: its domain can
// never receive mail (RFC 2606).
func fakeEmail(s string) bool {
	_, domain, _ := strings.Cut(strings.ToLower(s), "@")
	return strings.HasSuffix(domain, ".invalid") || strings.HasPrefix(domain, "noemail.")
}

// hideEmails replaces every e-mail address in s; it is for the members of a
// record that the model has no field for, where nobody looks for one.
func hideEmails(s string) (string, bool) {
	if !strings.Contains(s, "@") {
		return s, false
	}
	found := false
	var b strings.Builder
	word := func(w string) {
		core := strings.Trim(w, ".,;:()<>\"'[]")
		if i := strings.LastIndexByte(core, ':'); i >= 0 { // mailto:, "email:x"
			core = core[i+1:]
		}
		if isEmail(core) {
			found = true
			b.WriteString(strings.Replace(w, core, "[e-mail address]", 1))
			return
		}
		b.WriteString(w)
	}
	from := 0
	for i := range len(s) {
		if s[i] == ' ' || s[i] == '\n' || s[i] == '\t' || s[i] == ',' || s[i] == ';' || s[i] == '/' {
			word(s[from:i])
			b.WriteByte(s[i])
			from = i + 1
		}
	}
	word(s[from:])
	return b.String(), found
}

// phoneNumber splits words from the number in text such as "Bristol Youth
// MAPS: 0117 332 7111" or "0161 273 3977 (during opening hours)". Clean is
// false when there were words; ok is false when there is no single number.
func phoneNumber(s string) (string, string, bool, bool) {
	s = strings.TrimSpace(s)
	from, to := -1, -1
	for i, c := range []byte(s) {
		if c >= '0' && c <= '9' || c == '+' {
			if from < 0 {
				from = i
			}
			if c != '+' {
				to = i + 1
			}
		}
	}
	if from < 0 || to <= from {
		return "", s, false, false
	}
	if from > 0 && isLetter(s[from-1]) || to < len(s) && isLetter(s[to]) {
		return "", s, false, false // a letter O for a nought, or no number at all
	}
	if from > 0 && s[from-1] == '(' && strings.Contains(s[from:to], ")") {
		from--
	}
	number := s[from:to]
	digits := 0
	for _, c := range []byte(number) {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c == ' ', c == '-', c == '(', c == ')', c == '+', c == '.':
		default:
			return "", s, false, false
		}
	}
	if digits < 3 || digits > 15 {
		return "", s, false, false
	}
	words := strings.Trim(s[:from]+" "+s[to:], " :;,-")
	return number, words, words == "", true
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
