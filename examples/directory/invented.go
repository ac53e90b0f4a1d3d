package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// inventedMark stands before the name of every invented activity and provider,
// so that nobody who sees one can take it for real.
const inventedMark = "[Invented] "

// inventedOn is the day on which the invented records say they were assured.
const inventedOn = "2026-09-01"

// noted are the features of which every invented activity says yes or no.
var noted = []string{
	"step-free", "wheelchair", "accessible-toilet", "accessible-parking", "public-transport", "transport-provided", "lift", "changing-places",
	"hearing-loop", "sign-language", "captions", "large-print", "quiet-space", "seated-option", "dementia-friendly",
	"autism-friendly", "mental-health-support", "physical-impairment-support", "learning-disability-support",
	"visual-impairment-support", "hearing-impairment-support", "carers-welcome", "creche", "baby-changing",
	"equipment-provided", "met-on-first-visit", "beginners-welcome", "refreshments", "assistance-dogs", "parking",
	"group", "one-to-one", "faith-venue", "alcohol-present", "outdoors", "indoors", "dogs-present",
}

// towns names the places of the outward postcodes, and the district.
var towns = map[string][2]string{
	"M1": {"Manchester", "Manchester"}, "M2": {"Manchester", "Manchester"}, "M3": {"Manchester", "Manchester"}, "M4": {"Ancoats", "Manchester"},
	"M5": {"Salford", "Salford"}, "M6": {"Salford", "Salford"}, "M7": {"Broughton", "Salford"}, "M8": {"Cheetham Hill", "Manchester"},
	"M9": {"Blackley", "Manchester"}, "M11": {"Clayton", "Manchester"}, "M12": {"Ardwick", "Manchester"}, "M13": {"Longsight", "Manchester"},
	"M14": {"Rusholme", "Manchester"}, "M15": {"Hulme", "Manchester"}, "M16": {"Old Trafford", "Trafford"}, "M18": {"Gorton", "Manchester"},
	"M19": {"Levenshulme", "Manchester"}, "M20": {"Didsbury", "Manchester"}, "M21": {"Chorlton", "Manchester"}, "M22": {"Wythenshawe", "Manchester"},
	"M23": {"Baguley", "Manchester"}, "M24": {"Middleton", "Rochdale"}, "M25": {"Prestwich", "Bury"}, "M26": {"Radcliffe", "Bury"},
	"M27": {"Swinton", "Salford"}, "M28": {"Worsley", "Salford"}, "M29": {"Tyldesley", "Wigan"}, "M30": {"Eccles", "Salford"},
	"M31": {"Partington", "Trafford"}, "M32": {"Stretford", "Trafford"}, "M33": {"Sale", "Trafford"}, "M34": {"Denton", "Tameside"},
	"M35": {"Failsworth", "Oldham"}, "M38": {"Little Hulton", "Salford"}, "M40": {"Newton Heath", "Manchester"}, "M41": {"Urmston", "Trafford"},
	"M43": {"Droylsden", "Tameside"}, "M44": {"Irlam", "Salford"}, "M45": {"Whitefield", "Bury"}, "M46": {"Atherton", "Wigan"},
	"WA14": {"Altrincham", "Trafford"}, "WA15": {"Timperley", "Trafford"},
}

// invented reads the invented supplement.
func invented(name string, post postcodes) ([]service, error) {
	data, err := os.ReadFile(name) //nolint:gosec // named by this program
	if err != nil {
		return nil, err
	}
	var out []service
	for line := range strings.Lines(string(data)) {
		line = strings.TrimRight(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "|")
		if len(f) != 18 {
			return nil, fmt.Errorf("%s: %q has %d fields", name, f[0], len(f))
		}
		s, err := inventedService(f, post, len(out))
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", name, f[0], err)
		}
		out = append(out, s)
	}
	return out, nil
}

func inventedService(f []string, post postcodes, n int) (service, error) {
	provider := strings.TrimSuffix(f[2], " (not real)")
	s := service{ID: id("invented", f[0]), Name: inventedMark + f[0], Description: f[5] + " This activity is invented.", Status: "active", AssuredDate: inventedOn}
	s.URL = "https://example.org/invented/" + strings.ToLower(strings.ReplaceAll(strings.ReplaceAll(f[0], " ", "-"), "'", ""))
	s.Organization = &organization{ID: id("organization", "invented", provider), Name: inventedMark + provider, Description: "An invented provider."}
	s.Organization.Attributes = []attribute{newAttribute(s.Organization.ID, "provenance", "sp-record:invented", "")}
	s.add("provenance", "sp-record:invented", "")
	s.category(strings.Split(f[1], ",")...)
	s.MinimumAge, s.MaximumAge = ageRange(f[7])
	if f[7] == "-" {
		zero, most := 0, 120
		s.MinimumAge, s.MaximumAge = &zero, &most
	}
	suits := f[8]
	if suits == "-" {
		suits = "all"
	}
	s.add("eligibility", "sp-suits:"+suits, "")
	s.Eligibility = "Everybody of the ages given."
	s.add("eligibility", "sp-gender:"+f[16], "")
	groups := split(f[17])
	for _, g := range groups {
		s.add("eligibility", g, "")
	}
	if len(groups) == 0 {
		s.add("eligibility", "sp-group:none", "")
	} else {
		s.Eligibility = "For the people named, of the ages given."
	}
	s.add("eligibility", "sp-residence:none", "")
	s.add("eligibility", "sp-practice:none", "")
	s.languages(f[10])
	s.inventedRoutes(f[14])
	if err := s.inventedWhen(f[6]); err != nil {
		return s, err
	}
	if err := s.price(f[9]); err != nil {
		return s, err
	}
	if err := s.inventedPlaces(f[12], f[13]); err != nil {
		return s, err
	}
	s.Funding = []funding{{ID: id("funding", s.ID), Source: "Invented grant"}}
	s.Contacts = []contact{{ID: id("contact", s.ID), Title: "Coordinator", Phones: []phone{{ID: id("phone", s.ID), Number: dramaNumber(n)}}}}
	return s, s.inventedPlace(f, post)
}

// dramaNumber gives a number of the range that Ofcom keeps for drama, which
// nobody has.
func dramaNumber(n int) string { return fmt.Sprintf("0161 496 0%03d", n) }

// languageNames words the codes.
var languageNames = map[string]string{
	"en": "English", "cy": "Welsh", "ur": "Urdu", "pl": "Polish", "bfi": "British Sign Language", "pa": "Punjabi", "bn": "Bengali",
	"ar": "Arabic", "so": "Somali", "fr": "French", "yue": "Cantonese", "zh": "Chinese", "yi": "Yiddish", "yo": "Yoruba", "ro": "Romanian",
	"it": "Italian", "fa": "Persian", "ti": "Tigrinya", "uk": "Ukrainian", "ps": "Pashto",
}

func (s *service) languages(codes string) {
	for _, c := range strings.Split(codes, ",") {
		s.Languages = append(s.Languages, spoken{ID: id("language", s.ID, c), Name: languageNames[c], Code: c, Note: "spoken directly"})
	}
}

func (s *service) inventedRoutes(routes string) {
	var words []string
	for _, r := range strings.Split(routes, ",") {
		issuer := ""
		switch r {
		case "membership":
			issuer = s.Organization.Name
			words = append(words, "members only; anybody may join")
		case "professional":
			words = append(words, "through a professional")
		case "self":
			words = append(words, "by asking yourself")
		case "drop-in":
			words = append(words, "by walking in")
		}
		s.add("referral_route", "sp-route:"+r, issuer)
	}
	s.ApplicationProcess = "Come " + strings.Join(words, ", or ") + "."
}

// inventedWhen reads "TU 10:00-12:00;2TH …;2w:2026-09-01 TU …".
func (s *service) inventedWhen(text string) error {
	for i, part := range strings.Split(text, ";") {
		row := schedule{ID: id("schedule", s.ID, strconv.Itoa(i)), Freq: "WEEKLY", Start: "2026-01-05", Interval: 1, ValidFrom: "2026-01-01", ValidTo: "2027-12-31"}
		if rest, ok := strings.CutPrefix(part, "2w:"); ok {
			row.Start, part, _ = strings.Cut(rest, " ")
			row.Interval = 2
		}
		day, hours, ok := strings.Cut(part, " ")
		from, to, ok2 := strings.Cut(hours, "-")
		if !ok || !ok2 {
			return fmt.Errorf("when: %q", part)
		}
		if len(day) > 2 {
			row.Freq, row.Start = "MONTHLY", "2026-01-01"
		}
		row.ByDay, row.OpensAt, row.ClosesAt = day, from, to
		s.Schedules = append(s.Schedules, row)
	}
	return nil
}

// price reads "500/250 carer", "free", "donation 200", "course 3000/0",
// "month 1500".
func (s *service) price(text string) error {
	if text == "free" {
		s.Costs = []cost{{ID: id("cost", s.ID), Option: "Free", Amount: "0"}}
		s.FeesDescription = "Free"
		return nil
	}
	option, per := "Standard", "per session"
	for _, w := range []struct{ word, option, per string }{
		{"donation ", "Suggested donation", "per session"}, {"course ", "Standard", "per course"}, {"month ", "Standard", "per month"},
	} {
		if rest, ok := strings.CutPrefix(text, w.word); ok {
			text, option, per = rest, w.option, w.per
		}
	}
	text, carer := strings.CutSuffix(text, " carer")
	full, less, concession := strings.Cut(text, "/")
	add := func(option, pence string) error {
		n, err := strconv.Atoi(pence)
		if err != nil {
			return err
		}
		amount := json.Number(fmt.Sprintf("%d.%02d", n/100, n%100))
		s.Costs = append(s.Costs, cost{ID: id("cost", s.ID, option), Option: option, Amount: amount, Description: per})
		return nil
	}
	if err := add(option, full); err != nil {
		return err
	}
	if concession {
		if err := add("Concession", less); err != nil {
			return err
		}
	}
	if carer {
		if err := add("Carer or helper who comes along", "0"); err != nil {
			return err
		}
	}
	s.FeesDescription = "The prices given are all there is to pay."
	return nil
}

// inventedPlaces reads "12/4", "open/-", and the wait in days.
func (s *service) inventedPlaces(places, wait string) error {
	most, left, _ := strings.Cut(places, "/")
	state := "limited"
	days, err := strconv.Atoi(wait)
	if err != nil {
		return err
	}
	s.WaitTime = wait + " days"
	s.add("capacity", "sp-wait:"+wait, "")
	if most == "open" {
		s.add("capacity", "sp-capacity:open", "")
		return nil
	}
	m, err := strconv.Atoi(most)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(left)
	if err != nil {
		return err
	}
	if n == 0 {
		state = "waitlist"
		if days == 0 {
			state = "full"
		}
	}
	s.add("capacity", "sp-capacity:"+state, "")
	s.Capacities = []capacity{{
		ID: id("capacity", s.ID), Available: &n, Maximum: &m, Updated: inventedOn + "T09:00:00Z",
		Unit: unit{ID: id("unit", "places"), Name: "places"},
	}}
	return nil
}

// inventedPlace sets where it is: the middle of a real postcode district, in a
// building that does not exist.
func (s *service) inventedPlace(f []string, post postcodes) error {
	outward := f[3]
	town, ok := towns[outward]
	code := ""
	for p := range post {
		if o, _, _ := strings.Cut(p, " "); o == outward && (code == "" || p < code) {
			code = p
		}
	}
	if !ok || code == "" {
		return fmt.Errorf("no place for %s", outward)
	}
	l := location{
		ID: id("location", s.ID), Type: "physical", Name: f[4] + ", " + town[0], Latitude: post[code][0], Longitude: post[code][1],
		Addresses: []address{{
			ID: id("address", s.ID), Line1: f[4] + " (invented)", City: town[0], Region: "Greater Manchester", Postcode: code, Country: "GB", Type: "physical",
		}},
	}
	has := map[string]bool{}
	for _, w := range strings.Split(f[11], ",") {
		has[w] = true
	}
	for _, w := range noted {
		yes := "no"
		if has[w] {
			yes = "yes"
			delete(has, w)
		}
		s.add("accessibility", "sp-access:"+w, yes)
	}
	for w := range has {
		return fmt.Errorf("feature %q is not in the list", w)
	}
	l.Attributes = []attribute{newAttribute(l.ID, "precision", "sp-precision:area", ""), newAttribute(l.ID, "area", "sp-area:"+districts[town[1]], "")}
	in := false
	for _, m := range strings.Split(f[15], ",") {
		s.add("attending", "sp-mode:"+m, "")
		in = in || m == "in-person"
	}
	s.coverage(f[15], town[1])
	if !in {
		l.Type = "virtual"
		l.Name = f[4]
		if strings.Contains(f[15], "home-visit") {
			l.Type = "postal"
		} else {
			l.Latitude, l.Longitude, l.Attributes, l.Addresses = "", "", nil, nil
		}
	}
	s.Places = []atLocation{{ID: id("at", s.ID), Location: l}}
	return nil
}

// coverage: what comes by wire serves everywhere, home visits their district
// and those around it.
func (s *service) coverage(modes, district string) {
	switch {
	case strings.Contains(modes, "home-visit"):
		for _, d := range []string{"Manchester", "Salford", "Trafford", district} {
			if d == district && (d == "Manchester" || d == "Salford" || d == "Trafford") && len(s.ServiceAreas) == 3 {
				continue
			}
			s.ServiceAreas = append(s.ServiceAreas, area{ID: id("area", s.ID, d), Name: d, URI: "http://statistics.data.gov.uk/id/statistical-geography/" + districts[d]})
		}
	case strings.Contains(modes, "in-person"):
		s.add("coverage", "sp-radius:15000", "")
	default:
		s.add("coverage", "sp-coverage:everywhere", "")
	}
}

// ageRange reads "18-65", "50-", "-".
func ageRange(s string) (*int, *int) {
	var lo, hi *int
	a, b, _ := strings.Cut(s, "-")
	if n, err := strconv.Atoi(a); err == nil {
		lo = &n
	}
	if n, err := strconv.Atoi(b); err == nil {
		hi = &n
	}
	return lo, hi
}
