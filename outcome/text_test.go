package outcome_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/instruments"
)

func TestDescribe(t *testing.T) {
	in := instruments.MustGet("phq-9")
	en := language.BritishEnglish
	full := score(t, "phq-9", outcome.Response{1, 1, 1, 1, 1, 1, 1, 1, 0})
	require.Equal(t, "PHQ-9, Total: 8 on a scale from 0 to 27. A lower number is better.", in.Describe(full, "total", en, nil))
	part := score(t, "phq-9", outcome.Response{1, 2, none, 1, 2, 1, none, 1, 0})
	require.Equal(t, "PHQ-9, Total: 10.29 on a scale from 0 to 27, worked out from 7 of 9 answers. A lower number is better.", in.Describe(part, "total", en, nil))
	blank := score(t, "phq-9", in.Blank())
	require.Equal(t, "PHQ-9, Total: there is no score, because too many questions were not answered.", in.Describe(blank, "total", en, nil))
	require.Empty(t, in.Describe(full, "x", en, nil))

	// D40: score texts reach a Welsh reader as marked English until reviewed.
	require.True(t, strings.HasPrefix(in.Describe(full, "total", welsh, nil), "[English] PHQ-9"))
	require.Equal(t, "gwell", outcome.Improved.Text(welsh), "a label is shown as drafted")
	require.True(t, strings.HasPrefix(outcome.Alert{Code: "self-harm", State: outcome.AlertRaised}.Text(welsh), "[English] One answer"))
	require.True(t, strings.HasPrefix(outcome.Caveat(welsh), "[English] People"))
	for _, s := range []string{in.Describe(full, "total", en, nil), outcome.Alert{State: outcome.AlertUnknown}.Text(en)} {
		for _, alarming := range []string{"severe", "depress", "suicid", "disorder"} {
			require.NotContains(t, strings.ToLower(s), alarming)
		}
	}
}

func TestDescribeChange(t *testing.T) {
	c, err := compareTotals("phq-9", "total", outcome.Int(18), outcome.Int(12))
	require.NoError(t, err)
	en := language.English
	require.Equal(t, "PHQ-9, Total: 18 before and 12 now, 6 lower, which is better. By the threshold of 6 for a reliable change: better "+
		"(figure checked in its source; NHS Talking Therapies manual; NHS Digital MHSDS public SQL (thresholds)).", c.Describe("nhs-tt-reliable", en, nil))
	for want, pair := range map[string][2]int64{"8 higher, which is worse": {2, 10}, "the same number": {9, 9}, "cut-off of 10": {12, 4}} {
		moved, err := compareTotals("phq-9", "total", outcome.Int(pair[0]), outcome.Int(pair[1]))
		require.NoError(t, err)
		require.Contains(t, moved.Describe("nhs-tt-caseness", en, nil), want)
	}
	require.Contains(t, c.Describe("", en, nil), "There is no published threshold")
	require.Contains(t, outcome.Comparison{}.Describe("", en, nil), "no difference to show")
	in := instruments.MustGet("phq-9")
	blank := score(t, "phq-9", in.Blank())
	open, err := in.Compare("total", blank, blank)
	require.NoError(t, err)
	require.Contains(t, open.Describe("nhs-tt-reliable", en, nil), "no difference to show")
}

func TestHostTexts(t *testing.T) {
	own, err := outcome.LoadTexts([]byte(`{"version":"h","entries":{"score-complete":{"kind":"label","en":"{part} is {value}","cy":"{part} yw {value}","cyStatus":"reviewed"}}}`))
	require.NoError(t, err)
	in := instruments.MustGet("phq-9")
	s := score(t, "phq-9", outcome.Response{1, 1, 1, 1, 1, 1, 1, 1, 0})
	require.Equal(t, "Total is 8", in.Describe(s, "total", language.English, own))
	require.Equal(t, "Total yw 8", in.Describe(s, "total", welsh, own), "reviewed by the host")
	_, err = outcome.LoadTexts([]byte(`{"version":"h","entries":{"score-complet":{"kind":"label","en":"x"}}}`))
	require.Error(t, err)
	_, err = outcome.LoadTexts([]byte(`{`))
	require.Error(t, err)
}

// TestVocabularies is the golden list of persisted words. Each reads back, has a
// text in both languages where it has texts at all, and anything else is refused.
func TestVocabularies(t *testing.T) {
	words(t, "higher lower neither", func(outcome.Direction) string { return "-" })
	words(t, "complete prorated not-scorable", func(w outcome.Status) string { return w.Text(welsh) })
	words(t, "missing-answers table-not-supplied not-in-table part-not-scorable not-supplied invalid-answers", func(w outcome.Reason) string { return w.Text(welsh) })
	words(t, "A B C D", func(outcome.Class) string { return "-" })
	words(t, "verified single-source unverified", func(w outcome.Standing) string { return w.Text(welsh) })
	words(t, "own-labels wording-free host-supplied", func(outcome.TextPolicy) string { return "-" })
	words(t, "sum mean max table state cases terms given", func(outcome.Method) string { return "-" })
	words(t, "none prorate answered decided", func(outcome.MissingRule) string { return "-" })
	words(t, "raised unknown", func(w outcome.AlertState) string { return outcome.Alert{State: w}.Text(welsh) })
	words(t, "important reliable jacobson-truax caseness cut-off", func(outcome.ChangeKind) string { return "-" })
	words(t, "improved worsened unchanged recovered still-a-case new-case never-a-case not-judged", func(w outcome.Verdict) string { return w.Text(welsh) })
	words(t, "baseline review end extra", func(w outcome.Occasion) string { return w.Text(welsh) })
	words(t, "self-paper self-online interview-face-to-face interview-telephone interview-video proxy unknown", func(w outcome.Mode) string { return w.Text(welsh) })
	words(t, "final amended entered-in-error", func(outcome.RecordStatus) string { return "-" })
	words(t, "outcome.recorded outcome.amended outcome.entered-in-error", func(outcome.EventType) string { return "-" })
	words(t, "latest end review", func(outcome.FollowUpRule) string { return "-" })
	words(t, "not-yet due overdue done not-asked missed", func(w outcome.DueState) string { return w.Text(welsh) })
	words(t, "declined unwell would-distress no-language not-understood wrong-age not-licensed contact-barred no-contact no-time died other", func(w outcome.NotAskedReason) string { return w.Text(welsh) })
	for _, p := range []outcome.AnswerProblem{outcome.WrongCount, outcome.OutOfRange, outcome.UnknownItem, outcome.UnknownAnswer, outcome.DuplicateItem} {
		require.True(t, p.IsValid())
	}
	require.False(t, outcome.AnswerProblem("x").IsValid())
	var p outcome.AnswerProblem
	require.NoError(t, p.UnmarshalText([]byte(outcome.OutOfRange)))
	require.Equal(t, 0, int(outcome.Direction("x").Sign()))
}

func words[W interface {
	~string
	IsValid() bool
}](t *testing.T, list string, text func(W) string,
) {
	t.Helper()
	for _, w := range strings.Fields(list) {
		data, err := json.Marshal(w)
		require.NoError(t, err)
		var back W
		require.NoError(t, json.Unmarshal(data, &back), w)
		require.Equal(t, W(w), back)
		require.True(t, back.IsValid(), w)
		require.NotContains(t, text(back), string(back)+"-", w)
		require.NotEmpty(t, text(back), w)
	}
	var w W
	require.NoError(t, json.Unmarshal([]byte(`""`), &w))
	require.False(t, w.IsValid())
	require.ErrorIs(t, json.Unmarshal([]byte(`"nonsense"`), &w), outcome.ErrCode)
}

func TestScoreJSON(t *testing.T) {
	s := score(t, "phq-9", outcome.Response{0, 1, 2, 3, 0, 1, 2, 3, 1})
	data, err := json.Marshal(s)
	require.NoError(t, err)
	require.JSONEq(t, `{"instrument":{"id":"phq-9","version":"1999"},"alertRules":["self-harm"],"alerts":[{"code":"self-harm","state":"raised"}],"parts":[
		{"part":"total","value":13,"status":"complete","answered":9,"of":9},
		{"part":"core","value":0,"status":"complete","answered":2,"of":2},
		{"part":"other","value":5,"status":"complete","answered":7,"of":7},
		{"part":"symptoms","value":5,"status":"complete","answered":2,"of":2},
		{"part":"syndrome","value":0,"status":"complete","answered":0,"of":0}]}`, string(data))
	for _, s := range []outcome.Score{s, score(t, "phq-9", instruments.MustGet("phq-9").Blank()), score(t, "phq-9", outcome.Response{0, 1, 2, 3, 0, 1, 2, 3, none}), {}} {
		data, err := json.Marshal(s)
		require.NoError(t, err)
		var back outcome.Score
		require.NoError(t, json.Unmarshal(data, &back))
		require.Equal(t, s, back)
		require.True(t, s == back)
		for _, p := range back.Parts() {
			data, err := json.Marshal(p)
			require.NoError(t, err)
			var q outcome.PartScore
			require.NoError(t, json.Unmarshal(data, &q))
			require.Equal(t, p, q)
		}
	}
	head := `{"instrument":{"id":"x","version":"1"},`
	for name, bad := range map[string]string{
		"no instrument":         `{"parts":[]}`,
		"value and no score":    head + `"parts":[{"part":"p","value":1,"status":"not-scorable","reason":"missing-answers"}]}`,
		"score and no value":    head + `"parts":[{"part":"p","status":"complete"}]}`,
		"reason beside a score": head + `"parts":[{"part":"p","value":1,"status":"complete","reason":"missing-answers"}]}`,
		"no reason":             head + `"parts":[{"part":"p","status":"not-scorable"}]}`,
		"no status":             head + `"parts":[{"part":"p","value":1}]}`,
		"unknown status":        head + `"parts":[{"part":"p","value":1,"status":"fine"}]}`,
		"more than all":         head + `"parts":[{"part":"p","value":1,"status":"complete","answered":3,"of":2}]}`,
		"too many of":           head + `"parts":[{"part":"p","value":1,"status":"complete","answered":3,"of":256}]}`,
		"negative":              head + `"parts":[{"part":"p","value":1,"status":"complete","answered":-1,"of":2}]}`,
		"part without name":     head + `"parts":[{"value":1,"status":"complete"}]}`,
		"part twice":            head + `"parts":[{"part":"p","value":1,"status":"complete"},{"part":"p","value":1,"status":"complete"}]}`,
		"thirteen parts":        head + `"parts":[` + strings.Repeat(`{},`, 12) + `{}]}`,
		"nine rules":            head + `"parts":[],"alertRules":["a","b","c","d","e","f","g","h","i"]}`,
		"alert without rule":    head + `"parts":[],"alerts":[{"code":"a","state":"raised"}]}`,
		"alert without state":   head + `"parts":[],"alertRules":["a"],"alerts":[{"code":"a"}]}`,
		"raised and unknown":    head + `"parts":[],"alertRules":["a"],"alerts":[{"code":"a","state":"raised"},{"code":"a","state":"unknown"}]}`,
		"not an object":         `7`,
	} {
		var s outcome.Score
		require.Error(t, json.Unmarshal([]byte(bad), &s), name)
		require.True(t, s.IsZero(), name)
	}
	var p outcome.PartScore
	require.Error(t, json.Unmarshal([]byte(`7`), &p))
	require.Error(t, json.Unmarshal([]byte(`{}`), &p))
	require.Equal(t, outcome.Status(""), p.Status())

	var a []outcome.Answer
	require.NoError(t, json.Unmarshal([]byte(`[0,32767,null,"n/a"]`), &a))
	require.Equal(t, []outcome.Answer{0, 32767, outcome.NotAnswered, outcome.NotApplicable}, a)
	out, err := json.Marshal(a)
	require.NoError(t, err)
	require.JSONEq(t, `[0,32767,null,"n/a"]`, string(out))
	for _, bad := range []string{`[-1]`, `[32768]`, `["1"]`, `[1.5]`, `["N/A"]`} {
		require.Error(t, json.Unmarshal([]byte(bad), &a), bad)
	}
}
