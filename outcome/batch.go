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
	q := &in.quick
	for i := range q.parts {
		if t := &q.parts[i]; int(t.part) == at {
			return in.columnQuick(t, answers, dst), nil
		}
	}
	return in.columnGeneral(at, answers, dst), nil
}

// columnQuick scores rows by tables, and those that the tables cannot score by the
// general rules.
func (in *Instrument) columnQuick(t *quickPart, answers []Answer, dst []PartScore) int {
	n, invalid, q := len(in.items), 0, &in.quick
	for len(dst) > 0 {
		done := 0
		if q.even.decides(t) {
			done = q.even.column(t.rows, answers, dst)
		} else {
			done = q.column(t, answers, dst)
		}
		answers, dst = answers[done*n:], dst[done:]
		if len(dst) > 0 {
			invalid += in.columnGeneral(int(t.part), answers[:n], dst[:1])
			answers, dst = answers[n:], dst[1:]
		}
	}
	return invalid
}

// columnGeneral scores rows by the rules for single responses.
func (in *Instrument) columnGeneral(at int, answers []Answer, dst []PartScore) int {
	n, invalid := len(in.items), 0
	for i := range dst {
		row := Response(answers[i*n : (i+1)*n])
		if !in.valid(row) {
			dst[i] = figure{of: uint8(n), status: stNotScorable, why: whyInvalid}.pack()
			invalid++
			continue
		}
		var s Score
		for j := range in.parts[:at+1] { // a part rests on those before it only
			in.scorePart(j, row, &s)
		}
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
