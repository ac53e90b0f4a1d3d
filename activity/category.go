package activity

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

// CategoryCode is a CURIE such as "sp-activity:walking-group". The zero value
// is unset. A code of the host's own vocabulary is as good as a built-in one.
type CategoryCode string

// GroupCode is a CURIE such as "sp-group:carers": people whom an activity is
// for. The zero value is unset.
type GroupCode string

// IsValid reports whether c has the form prefix:reference.
func (c CategoryCode) IsValid() bool { return isCURIE(string(c)) }

// UnmarshalText implements encoding.TextUnmarshaler; it checks the form alone.
func (c *CategoryCode) UnmarshalText(text []byte) error {
	return unmarshalWord(c, text, "category code", CategoryCode.IsValid)
}

// Text returns the label of a built-in category in the language nearest to tag,
// or the code itself. Hosts with their own vocabulary use Vocabulary.Text.
func (c CategoryCode) Text(tag language.Tag) string { return DefaultVocabulary().Text(c, tag) }

// IsValid reports whether g has the form prefix:reference.
func (g GroupCode) IsValid() bool { return isCURIE(string(g)) }

// UnmarshalText implements encoding.TextUnmarshaler; it checks the form alone.
func (g *GroupCode) UnmarshalText(text []byte) error {
	return unmarshalWord(g, text, "group code", GroupCode.IsValid)
}

// Text returns the label of a built-in group in the language nearest to tag, or
// the code itself.
func (g GroupCode) Text(tag language.Tag) string { return DefaultVocabulary().GroupText(g, tag) }

// isCURIE reports whether s is prefix:reference, the prefix of letters, digits,
// "-" and "_", the reference of printable ASCII without blanks.
func isCURIE(s string) bool {
	prefix, ref, ok := strings.Cut(s, ":")
	if !ok || prefix == "" || ref == "" || len(s) > 128 {
		return false
	}
	for _, c := range []byte(prefix) {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	for _, c := range []byte(ref) {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return true
}

// Pillar is the broad kind of a category: the four pillars of social
// prescribing, and what lies beside them. The zero value is unset.
type Pillar string

// The four pillars, then the rest.
const (
	AdvicePillar   Pillar = "advice"
	NaturePillar   Pillar = "nature"
	ArtsPillar     Pillar = "arts"
	PhysicalPillar Pillar = "physical"

	HealthPillar    Pillar = "health-behaviour"
	StatutoryPillar Pillar = "statutory"
	SocialPillar    Pillar = "social"
	PracticalPillar Pillar = "practical"
	LearningPillar  Pillar = "learning"
)

// IsValid reports whether p is one of the nine.
func (p Pillar) IsValid() bool {
	return oneOf(p, AdvicePillar, NaturePillar, ArtsPillar, PhysicalPillar,
		HealthPillar, StatutoryPillar, SocialPillar, PracticalPillar, LearningPillar)
}

// UnmarshalText implements encoding.TextUnmarshaler; it rejects other words.
func (p *Pillar) UnmarshalText(text []byte) error {
	return unmarshalWord(p, text, "pillar", Pillar.IsValid)
}

// Text returns the label of the pillar in the language nearest to tag.
func (p Pillar) Text(tag language.Tag) string {
	return DefaultVocabulary().PillarText(p, tag)
}

// Concept is one category of a vocabulary.
type Concept struct {
	Code    CategoryCode
	Pillar  Pillar
	Broader CategoryCode // "" at the top
}

// label is a text in the languages of the vocabulary.
type label struct{ en, cy string }

func (l label) text(tag language.Tag, fallback string) string {
	base, _ := tag.Base()
	if base.String() == "cy" && l.cy != "" {
		return l.cy
	}
	if l.en != "" {
		return l.en
	}
	return fallback
}

// Vocabulary holds categories, pillars and groups with their labels. Immutable
// and safe for concurrent use.
type Vocabulary struct {
	version  string
	concepts []Concept
	index    map[CategoryCode]int
	labels   []label
	pillars  map[Pillar]label
	groups   []GroupCode
	groupsBy map[GroupCode]label
	wider    map[GroupCode]GroupCode // the group that one is part of
}

//go:embed data/categories.json
var categoriesJSON []byte

var defaultVocabulary = sync.OnceValues(func() (*Vocabulary, error) { return LoadVocabulary(categoriesJSON) })

// DefaultVocabulary returns the built-in vocabulary.
func DefaultVocabulary() *Vocabulary {
	v, err := defaultVocabulary()
	if err != nil {
		// The file is embedded and a test loads it.
		panic(err)
	}
	return v
}

type vocabularyFile struct {
	Version string `json:"version"`
	Pillars []struct {
		Code   Pillar `json:"code"`
		En, Cy string
	} `json:"pillars"`
	Categories []struct {
		Code    CategoryCode `json:"code"`
		Pillar  Pillar       `json:"pillar"`
		Broader CategoryCode `json:"broader"`
		En, Cy  string
	} `json:"categories"`
	Groups []struct {
		Code    GroupCode `json:"code"`
		Broader GroupCode `json:"broader"`
		En, Cy  string
	} `json:"groups"`
}

// LoadVocabulary reads a vocabulary from JSON: version, pillars, categories
// (code, pillar, broader, en, cy) and groups (code, broader, en, cy). It refuses
// duplicates, unknown pillars, categories and groups whose broader one is
// missing, and cycles, and reports every fault.
func LoadVocabulary(data []byte) (*Vocabulary, error) {
	var f vocabularyFile
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, fmt.Errorf("activity: vocabulary: %w", err)
	}
	v := &Vocabulary{
		version: f.Version, index: map[CategoryCode]int{}, pillars: map[Pillar]label{},
		groupsBy: map[GroupCode]label{}, wider: map[GroupCode]GroupCode{},
	}
	if err := v.extend(f); err != nil {
		return nil, err
	}
	return v, nil
}

// With returns the vocabulary extended by the categories of another file, of
// the form that LoadVocabulary reads. A code that is there already is refused.
func (v *Vocabulary) With(data []byte) (*Vocabulary, error) {
	var f vocabularyFile
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, fmt.Errorf("activity: vocabulary: %w", err)
	}
	next := &Vocabulary{
		version: v.version + "+" + f.Version, concepts: cloneSlice(v.concepts), labels: cloneSlice(v.labels),
		groups: cloneSlice(v.groups), index: map[CategoryCode]int{}, pillars: map[Pillar]label{},
		groupsBy: map[GroupCode]label{}, wider: map[GroupCode]GroupCode{},
	}
	for k, i := range v.index {
		next.index[k] = i
	}
	for k, l := range v.pillars {
		next.pillars[k] = l
	}
	maps.Copy(next.wider, v.wider)
	for k, l := range v.groupsBy {
		next.groupsBy[k] = l
	}
	if err := next.extend(f); err != nil {
		return nil, err
	}
	return next, nil
}

func (v *Vocabulary) extend(f vocabularyFile) error {
	var fs faults
	for _, p := range f.Pillars {
		v.pillars[p.Code] = label{p.En, p.Cy}
	}
	for i, c := range f.Categories {
		path := fmt.Sprintf("/categories/%d", i)
		switch {
		case !c.Code.IsValid():
			fs.add(path, "code", "category code is not prefix:reference", ErrSyntax)
			continue
		case c.En == "":
			fs.add(path, "label", "no English label", nil)
		case !c.Pillar.IsValid():
			fs.add(path, "pillar", "unknown pillar", nil)
		}
		if _, dup := v.index[c.Code]; dup {
			fs.add(path, "duplicate", "code stands twice", nil)
			continue
		}
		v.index[c.Code] = len(v.concepts)
		v.concepts = append(v.concepts, Concept{Code: c.Code, Pillar: c.Pillar, Broader: c.Broader})
		v.labels = append(v.labels, label{c.En, c.Cy})
	}
	for i, g := range f.Groups {
		if _, dup := v.groupsBy[g.Code]; dup || !g.Code.IsValid() {
			fs.add(fmt.Sprintf("/groups/%d", i), "code", "group code stands twice or is not prefix:reference", nil)
			continue
		}
		v.groups = append(v.groups, g.Code)
		v.groupsBy[g.Code] = label{g.En, g.Cy}
		if g.Broader != "" {
			v.wider[g.Code] = g.Broader
		}
	}
	v.checkBroader(&fs)
	v.checkWider(&fs)
	return fs.err()
}

func (v *Vocabulary) checkBroader(fs *faults) {
	for i, c := range v.concepts {
		at, steps := c, 0
		for at.Broader != "" && steps <= len(v.concepts) {
			j, ok := v.index[at.Broader]
			if !ok {
				fs.add(fmt.Sprintf("/categories/%d", i), "broader", "broader category is not in the vocabulary", nil)
				break
			}
			at, steps = v.concepts[j], steps+1
		}
		if steps > len(v.concepts) {
			fs.add(fmt.Sprintf("/categories/%d", i), "cycle", "broader categories run in a circle", nil)
		}
	}
}

// checkWider is checkBroader for groups.
func (v *Vocabulary) checkWider(fs *faults) {
	for i, g := range v.groups {
		path := fmt.Sprintf("/groups/%d", i)
		at := g
		for steps := 0; v.wider[at] != ""; steps++ {
			if at = v.wider[at]; v.groupsBy[at] == (label{}) {
				fs.add(path, "broader", "broader group is not in the vocabulary", nil)
				break
			}
			if steps > len(v.groups) {
				fs.add(path, "cycle", "broader groups run in a circle", nil)
				break
			}
		}
	}
}

// Version returns the version of the vocabulary.
func (v *Vocabulary) Version() string { return v.version }

// Concepts returns the categories in the order of the file.
func (v *Vocabulary) Concepts() []Concept { return cloneSlice(v.concepts) }

// Groups returns the codes of groups in the order of the file.
func (v *Vocabulary) Groups() []GroupCode { return cloneSlice(v.groups) }

// Lookup returns the category with that code, and whether there is one.
func (v *Vocabulary) Lookup(code CategoryCode) (Concept, bool) {
	i, ok := v.index[code]
	if !ok {
		return Concept{}, false
	}
	return v.concepts[i], true
}

// Is reports whether code is of, or narrower than, the category of.
func (v *Vocabulary) Is(code, of CategoryCode) bool {
	for code != "" {
		if code == of {
			return true
		}
		c, ok := v.Lookup(code)
		if !ok {
			return false
		}
		code = c.Broader
	}
	return false
}

// GroupIs reports whether a group is another, or part of it: young carers are
// carers. A code that the vocabulary does not hold is only itself.
func (v *Vocabulary) GroupIs(code, of GroupCode) bool {
	for ; code != ""; code = v.wider[code] {
		if code == of {
			return true
		}
	}
	return false
}

// Text returns the label of a category in the language nearest to tag (English
// or Welsh), or the code itself when the vocabulary does not hold it.
func (v *Vocabulary) Text(code CategoryCode, tag language.Tag) string {
	i, ok := v.index[code]
	if !ok {
		return string(code)
	}
	return v.labels[i].text(tag, string(code))
}

// GroupText is Text for groups.
func (v *Vocabulary) GroupText(code GroupCode, tag language.Tag) string {
	return v.groupsBy[code].text(tag, string(code))
}

// PillarText is Text for pillars.
func (v *Vocabulary) PillarText(p Pillar, tag language.Tag) string {
	return v.pillars[p].text(tag, string(p))
}
