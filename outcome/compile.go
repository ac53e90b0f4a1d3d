package outcome

import (
	"cmp"
	"errors"
	"math/bits"
	"slices"
	"strings"
	"unique"

	"github.com/socialprescribing/socialprescribing/person"
)

// part is a compiled Part.
type part struct {
	code      PartCode
	method    Method
	op        uint8
	direction Direction
	idx       []uint8 // positions of the items in a response
	of        []uint8 // positions of earlier parts
	base      []int32 // weights[base[j]+answer] is the score of item j
	weights   []int64 // millionths
	unit      bool    // every weight is the answer itself
	rule      MissingRule
	maxMiss   int
	mul, div  int64
	add       int64
	penalties []Penalty
	table     *table // nil: not supplied
	terms     []term
	cases     []ccase
	els       int64
	top       int64 // Max with MissingDecided: the highest reachable weight
	lo, hi    int64
}

// The methods as the engine switches on them.
const (
	opGiven uint8 = iota
	opSum
	opMean
	opMax
	opTable
	opState
	opCases
	opTerms
)

func opOf(m Method) uint8 {
	return uint8(max(slices.Index([]Method{Given, Sum, Mean, Max, TableLookup, State, Cases, Terms}, m), 0))
}

type term struct {
	factor int64
	idx    []uint8
	cap    int64
	when   []cond
}

type ccase struct {
	when  []cond
	value int64
}

// cond is a compiled Condition; item < 0 means a part.
type cond struct {
	item, part int
	lo, hi     int64
}

// compiler collects every fault instead of stopping at the first.
type compiler struct {
	def    *Definition
	in     *Instrument
	faults []error
	tables map[RuleID]*Table
}

func (c *compiler) fault(path, problem string) {
	c.faults = append(c.faults, &DefinitionError{Path: path, Problem: problem})
}

// Compile checks a definition wholly and makes the instrument that scores it.
// Every fault is reported, in the order of the definition, each a
// [DefinitionError] with its path. The definition is copied.
//
// Instruments of class C without their table, and of class D, compile; their parts
// are not scorable until the host supplies the table ([Instrument.WithTable]) or
// the score ([Instrument.Opaque]).
func Compile(d Definition) (*Instrument, error) {
	d = d.Clone()
	c := &compiler{def: &d, tables: map[RuleID]*Table{}}
	c.in = &Instrument{key: Key{ID: d.ID, Version: d.Version}, itemIndex: map[ItemCode]int{}}
	c.head()
	c.items()
	c.readTables()
	for i := range d.Parts {
		c.part(i)
	}
	c.class()
	c.bands()
	c.alerts()
	c.changeRules()
	c.codes()
	if c.faults != nil {
		return nil, errors.Join(c.faults...)
	}
	c.in.def = d
	c.in.seal()
	return c.in, nil
}

// seal interns the layout that the instrument's scores share.
func (in *Instrument) seal() {
	in.buildQuick()
	l := layout{key: in.key, table: in.checksums()}
	for i := range in.parts {
		l.parts[i] = in.parts[i].code
	}
	for i := range in.def.Alerts {
		l.alerts[i] = in.def.Alerts[i].Code
	}
	in.layout = unique.Make(l)
}

func (c *compiler) head() {
	d := c.def
	if d.Schema != 1 {
		c.fault("schema", "must be 1")
	}
	if !validName(d.ID) {
		c.fault("id", "not a lower-case name")
	}
	if !validVersion(d.Version) {
		c.fault("version", "not a version")
	}
	if d.Title == "" || d.Short == "" {
		c.fault("title", "title and short are needed")
	}
	if !d.Direction.IsValid() {
		c.fault("direction", "must be higher, lower or neither")
	}
	c.licence()
	seen := map[string]bool{}
	for i, s := range d.Sources {
		if s.ID == "" || s.Cite == "" || seen[s.ID] {
			c.fault(at("sources", i), "needs an id of its own and a citation")
		}
		seen[s.ID] = true
	}
	if len(d.Sources) == 0 {
		c.fault("sources", "at least one source is needed")
	}
	if a := d.Age; a != nil && (a.Min < 0 || a.Max < 0 || a.Max != 0 && a.Max < a.Min) {
		c.fault("age", "not a range")
	}
}

func (c *compiler) licence() {
	l := &c.def.Licence
	if !l.Class.IsValid() || !l.Text.IsValid() {
		c.fault("licence", "class and text policy are needed")
	}
	if l.Holder == "" || l.Terms == "" || l.Source == "" || l.Seen == "" {
		c.fault("licence", "holder, terms, source and date are needed")
	}
	if l.NonCommercial == "" || l.Commercial == "" || l.Redistribution == "" {
		c.fault("licence", "must say what a non-commercial service, a commercial host and redistribution need")
	}
	if (l.Class == ClassHostTable || l.Class == ClassOpaque) && l.Obtain == "" {
		c.fault("licence.obtain", "must say what the host has to obtain")
	}
}

// class enforces what each licence class may hold: finished scores in class D and
// nothing else, a host's table in class C, and neither the wording of items nor of
// answers where it is not free.
func (c *compiler) class() {
	l, given, host := c.def.Licence, 0, 0
	for i := range c.def.Parts {
		if c.def.Parts[i].Method == Given {
			given++
		}
	}
	for i := range c.def.Tables {
		if c.def.Tables[i].Host {
			host++
		}
	}
	switch {
	case len(c.def.Parts) == 0:
		c.fault("parts", "at least one part is needed")
	case l.Class == ClassOpaque && (given != len(c.def.Parts) || len(c.def.Items) > 0):
		c.fault("licence.class", "class D has given parts only, and no items")
	case l.Class != ClassOpaque && given > 0:
		c.fault("licence.class", "only class D takes finished scores")
	case l.Class == ClassHostTable && host == 0:
		c.fault("licence.class", "class C needs a host's table")
	case l.Class != ClassOpaque && len(c.def.Items) == 0:
		c.fault("items", "at least one item is needed")
	}
	if l.Text == TextHost {
		c.wording()
	}
}

// wording refuses the response wording of an instrument whose text is the host's.
func (c *compiler) wording() {
	labelled := func(o Option) bool { return o.Label != "" }
	if slices.ContainsFunc(c.def.Options, labelled) {
		c.fault("options", "the wording of answers is the host's to license")
	}
	for i := range c.def.Items {
		if slices.ContainsFunc(c.def.Items[i].Options, labelled) {
			c.fault(at("items", i)+".options", "the wording of answers is the host's to license")
		}
	}
}

func (c *compiler) source(path, id string) {
	if !slices.ContainsFunc(c.def.Sources, func(s Source) bool { return s.ID == id }) {
		c.fault(path+".source", "names no source of the definition")
	}
}

func (c *compiler) items() {
	if n := len(c.def.Items); n > MaxItems {
		c.fault("items", "more than "+itoa(MaxItems))
		c.def.Items = c.def.Items[:MaxItems]
	}
	for i := range c.def.Items {
		def, path := &c.def.Items[i], at("items", i)
		if !validName(def.Code) {
			c.fault(path+".code", "not a lower-case name")
		} else if _, dup := c.in.itemIndex[def.Code]; dup {
			c.fault(path+".code", "stands twice")
		}
		if def.Label == "" {
			c.fault(path+".label", "is needed")
		}
		c.in.itemIndex[def.Code] = i
		c.in.items = append(c.in.items, c.item(def, path))
	}
}

// item compiles the answers that an item allows: contiguous whole numbers from 0.
func (c *compiler) item(def *Item, path string) item {
	it := item{code: def.Code, options: def.Options}
	if def.Min != nil || def.Max != nil {
		if def.Min == nil || def.Max == nil || *def.Min < 0 || *def.Max < *def.Min || len(def.Options) > 0 {
			c.fault(path, "a numeric item needs 0 <= min <= max and no options")
			return it
		}
		it.min, it.max = Answer(*def.Min), Answer(*def.Max)
		return it
	}
	if len(it.options) == 0 {
		it.options = c.def.Options
	}
	if len(it.options) == 0 {
		c.fault(path, "has neither options nor a range")
		return it
	}
	values := make([]int16, len(it.options))
	codes := map[string]bool{"n/a": true}
	for i, o := range it.options {
		values[i] = o.Value
		if o.Code != "" && (codes[o.Code] || !validName(o.Code) || o.Code[0] >= '0' && o.Code[0] <= '9') {
			c.fault(path+".options", "option code stands twice, or is no name that begins with a letter")
		}
		codes[o.Code] = true
	}
	slices.Sort(values)
	if values[0] < 0 || int(values[len(values)-1]-values[0])+1 != len(values) || len(slices.Compact(values)) != len(it.options) {
		c.fault(path+".options", "values must be distinct, contiguous and not negative")
		return it
	}
	it.min, it.max = Answer(values[0]), Answer(values[len(values)-1])
	return it
}

func (c *compiler) readTables() {
	for i := range c.def.Tables {
		t, path := &c.def.Tables[i], at("tables", i)
		if !validName(t.ID) || c.tables[t.ID] != nil {
			c.fault(path+".id", "needs a name of its own")
		}
		if !t.Standing.IsValid() {
			c.fault(path+".standing", "is needed")
		}
		c.source(path, t.Source)
		if t.Host != (len(t.Rows) == 0) {
			c.fault(path+".rows", "a host's table has none, any other has some")
		}
		c.tables[t.ID] = t
	}
}

func (c *compiler) part(i int) {
	def, path := &c.def.Parts[i], at("parts", i)
	p := part{
		code: def.Code, method: def.Method, op: opOf(def.Method), direction: cmp.Or(def.Direction, c.def.Direction),
		rule: cmp.Or(def.Missing.Rule, MissingNone), maxMiss: def.Missing.Max,
		mul: cmp.Or(def.Multiply, 1), div: cmp.Or(def.Divide, 1),
	}
	if i >= MaxParts {
		c.fault(path, "more than "+itoa(MaxParts)+" parts")
		return
	}
	if !validName(def.Code) || c.in.partAt(def.Code) >= 0 {
		c.fault(path+".code", "needs a name of its own")
	}
	if def.Label == "" {
		c.fault(path+".label", "is needed")
	}
	if !p.direction.IsValid() {
		c.fault(path+".direction", "must be higher, lower or neither")
	}
	if def.Source != "" {
		c.source(path, def.Source)
	}
	if def.Add != nil {
		p.add = def.Add.millionths
	}
	for j, code := range c.itemCodes(def.Items) {
		if at, ok := c.in.itemIndex[code]; ok {
			p.idx = append(p.idx, uint8(at))
		} else {
			c.fault(path+at2("items", j), "no such item")
		}
	}
	for j, code := range def.Of {
		if at := c.in.partAt(code); at >= 0 {
			p.of = append(p.of, uint8(at))
		} else {
			c.fault(path+at2("of", j), "no such part before this one")
		}
	}
	before := len(c.faults)
	c.shape(def, &p, path)
	if len(c.faults) == before {
		c.method(def, &p, path)
	}
	c.declared(def, &p, path)
	if p.lo < -maxFigure || p.hi > maxFigure {
		c.fault(path, "values beyond the range of a score")
	}
	c.in.parts = append(c.in.parts, p)
}

func (c *compiler) itemCodes(codes []ItemCode) []ItemCode {
	if len(codes) != 1 || codes[0] != "*" {
		return codes
	}
	all := make([]ItemCode, len(c.def.Items))
	for i := range all {
		all[i] = c.def.Items[i].Code
	}
	return all
}

// shape checks that a part names what its method works on, and nothing else.
func (c *compiler) shape(def *Part, p *part, path string) {
	n, of := len(p.idx), len(p.of)
	ok := false
	switch def.Method {
	case Sum, Mean, Max:
		ok = (n > 0) != (of > 0)
	case TableLookup:
		ok = of == 1 && n == 0 && (def.Table != "") != (len(def.Variants) > 0)
	case State:
		ok = n > 0 && n <= 9 && of == 0 && def.Table != "" && len(def.Variants) == 0
	case Cases:
		ok = n == 0 && of == 0 && len(def.Cases) > 0
	case Terms:
		ok = n == 0 && of == 0 && len(def.Terms) > 0
	case Given:
		ok = n == 0 && of == 0 && def.Min != nil && def.Max != nil
	default:
		c.fault(path+".method", "is not a method")
		return
	}
	if !ok {
		c.fault(path, "does not name what method "+string(def.Method)+" works on")
	}
	if slices.Sort(p.idx); len(slices.Compact(slices.Clone(p.idx))) != n {
		c.fault(path+".items", "an item stands twice")
	}
	if p.mul < -1000 || p.mul > 1000 || p.div < 1 || p.div > 1_000_000 {
		c.fault(path, "multiply within 1000, divide from 1 to 1000000")
	}
	summing := def.Method == Sum || def.Method == Mean || def.Method == Max
	if !summing && (len(def.Recode)+len(def.Reverse)+len(def.Penalties) > 0 || p.mul != 1 || p.div != 1 || def.Add != nil) {
		c.fault(path, "only sum, mean and max take recoding, scaling and penalties")
	}
	c.missing(def, p, path)
}

func (c *compiler) missing(def *Part, p *part, path string) {
	m := def.Missing
	if m.Rule == "" && m.Max == 0 && m.Source == "" {
		return
	}
	path += ".missing"
	if !m.Rule.IsValid() || m.Max < 0 || m.Max >= max(len(p.idx), 1) {
		c.fault(path, "needs a rule and fewer missing than items")
	}
	ok := false
	switch p.rule {
	case MissingNone:
		ok = m.Max == 0
	case MissingProrate:
		ok = (p.method == Sum || p.method == Mean) && len(p.idx) > 0 && m.Max > 0
	case MissingAnswered:
		ok = (p.method == Sum || p.method == Max) && len(p.idx) > 0 && m.Max > 0
	case MissingDecided:
		ok = p.method == Max && len(p.idx) > 0 && m.Max == 0
	}
	if !ok {
		c.fault(path, "this rule does not fit the method")
	}
	if p.rule != MissingNone {
		c.source(path, m.Source)
		if !m.Standing.IsValid() {
			c.fault(path+".standing", "is needed")
		}
	}
}

func (c *compiler) method(def *Part, p *part, path string) {
	switch def.Method {
	case Sum, Mean, Max:
		if len(p.of) > 0 {
			c.ofParts(p, path)
			return
		}
		c.weights(def, p, path)
		c.bounds(p, path)
	case TableLookup:
		c.lookup(def, p, path)
	case State:
		c.state(def, p, path)
	case Cases:
		c.cases(def, p, path)
	case Terms:
		c.terms(def, p, path)
	case Given:
		p.lo, p.hi = def.Min.millionths, def.Max.millionths
		if p.lo > p.hi {
			c.fault(path, "min above max")
		}
	}
}

// weights tabulates the score of every answer of every item.
func (c *compiler) weights(def *Part, p *part, path string) {
	p.unit = len(def.Recode) == 0 && len(def.Reverse) == 0
	for _, i := range p.idx {
		it := &c.in.items[i]
		p.base = append(p.base, int32(len(p.weights))-int32(it.min))
		for a := it.min; ; a++ {
			p.weights = append(p.weights, int64(a)*unit)
			if a == it.max {
				break
			}
		}
	}
	done := map[ItemCode]bool{}
	for _, code := range def.Reverse {
		j := c.partItem(p, code)
		if j < 0 || done[code] {
			c.fault(path+".reverse", "names an item twice or one that is not in the part")
			continue
		}
		done[code] = true
		it := &c.in.items[p.idx[j]]
		for a := int(it.min); a <= int(it.max); a++ {
			p.weights[int(p.base[j])+a] = int64(int(it.min)+int(it.max)-a) * unit
		}
	}
	for k, r := range def.Recode {
		c.recode(p, r, done, path+at2("recode", k))
	}
	p.penalties = def.Penalties
	for k, q := range p.penalties {
		if p.rule != MissingNone || p.method != Sum || !within(q.Add) {
			c.fault(path+at2("penalties", k), "needs method sum, all answers and a constant within a million")
		}
	}
}

// recode writes the scores that one Recode gives the answers of its items.
func (c *compiler) recode(p *part, r Recode, done map[ItemCode]bool, path string) {
	for _, code := range r.Items {
		j := c.partItem(p, code)
		if j < 0 || done[code] {
			c.fault(path, "names an item twice or one that is not in the part")
			continue
		}
		done[code] = true
		it := &c.in.items[p.idx[j]]
		if len(r.To) != int(it.max-it.min)+1 {
			c.fault(path, "must give every answer a score, and only those")
			continue
		}
		for a := int(it.min); a <= int(it.max); a++ {
			v, ok := r.To[int16(a)]
			if !ok || !within(v) {
				c.fault(path, "must give every answer a score within a million")
				break
			}
			p.weights[int(p.base[j])+a] = v.millionths
		}
	}
}

// within bounds every weight, constant and table value: a million units.
func within(v Value) bool { return v.Abs().Compare(Int(1_000_000)) <= 0 }

func (c *compiler) partItem(p *part, code ItemCode) int {
	at, ok := c.in.itemIndex[code]
	if !ok {
		return -1
	}
	return slices.Index(p.idx, uint8(at))
}

// bounds derives the range of a part over items from the ranges of its weights.
// It is the range for every response, missing answers included.
func (c *compiler) bounds(p *part, path string) {
	var sumLo, sumHi int64
	minLo, maxLo := int64(1<<62), int64(-1<<62) // extremes of the items' lowest
	minHi, maxHi := int64(1<<62), int64(-1<<62) // and highest weights
	for j, i := range p.idx {
		it := &c.in.items[i]
		w := p.weights[int(p.base[j])+int(it.min) : int(p.base[j])+int(it.max)+1]
		lo, hi := slices.Min(w), slices.Max(w)
		if p.rule == MissingAnswered && p.method == Sum {
			lo, hi = min(lo, 0), max(hi, 0)
		}
		sumLo, sumHi = sumLo+lo, sumHi+hi
		minLo, maxLo = min(minLo, lo), max(maxLo, lo)
		minHi, maxHi = min(minHi, hi), max(maxHi, hi)
	}
	for _, q := range p.penalties {
		sumLo, sumHi = sumLo+min(0, q.Add.millionths), sumHi+max(0, q.Add.millionths)
	}
	n := int64(len(p.idx))
	p.top = maxHi
	lo, hi, div := sumLo, sumHi, p.div
	switch {
	case p.method == Max:
		// All answered: at least the highest of the lowest weights. Fewer: any item may
		// be the one that counts.
		lo, hi = maxLo, maxHi
		if p.rule == MissingAnswered {
			lo = minLo
		}
	case p.method == Mean && p.rule == MissingProrate:
		lo, hi = n*minLo, n*maxHi
		div *= n
	case p.method == Mean:
		div *= n
	case p.rule == MissingProrate:
		lo, hi = n*minLo, n*maxHi
	}
	c.scale(p, lo, hi, div, path)
}

// scale sets the part's range from the range before scaling, and proves that no
// response can overflow: a sum may be multiplied by the number of items (proration)
// and by mul before it is divided.
func (c *compiler) scale(p *part, lo, hi, div int64, path string) {
	const limit = uint64(1) << 60
	n := uint64(max(len(p.idx), 1))
	top, m := max(magnitude(lo), magnitude(hi)), magnitude(p.mul)
	over, prod := bits.Mul64(top, m)
	over2, prod2 := bits.Mul64(prod, n)
	if over|over2 != 0 || prod2 > limit || magnitude(p.add) > limit/2 {
		c.fault(path, "values beyond the range of exact arithmetic")
		return
	}
	a, _ := Value{lo * p.mul}.Quo(div)
	b, _ := Value{hi * p.mul}.Quo(div)
	p.lo, p.hi = min(a.millionths, b.millionths)+p.add, max(a.millionths, b.millionths)+p.add
}

func (c *compiler) ofParts(p *part, path string) {
	var lo, hi int64
	const limit = 1 << 56
	for k, i := range p.of {
		q := &c.in.parts[i]
		if q.lo < -limit || q.hi > limit {
			c.fault(path, "values beyond the range of exact arithmetic")
			return
		}
		if p.method == Max {
			if k == 0 {
				lo, hi = q.lo, q.hi
			}
			lo, hi = max(lo, q.lo), max(hi, q.hi)
			continue
		}
		lo, hi = lo+q.lo, hi+q.hi
	}
	div := p.div
	if p.method == Mean {
		div *= int64(len(p.of))
	}
	c.scale(p, lo, hi, div, path)
}

func (c *compiler) lookup(def *Part, p *part, path string) {
	ids := def.Variants
	if def.Table != "" {
		ids = []RuleID{def.Table}
	}
	from := &c.in.parts[p.of[0]]
	first := true
	for _, id := range ids {
		t := c.tables[id]
		if t == nil {
			c.fault(path+".table", "no such table")
			continue
		}
		if t.Host {
			c.hostTable(def, p, path)
			continue
		}
		tab, problem := newTable(t.Rows, from.lo, from.hi)
		if problem != "" {
			c.fault("tables."+string(id), problem)
			continue
		}
		if def.Table != "" {
			p.table = tab
		}
		if first {
			p.lo, p.hi = tab.lo, tab.hi
		}
		p.lo, p.hi, first = min(p.lo, tab.lo), max(p.hi, tab.hi), false
	}
}

// hostTable takes the range of a part from its definition: the host's table must
// lie within it.
func (c *compiler) hostTable(def *Part, p *part, path string) {
	if def.Min == nil || def.Max == nil || def.Min.Compare(*def.Max) > 0 {
		c.fault(path, "a part with a host's table must declare min and max")
		return
	}
	p.lo, p.hi = def.Min.millionths, def.Max.millionths
}

func (c *compiler) state(def *Part, p *part, path string) {
	for _, i := range p.idx {
		if it := &c.in.items[i]; it.max > 9 {
			c.fault(path+".items", "a state needs answers of one digit")
			return
		}
	}
	t := c.tables[def.Table]
	switch {
	case t == nil:
		c.fault(path+".table", "no such table")
	case t.Host:
		c.hostTable(def, p, path)
	default:
		tab, problem := c.in.stateTable(p, t.Rows)
		if problem != "" {
			c.fault("tables."+string(t.ID), problem)
			return
		}
		p.table, p.lo, p.hi = tab, tab.lo, tab.hi
	}
}

func (c *compiler) cases(def *Part, p *part, path string) {
	grow := func(v int64, first bool) {
		if first {
			p.lo, p.hi = v, v
		}
		p.lo, p.hi = min(p.lo, v), max(p.hi, v)
	}
	for k, cs := range def.Cases {
		if len(cs.When) == 0 {
			c.fault(path+at2("cases", k), "has no condition")
		}
		p.cases = append(p.cases, ccase{when: c.conditions(cs.When, path+at2("cases", k)), value: cs.Value.millionths})
		grow(cs.Value.millionths, k == 0)
	}
	if def.Else == nil {
		c.fault(path+".else", "is needed")
		return
	}
	p.els = def.Else.millionths
	grow(p.els, false)
}

func (c *compiler) conditions(whens []Condition, path string) []cond {
	var out []cond
	for k, w := range whens {
		q := cond{item: -1, part: -1, lo: -1 << 63, hi: 1<<63 - 1}
		if at, ok := c.in.itemIndex[w.Item]; ok && w.Item != "" {
			q.item = at
		}
		if w.Part != "" {
			q.part = c.in.partAt(w.Part)
		}
		if (q.item >= 0) == (q.part >= 0) || (w.Item != "") == (w.Part != "") {
			c.fault(path+at2("when", k), "must name one item or one part before this one")
			continue
		}
		if w.Min == nil && w.Max == nil || w.Min != nil && w.Max != nil && w.Min.Compare(*w.Max) > 0 {
			c.fault(path+at2("when", k), "needs bounds")
		}
		if w.Min != nil {
			q.lo = w.Min.millionths
		}
		if w.Max != nil {
			q.hi = w.Max.millionths
		}
		out = append(out, q)
	}
	return out
}

func (c *compiler) terms(def *Part, p *part, path string) {
	const limit = 1000 * unit
	if len(def.Terms) > 8 {
		c.fault(path+".terms", "more than 8")
		return
	}
	for k, t := range def.Terms {
		q := term{factor: t.Factor.millionths, cap: 1 << 15, when: c.conditions(t.When, path+at2("terms", k))}
		if t.Cap > 0 {
			q.cap = int64(t.Cap)
		}
		hi := max(q.factor, 0)
		lo := min(q.factor, 0)
		if q.factor > limit || q.factor < -limit || len(t.Items) < 1 || len(t.Items) > 2 || t.Cap < 0 {
			c.fault(path+at2("terms", k), "needs a factor within 1000 and one or two items")
			return
		}
		for _, code := range t.Items {
			at, ok := c.in.itemIndex[code]
			if !ok {
				c.fault(path+at2("terms", k), "no such item")
				return
			}
			q.idx = append(q.idx, uint8(at))
			top := min(int64(c.in.items[at].max), q.cap)
			hi, lo = hi*top, lo*top
		}
		if hi > 1<<56 || lo < -1<<56 {
			c.fault(path+at2("terms", k), "values beyond the range of exact arithmetic")
			return
		}
		p.lo, p.hi = p.lo+lo, p.hi+hi
		p.terms = append(p.terms, q)
	}
}

// declared compares the range that a definition states with the one derived: a
// mistyped weight, a forgotten reversal or a wrong item shows here.
func (c *compiler) declared(def *Part, p *part, path string) {
	if def.Min != nil && def.Min.millionths != p.lo || def.Max != nil && def.Max.millionths != p.hi {
		c.fault(path, "declared range differs from the derived range "+Value{p.lo}.String()+" to "+Value{p.hi}.String())
	}
}

func (c *compiler) bands() {
	for i, set := range c.def.Bands {
		path := at("bands", i)
		if !validName(set.ID) || slices.ContainsFunc(c.def.Bands[:i], func(b BandSet) bool { return b.ID == set.ID }) {
			c.fault(path+".id", "needs a name of its own")
		}
		if !set.Standing.IsValid() {
			c.fault(path+".standing", "is needed")
		}
		c.source(path, set.Source)
		p := c.in.partAt(set.Part)
		if p < 0 {
			c.fault(path+".part", "no such part")
			continue
		}
		if len(set.Bands) == 0 || set.Bands[0].Min.millionths > c.in.parts[p].lo {
			c.fault(path+".bands", "must begin at the part's minimum")
		}
		for j, b := range set.Bands {
			if !validName(b.Code) || b.Label == "" {
				c.fault(path+at2("bands", j), "needs a code and a label")
			}
			if j > 0 && b.Min.Compare(set.Bands[j-1].Min) <= 0 || b.Min.millionths > c.in.parts[p].hi {
				c.fault(path+at2("bands", j), "must rise and lie within the part's range")
			}
		}
	}
}

func (c *compiler) alerts() {
	if len(c.def.Alerts) > MaxAlerts {
		c.fault("alerts", "more than "+itoa(MaxAlerts))
		return
	}
	for i, a := range c.def.Alerts {
		path := at("alerts", i)
		if !validName(a.Code) || a.Label == "" || slices.ContainsFunc(c.def.Alerts[:i], func(b AlertRule) bool { return b.Code == a.Code }) {
			c.fault(path+".code", "needs a name of its own and a label")
		}
		c.source(path, a.Source)
		q := alert{item: -1, part: -1, min: a.Min.millionths}
		if j, ok := c.in.itemIndex[a.Item]; ok {
			q.item = j
		}
		if a.Part != "" {
			q.part = c.in.partAt(a.Part)
		}
		if (q.item >= 0) == (q.part >= 0) || (a.Item != "") == (a.Part != "") {
			c.fault(path, "must name one item or one part")
			continue
		}
		c.in.alerts = append(c.in.alerts, q)
	}
}

func (c *compiler) codes() {
	check := func(path string, codes []Coding) {
		for i, k := range codes {
			if k.System != "loinc" && k.System != "snomed-ct" || k.Code == "" || !k.Standing.IsValid() {
				c.fault(path+at2("codes", i), "needs a known system, a code and its standing")
				continue
			}
			if !checkDigit(k.System, k.Code) {
				c.fault(path+at2("codes", i), "the check digit is wrong")
			}
			if k.Part != "" && c.in.partAt(k.Part) < 0 {
				c.fault(path+at2("codes", i), "no such part")
			}
		}
	}
	check("", c.def.Codes)
	for i := range c.def.Items {
		check(at("items", i), c.def.Items[i].Codes)
	}
}

func at(name string, i int) string { return name + "[" + itoa(i) + "]" }

func at2(name string, i int) string { return "." + at(name, i) }

// checkDigit verifies a LOINC (mod 10) or SNOMED CT (Verhoeff) identifier.
func checkDigit(system, code string) bool {
	if system == "snomed-ct" {
		_, err := person.ParseSCTID(code)
		return err == nil
	}
	if strings.HasPrefix(code, "LA") {
		return true // answer codes follow another rule
	}
	digits, check, ok := strings.Cut(code, "-")
	if !ok || len(check) != 1 || digits == "" || len(digits) > 12 {
		return false
	}
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if d < 0 || d > 9 {
			return false
		}
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return byte('0'+(10-sum%10)%10) == check[0]
}
