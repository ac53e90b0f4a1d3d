package outcome

import (
	"bytes"
	"cmp"
	"iter"
	"slices"

	"golang.org/x/text/language"
)

// FollowUpRule says which record of an episode is compared with the baseline.
type FollowUpRule string

// The rules. Latest takes the last record after the baseline, whatever its
// occasion; AtEnd only one taken at the end of support; AtReview only a review.
const (
	Latest   FollowUpRule = "latest"
	AtEnd    FollowUpRule = "end"
	AtReview FollowUpRule = "review"
)

// IsValid reports whether r is one of the rules.
func (r FollowUpRule) IsValid() bool { return r == Latest || r == AtEnd || r == AtReview }

// UnmarshalText refuses what is not a rule; empty text reads as unset.
func (r *FollowUpRule) UnmarshalText(text []byte) error { return readWord(r, text) }

func (r FollowUpRule) takes(o Occasion) bool {
	switch r {
	case AtEnd:
		return o == End
	case AtReview:
		return o == Review
	case Latest:
		return true
	}
	return true
}

// RecordPair is the baseline and the follow-up of one person in one episode.
type RecordPair struct{ Baseline, FollowUp Record }

// Pairing is what a set of records allows to be said about change: the pairs, and,
// because they are the half of the truth that is easily left out, the people with
// only one of the two. Order is by person, episode, time and identifier.
//
// A plain record, not safe for concurrent use while it is being changed.
type Pairing struct {
	Instrument   Key
	Rule         FollowUpRule
	Pairs        []RecordPair
	BaselineOnly []Record   // measured at the start and not again
	FollowUpOnly []Record   // measured later without a baseline
	LeftOut      []RecordID // entered in error, or of another instrument or version
}

// Completion returns how many episodes with a baseline also have a follow-up, and
// how many have a baseline: a mean change without it is not worth reading.
func (p Pairing) Completion() (int, int) {
	return len(p.Pairs), len(p.Pairs) + len(p.BaselineOnly)
}

// Caveat returns the sentence that belongs under every change of a group.
func (Pairing) Caveat(tag language.Tag) string { return Caveat(tag) }

// PairRecords pairs the records of one instrument, version and variant by person
// and episode. The baseline is the earliest record of occasion [Baseline]; the
// follow-up is the latest one after it that rule takes ([Latest] when unset).
// Records entered in error, and those of another key, are listed in LeftOut.
func PairRecords(in *Instrument, records iter.Seq[Record], rule FollowUpRule) Pairing {
	out := Pairing{Instrument: in.key, Rule: cmp.Or(rule, Latest)}
	var kept []Record
	for r := range records {
		if r.Status == EnteredInError || r.Score.layout != in.layout {
			out.LeftOut = append(out.LeftOut, r.ID)
			continue
		}
		kept = append(kept, r)
	}
	slices.SortFunc(kept, compareRecords)
	slices.SortFunc(out.LeftOut, RecordID.Compare)
	for len(kept) > 0 {
		n := 1
		for n < len(kept) && kept[n].Person == kept[0].Person && kept[n].Episode == kept[0].Episode {
			n++
		}
		out = out.episode(kept[:n])
		kept = kept[n:]
	}
	return out
}

func compareRecords(a, b Record) int {
	return cmp.Or(
		bytes.Compare(a.Person[:], b.Person[:]), bytes.Compare(a.Episode[:], b.Episode[:]),
		a.At.Compare(b.At), a.ID.Compare(b.ID),
	)
}

// episode pairs the records of one person and episode, in order of time.
func (p Pairing) episode(records []Record) Pairing {
	start := slices.IndexFunc(records, func(r Record) bool { return r.Occasion == Baseline })
	if start < 0 {
		p.FollowUpOnly = append(p.FollowUpOnly, records[len(records)-1])
		return p
	}
	for i := len(records) - 1; i > start; i-- {
		r := records[i]
		if r.At.After(records[start].At) && r.Occasion != Baseline && p.Rule.takes(r.Occasion) {
			p.Pairs = append(p.Pairs, RecordPair{records[start], r})
			return p
		}
	}
	p.BaselineOnly = append(p.BaselineOnly, records[start])
	return p
}

// ComparePair compares a part of two records. Beyond [Instrument.Compare] it
// refuses, with an error that matches [ErrNotComparable], records of different
// people, a follow-up that is not later, records entered in error, and, for a
// measure of the person's own concerns, records whose concerns differ: their
// profiles are about different things. Compare concerns with
// [Instrument.ConcernChanges].
func (in *Instrument) ComparePair(part PartCode, p RecordPair) (Comparison, error) {
	a, b := p.Baseline, p.FollowUp
	void := a.Status == EnteredInError || b.Status == EnteredInError
	if a.Person != b.Person || !b.At.After(a.At) || void || !sameConcerns(a.Concerns, b.Concerns) {
		return Comparison{}, &PairError{Want: in.key, Baseline: a.Instrument, FollowUp: b.Instrument}
	}
	return in.Compare(part, a.Score, b.Score)
}

// sameConcerns reports whether both records score the same concerns at the same
// items.
func sameConcerns(a, b []Concern) bool {
	at := func(list []Concern, item ItemCode) ConcernID {
		for _, c := range list {
			if c.Item == item {
				return c.ID
			}
		}
		return ConcernID{}
	}
	for _, c := range slices.Concat(a, b) {
		if at(a, c.Item) != at(b, c.Item) {
			return false
		}
	}
	return true
}

// ConcernChange is the change of one concern that a person named, wherever it
// stands on the two forms. A concern named on one of the two forms only has no
// difference: a new concern begins a series of its own.
type ConcernChange struct {
	ID         ConcernID
	AtBaseline ItemCode // "" when it was not on the form
	AtFollowUp ItemCode
	Comparison Comparison
}

// ConcernChanges follows each concern from the first record to the second, by its
// identifier, in the order of the baseline and then of what is new. Parts must
// carry the codes of their items, as in the definitions "mycaw" and "mymop2". It
// refuses as [Instrument.ComparePair] does, except for differing concerns.
func (in *Instrument) ConcernChanges(p RecordPair) ([]ConcernChange, error) {
	bare := p
	bare.Baseline.Concerns, bare.FollowUp.Concerns = nil, nil
	var out []ConcernChange
	for _, c := range p.Baseline.Concerns {
		out = append(out, ConcernChange{ID: c.ID, AtBaseline: c.Item})
	}
	for _, c := range p.FollowUp.Concerns {
		i := slices.IndexFunc(out, func(x ConcernChange) bool { return x.ID == c.ID })
		if i < 0 {
			out = append(out, ConcernChange{ID: c.ID})
			i = len(out) - 1
		}
		out[i].AtFollowUp = c.Item
	}
	for i := range out {
		x := &out[i]
		c, err := in.ComparePair(PartCode(cmp.Or(x.AtBaseline, x.AtFollowUp)), bare)
		if err != nil {
			return nil, err
		}
		c.before, c.after = PartScore{}, PartScore{}
		if x.AtBaseline != "" {
			c.before, _ = p.Baseline.Score.Part(PartCode(x.AtBaseline))
		}
		if x.AtFollowUp != "" {
			c.after, _ = p.FollowUp.Score.Part(PartCode(x.AtFollowUp))
		}
		x.Comparison = c
	}
	return out, nil
}
