package person_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
)

func TestFloor(t *testing.T) {
	for _, s := range []string{"9434765919", "943 476 5919", "943-476-5919", "0607230002", "9990000018", "4000000632", "9990000050"} {
		n, err := person.ParseNHSNumber(s)
		require.NoError(t, err, s)
		require.Equal(t, "[NHSNumber]", fmt.Sprintf("%d", n))
	}
	for s, p := range map[string]person.Problem{
		"1234567890": person.ProblemNeverIssued, "9876544321": person.ProblemChecksum, "4444444444": person.ProblemRepeatedDigit,
		"012 345-6789": person.ProblemGrouping, "": person.ProblemEmpty, "123 456 789": person.ProblemLength,
	} {
		require.Equal(t, p, person.CheckNHSNumber([]byte(s)), s)
	}
	for _, s := range []string{"M1 1AE", "EC1A 1BB", "ZZ99 3VZ", "BFPO 1234", "BF1 4AA", "GIR 0AA", "FIQQ 1ZZ", "W1A 0AX", "B33 8TH"} {
		p, err := person.ParsePostcode(s)
		require.NoError(t, err, s)
		require.Equal(t, s, p.Disclose())
	}
	for _, s := range []string{"1950", "1950-03", "1950-03-12", "1950~", "2000-02-29"} {
		d, err := person.ParseDate(s)
		require.NoError(t, err)
		require.Equal(t, s, d.Disclose())
	}
	lo, hi, ok := person.MustParseDate("1950").AgeOn(person.MustParseDate("2026-11-24")).Years()
	require.True(t, ok)
	require.Equal(t, []int{75, 76}, []int{lo, hi})
	at := time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)
	c, err := person.Consents{}.Record(person.Decision{ID: person.NewEntryID(), Scope: person.ScopeShareGP, Answer: person.Given, At: at, RecordedAt: at})
	require.NoError(t, err)
	require.Equal(t, person.Given, c.At(at).Verdict(person.ScopeShareGP).Answer)
	p := person.Person{ID: person.NewID(), Consents: c, Birth: person.MustParseDate("1950")}
	b, err := json.Marshal(p)
	require.NoError(t, err)
	var q person.Person
	require.NoError(t, json.Unmarshal(b, &q))
	b2, err := json.Marshal(q)
	require.NoError(t, err)
	require.Equal(t, string(b), string(b2))
	_, err = person.ParseSCTID("22298006")
	require.NoError(t, err)
	_, err = person.ParseSCTID("871731000000106")
	require.NoError(t, err)
}
