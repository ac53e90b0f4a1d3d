package outcome

import "errors"

// errColumns says that the lengths of a batch do not fit together.
var errColumns = errors.New("outcome: a batch needs as many answers as scores times items")

// ScoreColumn scores one part of many responses without allocating: answers holds
// the responses one after the other, in item order, and dst[i] becomes the score of
// the part for response i. Rows with an answer out of range become not scorable
// ([ReasonInvalid]); their number is returned. It fails with an error that matches
// [ErrUnknownName] when there is no such part, and when
// len(answers) != len(dst) × items.
//
// Each score equals the part of [Instrument.Score] for the same response. Alerts
// are of the single response: a batch of totals does not replace looking at them.
func (in *Instrument) ScoreColumn(code PartCode, answers []Answer, dst []PartScore) (int, error) {
	at, n := in.partAt(code), len(in.items)
	switch {
	case at < 0:
		return 0, &NameError{Instrument: in.key, Kind: "part", Name: string(code)}
	case n == 0:
		return 0, &PermissionError{Instrument: in.key, Class: in.def.Licence.Class}
	case len(answers) != n*len(dst):
		return 0, errColumns
	}
	if in.limits == nil {
		return in.columnGeneral(at, answers, dst), nil
	}
	p, via := &in.parts[at], at
	if p.op == opTable {
		via = int(p.of[0])
	}
	for i := range in.lanes {
		if l := &in.lanes[i]; int(l.part) == via {
			if in.plainLane(l) {
				return in.columnUniform(at, l, answers, dst), nil
			}
			return in.columnLane(at, l, answers, dst), nil
		}
	}
	return in.columnGeneral(at, answers, dst), nil
}

// uniform reports whether every item has the same range.
func (in *Instrument) uniform() bool {
	for _, l := range in.limits {
		if l.min != in.limits[0].min || l.span != in.limits[0].span {
			return false
		}
	}
	return true
}

// columnUniform adds answers of one range without looking anything up.
func (in *Instrument) columnUniform(at int, l *lane, answers []Answer, dst []PartScore) int {
	n, invalid, p := len(in.items), 0, &in.parts[at]
	low, span, add := in.limits[0].min, uint32(in.limits[0].span), l.add+int64(in.limits[0].min)*int64(n)*unit
	// A conversion table has a row for every sum, so the sum indexes it directly.
	var rows []int64
	if p.op == opTable && p.table != nil && add%unit == 0 {
		rows = p.table.values[add/unit-p.table.first:]
	}
	for i := range dst {
		row := answers[i*n : i*n+n : i*n+n]
		sum, ok := addUniform(row, low, span)
		v := int64(sum)*unit + add
		if uint64(sum) < uint64(len(rows)) {
			v = rows[sum]
		}
		if !ok || p.op == opTable && rows == nil {
			invalid += in.columnGeneral(at, row, dst[i:i+1])
			continue
		}
		dst[i] = PartScore{value: Value{v}, answered: l.n, of: l.n, status: stComplete}
	}
	return invalid
}

// addUniform adds the distances of the answers from low. A wrong or missing answer
// lies further than span, which sets the top bit of bad: distances are taken in 16
// bits, so that an answer below low is far away and not just before 2³².
func addUniform(row []Answer, low uint16, span uint32) (uint32, bool) {
	var sum, bad uint32
	for ; len(row) >= 3; row = row[3:] {
		a, b, c := uint32(uint16(row[0])-low), uint32(uint16(row[1])-low), uint32(uint16(row[2])-low)
		sum += a + b + c
		bad |= (span - a) | (span - b) | (span - c)
	}
	for _, x := range row {
		a := uint32(uint16(x) - low)
		sum += a
		bad |= span - a
	}
	return sum, int32(bad) >= 0
}

func (in *Instrument) columnLane(at int, l *lane, answers []Answer, dst []PartScore) int {
	n, invalid, p := len(in.items), 0, &in.parts[at]
	for i := range dst {
		row := answers[:n:n]
		answers = answers[n:]
		sums, all := in.pack(row)
		if !all || !l.whole || p.op == opTable {
			invalid += in.columnGeneral(at, row, dst[i:i+1])
			continue
		}
		dst[i] = PartScore{value: Value{int64(sums>>l.shift&0xFFFF)*unit + l.add}, answered: l.n, of: l.n, status: stComplete}
	}
	return invalid
}

// columnGeneral scores rows by the rules for single responses.
func (in *Instrument) columnGeneral(at int, answers []Answer, dst []PartScore) int {
	n, invalid := len(in.items), 0
	for i := range dst {
		row := Response(answers[i*n : (i+1)*n])
		var s Score
		sums, all := in.pack(row)
		if !all && !in.valid(row) {
			dst[i] = PartScore{of: uint8(n), status: stNotScorable, why: whyInvalid}
			invalid++
			continue
		}
		in.scoreParts(row, sums, all, &s)
		dst[i] = s.parts[at]
	}
	return invalid
}

// valid is Check without the report.
func (in *Instrument) valid(r Response) bool {
	for i, a := range r {
		it := &in.items[i]
		if (a < it.min || a > it.max) && a != NotAnswered && a != NotApplicable {
			return false
		}
	}
	return true
}
