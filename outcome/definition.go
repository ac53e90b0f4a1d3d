package outcome

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Names inside a definition. They are lower-case words of letters, digits and
// hyphens, unique within their kind, and are persisted.
type (
	// InstrumentID names an instrument: "phq-9".
	InstrumentID string
	// ItemCode names an item of an instrument: "9".
	ItemCode string
	// PartCode names a scored part: "total".
	PartCode string
	// AlertCode names an alert rule: "self-harm".
	AlertCode string
	// BandCode names a band: "moderate".
	BandCode string
	// RuleID names a set of bands, a change rule or a table.
	RuleID string
)

// Key identifies the exact thing that a response answers: instrument, version and,
// where several conversion tables or value sets exist, the variant in use. Two
// scores are comparable only when their keys are equal.
//
// Immutable, comparable and safe for concurrent use; the zero Key names nothing.
type Key struct {
	ID      InstrumentID `json:"id"`
	Version string       `json:"version"`
	Variant RuleID       `json:"variant,omitempty"`
}

// String writes "phq-9/1999" or "cfpb-fwb-10/2017/self-18-61".
func (k Key) String() string {
	s := string(k.ID) + "/" + k.Version
	if k.Variant != "" {
		s += "/" + string(k.Variant)
	}
	return s
}

// Definition describes one version of one instrument as plain data: what is asked,
// how answers are coded, how they are scored, what the score is compared with and
// under what licence. [Compile] checks it and makes the [Instrument] that scores.
//
// A plain record: not safe for concurrent use while it is being changed.
type Definition struct {
	Schema    int          `json:"schema"` // 1
	ID        InstrumentID `json:"id"`
	Version   string       `json:"version"`
	Title     string       `json:"title"`
	Short     string       `json:"short"` // what practitioners call it
	Licence   Licence      `json:"licence"`
	Sources   []Source     `json:"sources"`
	Direction Direction    `json:"direction"` // of every part that names none
	Recall    string       `json:"recall,omitempty"`
	Age       *AgeRange    `json:"age,omitempty"` // in whole years, nil: not stated
	InPerson  bool         `json:"inPerson,omitempty"`
	Options   []Option     `json:"options,omitempty"` // of every item that has none
	Items     []Item       `json:"items,omitempty"`
	Tables    []Table      `json:"tables,omitempty"`
	Parts     []Part       `json:"parts"`
	Bands     []BandSet    `json:"bands,omitempty"`
	Alerts    []AlertRule  `json:"alerts,omitempty"`
	Change    []ChangeRule `json:"change,omitempty"`
	Codes     []Coding     `json:"codes,omitempty"`
	Notes     []string     `json:"notes,omitempty"` // traps and peer mistakes, for readers
}

// Licence says what may be done with an instrument, as its holder's terms read when
// they were looked up. It is information for the host, not legal advice.
type Licence struct {
	Class          Class      `json:"class"`
	Text           TextPolicy `json:"text"`
	Holder         string     `json:"holder"`
	Terms          string     `json:"terms"`
	NonCommercial  string     `json:"nonCommercial"`  // a service that does not sell
	Commercial     string     `json:"commercial"`     // a commercial host
	Redistribution string     `json:"redistribution"` // passing wording or tables on
	Obtain         string     `json:"obtain,omitempty"`
	Source         string     `json:"source"`
	Seen           string     `json:"seen"` // year and month the terms were read
}

// Source is a publication that a figure rests on; rules refer to it by ID.
type Source struct {
	ID   string `json:"id"`
	Cite string `json:"cite"`
}

// AgeRange is the range of whole years that a source gives; a zero Max is open.
type AgeRange struct {
	Min int `json:"min"`
	Max int `json:"max,omitempty"`
}

// Option is one answer: its number, its code for keyed input and a short label.
type Option struct {
	Value int16  `json:"value"`
	Code  string `json:"code,omitempty"`
	Label string `json:"label,omitempty"`
}

// Item is one question, by a short label of our own. Its answers are its options,
// or the definition's, or the whole numbers from Min to Max.
type Item struct {
	Code    ItemCode `json:"code"`
	Label   string   `json:"label"`
	Options []Option `json:"options,omitempty"`
	Min     *int16   `json:"min,omitempty"`
	Max     *int16   `json:"max,omitempty"`
	Codes   []Coding `json:"codes,omitempty"`
}

// Coding is a code of a public system for the instrument, an item or a part.
type Coding struct {
	System   string   `json:"system"` // "loinc" or "snomed-ct"
	Code     string   `json:"code"`
	Part     PartCode `json:"part,omitempty"`
	Value    *Value   `json:"value,omitempty"` // the part's value that an answer code stands for
	Use      string   `json:"use,omitempty"`   // "panel", "score", "item", "answer"
	Standing Standing `json:"standing"`
}

// Method says how a part is computed.
type Method string

// The methods. Sum, Mean and Max work on the (recoded) answers of Items, or on the
// parts named in Of. TableLookup converts the part named in Of. State looks up the
// answers of Items, read as the digits of a number (a health state). Cases yields
// the value of the first case whose conditions all hold. Terms adds products of
// answers. Given is a value that the host supplies (class D).
const (
	Sum         Method = "sum"
	Mean        Method = "mean"
	Max         Method = "max"
	TableLookup Method = "table"
	State       Method = "state"
	Cases       Method = "cases"
	Terms       Method = "terms"
	Given       Method = "given"
)

// IsValid reports whether m is one of the methods.
func (m Method) IsValid() bool {
	switch m {
	case Sum, Mean, Max, TableLookup, State, Cases, Terms, Given:
		return true
	}
	return false
}

// UnmarshalText refuses what is not a method; empty text reads as unset.
func (m *Method) UnmarshalText(text []byte) error { return readWord(m, text) }

// Part is one number that an instrument yields: a total, a subscale, an index, a
// converted score or a category. Parts are computed in order and may rest only on
// parts before them.
type Part struct {
	Code      PartCode   `json:"code"`
	Label     string     `json:"label"`
	Method    Method     `json:"method"`
	Items     []ItemCode `json:"items,omitempty"` // "*" alone: all items
	Of        []PartCode `json:"of,omitempty"`
	Reverse   []ItemCode `json:"reverse,omitempty"` // answer → min + max − answer
	Recode    []Recode   `json:"recode,omitempty"`
	Missing   Missing    `json:"missing,omitzero"`
	Multiply  int64      `json:"multiply,omitempty"` // 0 reads as 1
	Divide    int64      `json:"divide,omitempty"`   // 0 reads as 1
	Add       *Value     `json:"add,omitempty"`
	Penalties []Penalty  `json:"penalties,omitempty"`
	Table     RuleID     `json:"table,omitempty"`
	Variants  []RuleID   `json:"variants,omitempty"` // tables to choose between
	Terms     []Term     `json:"terms,omitempty"`
	Cases     []Case     `json:"cases,omitempty"`
	Else      *Value     `json:"else,omitempty"`
	Min       *Value     `json:"min,omitempty"` // checked against what Compile derives
	Max       *Value     `json:"max,omitempty"`
	Direction Direction  `json:"direction,omitempty"`
	Source    string     `json:"source,omitempty"`
}

// MissingRule says what happens to a part when answers are missing.
type MissingRule string

// The rules. MissingNone: every answer is needed. MissingProrate: with at most Max
// missing, the missing are filled with the mean of those answered. MissingAnswered:
// with at most Max missing, the part is computed over those answered, without
// filling. MissingDecided, for Max: a part is scored in spite of missing answers
// only when no answer could change it.
const (
	MissingNone     MissingRule = "none"
	MissingProrate  MissingRule = "prorate"
	MissingAnswered MissingRule = "answered"
	MissingDecided  MissingRule = "decided"
)

// IsValid reports whether m is one of the rules.
func (m MissingRule) IsValid() bool {
	switch m {
	case MissingNone, MissingProrate, MissingAnswered, MissingDecided:
		return true
	}
	return false
}

// UnmarshalText refuses what is not a rule; empty text reads as [MissingNone].
func (m *MissingRule) UnmarshalText(text []byte) error { return readWord(m, text) }

// Missing is the rule for missing answers, with its source.
type Missing struct {
	Rule     MissingRule `json:"rule"`
	Max      int         `json:"max,omitempty"`
	Source   string      `json:"source,omitempty"`
	Standing Standing    `json:"standing,omitempty"`
}

// Recode gives the items named the score To[answer] instead of the answer itself.
// Every answer the items allow must be present.
type Recode struct {
	Items []ItemCode      `json:"items"`
	To    map[int16]Value `json:"to"`
}

// Penalty adds Add once when any of the part's answers is at least AtLeast: the
// constants of the EQ-5D-3L tariff.
type Penalty struct {
	AtLeast int16 `json:"atLeast"`
	Add     Value `json:"add"`
}

// Term is a product of the answers of one or two items and a factor, counted only
// when its conditions hold. Answers above Cap count as Cap.
type Term struct {
	Factor Value       `json:"factor"`
	Items  []ItemCode  `json:"items"`
	Cap    int16       `json:"cap,omitempty"`
	When   []Condition `json:"when,omitempty"`
}

// Case yields Value when all conditions hold.
type Case struct {
	When  []Condition `json:"when"`
	Value Value       `json:"value"`
}

// Condition holds when the part or the item lies within the bounds, both
// inclusive. On a missing answer or an unscorable part it is unknown.
type Condition struct {
	Part PartCode `json:"part,omitempty"`
	Item ItemCode `json:"item,omitempty"`
	Min  *Value   `json:"min,omitempty"`
	Max  *Value   `json:"max,omitempty"`
}

// Table converts a whole number, or a state read as digits, to a value.
type Table struct {
	ID       RuleID   `json:"id"`
	Source   string   `json:"source"`
	Standing Standing `json:"standing"`
	Host     bool     `json:"host,omitempty"` // the rows are the host's to supply
	Rows     []Row    `json:"rows,omitempty"`
}

// Row is one line of a table; JSON writes it as [key, value].
type Row struct {
	Key   int64
	Value Value
}

// MarshalJSON writes [key, value].
func (r Row) MarshalJSON() ([]byte, error) {
	b := strconv.AppendInt([]byte{'['}, r.Key, 10)
	return append(r.Value.append(append(b, ',')), ']'), nil
}

// UnmarshalJSON reads [key, value].
func (r *Row) UnmarshalJSON(data []byte) error {
	var pair []json.RawMessage
	if err := json.Unmarshal(data, &pair); err != nil {
		return err
	}
	if len(pair) != 2 {
		return errors.New("outcome: a table row is [key, value]")
	}
	if err := json.Unmarshal(pair[0], &r.Key); err != nil {
		return err
	}
	return r.Value.UnmarshalJSON(pair[1])
}

// BandSet names ranges of one part. Sources disagree about bands, so a definition
// holds several sets side by side, each with its source and standing.
type BandSet struct {
	ID       RuleID   `json:"id"`
	Part     PartCode `json:"part"`
	Source   string   `json:"source"`
	Standing Standing `json:"standing"`
	Bands    []Band   `json:"bands"`
}

// Band is a range of values, Min inclusive; it reaches up to the next band's Min,
// the last to the part's maximum. Tone is what a host may colour by.
type Band struct {
	Code  BandCode `json:"code"`
	Label string   `json:"label"`
	Min   Value    `json:"min"`
}

// AlertRule flags an answer or a part whatever the total says. The flagged item
// left unanswered is an unknown alert, never none (D16).
type AlertRule struct {
	Code   AlertCode `json:"code"`
	Label  string    `json:"label"`
	Item   ItemCode  `json:"item,omitempty"`
	Part   PartCode  `json:"part,omitempty"`
	Min    Value     `json:"min"` // raised at this value and above
	Source string    `json:"source"`
}

// ReadDefinition reads one definition in strict JSON: unknown fields, duplicate
// keys and trailing data are faults. The result is not yet checked; see [Compile].
func ReadDefinition(data []byte) (Definition, error) {
	if err := checkDuplicates(data); err != nil {
		return Definition{}, err
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	var d Definition
	if err := dec.Decode(&d); err != nil {
		return Definition{}, &DefinitionError{Problem: "not strict JSON of a definition", cause: err}
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Definition{}, &DefinitionError{Problem: "data after the definition"}
	}
	return d, nil
}

// checkDuplicates walks the tokens of a document and refuses a key that stands
// twice in one object, which encoding/json would let the last one win.
func checkDuplicates(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	type frame struct {
		keys map[string]bool // nil inside an array
		key  bool            // the next string is a key
	}
	var stack []frame
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return &DefinitionError{Problem: "not JSON", cause: err}
		}
		top := len(stack) - 1
		if d, ok := tok.(json.Delim); ok {
			switch d {
			case '{':
				stack = append(stack, frame{keys: map[string]bool{}, key: true})
				continue
			case '[':
				stack = append(stack, frame{})
				continue
			}
			stack = stack[:top]
			if top--; top >= 0 {
				stack[top].key = stack[top].keys != nil
			}
			continue
		}
		if top < 0 || stack[top].keys == nil {
			continue
		}
		if s, ok := tok.(string); ok && stack[top].key {
			if stack[top].keys[s] {
				return &DefinitionError{Path: s, Problem: "key stands twice"}
			}
			stack[top].keys[s], stack[top].key = true, false
			continue
		}
		stack[top].key = true
	}
}

// Clone returns a deep copy.
func (d Definition) Clone() Definition {
	d.Sources, d.Options, d.Codes = slices.Clone(d.Sources), slices.Clone(d.Options), cloneCodes(d.Codes)
	d.Change, d.Alerts, d.Notes = slices.Clone(d.Change), slices.Clone(d.Alerts), slices.Clone(d.Notes)
	d.Items, d.Tables, d.Parts, d.Bands = slices.Clone(d.Items), slices.Clone(d.Tables), slices.Clone(d.Parts), slices.Clone(d.Bands)
	d.Age = clonePtr(d.Age)
	for i := range d.Items {
		it := &d.Items[i]
		it.Options, it.Codes = slices.Clone(it.Options), cloneCodes(it.Codes)
		it.Min, it.Max = clonePtr(it.Min), clonePtr(it.Max)
	}
	for i := range d.Tables {
		d.Tables[i].Rows = slices.Clone(d.Tables[i].Rows)
	}
	for i := range d.Bands {
		d.Bands[i].Bands = slices.Clone(d.Bands[i].Bands)
	}
	for i := range d.Change {
		d.Change[i] = d.Change[i].clone()
	}
	for i := range d.Parts {
		d.Parts[i] = d.Parts[i].clone()
	}
	return d
}

func (p Part) clone() Part {
	p.Items, p.Of, p.Reverse = slices.Clone(p.Items), slices.Clone(p.Of), slices.Clone(p.Reverse)
	p.Penalties, p.Variants = slices.Clone(p.Penalties), slices.Clone(p.Variants)
	p.Recode, p.Terms, p.Cases = slices.Clone(p.Recode), slices.Clone(p.Terms), slices.Clone(p.Cases)
	p.Add, p.Else, p.Min, p.Max = clonePtr(p.Add), clonePtr(p.Else), clonePtr(p.Min), clonePtr(p.Max)
	for i, r := range p.Recode {
		p.Recode[i] = Recode{Items: slices.Clone(r.Items), To: maps.Clone(r.To)}
	}
	for i := range p.Terms {
		p.Terms[i].Items = slices.Clone(p.Terms[i].Items)
		p.Terms[i].When = cloneConditions(p.Terms[i].When)
	}
	for i := range p.Cases {
		p.Cases[i].When = cloneConditions(p.Cases[i].When)
	}
	return p
}

func cloneConditions(cs []Condition) []Condition {
	cs = slices.Clone(cs)
	for i := range cs {
		cs[i].Min, cs[i].Max = clonePtr(cs[i].Min), clonePtr(cs[i].Max)
	}
	return cs
}

func cloneCodes(codes []Coding) []Coding {
	codes = slices.Clone(codes)
	for i := range codes {
		codes[i].Value = clonePtr(codes[i].Value)
	}
	return codes
}

func clonePtr[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}

// validName reports whether s is a lower-case word of letters, digits and inner
// hyphens.
func validName[S ~string](s S) bool {
	if s == "" || len(s) > 64 || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

// validVersion is as validName, but upper case, points and plus are allowed too.
func validVersion(s string) bool {
	return s != "" && len(s) <= 64 && strings.IndexFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '.' || r == '+')
	}) < 0
}
