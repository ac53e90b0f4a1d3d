package person

import (
	"cmp"
	"strconv"
)

// SCTID is a SNOMED CT identifier: 6 to 18 digits that end in a partition and
// a Verhoeff check digit. It is kept whole: neither a float nor a column of
// 32 bits can hold it. Zero is "not coded", marshals to "" and is read from
// "". Immutable, comparable and safe for concurrent use. It is a code from a
// public terminology and prints as it is.
type SCTID struct{ n uint64 }

// Partition is the kind of component that an SCTID names, taken from the two
// digits before the check digit. The texts are those digits.
type Partition string

// The partitions of SNOMED CT. A "1" in first place marks an extension, such
// as that of the United Kingdom, whose identifiers carry a namespace.
const (
	PartitionConcept               Partition = "00"
	PartitionDescription           Partition = "01"
	PartitionRelationship          Partition = "02"
	PartitionConceptExtension      Partition = "10"
	PartitionDescriptionExtension  Partition = "11"
	PartitionRelationshipExtension Partition = "12"
)

// IsValid reports whether p is one of the six partitions.
func (p Partition) IsValid() bool {
	switch p {
	case PartitionConcept, PartitionDescription, PartitionRelationship,
		PartitionConceptExtension, PartitionDescriptionExtension, PartitionRelationshipExtension:
		return true
	}
	return false
}

// UnmarshalText reads one of the six texts; "" is unset.
func (p *Partition) UnmarshalText(text []byte) error { return unmarshalCode(p, text, "partition") }

// ParseSCTID reads 6 to 18 digits without leading zero, with a known
// partition and a good Verhoeff digit. The error matches ErrSyntax.
func ParseSCTID(s string) (SCTID, error) {
	n, p := checkSCTID(s)
	if p != ProblemNone {
		return SCTID{}, parseError("SNOMED CT identifier", p)
	}
	return SCTID{n}, nil
}

// MustParseSCTID is ParseSCTID for literals; it panics on anything malformed.
func MustParseSCTID(s string) SCTID { return must(ParseSCTID(s)) }

// IsZero reports whether the identifier is absent.
func (id SCTID) IsZero() bool { return id.n == 0 }

// Partition gives the two digits before the check digit, or "" for zero.
func (id SCTID) Partition() Partition {
	if id.n == 0 {
		return ""
	}
	s := id.String()
	return Partition(s[len(s)-3 : len(s)-1])
}

// IsConcept reports whether the identifier names a concept, of the core or of
// an extension; descriptions and relationships are no codes for a record.
func (id SCTID) IsConcept() bool {
	p := id.Partition()
	return p == PartitionConcept || p == PartitionConceptExtension
}

// Namespace gives the seven digits that name the extension's owner, such as
// "1000000" for the United Kingdom, or "" for the international core.
func (id SCTID) Namespace() string {
	s := id.String()
	if id.n == 0 || s[len(s)-3] != '1' {
		return ""
	}
	return s[len(s)-10 : len(s)-3]
}

// CURIE gives the identifier as a code with the prefix snomedCT.
func (id SCTID) CURIE() CURIE {
	if id.n == 0 {
		return ""
	}
	return CURIE(PrefixSNOMED + ":" + id.String())
}

// String gives the digits, or "".
func (id SCTID) String() string {
	if id.n == 0 {
		return ""
	}
	return strconv.FormatUint(id.n, 10)
}

// Compare orders by number: -1, 0 or +1.
func (id SCTID) Compare(other SCTID) int { return cmp.Compare(id.n, other.n) }

// AppendText appends String to b.
func (id SCTID) AppendText(b []byte) ([]byte, error) {
	if id.n == 0 {
		return b, nil
	}
	return strconv.AppendUint(b, id.n, 10), nil
}

// MarshalText gives String as bytes.
func (id SCTID) MarshalText() ([]byte, error) { return id.AppendText(nil) }

// UnmarshalText reads what MarshalText writes.
func (id *SCTID) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*id = SCTID{}
		return nil
	}
	v, err := ParseSCTID(string(text))
	if err == nil {
		*id = v
	}
	return err
}

// The lengths of an SCTID: an item of one to eight digits (short format) or
// one to eight before a seven-digit namespace, then partition and check.
const (
	minSCTID          = 6
	minSCTIDExtension = 11
	maxSCTID          = 18
)

func checkSCTID(s string) (uint64, Problem) {
	if s == "" {
		return 0, ProblemEmpty
	}
	if len(s) < minSCTID || len(s) > maxSCTID {
		return 0, ProblemLength
	}
	var n uint64
	for i := range len(s) {
		d := s[i] - '0'
		if d > 9 {
			return 0, ProblemCharacter
		}
		n = n*10 + uint64(d)
	}
	if s[0] == '0' {
		return 0, ProblemShape
	}
	if !verhoeff(s) {
		return 0, ProblemChecksum
	}
	if !Partition(s[len(s)-3 : len(s)-1]).IsValid() {
		return 0, ProblemRange
	}
	if s[len(s)-3] == '1' && len(s) < minSCTIDExtension {
		return 0, ProblemLength
	}
	return n, ProblemNone
}

// verhoeff checks digits by J. Verhoeff's dihedral code (1969): the product in
// the group of the pentagon of all digits, each permuted by its place, is the
// identity. It finds every single wrong digit and every swap of neighbours.
func verhoeff(digits string) bool {
	var c byte
	for i := range len(digits) {
		d := digits[len(digits)-1-i] - '0'
		c = dihedral(c, verhoeffPermutation[i%8][d])
	}
	return c == 0
}

// dihedral multiplies in the symmetry group of the pentagon: 0 to 4 are
// rotations, 5 to 9 reflections.
func dihedral(a, b byte) byte {
	switch {
	case a < 5 && b < 5:
		return (a + b) % 5
	case a < 5:
		return 5 + (a+b-5)%5
	case b < 5:
		return 5 + (a-5+5-b)%5
	}
	return (a + 5 - b) % 5
}

// verhoeffPermutation holds the powers of the permutation (1 5 8 9 4 2 7 0)(3 6).
var verhoeffPermutation = [8][10]byte{
	{0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
	{1, 5, 7, 6, 2, 8, 3, 0, 9, 4},
	{5, 8, 0, 3, 7, 9, 6, 1, 4, 2},
	{8, 9, 1, 6, 0, 4, 3, 5, 2, 7},
	{9, 4, 5, 3, 1, 2, 6, 8, 7, 0},
	{4, 2, 8, 6, 5, 7, 3, 9, 0, 1},
	{2, 7, 9, 3, 8, 0, 6, 4, 1, 5},
	{7, 0, 4, 6, 9, 1, 3, 2, 5, 8},
}
