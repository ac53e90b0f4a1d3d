package calendar

import "errors"

// Nation is a nation of the United Kingdom, whose bank holidays differ: its
// ISO 3166-2 code. It is a persisted vocabulary; the zero Nation is unset.
type Nation string

// The four nations. England and Wales share one list of bank holidays; they
// are kept apart because other rules of theirs differ.
const (
	England         Nation = "GB-ENG"
	Wales           Nation = "GB-WLS"
	Scotland        Nation = "GB-SCT"
	NorthernIreland Nation = "GB-NIR"
)

// ErrNation is matched by errors about a text that is none of the nations.
var ErrNation = errors.New("calendar: not a nation of the United Kingdom")

// Nations returns the four nations in the order of their declaration.
func Nations() []Nation { return []Nation{England, Wales, Scotland, NorthernIreland} }

// IsValid reports whether n is one of the four nations.
func (n Nation) IsValid() bool { return n.division() != "" }

// UnmarshalText accepts the codes of the four nations, and "" as unset. The
// error matches ErrNation.
func (n *Nation) UnmarshalText(text []byte) error {
	v := Nation(text)
	if v != "" && !v.IsValid() {
		return ErrNation
	}
	*n = v
	return nil
}

// division is the name of the list that GOV.UK keeps for the nation.
func (n Nation) division() string {
	switch n {
	case England, Wales:
		return "england-and-wales"
	case Scotland:
		return "scotland"
	case NorthernIreland:
		return "northern-ireland"
	default:
		return ""
	}
}
