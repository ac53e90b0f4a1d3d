package outcome

import (
	"iter"
	"slices"
	"unique"
)

// Limits of a compiled instrument. They keep a Score a flat value and the
// arithmetic of every part within an int64.
const (
	MaxParts  = 12
	MaxAlerts = 8
	MaxItems  = 64
)

// Instrument is a compiled, checked [Definition] that scores responses. Make it
// with [Compile], or take one from package outcome/instruments.
//
// Immutable and safe for concurrent use.
type Instrument struct {
	key       Key
	def       Definition
	items     []item
	itemIndex map[ItemCode]int
	parts     []part
	alerts    []alert
	change    []changeRule
	layout    unique.Handle[layout]
	tables    []TableInfo
	quick     quick
}

// item is a compiled Item.
type item struct {
	code     ItemCode
	min, max Answer
	options  []Option
}

// alert is a compiled AlertRule: on the item, or on the part when item < 0.
type alert struct {
	item, part int
	min        int64
}

// Key returns the identity that scores of this instrument carry.
func (in *Instrument) Key() Key { return in.key }

// Definition returns a copy of the definition.
func (in *Instrument) Definition() Definition { return in.def.Clone() }

// Licence tells the holder, the terms, what a host must obtain, and where and when
// that was read.
func (in *Instrument) Licence() Licence { return in.def.Licence }

// Title returns the instrument's full name; Short what practitioners call it.
func (in *Instrument) Title() string { return in.def.Title }

// Short returns what practitioners call the instrument, such as "PHQ-9".
func (in *Instrument) Short() string { return in.def.Short }

// Items returns the codes of the items, in the order of a [Response].
func (in *Instrument) Items() []ItemCode {
	codes := make([]ItemCode, len(in.items))
	for i := range in.items {
		codes[i] = in.items[i].code
	}
	return codes
}

// ItemRange returns the lowest and highest answer of the item at position i of a
// response. It panics if there is no such item.
func (in *Instrument) ItemRange(i int) (Answer, Answer) { return in.items[i].min, in.items[i].max }

// PartInfo describes a part of the instrument's scores.
type PartInfo struct {
	Code      PartCode
	Label     string
	Direction Direction
	Min, Max  Value // every score of the part lies within, both inclusive
}

// Parts yields the parts in the order in which a [Score] holds them.
func (in *Instrument) Parts() iter.Seq[PartInfo] {
	return func(yield func(PartInfo) bool) {
		for i := range in.parts {
			if !yield(in.partInfo(i)) {
				return
			}
		}
	}
}

// Part describes one part, and reports whether the instrument has it.
func (in *Instrument) Part(code PartCode) (PartInfo, bool) {
	i := in.partAt(code)
	if i < 0 {
		return PartInfo{}, false
	}
	return in.partInfo(i), true
}

func (in *Instrument) partInfo(i int) PartInfo {
	p := &in.parts[i]
	return PartInfo{Code: p.code, Label: in.def.Parts[i].Label, Direction: p.direction, Min: Value{p.lo}, Max: Value{p.hi}}
}

func (in *Instrument) partAt(code PartCode) int {
	return slices.IndexFunc(in.parts, func(p part) bool { return p.code == code })
}

// BandSets yields the instrument's band sets for a part: named alternatives, the
// best founded first as the definition orders them.
func (in *Instrument) BandSets(p PartCode) iter.Seq[BandSet] {
	return func(yield func(BandSet) bool) {
		for _, set := range in.def.Bands {
			if set.Part != p {
				continue
			}
			set.Bands = slices.Clone(set.Bands)
			if !yield(set) {
				return
			}
		}
	}
}

// BandIn returns the band of set that the score's part falls in. It reports false
// when the instrument has no such set, the score is of another instrument, or the
// part is not scorable.
func (in *Instrument) BandIn(set RuleID, s Score) (Band, bool) {
	for i := range in.def.Bands {
		if in.def.Bands[i].ID == set {
			return in.bandAt(i, s)
		}
	}
	return Band{}, false
}

func (in *Instrument) bandAt(i int, s Score) (Band, bool) {
	set := &in.def.Bands[i]
	v, ok := s.Value(set.Part)
	if !ok || s.Instrument() != in.key {
		return Band{}, false
	}
	for j := len(set.Bands) - 1; j >= 0; j-- {
		if v.Compare(set.Bands[j].Min) >= 0 {
			return set.Bands[j], true
		}
	}
	return Band{}, false
}

// Placement is the band that a score falls in, by one named set.
type Placement struct {
	Set      RuleID
	Part     PartCode
	Band     Band
	Source   string
	Standing Standing
}

// Bands yields the score's band in every set of the instrument, side by side with
// source and standing. Parts that are not scorable fall in none.
func (in *Instrument) Bands(s Score) iter.Seq[Placement] {
	return func(yield func(Placement) bool) {
		for i := range in.def.Bands {
			b, ok := in.bandAt(i, s)
			set := &in.def.Bands[i]
			if ok && !yield(Placement{Set: set.ID, Part: set.Part, Band: b, Source: set.Source, Standing: set.Standing}) {
				return
			}
		}
	}
}
