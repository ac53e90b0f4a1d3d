package person_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
)

func TestNHSNumberVectors(t *testing.T) {
	for s, want := range map[string]person.NHSRange{
		"9434765919": person.RangeNotIssued, "9876543210": person.RangeNotIssued,
		"9990000018": person.RangeSynthetic, "9990000026": person.RangeSynthetic, "9990000034": person.RangeSynthetic,
		"9990000042": person.RangeSynthetic, "9990000050": person.RangeSynthetic, "9990000069": person.RangeSynthetic,
		"9990000077": person.RangeSynthetic, "9990000085": person.RangeSynthetic, "9990000093": person.RangeSynthetic,
		"4000000632": person.RangeEnglandWales, "0607230002": person.RangeScotland, "6541003238": person.RangeEnglandWales,
		"9434765870": person.RangeNotIssued, "4010232137": person.RangeEnglandWales, "4505577104": person.RangeEnglandWales,
		"5990128088": person.RangeNotIssued,
	} {
		for _, form := range []string{s, s[:3] + " " + s[3:6] + " " + s[6:], s[:3] + "-" + s[3:6] + "-" + s[6:], " \t" + s + "\r\n"} {
			n, err := person.ParseNHSNumber(form)
			require.NoError(t, err, form)
			require.Equal(t, s, n.Digits())
			require.Equal(t, s[:3]+" "+s[3:6]+" "+s[6:], n.Spaced())
			require.Equal(t, want, n.Range(), s)
			require.Equal(t, want == person.RangeSynthetic, n.IsSynthetic(), s)
			require.Equal(t, person.ProblemNone, person.CheckNHSNumber([]byte(form)))
		}
	}
}

func TestNHSNumberRefusals(t *testing.T) {
	cases := map[string]person.Problem{
		"": person.ProblemEmpty, "  \t": person.ProblemEmpty,
		"1234567890": person.ProblemNeverIssued, "9991234560": person.ProblemNeverIssued,
		"9876544321": person.ProblemChecksum, "987 654 4321": person.ProblemChecksum,
		"9434765918": person.ProblemChecksum, "9876543211": person.ProblemChecksum, "9728180371": person.ProblemChecksum,
		"012 345-6789": person.ProblemGrouping, "94 34765919": person.ProblemGrouping, "943476 5919": person.ProblemGrouping,
		"9434-765-919": person.ProblemGrouping, "943  476 5919": person.ProblemGrouping, "9-4-3-4-7-6-5-9-1-9": person.ProblemGrouping,
		"123 456 789": person.ProblemLength, "607230002": person.ProblemLength, "94347659190": person.ProblemLength,
		"94347659199": person.ProblemLength, "943 476 59199": person.ProblemLength, "9": person.ProblemLength, "943-476": person.ProblemLength,
		"943476591A": person.ProblemCharacter, "943.476.5919": person.ProblemCharacter, "９434765919": person.ProblemCharacter,
		"943 476 591x": person.ProblemCharacter, "abc def ghij": person.ProblemCharacter, "943 4 65919 ": person.ProblemLength,
	}
	for d := '0'; d <= '9'; d++ {
		cases[strings.Repeat(string(d), 10)] = person.ProblemRepeatedDigit
	}
	for _, prefix := range []string{"999000000", "999000014", "999000028", "400000008", "400000011"} {
		for d := '0'; d <= '9'; d++ {
			require.NotEqual(t, person.ProblemNone, person.CheckNHSNumber([]byte(prefix+string(d))))
		}
	}
	for s, want := range cases {
		n, err := person.ParseNHSNumber(s)
		require.Zero(t, n)
		require.ErrorIs(t, err, person.ErrSyntax, "%q", s)
		var parse *person.ParseError
		require.True(t, errors.As(err, &parse))
		require.Equal(t, want, parse.Problem, "%q", s)
		require.Equal(t, want, person.CheckNHSNumber([]byte(s)), "%q", s)
		require.Equal(t, "person: NHS number: "+string(want), err.Error())
	}
}

func TestNHSNumberZero(t *testing.T) {
	var n person.NHSNumber
	require.True(t, n.IsZero())
	require.Empty(t, n.Digits())
	require.Empty(t, n.Spaced())
	require.Empty(t, n.Range())
	require.False(t, n.IsSynthetic())
	one := person.MustParseNHSNumber("4000000632")
	two := person.MustParseNHSNumber("9434765919")
	require.Equal(t, []int{-1, 1, 0, -1, 1}, []int{n.Compare(one), one.Compare(n), n.Compare(person.NHSNumber{}), one.Compare(two), two.Compare(one)})
	require.Equal(t, one, person.MustParseNHSNumber("400 000 0632"))
	require.True(t, one == person.MustParseNHSNumber("4000000632"))
	require.Panics(t, func() { person.MustParseNHSNumber("4000000633") })
}

func TestNHSRangeBounds(t *testing.T) {
	// The first and last valid number at or inside each bound.
	for _, c := range []struct {
		lo, hi uint64
		want   person.NHSRange
	}{
		{1, 9999999, person.RangeUnreserved},
		{10000000, 3112999999, person.RangeScotland},
		{3113000000, 3199999999, person.RangeUnreserved},
		{3200000000, 3999999999, person.RangeNorthernIreland},
		{4000000000, 4999999999, person.RangeEnglandWales},
		{5000000000, 5999999999, person.RangeNotIssued},
		{6000000000, 7999999999, person.RangeEnglandWales},
		{8000000000, 8599999999, person.RangeIreland},
		{8600000000, 8999999999, person.RangeUnreserved},
		{9000000000, 9989999999, person.RangeNotIssued},
		{9990000000, 9999999998, person.RangeSynthetic},
	} {
		for _, n := range []uint64{firstValid(c.lo, 1), firstValid(c.hi, -1)} {
			require.Equal(t, c.want, person.MustParseNHSNumber(fmt.Sprintf("%010d", n)).Range(), "%d", n)
		}
	}
}

func firstValid(n uint64, step int64) uint64 {
	for !slowNHS(fmt.Sprintf("%010d", n)) {
		n += uint64(step)
	}
	return n
}

// TestNHSNumberErrorsFound is exhaustive over the errors that the check digit
// is for: one wrong digit, two neighbours swapped.
func TestNHSNumberErrorsFound(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		s := fmt.Sprintf("%010d", firstValid(rng.Uint64N(1e10), 1)%1e10)
		if !slowNHS(s) {
			continue
		}
		for i := range 10 {
			for d := byte('0'); d <= '9'; d++ {
				b := []byte(s)
				b[i] = d
				if d != s[i] {
					require.NotEqual(t, person.ProblemNone, person.CheckNHSNumber(b))
				}
			}
			if i < 9 && s[i] != s[i+1] {
				b := []byte(s)
				b[i], b[i+1] = b[i+1], b[i]
				require.NotEqual(t, person.ProblemNone, person.CheckNHSNumber(b))
			}
		}
	}
}

func TestNHSNumberAgreesWithTwin(t *testing.T) {
	tries := twinTries
	if testing.Short() {
		tries = 20_000
	}
	rng := rand.New(rand.NewPCG(3, 4))
	var b [10]byte
	for range tries {
		n := rng.Uint64N(1e10)
		for i := 9; i >= 0; i-- {
			b[i] = byte('0' + n%10)
			n /= 10
		}
		if fast := person.CheckNHSNumber(b[:]) == person.ProblemNone; fast != twinNHS(b) {
			t.Fatalf("twins disagree on a number with fast = %v", fast)
		}
	}
}

// twinNHS is slowNHS without its regular expression, for a million tries: it
// adds the partial sums of the digits, which weighs the first one ten times.
func twinNHS(b [10]byte) bool {
	running, total, equal := 0, 0, true
	for i, c := range b {
		running += int(c - '0')
		total += running
		equal = equal && c == b[0]
		_ = i
	}
	return total%11 == 0 && !equal
}

func TestTwinsOfNHSAgree(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 20000 {
		s := fmt.Sprintf("%010d", rng.Uint64N(1e10))
		require.Equal(t, slowNHS(s), twinNHS([10]byte([]byte(s))))
	}
}

func TestCHINumber(t *testing.T) {
	n, err := person.ParseCHINumber("060 723 0002")
	require.NoError(t, err)
	require.Equal(t, "0607230002", n.Digits())
	require.Equal(t, person.MustParseNHSNumber("0607230002"), n.NHSNumber())
	require.Equal(t, person.NHSNumber{}, person.CHINumber{}.NHSNumber())
	require.Equal(t, -1, person.CHINumber{}.Compare(n))
	for _, c := range []struct {
		prefix string
		want   person.Problem
	}{
		{"310223", person.ProblemDate},
		{"000123", person.ProblemRange},
		{"010023", person.ProblemDate},
		{"011323", person.ProblemDate},
		{"300223", person.ProblemDate},
		{"290201", person.ProblemDate},
		{"310423", person.ProblemDate},
		{"290200", person.ProblemNone},
		{"290204", person.ProblemNone},
		{"311299", person.ProblemNone},
		{"010100", person.ProblemNone},
		{"320000", person.ProblemRange},
		{"400000", person.ProblemRange},
		{"999000", person.ProblemRange},
	} {
		s := withCheck(c.prefix)
		_, err := person.ParseCHINumber(s)
		if c.want == person.ProblemNone {
			require.NoError(t, err, s)
			continue
		}
		var parse *person.ParseError
		require.True(t, errors.As(err, &parse), s)
		require.Equal(t, c.want, parse.Problem, s)
	}
	_, err = person.ParseCHINumber("0607230003")
	require.ErrorIs(t, err, person.ErrSyntax)
}

// withCheck completes six digits to a valid number.
func withCheck(prefix string) string {
	for n := range 10000 {
		if s := fmt.Sprintf("%s%04d", prefix, n); slowNHS(s) {
			return s
		}
	}
	panic("none")
}

func TestHCNumber(t *testing.T) {
	n, err := person.ParseHCNumber("320 000 0007")
	require.NoError(t, err)
	require.Equal(t, "3200000007", n.Digits())
	require.Equal(t, person.MustParseNHSNumber("3200000007"), n.NHSNumber())
	_, err = person.ParseHCNumber("4000000632")
	require.EqualError(t, err, "person: Health and Care number: range")
	_, err = person.ParseHCNumber("3200000008")
	require.EqualError(t, err, "person: Health and Care number: checksum")
}

func TestIdentifiersMatchNobodyWhenAbsent(t *testing.T) {
	type row struct {
		N person.NHSNumber `json:"n,omitzero"`
		C person.CHINumber `json:"c,omitzero"`
		H person.HCNumber  `json:"h,omitzero"`
	}
	b, err := json.Marshal(row{})
	require.NoError(t, err)
	require.JSONEq(t, `{}`, string(b))
	var r row
	require.NoError(t, json.Unmarshal([]byte(`{"n":"","c":"","h":""}`), &r))
	require.Zero(t, r)
	require.NoError(t, json.Unmarshal([]byte(`{"n":"9434765919","c":"0607230002","h":"3200000007"}`), &r))
	b, err = json.Marshal(r)
	require.NoError(t, err)
	require.JSONEq(t, `{"n":"9434765919","c":"0607230002","h":"3200000007"}`, string(b))
	for _, bad := range []string{`{"n":"9434765918"}`, `{"c":"9434765919"}`, `{"h":"9434765919"}`} {
		require.ErrorIs(t, json.Unmarshal([]byte(bad), &r), person.ErrSyntax)
	}
}

func TestNHSNumberAllocatesNothing(t *testing.T) {
	live := person.MustParseNHSNumber("9434765919")
	b := []byte("943 476 5919")
	require.Zero(t, testing.AllocsPerRun(100, func() { _, _ = person.ParseNHSNumber("9434765919") }))
	require.Zero(t, testing.AllocsPerRun(100, func() { _, _ = person.ParseNHSNumber("943 476 5919") }))
	require.Zero(t, testing.AllocsPerRun(100, func() { _ = person.CheckNHSNumber(b) }))
	require.False(t, live.IsZero())
}

// TestCHINumberTellsNothing: no method gives a date or a sex.
func TestCHINumberTellsNothing(t *testing.T) {
	require.Equal(t, []string{
		"AppendText", "Compare", "Digits", "Format", "IsZero", "LogValue", "MarshalText", "NHSNumber", "String",
	}, methods(person.CHINumber{}))
}
