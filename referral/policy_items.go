package referral

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// A PolicyItem says what a default rests on, so that whoever is responsible for
// clinical safety can judge it.
type PolicyItem struct {
	Path     string // as in the JSON form
	Default  string
	Standing Standing
	Source   string // who says so, or why it is so
}

// Standing says how firmly a default stands.
type Standing string

// The standings.
const (
	StandingSourced  Standing = "sourced"  // a published source names it
	StandingPractice Standing = "practice" // common, and nowhere laid down: each service decides
	StandingOurs     Standing = "ours"     // chosen by this library, for safety or for storage
)

var allStandings = []Standing{StandingSourced, StandingPractice, StandingOurs}

// IsValid says whether s is one of the standings.
func (s Standing) IsValid() bool { return isOneOf(s, allStandings) }

// UnmarshalText reads a standing and refuses any other word; "" is unset.
func (s *Standing) UnmarshalText(text []byte) error {
	return readOneOf(s, text, allStandings, "standing")
}

var policyStandings = map[string]PolicyItem{
	"textLimit":             {Standing: StandingSourced, Source: "NHS e-Referral Service limits comments to 2,000 characters"},
	"attempts.count":        {Standing: StandingPractice, Source: "three attempts are common"},
	"attempts.days":         {Standing: StandingPractice, Source: "attempts on one day are one attempt to the person"},
	"attempts.channels":     {Standing: StandingPractice, Source: "a second channel reaches who cannot answer the first"},
	"onwardReplyDays":       {Standing: StandingSourced, Source: "Joy declines automatically after two weeks; here it expires, and late news is taken"},
	"transferReplyDays":     {Standing: StandingOurs, Source: "as for onward referrals"},
	"reopenDays":            {Standing: StandingPractice, Source: "later, a new referral is linked to the old"},
	"holdReviewDays":        {Standing: StandingOurs, Source: "nobody is forgotten on hold"},
	"missedLimit":           {Standing: StandingPractice, Source: "two in a row are common; local medical committees object to one"},
	"lateIsMissed":          {Standing: StandingOurs, Source: "who came too late did come"},
	"needIdentity":          {Standing: StandingOurs, Source: "hazard H1: the wrong person"},
	"needReach":             {Standing: StandingOurs, Source: "hazard H3: accepted, and nobody can be reached"},
	"needAgreement":         {Standing: StandingOurs, Source: "hazard H6; a recorded override is possible"},
	"needMeasures":          {Standing: StandingOurs, Source: "a reason is enough: a missing measure never blocks a closure"},
	"handOverRoles":         {Standing: StandingOurs, Source: "hazard H12"},
	"codeAt":                {Standing: StandingSourced, Source: "Transformation Partners in Health and Care: when the person accepts, at the first interaction; another supplier writes it on receipt"},
	"codeRefused":           {Standing: StandingOurs, Source: "suppliers differ: one writes the code although sharing is refused"},
	"silence.shareProvider": {Standing: StandingOurs, Source: "confidentiality: not asked is no"},
	"silence.shareGP":       {Standing: StandingOurs, Source: "ask first"},
	"silence.shareReferrer": {Standing: StandingOurs, Source: "ask first"},
	"silence.research":      {Standing: StandingOurs, Source: "not asked is no"},
	"silence.photographs":   {Standing: StandingOurs, Source: "not asked is no"},
	"silence.feedback":      {Standing: StandingOurs, Source: "ask first"},
}

// PolicyItems lists every item of a policy with its default and standing, in
// the order of their paths.
func PolicyItems() []PolicyItem {
	defaults := flatten(DefaultPolicy())
	out := make([]PolicyItem, 0, len(defaults))
	for path, value := range defaults {
		item, ok := policyStandings[path]
		if !ok { // the targets: practice, all of them
			item = PolicyItem{Standing: StandingPractice, Source: "working days, as services commonly aim at; none is national"}
		}
		item.Path, item.Default = path, value
		out = append(out, item)
	}
	slices.SortFunc(out, func(a, b PolicyItem) int { return strings.Compare(a.Path, b.Path) })
	return out
}

// A PolicyDifference is one item in which two policies differ.
type PolicyDifference struct {
	Path string
	From string
	To   string
	Item PolicyItem // what the default rests on
}

// Diff lists how p differs from a base, in the order of paths: what a host
// shows its clinical safety officer, with DefaultPolicy as the base.
func (p Policy) Diff(base Policy) []PolicyDifference {
	a, b := flatten(base), flatten(p)
	var out []PolicyDifference
	for _, item := range PolicyItems() {
		if a[item.Path] != b[item.Path] {
			out = append(out, PolicyDifference{item.Path, a[item.Path], b[item.Path], item})
		}
	}
	return out
}

// flatten gives the policy's JSON form as paths and texts.
func flatten(p Policy) map[string]string {
	data, err := json.Marshal(p)
	if err != nil {
		return nil // plain data always marshals
	}
	var tree map[string]any
	d := json.NewDecoder(strings.NewReader(string(data)))
	d.UseNumber()
	if d.Decode(&tree) != nil {
		return nil
	}
	out := map[string]string{}
	flattenInto(out, "", tree)
	return out
}

func flattenInto(out map[string]string, path string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			flattenInto(out, strings.TrimPrefix(path+"."+k, "."), x)
		}
	case []any:
		words := make([]string, len(v))
		for i, x := range v {
			words[i], _ = x.(string)
		}
		out[path] = strings.Join(words, ", ")
	case json.Number:
		out[path] = v.String()
	case string:
		out[path] = v
	case bool:
		out[path] = strconv.FormatBool(v)
	}
}

// ReadPolicy reads the JSON form strictly. What is left out keeps its default;
// an unknown item is a *Fault.
func ReadPolicy(data []byte) (Policy, error) {
	p := DefaultPolicy()
	if err := decode(data, &p, "policy"); err != nil {
		return Policy{}, err
	}
	return p, nil
}
