package outcome_test

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/instruments"
)

// sameAsGeneral scores responses, one after the other in answers, by the quick way
// and by the general rules, singly and as columns, and compares everything.
func sameAsGeneral(t *testing.T, in *outcome.Instrument, answers []outcome.Answer) {
	t.Helper()
	general, n := in.General(), len(in.Items())
	rows := len(answers) / n
	want, invalid := make([]outcome.Score, rows), 0
	for i := range want {
		r := outcome.Response(answers[i*n : (i+1)*n])
		s, err := in.Score(r)
		slow, slowErr := general.Score(r)
		if slow != s || (err == nil) != (slowErr == nil) {
			require.Equal(t, slow, s, "%s %v", in.Key(), r)
		}
		if want[i] = slow; slowErr != nil {
			require.EqualError(t, err, slowErr.Error())
			invalid++
		}
	}
	dst := make([]outcome.PartScore, rows)
	for info := range in.Parts() {
		got, err := in.ScoreColumn(info.Code, answers, dst)
		require.NoError(t, err)
		require.Equal(t, invalid, got, in.Key())
		for i, p := range dst {
			if want[i].IsZero() {
				require.Equal(t, outcome.ReasonInvalid, p.Reason())
				continue
			}
			if w, _ := want[i].Part(info.Code); w != p {
				require.Equal(t, w, p, "%s %s %v", in.Key(), info.Code, answers[i*n:(i+1)*n])
			}
		}
	}
}

// everyResponse lists all complete responses of an instrument, and false when there
// are more than most.
func everyResponse(in *outcome.Instrument, most int) ([]outcome.Answer, bool) {
	r := make(outcome.Response, len(in.Items()))
	count := 1
	for i := range r {
		lo, hi := in.ItemRange(i)
		if r[i] = lo; count > most {
			return nil, false
		}
		count *= int(hi-lo) + 1
	}
	all := make([]outcome.Answer, 0, count*len(r))
	for {
		all = append(all, r...)
		i := len(r) - 1
		for ; i >= 0; i-- {
			lo, hi := in.ItemRange(i)
			if r[i]++; r[i] <= hi {
				break
			}
			r[i] = lo
		}
		if i < 0 {
			return all, len(all) == count*len(r)
		}
	}
}

// TestQuickWayEqualsTheGeneralRules: of every instrument that has few enough, all
// complete responses; of the others many; and of all some with gaps and with
// answers that are none.
func TestQuickWayEqualsTheGeneralRules(t *testing.T) {
	exhausted := 0
	for in := range instruments.All() {
		if len(in.Items()) == 0 {
			continue
		}
		all, ok := everyResponse(in, quickMost)
		if ok {
			exhausted++
		}
		rng := rand.New(rand.NewPCG(7, uint64(len(in.Items()))))
		for n := range twinRounds {
			r := random(rng, in, n%3)
			if n%5 == 0 {
				r[rng.IntN(len(r))] = []outcome.Answer{-3, 16, 32, 255, 1<<15 - 1, -1 << 15}[rng.IntN(6)]
			}
			all = append(all, r...)
		}
		sameAsGeneral(t, in, all)
	}
	require.GreaterOrEqual(t, exhausted, quickExhausted)
}

// TestWhatGoesTheQuickWay: the instruments that are asked for most are scored by
// tables wholly; nothing would show otherwise but the time.
func TestWhatGoesTheQuickWay(t *testing.T) {
	for id, want := range map[outcome.InstrumentID]struct {
		parts int
		all   bool
	}{
		"phq-9": {5, false}, "gad-7": {1, true}, "swemwbs": {2, true}, "wemwbs": {1, true}, "ucla-20": {1, false},
		"ons4": {4, false}, "mos-sss": {5, false}, "djg-6": {3, false}, "who-5": {2, true}, "k10": {2, true}, "brs": {1, false},
		"core-10": {1, false}, "eq-5d-5l": {3, false}, "ipaq-sf": {0, false}, "rand-36": {8, false},
	} {
		parts, all := instruments.MustGet(id).QuickParts()
		require.Equal(t, want.parts, parts, id)
		require.Equal(t, want.all, all, id)
	}
}

// evenDefinition has n items answered lo to hi, their sum, their mean, and the sum
// once more with the first item reversed.
func evenDefinition(n int, lo, hi int16) outcome.Definition {
	d := sound()
	d.Items, d.Parts, d.Bands, d.Alerts, d.Change, d.Codes, d.Tables = nil, nil, nil, nil, nil, nil, nil
	for i := range n {
		d.Items = append(d.Items, outcome.Item{Code: outcome.ItemCode("i" + strconv.Itoa(i)), Label: "I", Min: ptr(lo), Max: ptr(hi)})
	}
	every := []outcome.ItemCode{"*"}
	d.Parts = []outcome.Part{
		{Code: "sum", Label: "Sum", Method: outcome.Sum, Items: every, Add: num("-2.5"), Multiply: -3},
		{Code: "mean", Label: "Mean", Method: outcome.Mean, Items: every},
	}
	return d
}

// TestEvenRows: rows of one to twenty items, four of which are added at a time, are
// right whichever answer is the odd one, and so are their neighbours.
func TestEvenRows(t *testing.T) {
	for n := 1; n <= 20; n++ {
		for _, ends := range [][2]int16{{0, 3}, {1, 5}, {0, 1}, {1, 15}, {14, 15}, {7, 7}, {0, 16}} {
			lo, hi := ends[0], ends[1]
			in, err := outcome.Compile(evenDefinition(n, lo, hi))
			require.NoError(t, err)
			parts, all := in.QuickParts()
			require.Equal(t, n >= 4 && lo < hi && hi < 16, all, "%d items of %v", n, ends)
			require.Equal(t, hi < 16, parts == 2)
			var rows []outcome.Answer
			row := make([]outcome.Answer, n)
			for i := range row {
				for _, odd := range []int16{lo - 1, lo, hi, hi + 1, -1, -2, -3, 15, 16, 17, 1<<15 - 1, -1 << 15, -1<<15 + lo} {
					for k := range row {
						row[k] = outcome.Answer(lo + int16(k+i)%(hi-lo+1))
					}
					rows = append(rows, row...)
					row[i] = outcome.Answer(odd)
					rows = append(rows, row...)
				}
			}
			sameAsGeneral(t, in, rows)
		}
	}
}

// made is a random sound definition: items of different answers, parts that overlap
// or rest on parts, weights of every size, cases, alerts.
func made(rng *rand.Rand) outcome.Definition {
	d := evenDefinition(1+rng.IntN(12), 0, 1)
	for i := range d.Items {
		lo := int16(rng.IntN(3))
		hi := lo + int16(rng.IntN(6))
		if rng.IntN(20) == 0 {
			hi += 9
		}
		*d.Items[i].Min, *d.Items[i].Max = lo, hi
	}
	sums := rng.IntN(8)
	d.Parts = nil
	for i := range sums + 1 {
		d.Parts = append(d.Parts, madeSum(rng, &d, i))
	}
	for i := range rng.IntN(4) {
		at := outcome.PartCode("x" + strconv.Itoa(i))
		one, other := d.Parts[rng.IntN(len(d.Parts))].Code, d.Parts[rng.IntN(len(d.Parts))].Code
		p := outcome.Part{Code: at, Label: "X", Method: outcome.Sum, Of: []outcome.PartCode{one}}
		if other != one && rng.IntN(3) > 0 {
			p.Of = append(p.Of, other)
		}
		if rng.IntN(2) == 0 {
			p = outcome.Part{Code: at, Label: "X", Method: outcome.Cases, Else: num("0.5"), Cases: []outcome.Case{
				{Value: outcome.Int(7), When: []outcome.Condition{{Part: one, Min: num("2")}}},
				{Value: outcome.Int(-1), When: []outcome.Condition{{Part: other, Max: num("4")}, {Part: one, Min: num("1")}}},
			}}
			if rng.IntN(4) == 0 {
				p.Cases[0].When = append(p.Cases[0].When, outcome.Condition{Item: "i0", Max: num("1")})
			}
		}
		d.Parts = append(d.Parts, p)
	}
	for i := range rng.IntN(3) {
		a := outcome.AlertRule{Code: outcome.AlertCode("a" + strconv.Itoa(i)), Label: "A", Min: outcome.Int(rng.Int64N(5)), Source: "s"}
		if a.Item = d.Items[rng.IntN(len(d.Items))].Code; rng.IntN(4) == 0 {
			a.Item, a.Part = "", d.Parts[rng.IntN(len(d.Parts))].Code
		}
		d.Alerts = append(d.Alerts, a)
	}
	return d
}

// madeSum is a sum, a mean or a maximum over some of the items.
func madeSum(rng *rand.Rand, d *outcome.Definition, i int) outcome.Part {
	p := outcome.Part{Code: outcome.PartCode("p" + strconv.Itoa(i)), Label: "P", Method: outcome.Sum}
	for _, it := range d.Items {
		if rng.IntN(3) > 0 {
			p.Items = append(p.Items, it.Code)
		}
	}
	if len(p.Items) == 0 {
		p.Items = []outcome.ItemCode{d.Items[0].Code}
	}
	switch rng.IntN(8) {
	case 0:
		p.Method = outcome.Mean
	case 1:
		p.Divide = 3
	case 2:
		p.Reverse = p.Items[:1]
	case 3:
		p.Penalties = []outcome.Penalty{{AtLeast: 2, Add: outcome.Int(5)}}
	case 4:
		p.Method = outcome.Max
	case 5:
		p.Items = p.Items[:1]
		to := map[int16]outcome.Value{}
		for _, it := range d.Items {
			for a := *it.Min; it.Code == p.Items[0] && a <= *it.Max; a++ {
				to[a] = outcome.Millionths(rng.Int64N(9)*250_000 - 1_000_000)
			}
		}
		p.Recode = []outcome.Recode{{Items: p.Items, To: to}}
	case 6:
		p.Multiply, p.Add = -7, num("100")
	}
	return p
}

// TestMadeDefinitions: definitions that nobody would write are scored alike by the
// quick way, the general rules and the slow twin.
func TestMadeDefinitions(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 13))
	partly, exactly := 0, 0
	for range twinRounds * 2 {
		in, err := outcome.Compile(made(rng))
		require.NoError(t, err)
		if n, _ := in.QuickParts(); n > 0 && n < len(in.Definition().Parts) {
			partly++
		}
		var rows []outcome.Answer
		for k := range 12 {
			r := random(rng, in, max(0, k-9))
			s, err := in.Score(r)
			require.NoError(t, err)
			if exact(s) { // a part that rests on a rounded one differs from the twin's
				checkTwin(t, in, r, s)
				exactly++
			}
			rows = append(rows, r...)
		}
		sameAsGeneral(t, in, rows)
	}
	require.Greater(t, partly, 10, "some parts by tables and some not")
	require.Greater(t, exactly, twinRounds*6)
}

func exact(s outcome.Score) bool {
	for _, p := range s.Parts() {
		if !p.Exact() {
			return false
		}
	}
	return true
}

// TestRangeOfAScore: what a score has no room for is refused when the definition is
// compiled, and when a score is read.
func TestRangeOfAScore(t *testing.T) {
	at := func(v string) error {
		d := sound()
		d.Parts = append(d.Parts, outcome.Part{Code: "x", Label: "X", Method: outcome.Sum, Items: []outcome.ItemCode{"c"}, Add: num(v)})
		_, err := outcome.Compile(d)
		return err
	}
	require.NoError(t, at("4398036.511103"), "and 10 for the item")
	require.ErrorContains(t, at("4398036.511104"), "parts[6]: values beyond the range of a score")
	require.NoError(t, at("-4398046.511103"))
	require.ErrorContains(t, at("-4398046.511104"), "parts[6]: values beyond the range of a score")

	for text, ok := range map[string]bool{
		`{"value":4398046.511103,"status":"complete","answered":1,"of":1}`:    true,
		`{"value":4398046.511104,"status":"complete","answered":1,"of":1}`:    false,
		`{"value":-4398046.511103,"status":"complete","answered":1,"of":1}`:   true,
		`{"value":-4398046.511104,"status":"complete","answered":1,"of":1}`:   false,
		`{"value":1,"status":"prorated","answered":0,"of":127}`:               true,
		`{"value":1,"status":"complete","answered":127,"of":127}`:             true,
		`{"value":1,"status":"complete","answered":127,"of":128}`:             false,
		`{"value":-1,"status":"prorated","answered":5,"of":6,"rounded":true}`: true,
	} {
		var p outcome.PartScore
		err := p.UnmarshalJSON([]byte(text))
		require.Equal(t, ok, err == nil, text)
		if ok {
			back, err := p.MarshalJSON()
			require.NoError(t, err)
			require.Equal(t, text, string(back))
		}
	}
}
