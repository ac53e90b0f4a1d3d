package person_test

import (
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/socialprescribing/socialprescribing/person"
)

// The slow twins: second implementations, written from the published rules
// without looking at the first, and as plain as can be.

// slowNHS follows the NHS Data Dictionary: multiply each of the first nine
// digits by 11 minus its position, sum, take the remainder by 11 from 11; 11
// becomes 0, and 10 is no number.
func slowNHS(s string) bool {
	s = strings.Trim(s, " \t\n\v\f\r")
	for _, sep := range []string{" ", "-"} {
		if parts := strings.Split(s, sep); len(parts) == 3 && len(parts[0]) == 3 && len(parts[1]) == 3 && len(parts[2]) == 4 {
			s = strings.Join(parts, "")
			break
		}
	}
	if !regexp.MustCompile(`^[0-9]{10}$`).MatchString(s) || strings.Count(s, s[:1]) == 10 {
		return false
	}
	total := 0
	for position := 1; position <= 9; position++ {
		digit, _ := strconv.Atoi(s[position-1 : position])
		total += digit * (11 - position)
	}
	check := 11 - total%11
	if check == 11 {
		check = 0
	}
	return check != 10 && strconv.Itoa(check) == s[9:]
}

func slowCHI(s string) bool {
	if !slowNHS(s) {
		return false
	}
	s = strings.NewReplacer(" ", "", "-", "").Replace(strings.TrimSpace(s))
	if s > "3112999999" || s < "0010000000" {
		return false
	}
	for _, century := range []string{"19", "20"} {
		if _, err := time.Parse("02012006", s[:4]+century+s[4:6]); err == nil {
			return true
		}
	}
	return false
}

var slowShapes = []string{
	`[ABCDEFGHIJKLMNOPRSTUWYZ][0-9]{1,2}`,
	`[ABCDEFGHIJKLMNOPRSTUWYZ][0-9][ABCDEFGHJKPSTUW]`,
	`[ABCDEFGHIJKLMNOPRSTUWYZ][ABCDEFGHKLMNOPQRSTUVWXY][0-9]{1,2}`,
	`[ABCDEFGHIJKLMNOPRSTUWYZ][ABCDEFGHKLMNOPQRSTUVWXY][0-9][ABEHMNPRVWXY]`,
}

var slowPostcode = regexp.MustCompile(`^(?:(?:` + strings.Join(slowShapes, "|") + `)[\t-\r ]*[0-9][ABD-HJLNP-UW-Z]{2}` +
	`|ZZ99[\t-\r ]*[0-9][A-Z]{2}|BFPO[\t-\r ]*[1-9][0-9]{0,3}|GIR[\t-\r ]*0AA|GX11[\t-\r ]*1AA` +
	`|(?:ASCN|BBND|BIQQ|FIQQ|PCRN|SIQQ|STHL|TDCU|TKCA)[\t-\r ]*1ZZ)$`)

func slowIsPostcode(s string) bool {
	return slowPostcode.MatchString(strings.ToUpper(strings.Trim(s, " \t\n\v\f\r")))
}

// slowSCTID multiplies in the dihedral group by its whole table.
func slowSCTID(s string) bool {
	if !regexp.MustCompile(`^[1-9][0-9]{5,17}$`).MatchString(s) {
		return false
	}
	d := []string{
		"0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
		"5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
	}
	f := [][]int{{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 5, 7, 6, 2, 8, 3, 0, 9, 4}}
	for i := 2; i < 8; i++ {
		row := make([]int, 10)
		for j := range 10 {
			row[j] = f[i-1][f[1][j]]
		}
		f = append(f, row)
	}
	c := 0
	for i := range len(s) {
		c = int(d[c][f[i%8][int(s[len(s)-1-i]-'0')]] - '0')
	}
	if c != 0 {
		return false
	}
	partition := s[len(s)-3 : len(s)-1]
	switch partition {
	case "00", "01", "02":
		return true
	case "10", "11", "12":
		return len(s) >= 11
	}
	return false
}

func slowDate(s string) bool {
	s = strings.TrimSuffix(s, "~")
	for _, layout := range []string{"2006", "2006-01", "2006-01-02"} {
		t, err := time.Parse(layout, s)
		if err == nil && t.Format(layout) == s && t.Year() >= 1 {
			return true
		}
	}
	return false
}

var slowCURIEs = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,31}:[!-~]{1,128}$`)

func slowCURIE(s string) bool {
	if !slowCURIEs.MatchString(s) {
		return false
	}
	if rest, ok := strings.CutPrefix(s, "snomedCT:"); ok {
		return slowSCTID(rest)
	}
	return true
}

func slowUPRN(s string) bool {
	s = strings.Trim(s, " \t\n\v\f\r")
	n, ok := new(big.Int).SetString(s, 10)
	return ok && regexp.MustCompile(`^[0-9]{1,12}$`).MatchString(s) && n.Sign() > 0
}

// slowMonths counts month by month from a birth date, moving to the first of
// the next month where the day does not exist.
func slowMonths(birth, on person.Date) int {
	target := time.Date(on.Year(), on.Month(), on.Day(), 0, 0, 0, 0, time.UTC)
	n := 0
	for {
		next := n + 1
		year, month := birth.Year()+(int(birth.Month())-1+next)/12, time.Month((int(birth.Month())-1+next)%12+1)
		day := time.Date(year, month, birth.Day(), 0, 0, 0, 0, time.UTC)
		if day.Month() != month {
			day = time.Date(year, month+1, 1, 0, 0, 0, 0, time.UTC)
		}
		if day.After(target) {
			return n
		}
		n = next
	}
}

// The form of a vocabulary, and its rules judged as plainly as can be.
type (
	slowFile struct {
		Version string     `json:"version"`
		Source  string     `json:"source"`
		Licence string     `json:"licence"`
		Groups  []slowKey  `json:"groups"`
		Prompts []slowKey  `json:"prompts"`
		Needs   []slowNeed `json:"needs"`
	}
	slowKey struct {
		Key string `json:"key"`
		En  string `json:"en"`
	}
	slowNeed struct {
		Code       string   `json:"code"`
		Group      string   `json:"group"`
		Broader    string   `json:"broader"`
		Prompt     string   `json:"prompt"`
		Maps       []string `json:"maps"`
		En         string   `json:"en"`
		Definition string   `json:"definition"`
	}
)

func slowKeys(s string) []slowKey {
	var out []slowKey
	for _, k := range strings.Fields(s) {
		out = append(out, slowKey{k, "text"})
	}
	return out
}

func (f slowFile) ok() bool {
	return slowUnique(f.Groups) && slowUnique(f.Prompts) && !slices.ContainsFunc(f.Needs, func(n slowNeed) bool { return !f.needOK(n) })
}

func slowUnique(list []slowKey) bool {
	for i, k := range list {
		if slices.Contains(list[:i], k) {
			return false
		}
	}
	return true
}

func (f slowFile) needOK(n slowNeed) bool {
	same := 0
	for _, m := range f.Needs {
		if m.Code == n.Code {
			same++
		}
	}
	has := func(list []slowKey, key string) bool { return slices.Contains(list, slowKey{key, "text"}) }
	return same == 1 && slowCURIE(n.Code) && n.En != "" && has(f.Groups, n.Group) && (n.Prompt == "" || has(f.Prompts, n.Prompt)) &&
		!slices.ContainsFunc(n.Maps, func(m string) bool { return !slowCURIE(m) }) && f.ends(n)
}

// ends follows the chain of broader needs for as many steps as there are needs.
func (f slowFile) ends(n slowNeed) bool {
	for range len(f.Needs) + 1 {
		if n.Broader == "" {
			return true
		}
		i := slices.IndexFunc(f.Needs, func(m slowNeed) bool { return m.Code == n.Broader })
		if i < 0 {
			return false
		}
		n = f.Needs[i]
	}
	return false
}
