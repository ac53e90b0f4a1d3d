package outcome_test

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome"
)

// manyItems gives a definition n numeric items more, named i0, i1 and so on.
func manyItems(d *outcome.Definition, n int) []outcome.ItemCode {
	var codes []outcome.ItemCode
	for i := range n {
		codes = append(codes, outcome.ItemCode("i"+strconv.Itoa(i)))
		d.Items = append(d.Items, outcome.Item{Code: codes[i], Label: "I", Min: ptr(int16(0)), Max: ptr(int16(1))})
	}
	return codes
}

// manyAlerts makes n alert rules of the one there is.
func manyAlerts(d *outcome.Definition, n int) {
	for i := len(d.Alerts); i < n; i++ {
		a := d.Alerts[0]
		a.Code += outcome.AlertCode("-" + strconv.Itoa(i))
		d.Alerts = append(d.Alerts, a)
	}
}

// TestLimitsOfADefinition: what a limit names is allowed, and one step beyond is
// a fault.
func TestLimitsOfADefinition(t *testing.T) {
	type D = outcome.Definition
	name := func(n int) string { return strings.Repeat("a", n) }
	given := func(lo, hi string) func(d *D) {
		return func(d *D) {
			d.Licence.Class, d.Licence.Obtain = outcome.ClassOpaque, "x"
			d.Items, d.Options, d.Tables, d.Bands, d.Alerts, d.Change, d.Codes = nil, nil, nil, nil, nil, nil, nil
			d.Parts = []outcome.Part{{Code: "g", Label: "G", Method: outcome.Given, Min: num(lo), Max: num(hi)}}
		}
	}
	state := func(n int, top int16) func(d *D) {
		return func(d *D) {
			codes := manyItems(d, n)
			for i := range n {
				d.Items[len(d.Items)-n+i].Min = ptr(top)
				d.Items[len(d.Items)-n+i].Max = ptr(top)
			}
			key, _ := strconv.ParseInt(strings.Repeat(strconv.Itoa(int(top)), n), 10, 64)
			d.Tables = append(d.Tables, outcome.Table{ID: "st", Source: "s", Standing: outcome.Verified, Rows: []outcome.Row{{Key: key, Value: outcome.Int(1)}}})
			d.Parts = append(d.Parts, outcome.Part{Code: "st", Label: "State", Method: outcome.State, Items: codes, Table: "st"})
		}
	}
	for _, c := range []struct {
		name   string
		fault  string // "" when it is allowed
		change func(d *D)
	}{
		{"an age from 0", "", func(d *D) { d.Age = &outcome.AgeRange{Min: 0, Max: 1} }},
		{"an age below 0", "age", func(d *D) { d.Age = &outcome.AgeRange{Min: -1, Max: 1} }},
		{"one age", "", func(d *D) { d.Age = &outcome.AgeRange{Min: 8, Max: 8} }},
		{"an age without end", "", func(d *D) { d.Age = &outcome.AgeRange{Min: 8} }},
		{"an end below 0", "age", func(d *D) { d.Age = &outcome.AgeRange{Max: -1} }},
		{"64 items", "", func(d *D) { manyItems(d, 61) }},
		{"65 items", "items: more than 64", func(d *D) { manyItems(d, 62) }},
		{"a range of one answer", "", func(d *D) { d.Items[2].Min = ptr(int16(10)) }},
		{"a range below 0", "items[2]", func(d *D) { d.Items[2].Min = ptr(int16(-1)) }},
		{"half a range", "items[2]", func(d *D) { d.Items[2].Min = nil }},
		{"an option 0x", "items[0].options", func(d *D) { d.Options[0].Code = "0x" }},
		{"an option 9x", "items[0].options", func(d *D) { d.Options[0].Code = "9x" }},
		{"an option x9", "", func(d *D) { d.Options[0].Code = "x9" }},
		{"an option zx", "", func(d *D) { d.Options[0].Code = "zx" }},
		{"a name of 64", "", func(d *D) { d.Items[2].Code = "c"; d.Alerts[0].Code = outcome.AlertCode(name(64)) }},
		{"a name of 65", "alerts[0].code", func(d *D) { d.Alerts[0].Code = outcome.AlertCode(name(65)) }},
		{"a name that ends in a hyphen", "alerts[0].code", func(d *D) { d.Alerts[0].Code = "a-" }},
		{"letters at both ends of the alphabet", "", func(d *D) { d.Alerts[0].Code = "az-09" }},
		{"a brace", "alerts[0].code", func(d *D) { d.Alerts[0].Code = "a{" }},
		{"a version of 64", "", func(d *D) { d.Version = name(64) }},
		{"a version of 65", "version", func(d *D) { d.Version = name(65) }},
		{"a version of every kind", "", func(d *D) { d.Version = "azAZ09-.+" }},
		{"a version with a slash", "version", func(d *D) { d.Version = "1/2" }},
		{"a version with an at", "version", func(d *D) { d.Version = "@" }},
		{"a version with a colon", "version", func(d *D) { d.Version = "1:" }},
		{"times 1000", "", func(d *D) {
			d.Parts[0].Multiply = 1000
			d.Parts = d.Parts[:1]
			d.Bands, d.Change, d.Codes = nil, nil, nil
		}},
		{"times -1000", "", func(d *D) {
			d.Parts[0].Multiply = -1000
			d.Parts = d.Parts[:1]
			d.Bands, d.Change, d.Codes = nil, nil, nil
		}},
		{"times -1001", "parts[0]: multiply", func(d *D) { d.Parts[0].Multiply = -1001 }},
		{"divided by a million", "", func(d *D) { d.Parts[3].Divide = 1_000_000 }},
		{"divided by more", "parts[3]: multiply", func(d *D) { d.Parts[3].Divide = 1_000_001 }},
		{"divided by less than nothing", "parts[3]: multiply", func(d *D) { d.Parts[3].Divide = -1 }},
		{"a cases part recoded", "parts[4]: only sum", func(d *D) { d.Parts[4].Recode = []outcome.Recode{{}} }},
		{"a cases part reversed", "parts[4]: only sum", func(d *D) { d.Parts[4].Reverse = []outcome.ItemCode{"a"} }},
		{"a cases part with a penalty", "parts[4]: only sum", func(d *D) { d.Parts[4].Penalties = []outcome.Penalty{{AtLeast: 1}} }},
		{
			"a cases part recoded and reversed", "parts[4]: only sum",
			func(d *D) {
				d.Parts[4].Recode, d.Parts[4].Reverse = []outcome.Recode{{}}, []outcome.ItemCode{"a"}
			},
		},
		{"a rule none with a maximum", "parts[1].missing: this rule", func(d *D) { d.Parts[1].Missing = outcome.Missing{Rule: outcome.MissingNone, Max: 1} }},
		{"a rule none said", "", func(d *D) { d.Parts[0].Missing = outcome.Missing{Rule: outcome.MissingNone, Source: "s"} }},
		{"prorated for none missing", "parts[1].missing: this rule", func(d *D) { d.Parts[1].Missing.Max = 0 }},
		{"answered for none missing", "parts[1].missing: this rule", func(d *D) { d.Parts[1].Missing.Rule, d.Parts[1].Missing.Max = outcome.MissingAnswered, 0 }},
		{"prorated over parts", "parts[6].missing", func(d *D) {
			p := outcome.Part{Code: "over", Label: "Over", Method: outcome.Sum, Of: []outcome.PartCode{"whole"}, Missing: d.Parts[1].Missing}
			d.Parts = append(d.Parts, p)
		}},
		{"given from a value to itself", "", given("5", "5")},
		{"given from above to below", "parts[0]: min above max", given("6", "5")},
		{"a weight of a million", "", func(d *D) { d.Tables[0].Rows[4].Value = outcome.Int(1_000_000) }},
		{"a weight of a little more", "tables.t: has a value beyond", func(d *D) { d.Tables[0].Rows[4].Value = *num("1000000.000001") }},
		{"a state of nine items", "", state(9, 1)},
		{"a state of ten items", "does not name what method state", state(10, 1)},
		{"an answer of 9 in a state", "", state(3, 9)},
		{"an answer of 10 in a state", "a state needs answers of one digit", state(3, 10)},
		{"a condition on one value", "", func(d *D) { d.Parts[4].Cases[0].When[0].Max = num("5") }},
		{"eight terms", "", func(d *D) {
			for len(d.Parts[5].Terms) < 8 {
				d.Parts[5].Terms = append(d.Parts[5].Terms, d.Parts[5].Terms[0])
			}
		}},
		{"a factor of 1000", "", func(d *D) { d.Parts[5].Terms[0].Factor = outcome.Int(1000) }},
		{"a factor of -1000", "", func(d *D) { d.Parts[5].Terms[0].Factor = outcome.Int(-1000) }},
		{"a factor below", "parts[5].terms[0]", func(d *D) { d.Parts[5].Terms[0].Factor = outcome.Int(-1001) }},
		{"a term of three items", "parts[5].terms[0]", func(d *D) { d.Parts[5].Terms[0].Items = []outcome.ItemCode{"a", "b", "c"} }},
		{"a cap below nothing", "parts[5].terms[0]", func(d *D) { d.Parts[5].Terms[0].Cap = -1 }},
		{"terms of more than they have", "parts[5]: declared range", func(d *D) { d.Parts[5].Max = num("0") }},
		{"terms of what they have", "", func(d *D) { d.Parts[5].Min, d.Parts[5].Max = num("0"), num("30") }},
		{"eight alerts", "", func(d *D) { manyAlerts(d, 8) }},
		{"nine alerts", "alerts: more than 8", func(d *D) { manyAlerts(d, 9) }},
		{"an alert on the first item", "", func(d *D) { d.Alerts[0].Item = "a" }},
		{"an alert on the first part", "", func(d *D) { d.Alerts[0].Item, d.Alerts[0].Part = "", "whole" }},
		{"an alert on a part and an item that is none", "alerts[0]: must name", func(d *D) { d.Alerts[0].Item, d.Alerts[0].Part = "none", "whole" }},
		{"an alert on an item and a part that is none", "alerts[0]: must name", func(d *D) { d.Alerts[0].Item, d.Alerts[0].Part = "a", "none" }},
		{"an alert on nothing", "alerts[0]: must name", func(d *D) { d.Alerts[0].Item = "" }},
		{"an alert on first item and part", "alerts[0]: must name", func(d *D) { d.Alerts[0].Item, d.Alerts[0].Part = "a", "whole" }},
		{"a condition on first item and part", "must name one item", func(d *D) { d.Parts[4].Cases[0].When[0].Item, d.Parts[4].Cases[0].When[0].Part = "a", "whole" }},
		{"a LOINC code that doubles a five", "", func(d *D) { d.Codes[0].Code = "55758-7" }},
		{"a LOINC code of 12 digits", "", func(d *D) { d.Codes[0].Code = "000000044261-6" }},
		{"a LOINC code of 13 digits", "check digit", func(d *D) { d.Codes[0].Code = "0000000044261-6" }},
		{"a LOINC code with a letter", "check digit", func(d *D) { d.Codes[0].Code = "4426a-6" }},
		{"a row below the part", "tables.t: has a row twice", func(d *D) { d.Tables[0].Rows[0].Key = 1 }},
		{"a row above the part", "tables.t: has a row twice", func(d *D) { d.Tables[0].Rows[4].Key = 7 }},
	} {
		d := sound()
		c.change(&d)
		in, err := outcome.Compile(d)
		if c.fault == "" {
			require.NoError(t, err, c.name)
			require.NotNil(t, in, c.name)
			continue
		}
		require.ErrorIs(t, err, outcome.ErrDefinition, c.name)
		require.ErrorContains(t, err, c.fault, c.name)
	}
}

// TestDerivedRanges: the range that is derived is the one that the most extreme
// responses reach, whatever the rule for missing answers.
func TestDerivedRanges(t *testing.T) {
	for _, c := range []struct {
		name   string
		lo, hi string
		part   outcome.Part
	}{
		{"a sum", "1", "13", outcome.Part{Method: outcome.Sum, Items: []outcome.ItemCode{"a", "c"}}},
		{"a prorated sum", "0", "20", outcome.Part{Method: outcome.Sum, Items: []outcome.ItemCode{"a", "c"}, Missing: outcome.Missing{Rule: outcome.MissingProrate, Max: 1}}},
		{"a sum of what is answered", "0", "13", outcome.Part{Method: outcome.Sum, Items: []outcome.ItemCode{"a", "c"}, Missing: outcome.Missing{Rule: outcome.MissingAnswered, Max: 1}}},
		{"a mean", "0.5", "6.5", outcome.Part{Method: outcome.Mean, Items: []outcome.ItemCode{"a", "c"}}},
		{"a prorated mean", "0", "10", outcome.Part{Method: outcome.Mean, Items: []outcome.ItemCode{"a", "c"}, Missing: outcome.Missing{Rule: outcome.MissingProrate, Max: 1}}},
		{"a maximum", "1", "10", outcome.Part{Method: outcome.Max, Items: []outcome.ItemCode{"a", "c"}}},
		{"a maximum of what is answered", "0", "10", outcome.Part{Method: outcome.Max, Items: []outcome.ItemCode{"a", "c"}, Missing: outcome.Missing{Rule: outcome.MissingAnswered, Max: 1}}},
		{"a maximum turned round", "-9", "0", outcome.Part{Method: outcome.Max, Items: []outcome.ItemCode{"a", "c"}, Multiply: -1, Add: num("1")}},
		{"with a penalty", "1", "16", outcome.Part{Method: outcome.Sum, Items: []outcome.ItemCode{"a", "c"}, Penalties: []outcome.Penalty{{AtLeast: 3, Add: outcome.Int(3)}}}},
		{"with a penalty below nothing", "-2", "13", outcome.Part{Method: outcome.Sum, Items: []outcome.ItemCode{"a", "c"}, Penalties: []outcome.Penalty{{AtLeast: 3, Add: outcome.Int(-3)}}}},
		{"with two penalties", "-2", "18", outcome.Part{Method: outcome.Sum, Items: []outcome.ItemCode{"a", "c"}, Penalties: []outcome.Penalty{
			{AtLeast: 3, Add: outcome.Int(5)}, {AtLeast: 2, Add: outcome.Int(-3)},
		}}},
		{"two terms", "-10", "36", outcome.Part{Method: outcome.Terms, Terms: []outcome.Term{
			{Factor: outcome.Int(2), Items: []outcome.ItemCode{"a"}},
			{Factor: outcome.Int(3), Items: []outcome.ItemCode{"c"}},
			{Factor: outcome.Int(-1), Items: []outcome.ItemCode{"c"}},
		}}},
	} {
		d := sound()
		c.part.Code, c.part.Label, c.part.Min, c.part.Max = "x", "X", num(c.lo), num(c.hi)
		if c.part.Missing.Rule != "" {
			c.part.Missing.Source, c.part.Missing.Standing = "s", outcome.Verified
		}
		d.Parts = append(d.Parts, c.part)
		_, err := outcome.Compile(d)
		require.NoError(t, err, c.name)
	}
}

// TestMaximumScaled: a maximum is scaled like any other part, the constant added
// last.
func TestMaximumScaled(t *testing.T) {
	d := sound()
	d.Parts = append(d.Parts, outcome.Part{Code: "x", Label: "X", Method: outcome.Max, Items: []outcome.ItemCode{"a", "c"}, Multiply: 3, Divide: 2, Add: num("1")})
	in, err := outcome.Compile(d)
	require.NoError(t, err)
	for _, c := range []struct {
		a, c outcome.Answer
		want string
	}{{1, 0, "2.5"}, {3, 2, "5.5"}, {2, 10, "16"}} {
		s, err := in.Score(outcome.Response{c.a, 1, c.c})
		require.NoError(t, err)
		v, ok := s.Value("x")
		require.True(t, ok)
		require.Equal(t, c.want, v.String())
	}
}

// TestAlertOnTheFirst: an alert on the first item looks at that item, and one
// on the first part at that part.
func TestAlertOnTheFirst(t *testing.T) {
	d := sound()
	d.Alerts[0].Item, d.Alerts[0].Min = "a", outcome.Int(3)
	second := d.Alerts[0]
	second.Code, second.Item, second.Part, second.Min = "part", "", "whole", outcome.Int(5)
	d.Alerts = append(d.Alerts, second)
	in, err := outcome.Compile(d)
	require.NoError(t, err)
	for _, c := range []struct {
		r    outcome.Response
		want []outcome.AlertCode
	}{
		{outcome.Response{3, 1, 0}, []outcome.AlertCode{"alert"}},
		{outcome.Response{2, 3, 0}, []outcome.AlertCode{"part"}},
		{outcome.Response{3, 2, 0}, []outcome.AlertCode{"alert", "part"}},
		{outcome.Response{2, 2, 10}, nil},
	} {
		s, err := in.Score(c.r)
		require.NoError(t, err)
		require.Equal(t, len(c.want) > 0, s.HasAlert(), c.r)
		var got []outcome.AlertCode
		for a := range s.Alerts() {
			got = append(got, a.Code)
		}
		require.Equal(t, c.want, got, c.r)
	}
}

// TestOpaqueOutside: a finished score beyond its range is refused with the range
// in whole numbers.
func TestOpaqueOutside(t *testing.T) {
	d := sound()
	d.Licence.Class, d.Licence.Obtain = outcome.ClassOpaque, "x"
	d.Items, d.Options, d.Tables, d.Bands, d.Alerts, d.Change, d.Codes = nil, nil, nil, nil, nil, nil, nil
	d.Parts = []outcome.Part{{Code: "g", Label: "G", Method: outcome.Given, Min: num("-5"), Max: num("20")}}
	in, err := outcome.Compile(d)
	require.NoError(t, err)
	for text, ok := range map[string]bool{"-5": true, "20": true, "-5.000001": false, "20.000001": false} {
		_, err := in.Opaque("licence", map[outcome.PartCode]outcome.Value{"g": *num(text)})
		if ok {
			require.NoError(t, err, text)
			continue
		}
		var a *outcome.AnswerError
		require.ErrorAs(t, err, &a, text)
		require.Equal(t, -1, a.Index)
		require.Equal(t, -5, a.Min)
		require.Equal(t, 20, a.Max)
	}
}

// TestEdgesOfValues: the ends of what a Value holds, and beyond them.
func TestEdgesOfValues(t *testing.T) {
	const most = 9_223_372_036_854
	require.Equal(t, int64(most*1_000_000), outcome.Int(most).Millionths())
	require.Equal(t, int64(-most*1_000_000), outcome.Int(-most).Millionths())
	require.Equal(t, int64(math.MaxInt64), outcome.Int(most+1).Millionths(), "saturates")
	require.Equal(t, int64(-math.MaxInt64), outcome.Int(-most-1).Millionths(), "saturates")
	require.Equal(t, int64(math.MaxInt64), outcome.Int(math.MaxInt64).Millionths(), "saturates")
	require.Equal(t, int64(-math.MaxInt64), outcome.Int(math.MinInt64).Millionths(), "saturates")
	require.Equal(t, int64(0), outcome.Int(0).Millionths())
	require.Equal(t, outcome.Millionths(math.MaxInt64), outcome.MustParseValue("9223372036854.775807"))
	require.Equal(t, outcome.Millionths(-math.MaxInt64), outcome.MustParseValue("-9223372036854.775807"))
	_, err := outcome.ParseValue("9223372036854.775808")
	require.ErrorIs(t, err, outcome.ErrValue)

	require.Equal(t, outcome.Int(0), outcome.Int(0).Abs())
	require.Equal(t, outcome.Millionths(math.MaxInt64), outcome.Millionths(math.MinInt64).Abs())
	require.Equal(t, "0", outcome.Int(0).String())
	require.Equal(t, "-9223372036854.775808", outcome.Millionths(math.MinInt64).String())
	require.Equal(t, "0.50", outcome.MustParseValue("0.5").Fixed(2))
	require.Equal(t, "0.5", outcome.MustParseValue("0.5").Fixed(1))

	for text, want := range map[string]string{`""`: "", `"`: "", `"1"`: "1", `1"`: "", `"1`: "", `1`: "1"} {
		var v outcome.Value
		err := v.UnmarshalJSON([]byte(text))
		require.Equal(t, want != "", err == nil, text)
		if want != "" {
			require.Equal(t, want, v.String())
		}
	}
	for e, ok := range map[outcome.Estimate]bool{9e12: true, -9e12: true, 9.1e12: false, -9.1e12: false, outcome.Estimate(math.NaN()): false} {
		_, got := e.Value(2)
		require.Equal(t, ok, got, e)
	}
}

// TestQuotientsAwayFromZero: half a millionth goes away from zero, whatever the
// signs.
func TestQuotientsAwayFromZero(t *testing.T) {
	for _, c := range [][3]int64{{1, 2, 1}, {-1, 2, -1}, {1, -2, -1}, {-1, -2, 1}, {1, 3, 0}, {2, 3, 1}, {-2, 3, -1}, {7, 2, 4}, {-7, 2, -4}} {
		q, exact := outcome.Millionths(c[0]).Quo(c[1])
		require.False(t, exact)
		require.Equal(t, c[2], q.Millionths(), c)
	}
}

// TestCutoffEdges: a sample is sound up to its bounds, and c between equal means
// is the mean.
func TestCutoffEdges(t *testing.T) {
	norm := func(mean, sd string) outcome.Norm { return outcome.Norm{Mean: *num(mean), SD: *num(sd)} }
	for _, c := range []struct {
		mean, sd string
		ok       bool
	}{
		{"1000000", "1", true},
		{"-1000000", "1", true},
		{"1000000.000001", "1", false},
		{"-1000000.000001", "1", false},
		{"0", "10000", true},
		{"0", "10000.000001", false},
		{"0", "0", false},
		{"0", "0.000001", true},
	} {
		_, err := outcome.Cutoff("a", norm(c.mean, c.sd), norm("0", "1"), outcome.Higher)
		require.Equal(t, c.ok, err == nil, c)
	}
	for _, c := range [][3]string{
		{"5", "5", "5"},
		{"-5", "-5", "-5"},
		{"0", "0", "0"},
		{"0", "0.000001", "0.000001"},   // half a millionth above zero
		{"0", "-0.000001", "-0.000001"}, // and below
		{"-0.000002", "-0.000001", "-0.000002"},
		{"0.000001", "0.000002", "0.000002"},
		{"0.000002", "0.000001", "0.000002"},
	} {
		v, err := outcome.Cutoff("c", norm(c[0], "1"), norm(c[1], "1"), outcome.Higher)
		require.NoError(t, err)
		require.Equal(t, c[2], v.String(), c)
	}
}
