package person

import (
	_ "embed"
	"encoding/json"
	"errors"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/internal/lazy"
	"github.com/socialprescribing/socialprescribing/internal/texts"
)

//go:embed data/needs.json
var needsJSON []byte

// loadNeeds reads the built-in vocabulary once, when it is first asked for.
func loadNeeds() (*Vocabulary, error) {
	return builtInNeeds.Get(func() (*Vocabulary, error) { return LoadVocabulary(needsJSON) })
}

var builtInNeeds lazy.Value[*Vocabulary]

// Needs gives the built-in vocabulary of needs: 55 codes in 13 groups, with
// labels in English and (draft) Welsh, definitions, safety prompts and maps to
// the SDOH categories of the Gravity Project.
func Needs() *Vocabulary {
	v, err := loadNeeds()
	if err != nil {
		panic(err) // a broken file of our own; a test reads it
	}
	return v
}

// Vocabulary is a list of needs with their words and their maps to other code
// systems. Immutable and safe for concurrent use. A nil Vocabulary is empty.
type Vocabulary struct {
	version, source, licence string
	concepts                 []NeedConcept
	groups                   []string
	at                       map[NeedCode]int
	words                    *texts.Catalogue
}

// NeedConcept is one need of a vocabulary.
type NeedConcept struct {
	Code    NeedCode
	Group   string   // such as "social"; see Vocabulary.GroupText
	Broader NeedCode // a wider need of the same vocabulary; "" if none
	Urgent  bool     // cannot wait, whatever the record says of urgency
	Prompt  string   // the key of its safety prompt; "" if none
	Maps    []CURIE  // the same or a wider concept elsewhere, such as gravity:social-connection
}

// The file form of a vocabulary. Members that are not listed are refused.
type (
	vocabularyFile struct {
		Version string      `json:"version"`
		Source  string      `json:"source"`
		Licence string      `json:"licence"`
		Prompts []wordsFile `json:"prompts"`
		Groups  []wordsFile `json:"groups"`
		Needs   []needFile  `json:"needs"`
	}
	wordsFile struct {
		Key      string `json:"key"`
		En       string `json:"en"`
		Cy       string `json:"cy"`
		CyStatus string `json:"cyStatus"`
	}
	needFile struct {
		Code       string   `json:"code"`
		Group      string   `json:"group"`
		Broader    string   `json:"broader"`
		Urgent     bool     `json:"urgent"`
		Prompt     string   `json:"prompt"`
		Maps       []string `json:"maps"`
		En         string   `json:"en"`
		Cy         string   `json:"cy"`
		CyStatus   string   `json:"cyStatus"`
		Definition string   `json:"definition"`
	}
)

// LoadVocabulary reads a vocabulary from JSON of the form of the built-in one:
//
//	{"version": "1", "source": "...", "licence": "...",
//	 "prompts": [{"key": "harm", "en": "...", "cy": "...", "cyStatus": "draft"}],
//	 "groups": [{"key": "social", "en": "..."}],
//	 "needs": [{"code": "x-ours:garden", "group": "social", "broader": "", "urgent": false,
//	   "prompt": "harm", "maps": ["esdNeed:69", "snomedCT:267076002"],
//	   "en": "Garden", "cy": "Gardd", "cyStatus": "draft", "definition": "..."}]}
//
// It reports every fault, in the order of the file (FieldError, matches
// ErrInvalid): a missing version, source, licence, label or definition, a code
// that occurs twice or is malformed, a SNOMED CT identifier with a wrong check
// digit, an unknown group, prompt or broader need, and a need that is broader
// than itself by any way round.
// Of a file that is not of the form it reports the first fault, by where it stands.
func LoadVocabulary(data []byte) (*Vocabulary, error) {
	var f vocabularyFile
	if err := decodeOne(data, &f); err != nil {
		return nil, jsonFault(err)
	}
	v := &Vocabulary{version: f.Version, source: f.Source, licence: f.Licence, at: map[NeedCode]int{}}
	l := &loader{file: &f, v: v}
	l.head()
	l.needs()
	l.cycles()
	l.words()
	if len(l.errs) > 0 {
		return nil, errors.Join(l.errs...)
	}
	return v, nil
}

// jsonFault says where a file is not of the form, without what stands there: it may
// be a file of another kind, with people in it.
func jsonFault(err error) error {
	f := &FieldError{Rule: "json"}
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch name, unknown := unknownMember(err); {
	case unknown:
		f.Err = &UnknownMemberError{Member: "vocabulary", Name: name}
	case errors.As(err, &syntax):
		f.Err = errors.New("byte " + strconv.FormatInt(syntax.Offset, 10))
	case errors.As(err, &kind) && kind.Field != "":
		f.Path = "/" + strings.ReplaceAll(kind.Field, ".", "/")
	}
	return f
}

type loader struct {
	file            *vocabularyFile
	v               *Vocabulary
	prompts, groups map[string]bool // their keys
	errs            []error
}

func (l *loader) fault(bad bool, path, rule string) {
	if bad {
		l.errs = append(l.errs, &FieldError{Path: path, Rule: rule})
	}
}

func (l *loader) head() {
	l.fault(l.file.Version == "", "/version", "required")
	l.fault(l.file.Source == "", "/source", "required")
	l.fault(l.file.Licence == "", "/licence", "required")
	l.prompts = l.keys("/prompts/", l.file.Prompts)
	l.groups = l.keys("/groups/", l.file.Groups)
	for _, g := range l.file.Groups {
		l.v.groups = append(l.v.groups, g.Key)
	}
}

// keys checks a list of words and gives the set of their keys.
func (l *loader) keys(path string, list []wordsFile) map[string]bool {
	seen := map[string]bool{}
	for i, w := range list {
		at := path + strconv.Itoa(i)
		l.fault(w.Key == "", at+"/key", "required")
		l.fault(w.En == "", at+"/en", "required")
		l.fault(seen[w.Key], at+"/key", "duplicate")
		seen[w.Key] = true
	}
	return seen
}

func (l *loader) needs() {
	for i, n := range l.file.Needs {
		at := "/needs/" + strconv.Itoa(i)
		code := NeedCode(n.Code)
		l.fault(!code.IsValid(), at+"/code", "code")
		_, twice := l.v.at[code]
		l.fault(twice, at+"/code", "duplicate")
		l.fault(!l.groups[n.Group], at+"/group", "unknown")
		l.fault(n.Prompt != "" && !l.prompts[n.Prompt], at+"/prompt", "unknown")
		l.fault(n.En == "", at+"/en", "required")
		l.fault(n.Definition == "", at+"/definition", "required")
		c := NeedConcept{Code: code, Group: n.Group, Broader: NeedCode(n.Broader), Urgent: n.Urgent, Prompt: n.Prompt}
		for j, m := range n.Maps {
			curie, err := ParseCURIE(m)
			if err != nil {
				l.errs = append(l.errs, &FieldError{Path: at + "/maps/" + strconv.Itoa(j), Rule: "code", Err: err})
			}
			c.Maps = append(c.Maps, curie)
		}
		if !twice {
			l.v.at[code] = i
		}
		l.v.concepts = append(l.v.concepts, c)
	}
}

// What is known of where the chain of broader needs from one leads.
const (
	notFollowed uint8 = iota
	onThisChain
	ends
	goesRound
)

// cycles follows each chain of broader needs, and no stretch of one twice: a host's
// list may be long and deep.
func (l *loader) cycles() {
	leads := make([]uint8, len(l.v.concepts))
	for i, c := range l.v.concepts {
		at := "/needs/" + strconv.Itoa(i) + "/broader"
		_, known := l.v.at[c.Broader]
		l.fault(c.Broader != "" && !known, at, "unknown")
		l.fault(l.follow(i, leads) == goesRound, at, "cycle")
	}
}

// follow says where the chain from one need leads, and notes it for all on the way.
func (l *loader) follow(i int, leads []uint8) uint8 {
	var chain []int
	known := true
	for known && leads[i] == notFollowed {
		leads[i] = onThisChain
		chain = append(chain, i)
		i, known = l.broader(i)
	}
	verdict := ends
	if known && (leads[i] == onThisChain || leads[i] == goesRound) {
		verdict = goesRound
	}
	for _, j := range chain {
		leads[j] = verdict
	}
	return verdict
}

// broader gives the place of the need that is broader than one, and whether there
// is one.
func (l *loader) broader(i int) (int, bool) {
	code := l.v.concepts[i].Broader
	j, ok := l.v.at[code]
	return j, ok && code != ""
}

// The keys of the catalogue.
const (
	labelKey      = "need."
	definitionKey = "definition."
	groupKey      = "group."
	promptKey     = "prompt."
)

// words hands the texts to a catalogue, which checks their form.
func (l *loader) words() {
	if len(l.errs) > 0 {
		return
	}
	type entry struct {
		Kind     texts.Kind `json:"kind"`
		En       string     `json:"en"`
		Cy       string     `json:"cy,omitzero"`
		CyStatus string     `json:"cyStatus,omitzero"`
	}
	entries := map[string]entry{}
	for _, w := range l.file.Prompts {
		entries[promptKey+w.Key] = entry{texts.KindSafety, w.En, w.Cy, w.CyStatus}
	}
	for _, w := range l.file.Groups {
		entries[groupKey+w.Key] = entry{texts.KindLabel, w.En, w.Cy, w.CyStatus}
	}
	for _, n := range l.file.Needs {
		entries[labelKey+n.Code] = entry{texts.KindLabel, n.En, n.Cy, n.CyStatus}
		entries[definitionKey+n.Code] = entry{Kind: texts.KindLabel, En: n.Definition}
	}
	data, err := json.Marshal(map[string]any{"version": l.file.Version, "entries": entries})
	if err == nil {
		l.v.words, err = texts.Load(data)
	}
	if err != nil {
		l.errs = append(l.errs, &FieldError{Path: "/needs", Rule: "words", Err: err})
	}
}

// Version gives the version of the data; joined by "+" after With.
func (v *Vocabulary) Version() string {
	if v == nil {
		return ""
	}
	return v.version
}

// Source says where the data is from.
func (v *Vocabulary) Source() string {
	if v == nil {
		return ""
	}
	return v.source
}

// Licence says under what terms the data stands.
func (v *Vocabulary) Licence() string {
	if v == nil {
		return ""
	}
	return v.licence
}

// Len gives the number of needs.
func (v *Vocabulary) Len() int {
	if v == nil {
		return 0
	}
	return len(v.concepts)
}

// All yields copies of the needs in the order of the file.
func (v *Vocabulary) All() iter.Seq[NeedConcept] {
	return func(yield func(NeedConcept) bool) {
		for i := range v.Len() {
			n := v.concepts[i]
			n.Maps = slices.Clone(n.Maps)
			if !yield(n) {
				return
			}
		}
	}
}

// Groups gives the keys of the groups in the order of the file.
func (v *Vocabulary) Groups() []string {
	if v == nil {
		return nil
	}
	return slices.Clone(v.groups)
}

// Lookup gives the need of a code, and whether there is one.
func (v *Vocabulary) Lookup(c NeedCode) (NeedConcept, bool) {
	if v == nil {
		return NeedConcept{}, false
	}
	i, ok := v.at[c]
	if !ok {
		return NeedConcept{}, false
	}
	n := v.concepts[i]
	n.Maps = slices.Clone(n.Maps)
	return n, true
}

// Maps gives the codes of one system to which a need maps, in order: its own,
// or else those of the nearest broader need that has any.
func (v *Vocabulary) Maps(c NeedCode, prefix string) []CURIE {
	for {
		n, ok := v.Lookup(c)
		if !ok {
			return nil
		}
		out := slices.DeleteFunc(n.Maps, func(m CURIE) bool { return m.Prefix() != prefix })
		if len(out) > 0 || n.Broader == "" {
			return out
		}
		c = n.Broader
	}
}

// Text gives the label of a need in the language of a tag; the code itself if
// it is not in the vocabulary.
func (v *Vocabulary) Text(tag language.Tag, c NeedCode) string {
	if _, ok := v.Lookup(c); !ok {
		return string(c)
	}
	return v.words.Text(tag, labelKey+string(c))
}

// Definition gives what a need means, in English; "" if it is not known.
func (v *Vocabulary) Definition(c NeedCode) string {
	if _, ok := v.Lookup(c); !ok {
		return ""
	}
	return v.words.Text(language.English, definitionKey+string(c))
}

// GroupText gives the label of a group; the key itself if it is not known.
func (v *Vocabulary) GroupText(tag language.Tag, group string) string {
	if v == nil || !slices.Contains(v.groups, group) {
		return group
	}
	return v.words.Text(tag, groupKey+group)
}

// Safety gives the prompt that a need triggers, for whoever records it, and
// whether it triggers one. A Welsh reader gets marked English until the Welsh
// one has been reviewed.
func (v *Vocabulary) Safety(tag language.Tag, c NeedCode) (string, bool) {
	n, ok := v.Lookup(c)
	if !ok || n.Prompt == "" {
		return "", false
	}
	return v.words.Text(tag, promptKey+n.Prompt), true
}

// With gives the vocabulary with another laid over it: needs of the other
// replace those of the same code and follow the rest, and maps of a replaced
// need are kept where the other has none for that system. The error reports a
// cycle that the two make together.
func (v *Vocabulary) With(other *Vocabulary) (*Vocabulary, error) {
	switch {
	case other == nil:
		return v, nil
	case v == nil:
		return other, nil
	}
	next := &Vocabulary{
		version: v.version + "+" + other.version, source: v.source + "; " + other.source,
		licence: v.licence + "; " + other.licence, concepts: slices.Clone(v.concepts),
		groups: slices.Clone(v.groups), at: map[NeedCode]int{}, words: v.words.With(other.words),
	}
	for _, g := range other.groups {
		if !slices.Contains(next.groups, g) {
			next.groups = append(next.groups, g)
		}
	}
	for i, c := range next.concepts {
		next.at[c.Code] = i
	}
	for _, c := range other.concepts {
		if i, ok := next.at[c.Code]; ok {
			c.Maps = joinMaps(c.Maps, next.concepts[i].Maps)
			next.concepts[i] = c
			continue
		}
		next.at[c.Code] = len(next.concepts)
		next.concepts = append(next.concepts, c)
	}
	l := &loader{v: next}
	if l.cycles(); len(l.errs) > 0 {
		return nil, errors.Join(l.errs...)
	}
	return next, nil
}

// WithMaps gives the vocabulary with a host's maps to other code systems, such
// as esdNeed or snomedCT, in place of those it had for the same need and
// system. The version names the host's mapping, because code lists have been
// renumbered under the same names. Every fault is reported: a need that is not
// in the vocabulary, a malformed code.
func (v *Vocabulary) WithMaps(version string, links map[NeedCode][]CURIE) (*Vocabulary, error) {
	next := *v
	next.version = v.version + "+" + version
	next.concepts = slices.Clone(v.concepts)
	var errs []error
	for _, code := range slices.Sorted(maps.Keys(links)) {
		i, ok := v.at[code]
		if !ok {
			errs = append(errs, &FieldError{Path: "/" + string(code), Rule: "unknown"})
			continue
		}
		for j, m := range links[code] {
			if !m.IsValid() {
				errs = append(errs, &FieldError{Path: "/" + string(code) + "/" + strconv.Itoa(j), Rule: "code"})
			}
		}
		next.concepts[i].Maps = joinMaps(links[code], v.concepts[i].Maps)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return &next, nil
}

// joinMaps adds the former maps into systems that the new ones do not name.
func joinMaps(own, former []CURIE) []CURIE {
	out := slices.Clone(own)
	for _, m := range former {
		if !slices.ContainsFunc(own, func(x CURIE) bool { return x.Prefix() == m.Prefix() }) {
			out = append(out, m)
		}
	}
	return out
}
