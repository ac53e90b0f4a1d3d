package eq5d

import (
	_ "embed"
	"errors"
	"strconv"
	"strings"

	"github.com/socialprescribing/socialprescribing/internal/lazy"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/instruments"
)

// The published tables, as "state,value" lines below a heading.
var (
	//go:embed vanhout2012.csv
	vanHoutCSV string
	//go:embed reverse-uk-2026.csv
	reverseCSV string
)

var errTable = errors.New("eq5d: not a table of states")

// rows reads an embedded table.
func rows(csv string) ([]outcome.Row, error) {
	var out []outcome.Row
	_, body, _ := strings.Cut(csv, "\n")
	for line := range strings.Lines(body) {
		state, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), ",")
		key, err := strconv.ParseInt(state, 10, 32)
		v, err2 := outcome.ParseValue(value)
		if !ok || err != nil || err2 != nil {
			return nil, errTable
		}
		out = append(out, outcome.Row{Key: key, Value: v})
	}
	return out, nil
}

// VanHout2012 returns the published UK crosswalk from the five-level to the
// three-level value set, at its published three decimals, for
// [outcome.Instrument.WithTable] of "eq-5d-5l".
func VanHout2012() (outcome.HostTable, error) {
	r, err := rows(vanHoutCSV)
	return outcome.HostTable{
		ID: "vanhout-2012", Rows: r,
		Provenance: "van Hout B et al., Value Health 2012;15:708-715, published table, as carried by the R package eq5d 0.16.3 (MIT)",
	}, err
}

// ReverseUK2026 returns the reverse crosswalk (van Hout and Shaw 2021) from the
// three-level version to the five-level UK 2026 value set, at six decimals, for
// [outcome.Instrument.WithTable] of "eq-5d-3l".
func ReverseUK2026() (outcome.HostTable, error) {
	r, err := rows(reverseCSV)
	return outcome.HostTable{
		ID: "reverse-uk-2026", Rows: r, Rounding: "six decimals",
		Provenance: "van Hout B, Shaw JW, Value Health 2021;24:1285-1293, on the UK 2026 value set, as computed by the R package eq5d 0.16.3 (MIT)",
	}, err
}

// The two instruments, each built by the first call that asks for it.
var crosswalked, reversed lazy.Value[*outcome.Instrument]

func withTable(id outcome.InstrumentID, table func() (outcome.HostTable, error)) (*outcome.Instrument, error) {
	in, err := instruments.Get(id)
	if err != nil {
		return nil, err
	}
	h, err := table()
	if err != nil {
		return nil, err
	}
	return in.WithTable(h)
}

// Crosswalked returns the EQ-5D-5L with the crosswalk of [VanHout2012], built once.
func Crosswalked() (*outcome.Instrument, error) {
	return crosswalked.Get(func() (*outcome.Instrument, error) { return withTable("eq-5d-5l", VanHout2012) })
}

// Reversed returns the EQ-5D-3L with the crosswalk of [ReverseUK2026], built once.
func Reversed() (*outcome.Instrument, error) {
	return reversed.Get(func() (*outcome.Instrument, error) { return withTable("eq-5d-3l", ReverseUK2026) })
}
