package cohort_test

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
)

// TestStatRows runs the statistics rows of the shared vectors (made with R
// 4.2.2, NHSRplotthedots and published rules) when OUTCOME_VECTORS names the
// file. The rows that matter are also in this package's own tests.
func TestStatRows(t *testing.T) {
	path := os.Getenv("OUTCOME_VECTORS")
	if path == "" {
		t.Log("OUTCOME_VECTORS is not set: no vectors")
		return
	}
	f, err := os.Open(filepath.Clean(path))
	require.NoError(t, err)
	defer func() { require.NoError(t, f.Close()) }()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	ran := map[string]int{}
	for _, row := range rows[1:] {
		check := vectorChecks[row[1]]
		if check == nil {
			continue
		}
		ran[row[1]]++
		t.Run(row[0], func(t *testing.T) { check(t, row[2], row[3], []byte(row[4])) })
	}
	for key := range vectorChecks {
		require.Positive(t, ran[key], "no row of %s", key)
	}
	t.Logf("%v", ran)
}

var vectorChecks = map[string]func(t *testing.T, variant, in string, want []byte){
	"STAT:PAIRED": checkPaired, "STAT:PROP": checkProp, "STAT:XMR": checkXmR,
	"STAT:QALY": checkQALY, "STAT:WELLBY": checkWELLBY, "STAT:SUPPRESS": checkSuppress,
}

func near(t *testing.T, want, got float64, what string) {
	t.Helper()
	require.LessOrEqual(t, math.Abs(want-got), 1e-9*max(1, math.Abs(want)), "%s: want %v, got %v", what, want, got)
}

func values(t *testing.T, nums []json.Number) []outcome.Value {
	t.Helper()
	out := make([]outcome.Value, 0, len(nums))
	for _, n := range nums {
		v, err := outcome.ParseValue(n.String())
		require.NoError(t, err)
		out = append(out, v)
	}
	return out
}

func checkPaired(t *testing.T, _, in string, wantJSON []byte) {
	t.Helper()
	var data struct{ Pre, Post []json.Number }
	require.NoError(t, json.Unmarshal([]byte(in), &data))
	var want map[string]float64
	require.NoError(t, json.Unmarshal(wantJSON, &want))
	var p cohort.Paired
	pre, post := values(t, data.Pre), values(t, data.Post)
	for i := range pre {
		p.Add(pre[i], post[i])
	}
	s := p.Summary(nil)
	for key, got := range map[string]float64{
		"n": float64(s.Pairs), "mean_change": float64(s.Difference.Mean), "sd_change": float64(s.Difference.SD),
		"t": float64(s.T.T), "df": float64(s.T.DF), "p_t": float64(s.T.P),
		"ci_low": float64(s.T.Interval.Low), "ci_high": float64(s.T.Interval.High),
		"wilcoxon_V": float64(s.Wilcoxon.V), "p_wilcoxon_normal_cc": float64(s.Wilcoxon.Normal),
		"n_nonzero": float64(s.Wilcoxon.N), "es_glass_baseline_sd": float64(s.Effects.ES.Size),
		"srm": float64(s.Effects.SRM.Size), "d_av": float64(s.Effects.DAv.Size),
		"hedges_g_from_d_av": float64(s.Effects.HedgesG.Size), "hedges_J": float64(s.Effects.J),
	} {
		w, ok := want[key]
		require.True(t, ok, key)
		near(t, w, got, key)
		delete(want, key)
	}
	require.Empty(t, want, "unread expectations")
}

func checkProp(t *testing.T, _, in string, wantJSON []byte) {
	t.Helper()
	var p cohort.Proportion
	require.NoError(t, json.Unmarshal([]byte(in), &p))
	var want struct {
		P          float64 `json:"p"`
		WilsonLow  float64 `json:"wilson_low"`
		WilsonHigh float64 `json:"wilson_high"`
		ExactLow   float64 `json:"exact_low"`
		ExactHigh  float64 `json:"exact_high"`
	}
	require.NoError(t, json.Unmarshal(wantJSON, &want))
	w, e := p.Wilson(outcome.Value{}), p.ClopperPearson(outcome.Value{})
	near(t, want.P, float64(p.Share()), "p")
	near(t, want.WilsonLow, float64(w.Low), "wilson low")
	near(t, want.WilsonHigh, float64(w.High), "wilson high")
	near(t, want.ExactLow, float64(e.Low), "exact low")
	near(t, want.ExactHigh, float64(e.High), "exact high")
}

// The words of NHSRplotthedots for our signals and readings.
var (
	peerSignals = map[cohort.Signal]string{
		"": "Common Cause", cohort.SignalAboveLimit: "Above UCL", cohort.SignalBelowLimit: "Below LCL",
		cohort.SignalRising: "7 Point Trend (Increasing)", cohort.SignalFalling: "7 Point Trend (Decreasing)",
		cohort.SignalTwoInThreeUp: "2 in 3 Above CL", cohort.SignalTwoInThreeDn: "2 in 3 Below CL",
		cohort.SignalSevenAbove: "7 Points Above CL", cohort.SignalSevenBelow: "7 Points Below CL",
	}
)

func checkXmR(t *testing.T, variant, in string, wantJSON []byte) {
	t.Helper()
	var nums []json.Number
	require.NoError(t, json.Unmarshal([]byte(in), &nums))
	var want struct {
		Mean, LPL, UPL float64
		Special        []string
		PointType      []string `json:"point_type"`
	}
	require.NoError(t, json.Unmarshal(wantJSON, &want))
	o := &cohort.XmROptions{Screen: strings.Contains(variant, "screen_outliers=TRUE"), Direction: outcome.Lower}
	if strings.Contains(variant, "improvement=increase") {
		o.Direction = outcome.Higher
	}
	c, err := cohort.XmR(values(t, nums), o)
	require.NoError(t, err)
	near(t, want.Mean, float64(c.Phases[0].Mean), "mean")
	near(t, want.LPL, float64(c.Phases[0].Lower), "lower")
	near(t, want.UPL, float64(c.Phases[0].Upper), "upper")
	for i, p := range c.Points {
		require.Equal(t, want.Special[i], peerSignals[p.Signal], "point %d", i)
		require.Equal(t, want.PointType[i], strings.ReplaceAll(string(p.Variation), "-", "_"), "point %d", i)
	}
}

func checkQALY(t *testing.T, _, in string, wantJSON []byte) {
	t.Helper()
	var data struct {
		T []float64
		U []json.Number
	}
	require.NoError(t, json.Unmarshal([]byte(in), &data))
	var want struct {
		QALY float64 `json:"qaly"`
		Gain float64 `json:"gain_vs_carry_forward"`
	}
	require.NoError(t, json.Unmarshal(wantJSON, &want))
	var profile []cohort.UtilityAt
	for i, u := range values(t, data.U) {
		profile = append(profile, cohort.UtilityAt{Years: data.T[i], Index: u})
	}
	res, err := cohort.QALY(profile, nil)
	require.NoError(t, err)
	near(t, want.QALY, float64(res.QALYs), "qaly")
	near(t, want.Gain, float64(res.Gain), "gain")
}

func checkWELLBY(t *testing.T, _, in string, wantJSON []byte) {
	t.Helper()
	var data struct {
		Delta  json.Number `json:"delta_life_satisfaction"`
		People int64
		Years  json.Number
	}
	require.NoError(t, json.Unmarshal([]byte(in), &data))
	var want struct {
		WELLBYs float64 `json:"wellbys"`
		Pounds  float64 `json:"value_gbp"`
	}
	require.NoError(t, json.Unmarshal(wantJSON, &want))
	v := values(t, []json.Number{data.Delta, data.Years})
	res, err := cohort.WELLBY(cohort.WELLBYInput{Change: v[0], People: data.People, Years: v[1], Price: cohort.GreenBookWELLBY2019()})
	require.NoError(t, err)
	near(t, want.WELLBYs, float64(res.WELLBYs), "wellbys")
	near(t, want.Pounds, float64(res.Pounds), "pounds")
	require.Equal(t, 2019, res.Input.Price.PriceYear)
}
