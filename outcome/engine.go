package outcome

// Score scores a response by the instrument's rules. A response that does not fit
// the instrument is refused with an error that matches [ErrAnswer] and reports
// every fault; missing answers are no fault: each part says in its status what
// they did to it. Instruments of class D have no items and refuse with an error
// that matches [ErrNotPermitted].
//
//nolint:nonamedreturns // the result is filled where the caller will find it: a copy of its 112 bytes costs a tenth of the call
func (in *Instrument) Score(r Response) (s Score, err error) {
	if len(r) != len(in.items) || len(r) == 0 {
		return Score{}, in.refuse(r)
	}
	sum := uint64(wrong)
	switch q := &in.quick; {
	case q.even.all:
		sum = q.even.total(r)
	case len(q.words) > 0:
		sum = q.pack(r)
	}
	if sum >= wrong {
		if err := in.Check(r); err != nil {
			return Score{}, err
		}
	}
	s.layout, s.n = in.layout, uint8(len(in.parts))
	if sum >= wrong {
		in.scoreParts(r, &s)
		in.raise(r, &s)
		return s, nil
	}
	in.scoreQuick(r, sum, &s)
	return s, nil
}

// scoreParts computes every part by the general rules.
func (in *Instrument) scoreParts(r Response, s *Score) {
	for i := range in.parts {
		in.scorePart(i, r, s)
	}
}

// scoreQuick reads the parts and alerts from the sum of the answers' words.
func (in *Instrument) scoreQuick(r Response, sum uint64, s *Score) {
	q := &in.quick
	parts := q.parts
	for i := range parts {
		t := &parts[i]
		s.parts[t.part] = t.of(sum)
	}
	s.raised = uint8(sum) & q.alerts
	if q.more {
		in.scoreRest(r, s)
	}
}

// scoreRest adds what the quick way leaves to the general rules.
func (in *Instrument) scoreRest(r Response, s *Score) {
	for _, i := range in.quick.rest {
		in.scorePart(int(i), r, s)
	}
	if in.quick.onPart {
		in.raise(r, s)
	}
}

// refuse says why a response of the wrong length cannot be scored.
func (in *Instrument) refuse(r Response) error {
	if len(in.items) == 0 {
		return &PermissionError{Instrument: in.key, Class: in.def.Licence.Class}
	}
	return in.Check(r)
}

// PermissionError says that the licence class of an instrument forbids an act. It
// matches [ErrNotPermitted].
type PermissionError struct {
	Instrument Key
	Class      Class
}

func (e *PermissionError) Error() string {
	return "outcome: " + e.Instrument.String() + ": class " + string(e.Class) + " does not permit it: class D takes only finished scores, and only class D does"
}

// Is matches [ErrNotPermitted].
func (e *PermissionError) Is(target error) bool { return target == ErrNotPermitted }

// scorePart computes one part by the general rules; those before it are there.
func (in *Instrument) scorePart(i int, r Response, s *Score) {
	p, out := &in.parts[i], figure{}
	switch p.op {
	case opSum, opMean:
		if len(p.of) > 0 {
			p.sumParts(&out, s)
			break
		}
		sum, k := p.sum(r)
		p.finish(&out, sum, k, r)
	case opMax:
		p.max(&out, r, s)
	case opTable:
		p.lookup(&out, s)
	case opState:
		in.state(p, &out, r)
	case opCases:
		p.choose(&out, r, s)
	case opTerms:
		p.addTerms(&out, r, s)
	default:
		out = figure{status: stNotScorable, why: whyNotSupplied}
	}
	s.parts[i] = out.pack()
}

// sum adds the weights of the answers given and counts them.
func (p *part) sum(r Response) (int64, int) {
	var sum int64
	k := len(p.idx)
	if p.unit {
		for _, i := range p.idx {
			a := r[i]
			if a < 0 {
				k--
				continue
			}
			sum += int64(a)
		}
		return sum * unit, k
	}
	for j, i := range p.idx {
		a := r[i]
		if a < 0 {
			k--
			continue
		}
		sum += p.weights[p.base[j]+int32(a)]
	}
	return sum, k
}

// finish applies the missing rule, the penalties and the scaling to a sum over k
// answers, and rounds once.
func (p *part) finish(out *figure, sum int64, k int, r Response) {
	n := len(p.idx)
	out.answered, out.of = uint8(k), uint8(n)
	out.status = stComplete
	mul, div := p.mul, p.div
	if k < n {
		if p.rule == MissingNone || n-k > p.maxMiss {
			out.status, out.why = stNotScorable, whyMissing
			return
		}
		out.status = stProrated
		if p.rule == MissingProrate && p.op == opSum {
			mul, div = mul*int64(n), div*int64(k)
		}
	}
	if p.op == opMean {
		div *= int64(k)
	}
	for i := range p.penalties {
		if p.atLeast(r, Answer(p.penalties[i].AtLeast)) {
			sum += p.penalties[i].Add.millionths
		}
	}
	if sum *= mul; div != 1 {
		v, exact := Value{sum}.Quo(div)
		if sum = v.millionths; !exact {
			out.why = inexact
		}
	}
	out.value = sum + p.add
}

func (p *part) atLeast(r Response, a Answer) bool {
	for _, i := range p.idx {
		if r[i] >= a {
			return true
		}
	}
	return false
}

// fromParts reports the weakest status of the parts that a part rests on.
func (p *part) fromParts(out *figure, s *Score) bool {
	out.status, out.of = stComplete, uint8(len(p.of))
	for _, i := range p.of {
		q := s.parts[i].unpack()
		if q.status == stNotScorable {
			out.status, out.why = stNotScorable, whyPart
			continue
		}
		out.answered++
		if q.status == stProrated && out.status == stComplete {
			out.status = stProrated
		}
		out.why |= q.why & inexact
	}
	if out.status == stNotScorable {
		out.why = whyPart
		return false
	}
	return true
}

func (p *part) sumParts(out *figure, s *Score) {
	if !p.fromParts(out, s) {
		return
	}
	var sum int64
	for _, i := range p.of {
		sum += s.parts[i].unpack().value
	}
	div := p.div
	if p.op == opMean {
		div *= int64(len(p.of))
	}
	if sum *= p.mul; div != 1 {
		v, exact := Value{sum}.Quo(div)
		if sum = v.millionths; !exact {
			out.why |= inexact
		}
	}
	out.value = sum + p.add
}

func (p *part) max(out *figure, r Response, s *Score) {
	top, k, n := int64(-1<<63), 0, len(p.idx)
	if len(p.of) > 0 {
		if !p.fromParts(out, s) {
			return
		}
		for _, i := range p.of {
			top = max(top, s.parts[i].unpack().value)
		}
	} else {
		for j, i := range p.idx {
			if a := r[i]; a >= 0 {
				k++
				top = max(top, p.weights[p.base[j]+int32(a)])
			}
		}
		out.answered, out.of, out.status = uint8(k), uint8(n), stComplete
		if k < n {
			decided := p.rule == MissingDecided && top == p.top
			if !decided && (p.rule != MissingAnswered || n-k > p.maxMiss) {
				out.status, out.why = stNotScorable, whyMissing
				return
			}
			out.status = stProrated
		}
	}
	v, exact := Value{top * p.mul}.Quo(p.div)
	if !exact {
		out.why |= inexact
	}
	out.value = v.millionths + p.add
}

func (p *part) lookup(out *figure, s *Score) {
	from := s.parts[p.of[0]].unpack()
	out.answered, out.of = from.answered, from.of
	if from.status == stNotScorable {
		out.status, out.why = stNotScorable, whyPart
		return
	}
	if p.table == nil {
		out.status, out.why = stNotScorable, whyTable
		return
	}
	v, ok := int64(0), false
	if from.value%unit == 0 {
		v, ok = p.table.at(from.value / unit)
	}
	if !ok {
		out.status, out.why = stNotScorable, whyNotInTable
		return
	}
	out.status, out.value = from.status, v
}

func (in *Instrument) state(p *part, out *figure, r Response) {
	index, k := 0, 0
	for _, i := range p.idx {
		it := &in.items[i]
		if a := r[i]; a >= 0 {
			index = index*(int(it.max-it.min)+1) + int(a-it.min)
			k++
		}
	}
	out.answered, out.of = uint8(k), uint8(len(p.idx))
	switch {
	case k < len(p.idx):
		out.status, out.why = stNotScorable, whyMissing
	case p.table == nil:
		out.status, out.why = stNotScorable, whyTable
	default:
		out.status, out.value = stComplete, p.table.values[index]
	}
}

// truth is the three-valued result of conditions.
type truth uint8

const (
	no truth = iota
	unknown
	yes
)

// hold is the three-valued conjunction: one no decides, however much is unknown.
func hold(when []cond, r Response, s *Score) truth {
	result := yes
	for i := range when {
		c := &when[i]
		var v int64
		if c.item >= 0 {
			a := r[c.item]
			if a < 0 {
				result = unknown
				continue
			}
			v = int64(a) * unit
		} else {
			q := s.parts[c.part].unpack()
			if q.status == stNotScorable {
				result = unknown
				continue
			}
			v = q.value
		}
		if v < c.lo || v > c.hi {
			return no
		}
	}
	return result
}

// choose takes the first case that holds. A case that might hold makes the part
// not scorable: nothing after it may be taken for the answer.
func (p *part) choose(out *figure, r Response, s *Score) {
	out.status, out.value = stComplete, p.els
	for i := range p.cases {
		switch hold(p.cases[i].when, r, s) {
		case yes:
			out.value = p.cases[i].value
			return
		case unknown:
			*out = figure{status: stNotScorable, why: whyPart}
			return
		case no:
		}
	}
}

// addTerms adds the products whose conditions hold. Every answer named in a term or
// its conditions is needed unless a known 0 or a known unmet condition decides it.
func (p *part) addTerms(out *figure, r Response, s *Score) {
	out.status = stComplete
	var sum int64
	for i := range p.terms {
		t := &p.terms[i]
		met := hold(t.when, r, s)
		if met == no {
			continue
		}
		product, zero, missing := t.factor, false, met == unknown
		for _, j := range t.idx {
			a := int64(r[j])
			if a < 0 {
				missing = true
				continue
			}
			zero = zero || a == 0
			product *= min(a, t.cap)
		}
		switch {
		case zero:
		case missing:
			out.status, out.why = stNotScorable, whyMissing
		default:
			sum += product
		}
	}
	if out.status == stComplete {
		out.value = sum
	}
}

// raise judges the alert rules: raised, unknown or clear, whatever the parts say.
func (in *Instrument) raise(r Response, s *Score) {
	for i := range in.alerts {
		a := &in.alerts[i]
		var v int64
		if a.item >= 0 {
			x := r[a.item]
			if x < 0 {
				s.unknown |= 1 << i
				continue
			}
			v = int64(x) * unit
		} else {
			q := s.parts[a.part].unpack()
			if q.status == stNotScorable {
				s.unknown |= 1 << i
				continue
			}
			v = q.value
		}
		if v >= a.min {
			s.raised |= 1 << i
		}
	}
}

// Opaque makes a score of values that the host computed under its own licence, for
// instruments of class D, whose parts are all [Given]. Parts that are not named are
// not scorable (not supplied). Values outside the declared range are refused with
// an error that matches [ErrAnswer], unknown parts with one that matches
// [ErrUnknownName], and instruments of another class with one that matches
// [ErrNotPermitted]. Provenance (licence reference, software, version) is needed.
func (in *Instrument) Opaque(provenance string, values map[PartCode]Value) (Score, error) {
	if in.def.Licence.Class != ClassOpaque {
		return Score{}, &PermissionError{Instrument: in.key, Class: in.def.Licence.Class}
	}
	if provenance == "" {
		return Score{}, &TableError{Instrument: in.key, Problem: "of a finished score needs its provenance"}
	}
	for code := range values {
		if in.partAt(code) < 0 {
			return Score{}, &NameError{Instrument: in.key, Kind: "part", Name: string(code)}
		}
	}
	s := Score{layout: in.layout, n: uint8(len(in.parts))}
	for i := range in.parts {
		p := &in.parts[i]
		v, ok := values[p.code]
		if !ok {
			in.scorePart(i, nil, &s)
			continue
		}
		if p.op != opGiven || v.millionths < p.lo || v.millionths > p.hi {
			return Score{}, &AnswerError{Instrument: in.key, Index: -1, Item: ItemCode(p.code), Problem: OutOfRange, Min: int(p.lo / unit), Max: int(p.hi / unit)}
		}
		s.parts[i] = figure{value: v.millionths, status: stComplete}.pack()
	}
	return s, nil
}
