package outcome_test

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/instruments"
	"github.com/socialprescribing/socialprescribing/outcome/instruments/eq5d"
)

// Each test here is a mistake or a disagreement found in another implementation,
// kept so that it cannot come in here.

const none = outcome.NotAnswered

func score(t *testing.T, id outcome.InstrumentID, r outcome.Response) outcome.Score {
	t.Helper()
	s, err := instruments.MustGet(id).Score(r)
	require.NoError(t, err)
	return s
}

func value(t *testing.T, s outcome.Score, part outcome.PartCode) string {
	t.Helper()
	v, ok := s.Value(part)
	require.True(t, ok, part)
	return v.String()
}

// camcops sums what is there: a total over missing answers looks valid.
func TestPeer_camcops_PartialTotalsAreNotSilentlySummed(t *testing.T) {
	s := score(t, "gad-7", outcome.Response{3, 3, 3, none, none, none, none})
	p, _ := s.Part("total")
	require.Equal(t, outcome.NotScorable, p.Status())
	k, n := p.Answered()
	require.Equal(t, []int{3, 7}, []int{k, n})
}

// The LForms and Gravity style counts missing as 0: PHQ-9 13 becomes 8.
func TestPeer_lforms_MissingIsNotZero(t *testing.T) {
	s := score(t, "phq-9", outcome.Response{1, 1, 1, 1, 1, 1, 2, none, none})
	p, _ := s.Part("total")
	require.Equal(t, outcome.Prorated, p.Status())
	require.Equal(t, "10.285714", value(t, s, "total"), "not 8")
	require.False(t, p.Exact())
}

// camcops multiplies the mean of however many items of CORE-10 were answered; the
// CORE System Trust allows one missing.
func TestPeer_camcops_CORE10Proration(t *testing.T) {
	require.Equal(t, "20", value(t, score(t, "core-10", outcome.Response{2, 2, 2, 2, 2, 2, 2, 2, 2, none}), "total"))
	p, _ := score(t, "core-10", outcome.Response{2, 2, 2, 2, 2, 2, 2, 2, none, none}).Part("total")
	require.Equal(t, outcome.ReasonMissing, p.Reason())
}

// clinicalsignificance computes cut-off b with the SD of the clinical sample; its
// tests use equal SDs and do not notice.
func TestPeer_clinicalsignificance_CutoffB(t *testing.T) {
	v := outcome.MustParseValue
	clinical, functional := outcome.Norm{Mean: v("15.4"), SD: v("5.5")}, outcome.Norm{Mean: v("3.3"), SD: v("3.8")}
	b, err := outcome.Cutoff("b", clinical, functional, outcome.Lower)
	require.NoError(t, err)
	require.Equal(t, "10.9", b.String(), "not 14.3")
	_, err = outcome.Cutoff("d", clinical, functional, outcome.Lower)
	require.Error(t, err)
	_, err = outcome.Cutoff("a", clinical, functional, outcome.Neither)
	require.Error(t, err)
}

// The published van Hout table differs from what its probabilities give, rounded to
// three decimals, on 192 states; the published figures are kept.
func TestPeer_eq5dsuite_VanHoutIsThePublishedTable(t *testing.T) {
	in, err := eq5d.Crosswalked()
	require.NoError(t, err)
	for state, want := range map[string]string{"11111": "1", "55555": "-0.594", "12345": "0.063", "11112": "0.879"} {
		p, err := eq5d.Parse5L(state)
		require.NoError(t, err)
		s, err := in.Score(p.Response())
		require.NoError(t, err)
		require.Equal(t, want, value(t, s, "crosswalk-uk"))
	}
}

// eq5dsuite eqxw_UK takes ages 1 to 17 for the youngest band and loses age 100;
// eq5d takes the ages 1 to 5 for band numbers.
func TestPeer_eq5dsuite_AgesAreNotBands(t *testing.T) {
	for age, want := range map[int]eq5d.Band{
		1: "", 5: "", 17: "", 18: eq5d.Age18to34, 34: eq5d.Age18to34, 35: eq5d.Age35to44, 44: eq5d.Age35to44, 45: eq5d.Age45to54,
		54: eq5d.Age45to54, 55: eq5d.Age55to64, 64: eq5d.Age55to64, 65: eq5d.Age65to100, 100: eq5d.Age65to100, 101: "",
	} {
		band, ok := eq5d.BandOf(age)
		require.Equal(t, want, band, age)
		require.Equal(t, want != "", ok, age)
	}
}

// NHS dataset SQL marks ReQoL as "negative"; higher is better.
func TestPeer_mhsds_ReQoLDirection(t *testing.T) {
	for _, id := range []outcome.InstrumentID{"reqol-10", "reqol-20"} {
		p, ok := instruments.MustGet(id).Part("total")
		require.True(t, ok)
		require.Equal(t, outcome.Higher, p.Direction)
	}
}

// One web page reverses item 4 of the UCLA scale too: wrong for version 3.
func TestPeer_web_UCLA20Item4IsNotReversed(t *testing.T) {
	r := instruments.MustGet("ucla-20").Blank()
	for i := range r {
		r[i] = 1
	}
	low := value(t, score(t, "ucla-20", r), "total")
	r[3] = 4
	require.Equal(t, "47", low)
	require.Equal(t, "50", value(t, score(t, "ucla-20", r), "total"))
}

// PhenX prints 6.00 as the upper limit of the highest band of the BRS.
func TestPeer_phenx_BRSEndsAtFive(t *testing.T) {
	p, _ := instruments.MustGet("brs").Part("mean")
	require.Equal(t, outcome.Int(5), p.Max)
	in := instruments.MustGet("brs")
	for want, r := range map[outcome.BandCode]outcome.Response{
		"low": {3, 3, 3, 3, 3, 4}, "normal": {3, 3, 3, 3, 3, 3}, "high": {5, 2, 4, 2, 5, 2},
	} {
		b, ok := in.BandIn("phenx", score(t, "brs", r))
		require.True(t, ok)
		require.Equal(t, want, b.Code)
	}
}

// qscorer documents 7 answers needed, its signature 6, and it prints overlapping
// bands 10-15 and 15-19: here 7 of 9 are needed and 15 is moderately severe.
func TestPeer_qscorer_PHQ9(t *testing.T) {
	p, _ := score(t, "phq-9", outcome.Response{1, 1, 1, 1, 1, 1, none, none, none}).Part("total")
	require.Equal(t, outcome.NotScorable, p.Status())
	in := instruments.MustGet("phq-9")
	b, _ := in.BandIn("kroenke-2001", score(t, "phq-9", outcome.Response{3, 3, 3, 3, 3, 0, 0, 0, 0}))
	require.Equal(t, outcome.BandCode("moderately-severe"), b.Code)
}

// An app bands the raw sum of SWEMWBS: its bands are published nowhere. Here the
// raw sum has no band at all.
func TestPeer_app_SWEMWBSRawSumHasNoBands(t *testing.T) {
	for range instruments.MustGet("swemwbs").BandSets("raw") {
		t.Fatal("a band on the raw sum")
	}
	s := score(t, "swemwbs", outcome.Response{4, 4, 4, 4, 3, 3, 3})
	require.Equal(t, "25", value(t, s, "raw"))
	require.Equal(t, "22.35", value(t, s, "metric"))
}

// A public app averages the four ONS questions with weights of its own.
func TestPeer_app_ONS4HasNoComposite(t *testing.T) {
	in := instruments.MustGet("ons4")
	var parts []outcome.PartCode
	for p := range in.Parts() {
		parts = append(parts, p.Code)
	}
	require.Equal(t, []outcome.PartCode{"satisfied", "worthwhile", "happy", "anxious"}, parts)
	p, _ := in.Part("anxious")
	require.Equal(t, outcome.Lower, p.Direction)
}

// The CORE-10 form prints its positively worded items with numbers that already run
// backwards: reversing them again is the mistake.
func TestPeer_CORE10IsNotReversedTwice(t *testing.T) {
	require.Equal(t, "8", value(t, score(t, "core-10", outcome.Response{0, 4, 4, 0, 0, 0, 0, 0, 0, 0}), "total"))
}

// Score codes that look right and are not (FHIR and LOINC traps).
func TestCodeTraps(t *testing.T) {
	traps := map[string]string{
		"100951-3": "Loneliness (ONS) of R-Outcomes: four items, 0 to 12, the other way round",
		"100946-3": "the same",
		"96929-5":  "R-Outcomes personal wellbeing 0 to 3, not ONS4",
		"71969-0":  "PROMIS, not WHO-5",
	}
	snomed := map[outcome.InstrumentID]string{
		"phq-9": "720433000", "gad-7": "445455005", "swemwbs": "718466001", "wemwbs": "718426000",
		"reqol-10": "1091071000000100", "reqol-20": "1091081000000103", "ors": "716613004",
	}
	loinc := map[outcome.InstrumentID]string{
		"phq-9": "44261-6", "phq-2": "55758-7", "gad-7": "70274-6", "ahc-hrsn": "96777-8", "hunger-vital-sign": "88121-9", "prapare": "93025-5",
	}
	for in := range instruments.All() {
		d := in.Definition()
		codes := d.Codes
		for _, it := range d.Items {
			codes = append(codes, it.Codes...)
		}
		found := map[string]bool{}
		for _, c := range codes {
			require.NotContains(t, traps, c.Code, d.ID)
			found[c.Code] = true
		}
		for _, want := range []map[outcome.InstrumentID]string{snomed, loinc} {
			if code := want[d.ID]; code != "" {
				require.True(t, found[code], "%s lacks %s", d.ID, code)
			}
		}
	}
	phq := instruments.MustGet("phq-9").Definition()
	var items []string
	for _, it := range phq.Items {
		items = append(items, it.Codes[0].Code)
	}
	require.Equal(t, []string{"44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8"}, items)
}

// D16: a flagged item speaks whatever the total says, and silence is not consent.
func TestD16_AlertsAreIndependentOfTheTotal(t *testing.T) {
	alerts := func(id outcome.InstrumentID, r outcome.Response) []outcome.Alert {
		var out []outcome.Alert
		for a := range score(t, id, r).Alerts() {
			out = append(out, a)
		}
		return out
	}
	self := func(s outcome.AlertState) []outcome.Alert { return []outcome.Alert{{Code: "self-harm", State: s}} }
	require.Empty(t, alerts("phq-9", outcome.Response{3, 3, 3, 3, 3, 3, 3, 3, 0}), "24 and no alert")
	require.Equal(t, self(outcome.AlertRaised), alerts("phq-9", outcome.Response{0, 0, 0, 0, 0, 0, 0, 0, 1}), "1 and an alert")
	require.Equal(t, self(outcome.AlertUnknown), alerts("phq-9", outcome.Response{0, 0, 0, 0, 0, 0, 0, 0, none}), "prorated total 0")
	require.Equal(t, self(outcome.AlertRaised), alerts("phq-9", outcome.Response{none, none, none, none, 0, 0, 0, 0, 2}), "no total at all")
	require.Equal(t, self(outcome.AlertUnknown), alerts("phq-9", instruments.MustGet("phq-9").Blank()))
	require.Equal(t, []outcome.Alert{{Code: "suicide-plans", State: outcome.AlertRaised}}, alerts("core-10", outcome.Response{0, 0, 0, 0, 0, 1, 0, 0, 0, 0}))
	require.Equal(t, self(outcome.AlertUnknown), alerts("phq-9", outcome.Response{0, 0, 0, 0, 0, 0, 0, 0, outcome.NotApplicable}))

	hits := instruments.MustGet("ahc-hrsn").Blank()
	unsafe := func(s outcome.AlertState) []outcome.Alert { return []outcome.Alert{{Code: "unsafe", State: s}} }
	require.Equal(t, unsafe(outcome.AlertUnknown), alerts("ahc-hrsn", hits))
	copy(hits[6:], outcome.Response{3, 3, 3, 1})
	require.Empty(t, alerts("ahc-hrsn", hits), "10 is not above 10")
	hits[9] = 2
	require.Equal(t, unsafe(outcome.AlertRaised), alerts("ahc-hrsn", hits))
}

// A flag is set by one answer and cleared only by all of them.
func TestScreenersAreThreeValued(t *testing.T) {
	in := instruments.MustGet("ahc-hrsn")
	food := func(a, b outcome.Answer) (string, outcome.Status) {
		r := in.Blank()
		r[2], r[3] = a, b
		s, err := in.Score(r)
		require.NoError(t, err)
		p, _ := s.Part("food")
		v, ok := p.Value()
		if !ok {
			return "unknown", p.Status()
		}
		return v.String(), p.Status()
	}
	for _, c := range []struct {
		a, b   outcome.Answer
		want   string
		status outcome.Status
	}{
		{0, 0, "0", outcome.Complete},
		{1, 0, "1", outcome.Complete},
		{2, none, "1", outcome.Prorated},
		{none, 1, "1", outcome.Prorated},
		{0, none, "unknown", outcome.NotScorable},
		{none, none, "unknown", outcome.NotScorable},
	} {
		got, status := food(c.a, c.b)
		require.Equal(t, c.want, got)
		require.Equal(t, c.status, status)
	}
}

func TestD37_ChangeRulesStandSideBySide(t *testing.T) {
	in := instruments.MustGet("swemwbs")
	a, err := totalling(in, "metric", outcome.MustParseValue("19.98"))
	require.NoError(t, err)
	b, err := totalling(in, "metric", outcome.MustParseValue("22.35"))
	require.NoError(t, err)
	c, err := in.Compare("metric", a, b)
	require.NoError(t, err)
	got := map[outcome.RuleID]outcome.Verdict{}
	for j := range c.Judgements() {
		got[j.Rule] = j.Verdict
		require.NotEmpty(t, j.Source)
		require.Equal(t, outcome.Verified, j.Standing)
	}
	require.Equal(t, map[outcome.RuleID]outcome.Verdict{"mhsds": outcome.Unchanged, "one-sem": outcome.Improved, "sem-2-77": outcome.Unchanged}, got)
	back, err := in.Compare("metric", b, a)
	require.NoError(t, err)
	j, ok := back.Judge("one-sem")
	require.True(t, ok)
	require.Equal(t, outcome.Worsened, j.Verdict)
	_, ok = back.Judge("none")
	require.False(t, ok)
	_, err = in.Compare("nope", a, b)
	require.ErrorIs(t, err, outcome.ErrUnknownName)
	_, err = instruments.MustGet("phq-9").Compare("total", a, b)
	require.ErrorIs(t, err, outcome.ErrNotComparable)

	raw, err := in.Compare("raw", a, b)
	require.NoError(t, err)
	require.False(t, raw.HasRule(), "the thresholds are of the metric score")
	same, err := in.Compare("metric", a, a)
	require.NoError(t, err)
	j, _ = same.Judge("one-sem")
	require.Equal(t, outcome.Unchanged, j.Verdict)

	gone, err := in.Score(in.Blank())
	require.NoError(t, err)
	open, err := in.Compare("metric", a, gone)
	require.NoError(t, err)
	_, ok = open.Difference()
	require.False(t, ok)
	_, ok = open.Improvement()
	require.False(t, ok)
	j, _ = open.Judge("mhsds")
	require.Equal(t, outcome.NotJudged, j.Verdict)
	require.Equal(t, outcome.NotScorable, open.FollowUp().Status())
	require.Equal(t, a.Instrument(), gone.Instrument())
	var zero outcome.Comparison
	require.Empty(t, zero.Part())
	require.False(t, zero.HasRule())
	_, ok = zero.Improvement()
	require.False(t, ok)
}

// Caseness includes its cut-off; thresholds are inclusive; Jacobson–Truax is strict.
func TestThresholdsAtTheirEdges(t *testing.T) {
	phq := func(a, b int64) outcome.Comparison {
		c, err := compareTotals("phq-9", "total", outcome.Int(a), outcome.Int(b))
		require.NoError(t, err)
		return c
	}
	verdict := func(c outcome.Comparison, r outcome.RuleID) outcome.Verdict {
		j, ok := c.Judge(r)
		require.True(t, ok)
		return j.Verdict
	}
	require.Equal(t, outcome.Improved, verdict(phq(18, 12), "nhs-tt-reliable"))
	require.Equal(t, outcome.Unchanged, verdict(phq(18, 13), "nhs-tt-reliable"))
	require.Equal(t, outcome.Worsened, verdict(phq(12, 18), "nhs-tt-reliable"))
	require.Equal(t, outcome.Recovered, verdict(phq(10, 9), "nhs-tt-caseness"))
	require.Equal(t, outcome.StillCase, verdict(phq(10, 10), "nhs-tt-caseness"))
	require.Equal(t, outcome.NewCase, verdict(phq(9, 10), "nhs-tt-caseness"))
	require.Equal(t, outcome.NeverCase, verdict(phq(9, 9), "nhs-tt-caseness"))

	core := func(a, b int64) outcome.Verdict {
		c, err := compareTotals("core-10", "total", outcome.Int(a), outcome.Int(b))
		require.NoError(t, err)
		j, ok := c.Judge("jt-c")
		require.True(t, ok)
		require.Equal(t, "10.46", j.Limit.String()) // (7.7 × 4.7 + 4.8 × 19.7) / 12.5
		return j.Verdict
	}
	require.Equal(t, outcome.Recovered, core(20, 10))
	require.Equal(t, outcome.StillCase, core(20, 11))

	v := outcome.MustParseValue
	// sd 5, reliability 0.5: Sdiff is 5, so the threshold is 9.8 exactly.
	for d, want := range map[string][2]bool{"9.8": {false, false}, "9.800001": {true, false}, "-9.8": {false, false}, "-9.800001": {false, true}} {
		r, err := outcome.JacobsonTruax(v(d), v("5"), v("0.5"), outcome.Higher)
		require.NoError(t, err)
		require.Equal(t, want, [2]bool{r.Improved, r.Worsened}, d)
	}
	for _, bad := range [][2]string{{"0", "0.5"}, {"-1", "0.5"}, {"10001", "0.5"}, {"5", "1"}, {"5", "-0.1"}} {
		_, err := outcome.JacobsonTruax(v("1"), v(bad[0]), v(bad[1]), outcome.Higher)
		require.Error(t, err, bad)
	}
	far, err := outcome.JacobsonTruax(v("9000000000000"), v("10000"), v("0"), outcome.Lower)
	require.NoError(t, err)
	require.True(t, far.Worsened, "beyond the reach of any threshold")
	limit, ok := outcome.ReliableChange(v("5"), v("0.5")).Value(6)
	require.True(t, ok)
	require.Equal(t, "9.8", limit.String())
}

// TestExactAgainstBig compares the exact decisions with arithmetic of any size.
func TestExactAgainstBig(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	value := func(top int64) outcome.Value {
		return outcome.Millionths(rng.Int64N(int64(1) << rng.Int64N(top)))
	}
	for range exactRounds {
		d, sd := value(46), outcome.Millionths(1).Add(value(33))
		r := outcome.Millionths(rng.Int64N(1_000_000))
		got, err := outcome.JacobsonTruax(d, sd, r, outcome.Higher)
		require.NoError(t, err)
		left := new(big.Rat).Mul(rat(d), rat(d))
		right := new(big.Rat).Mul(big.NewRat(2*196*196, 10_000), new(big.Rat).Mul(rat(sd), rat(sd)))
		right.Mul(right, rat(outcome.Int(1).Sub(r)))
		require.Equal(t, left.Cmp(right) > 0, got.Improved, "%s %s %s", d, sd, r)

		mc, mf := value(39), value(39)
		if rng.IntN(2) == 0 {
			mc = mc.Neg()
		}
		if rng.IntN(2) == 0 {
			mf = mf.Neg()
		}
		sf := outcome.Millionths(1).Add(value(33))
		c, err := outcome.Cutoff("c", outcome.Norm{Mean: mc, SD: sd}, outcome.Norm{Mean: mf, SD: sf}, outcome.Lower)
		require.NoError(t, err)
		want := new(big.Rat).Add(new(big.Rat).Mul(rat(sd), rat(mf)), new(big.Rat).Mul(rat(sf), rat(mc)))
		want.Quo(want, rat(sd.Add(sf)))
		text := want.FloatString(6) // half away from zero
		require.Equal(t, outcome.MustParseValue(text), c, "%s %s %s %s", mc, sd, mf, sf)
	}
}

func TestTalkingTherapiesNeedsItsRules(t *testing.T) {
	c, err := compareTotals("phq-9", "total", outcome.Int(12), outcome.Int(4))
	require.NoError(t, err)
	u, err := compareTotals("ucla-3", "total", outcome.Int(9), outcome.Int(4))
	require.NoError(t, err)
	_, err = outcome.TalkingTherapies(c, u)
	require.ErrorIs(t, err, outcome.ErrNotComparable)
}
