package outcome

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
)

// table is a dense conversion table. For a lookup, entry k-first holds the value of
// key k; for a state, entries are in mixed radix over the items.
type table struct {
	first  int64
	values []int64 // complete: every value or state that can occur has its entry
	lo, hi int64
}

// at returns the value of key k, and false when k lies outside the table.
func (t *table) at(k int64) (int64, bool) {
	k -= t.first
	if uint64(k) >= uint64(len(t.values)) {
		return 0, false
	}
	return t.values[k], true
}

// newTable makes the lookup for a part whose values lie between lo and hi. Every
// whole number in that range must have a row, and no row may lie outside.
func newTable(rows []Row, lo, hi int64) (*table, string) {
	if lo%unit != 0 || hi%unit != 0 {
		return nil, "converts a part whose range is not of whole numbers"
	}
	first, n := lo/unit, hi/unit-lo/unit+1
	if n > 100_000 {
		return nil, "the part has too many values for a table"
	}
	if int64(len(rows)) != n {
		return nil, "must have one row for each of " + itoa(int(n)) + " values"
	}
	t := &table{first: first, values: make([]int64, n)}
	seen := make([]bool, n)
	for _, r := range rows {
		k := r.Key - first
		if k < 0 || k >= n || seen[k] {
			return nil, "has a row twice or outside the part's range"
		}
		if problem := tableValue(r.Value); problem != "" {
			return nil, problem
		}
		t.values[k], seen[k] = r.Value.millionths, true
	}
	t.lo, t.hi = slices.Min(t.values), slices.Max(t.values)
	return t, ""
}

func tableValue(v Value) string {
	if !within(v) {
		return "has a value beyond a million"
	}
	return ""
}

// stateTable makes the table of a part of method State; every state needs a row.
func (in *Instrument) stateTable(p *part, rows []Row) (*table, string) {
	n := 1
	for _, i := range p.idx {
		if n *= int(in.items[i].max-in.items[i].min) + 1; n > 100_000 {
			return nil, "has too many states for a table"
		}
	}
	if len(rows) != n {
		return nil, "must have one row for each of " + itoa(n) + " states"
	}
	t := &table{values: make([]int64, n)}
	seen := make([]bool, n)
	for _, r := range rows {
		k, ok := in.stateIndex(p, r.Key)
		if !ok || seen[k] {
			return nil, "has a state twice or one that does not exist"
		}
		if problem := tableValue(r.Value); problem != "" {
			return nil, problem
		}
		t.values[k], seen[k] = r.Value.millionths, true
	}
	t.lo, t.hi = slices.Min(t.values), slices.Max(t.values)
	return t, ""
}

// stateIndex turns a state written as digits, such as 11223, into mixed radix.
func (in *Instrument) stateIndex(p *part, state int64) (int, bool) {
	index, radix := 0, 1
	for j := len(p.idx) - 1; j >= 0; j-- {
		it := &in.items[p.idx[j]]
		d := Answer(state % 10)
		state /= 10
		if d < it.min || d > it.max {
			return 0, false
		}
		index += int(d-it.min) * radix
		radix *= int(it.max-it.min) + 1
	}
	return index, state == 0
}

// HostTable is a conversion table or value set that the host supplies, because its
// licence is the host's. Provenance says where it comes from and is kept.
type HostTable struct {
	ID         RuleID // the table of the definition that it fills
	Provenance string // edition, publisher, date, licence reference
	Rows       []Row
	Checksum   string // "sha256:…" of the canonical rows; checked when not empty
	Rounding   string // the rule by which finer values were brought to six decimals
}

// TableInfo describes a host's table that an instrument scores with.
type TableInfo struct {
	ID         RuleID `json:"id,omitempty"`
	Provenance string `json:"provenance,omitempty"`
	Checksum   string `json:"checksum,omitempty"`
	Rounding   string `json:"rounding,omitempty"`
}

// Tables returns what is known of the host's tables in use, in the order in which
// they were given.
func (in *Instrument) Tables() []TableInfo { return slices.Clone(in.tables) }

// checksums joins the checksums of the host's tables, for the scores to carry.
func (in *Instrument) checksums() string {
	s := ""
	for i, t := range in.tables {
		if i > 0 {
			s += ","
		}
		s += t.Checksum
	}
	return s
}

// vary adds a table's name to the variant of a key.
func (k Key) vary(id RuleID) Key {
	if k.Variant != "" {
		k.Variant += "+"
	}
	k.Variant += id
	return k
}

// TableError says why a host's table was refused. It matches [ErrTable].
type TableError struct {
	Instrument Key
	Table      RuleID
	Problem    string
}

func (e *TableError) Error() string {
	return "outcome: " + e.Instrument.String() + ": table " + string(e.Table) + " " + e.Problem
}

// Is matches [ErrTable].
func (e *TableError) Is(target error) bool { return target == ErrTable }

// RowsChecksum returns "sha256:" and the hex digest of the rows in key order, each
// as "key,value" and a line feed.
func RowsChecksum(rows []Row) string {
	sorted := slices.Clone(rows)
	slices.SortFunc(sorted, func(a, b Row) int {
		if a.Key != b.Key {
			if a.Key < b.Key {
				return -1
			}
			return 1
		}
		return a.Value.Compare(b.Value)
	})
	var b []byte
	for _, r := range sorted {
		b = append(b, itoa(int(r.Key))...)
		b = append(b, ',')
		b = append(r.Value.append(b), '\n')
	}
	sum := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// WithTable returns the instrument that scores with the host's table. The table
// must have a row for every value or state that can occur, lie within the range
// that the definition declares, say its provenance and, if a checksum is given,
// match it; otherwise a [TableError] says what is wrong.
//
// The table's ID joins the key's variant and the scores carry its checksum, so that
// scores made with different tables are never compared. An instrument with several
// host tables takes them one after the other.
func (in *Instrument) WithTable(h HostTable) (*Instrument, error) {
	refuse := func(problem string) (*Instrument, error) {
		return nil, &TableError{Instrument: in.key, Table: h.ID, Problem: problem}
	}
	if slices.ContainsFunc(in.tables, func(t TableInfo) bool { return t.ID == h.ID }) {
		return refuse("has been given already")
	}
	if h.Provenance == "" {
		return refuse("needs its provenance")
	}
	sum := RowsChecksum(h.Rows)
	if h.Checksum != "" && h.Checksum != sum {
		return refuse("does not match its checksum")
	}
	out, used := *in, false
	out.parts = slices.Clone(in.parts)
	for i := range out.parts {
		p, def := &out.parts[i], &in.def.Parts[i]
		if def.Table != h.ID && !slices.Contains(def.Variants, h.ID) || !in.isHostTable(h.ID) {
			continue
		}
		t, problem := in.hostRows(p, h.Rows)
		if problem != "" {
			return refuse(problem)
		}
		if t.lo < p.lo || t.hi > p.hi {
			return refuse("has values outside the range " + Value{p.lo}.String() + " to " + Value{p.hi}.String())
		}
		p.table, used = t, true
	}
	if !used {
		return refuse("is not one that the host supplies")
	}
	out.key = in.key.vary(h.ID)
	out.tables = append(slices.Clone(in.tables), TableInfo{ID: h.ID, Provenance: h.Provenance, Checksum: sum, Rounding: h.Rounding})
	out.seal()
	return &out, nil
}

func (in *Instrument) isHostTable(id RuleID) bool {
	return slices.ContainsFunc(in.def.Tables, func(t Table) bool { return t.ID == id && t.Host })
}

func (in *Instrument) hostRows(p *part, rows []Row) (*table, string) {
	if p.method == State {
		return in.stateTable(p, rows)
	}
	from := &in.parts[p.of[0]]
	return newTable(rows, from.lo, from.hi)
}

// Variants returns the conversion tables that the host must choose between, such
// as age band and mode; empty when there is nothing to choose.
func (in *Instrument) Variants() []RuleID {
	for i := range in.def.Parts {
		if v := in.def.Parts[i].Variants; len(v) > 0 {
			return slices.Clone(v)
		}
	}
	return nil
}

// Variant returns the instrument that scores with the named one of its conversion
// tables. Its key carries the name. It refuses with an error that matches
// [ErrUnknownName] when there is no such table, or [ErrTable] when the host must
// supply it.
func (in *Instrument) Variant(id RuleID) (*Instrument, error) {
	out := *in
	out.parts = slices.Clone(in.parts)
	found := false
	for i := range out.parts {
		p, def := &out.parts[i], &in.def.Parts[i]
		if !slices.Contains(def.Variants, id) {
			continue
		}
		found = true
		j := slices.IndexFunc(in.def.Tables, func(t Table) bool { return t.ID == id })
		if in.def.Tables[j].Host {
			return nil, &TableError{Instrument: in.key, Table: id, Problem: "is the host's to supply"}
		}
		t, problem := in.hostRows(p, in.def.Tables[j].Rows)
		if problem != "" {
			return nil, errors.New("outcome: " + problem) // Compile has checked it: not reached
		}
		p.table, p.lo, p.hi = t, t.lo, t.hi
	}
	if !found {
		return nil, &NameError{Instrument: in.key, Kind: "variant", Name: string(id)}
	}
	out.key = in.key.vary(id)
	out.seal()
	return &out, nil
}
