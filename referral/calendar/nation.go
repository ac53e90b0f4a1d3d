package calendar

import (
	"errors"

	"github.com/socialprescribing/socialprescribing/person"
)

// Nation is a nation of the United Kingdom, whose bank holidays differ.
type Nation = person.Nation

// The four nations. England and Wales share one list of bank holidays; they
// are kept apart because other rules of theirs differ.
const (
	England         = person.England
	Wales           = person.Wales
	Scotland        = person.Scotland
	NorthernIreland = person.NorthernIreland
)

// ErrNation is matched by errors about a nation that has no calendar here.
var ErrNation = errors.New("calendar: not a nation of the United Kingdom")

// Nations returns the four nations in the order of their declaration.
func Nations() []Nation { return []Nation{England, Wales, Scotland, NorthernIreland} }

// division is the name of the list that GOV.UK keeps for a nation, "" for an
// unknown one.
func division(n Nation) string {
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
