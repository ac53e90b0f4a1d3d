package outcome

import (
	"math"
	"strconv"
)

// IsKnown reports whether the estimate is a number: a standard deviation of one
// value, or the interval of an empty sample, is not known and is NaN.
func (e Estimate) IsKnown() bool { return e-e == 0 }

// MarshalJSON writes the shortest number that reads back as the same estimate,
// and null when it is not known: JSON has no NaN and no infinity.
func (e Estimate) MarshalJSON() ([]byte, error) {
	if !e.IsKnown() {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, float64(e), 'g', -1, 64), nil
}

// UnmarshalJSON reads what MarshalJSON writes; null is not known. The error
// matches [ErrValue].
func (e *Estimate) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*e = Estimate(math.NaN())
		return nil
	}
	f, err := strconv.ParseFloat(string(data), 64)
	if err != nil {
		return ErrValue
	}
	*e = Estimate(f)
	return nil
}
