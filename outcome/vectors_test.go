package outcome_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
	"github.com/socialprescribing/socialprescribing/outcome/instruments"
	"github.com/socialprescribing/socialprescribing/outcome/instruments/eq5d"
	"github.com/socialprescribing/socialprescribing/person"
)

// vector is one row: answers and what a source says they score.
type vector struct {
	id, instrument, variant string
	responses               json.RawMessage
	expected                map[string]json.RawMessage
	tables                  string // folder of host tables, "" for none
}

// skipError is a row that cannot run, with the reason.
type skipError struct{ reason string }

func (e skipError) Error() string { return e.reason }

// TestVectors runs testdata/vectors.csv, or the file that OUTCOME_VECTORS names:
// id, instrument, variant, responses, expected, source_kind, source, notes. Tables
// that are the host's (NICE DSU, PROMIS) are read from the folder OUTCOME_TABLES, or
// "tables" beside the file; without it their rows are skipped, and said to be.
func TestVectors(t *testing.T) {
	path := os.Getenv("OUTCOME_VECTORS")
	if path == "" {
		path = "testdata/vectors.csv"
	}
	f, err := os.Open(filepath.Clean(path))
	require.NoError(t, err)
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	require.NoError(t, f.Close())
	tables := hostTables(path)
	passed, failed, skipped := 0, 0, []string{}
	for _, row := range rows[1:] {
		v := vector{id: row[0], instrument: row[1], variant: row[2], responses: json.RawMessage(row[3]), tables: tables}
		require.NoError(t, json.Unmarshal([]byte(row[4]), &v.expected), row[0])
		var skip skipError
		switch err := v.run(); {
		case err == nil:
			passed++
		case errors.As(err, &skip):
			skipped = append(skipped, row[0]+": "+skip.reason)
		default:
			failed++
			t.Errorf("%s %s %s: %v", row[0], row[1], row[2], err)
		}
	}
	for _, s := range skipped {
		fmt.Println("skipped", s)
	}
	fmt.Printf("vectors: %d passed, %d failed, %d skipped\n", passed, failed, len(skipped))
	require.Positive(t, passed)
}

// hostTables finds the folder of host tables: OUTCOME_TABLES, or "tables" beside
// the file; "" when there is none.
func hostTables(path string) string {
	for _, dir := range []string{os.Getenv("OUTCOME_TABLES"), filepath.Join(filepath.Dir(path), "tables")} {
		if info, err := os.Stat(dir); dir != "" && err == nil && info.IsDir() {
			return dir
		}
	}
	return ""
}

func (v vector) run() error {
	if f, ok := special[v.instrument]; ok {
		return f(v)
	}
	k, ok := keys[v.instrument]
	if !ok {
		return skipError{"no instrument or statistic of that name here"}
	}
	in, err := instruments.Get(k.id)
	if err != nil {
		return err
	}
	return v.score(in, k)
}

// key says how the columns of a vector are read off a score.
type key struct {
	id     outcome.InstrumentID
	reads  map[string]func(*outcome.Instrument, outcome.Response, outcome.Score) any
	places map[string]int // rounding of the expectation, where the source rounds
}

type reader = func(*outcome.Instrument, outcome.Response, outcome.Score) any

// part reads the value of a part, nil when it is not scorable.
func part(code outcome.PartCode) reader {
	return func(_ *outcome.Instrument, _ outcome.Response, s outcome.Score) any {
		if v, ok := s.Value(code); ok {
			return v
		}
		return nil
	}
}

// band reads the code of a band, in the spelling of the vectors.
func band(set outcome.RuleID) reader {
	return func(in *outcome.Instrument, _ outcome.Response, s outcome.Score) any {
		if b, ok := in.BandIn(set, s); ok {
			return strings.ReplaceAll(string(b.Code), "-", "_")
		}
		return nil
	}
}

// inBand reads whether the score falls in one of the bands.
func inBand(set outcome.RuleID, codes ...outcome.BandCode) reader {
	return func(in *outcome.Instrument, _ outcome.Response, s outcome.Score) any {
		b, ok := in.BandIn(set, s)
		if !ok {
			return nil
		}
		return slices.Contains(codes, b.Code)
	}
}

func missing(_ *outcome.Instrument, r outcome.Response, _ outcome.Score) any {
	return outcome.Int(int64(r.Missing()))
}

// firstTwo scores the first two answers by the two-item instrument.
func firstTwo(id outcome.InstrumentID) reader {
	return func(_ *outcome.Instrument, r outcome.Response, _ outcome.Score) any {
		s, err := instruments.MustGet(id).Score(r[:2])
		if err != nil {
			return nil
		}
		v, _ := s.Value("total")
		return v
	}
}

var keys = map[string]key{
	"PHQ-9": {id: "phq-9", reads: map[string]reader{
		"total": part("total"), "severity": band("kroenke-2001"), "n_core": part("core"), "n_other": part("other"),
		"mds": inBand("syndrome", "major"), "ods": inBand("syndrome", "other"), "phq2": firstTwo("phq-2"), "n_missing": missing,
	}},
	"PHQ-8": {id: "phq-8", reads: map[string]reader{
		"total": part("total"), "severity": band("kroenke-2009"), "mds": inBand("syndrome", "major"), "ods": inBand("syndrome", "other"),
	}},
	"GAD-7": {id: "gad-7", reads: map[string]reader{"total": part("total"), "severity": band("spitzer-2006"), "gad2": firstTwo("gad-2")}},
	"PHQ-4": {id: "phq-4", reads: map[string]reader{
		"total": part("total"), "band": band("kroenke-2009b"), "anxiety": part("anxiety"), "depression": part("depression"),
		"anxiety_positive": inBand("anxiety-screen", "positive"), "depression_positive": inBand("depression-screen", "positive"),
	}},
	"CORE-10": {id: "core-10", reads: map[string]reader{
		"clinical_score": part("total"),
		"complete": func(_ *outcome.Instrument, _ outcome.Response, s outcome.Score) any {
			p, _ := s.Part("total")
			return p.Status() == outcome.Complete
		},
	}},
	"WEMWBS":  {id: "wemwbs", reads: map[string]reader{"total": part("total")}},
	"SWEMWBS": {id: "swemwbs", reads: map[string]reader{"raw": part("raw"), "metric": part("metric")}},
	"RAND-36": {id: "rand-36", reads: map[string]reader{
		"physical_functioning": part("physical-functioning"), "role_physical": part("role-physical"), "role_emotional": part("role-emotional"),
		"energy": part("energy"), "emotional_wellbeing": part("emotional-wellbeing"), "social": part("social"), "pain": part("pain"), "general_health": part("general-health"),
	}},
	"ONS4": {id: "ons4", reads: map[string]reader{
		"life_satisfaction": band("ons-satisfied"), "worthwhile": band("ons-worthwhile"), "happy": band("ons-happy"), "anxious": band("ons-anxious"),
	}},
	"UCLA-3": {id: "ucla-3", reads: map[string]reader{
		"total": part("total"), "community_life_band": band("community-life"), "lonely_6plus": inBand("six-and-over", "lonely"),
	}},
	"UCLA-20-v3": {id: "ucla-20", reads: map[string]reader{"total": part("total")}},
	"DJG-6":      {id: "djg-6", reads: map[string]reader{"total": part("total"), "emotional": part("emotional"), "social": part("social"), "band": djgBand}},
	"LSNS-6": {id: "lsns-6", reads: map[string]reader{
		"total": part("total"), "family": part("family"), "friends": part("friends"), "at_risk": inBand("lubben-2006", "at-risk"),
	}},
	"ICECAP-O": {id: "icecap-o", reads: map[string]reader{"index": part("index")}},
	"K10":      {id: "k10", reads: map[string]reader{"total": part("total"), "abs_band": band("abs"), "total_0_40": part("total-0-40")}},
	"K6":       {id: "k6", reads: map[string]reader{"total": part("total"), "serious_13plus": inBand("kessler-2003", "serious")}},
	"GSE-10":   {id: "gse", reads: map[string]reader{"total": part("total"), "n_missing": missing}},
	"BRS":      {id: "brs", reads: map[string]reader{"mean": part("mean"), "band": band("phenx")}},
	"RSES":     {id: "rosenberg", reads: map[string]reader{"total_10_40": part("total"), "total_0_30": part("total-0-30")}},
	"OSSS-3":   {id: "osss-3", reads: map[string]reader{"total": part("total"), "band": band("kocalevent-2018")}},
	"MOS-SSS": {id: "mos-sss", reads: map[string]reader{
		"emotional_informational": part("emotional-informational"), "tangible": part("tangible"), "affectionate": part("affectionate"),
		"positive_interaction": part("positive-interaction"), "overall": part("overall"),
	}},
	"WHO-5": {id: "who-5", reads: map[string]reader{
		"raw": part("raw"), "score": part("score"), "reduced_50_or_less": inBand("tools", "low", "reduced"), "low_28_or_less": inBand("tools", "low"),
	}},
	"HVS": {id: "hunger-vital-sign", reads: map[string]reader{"at_risk": inBand("hl7-sdoh", "at-risk"), "loinc_answer": answerCode}},
	"IPAQ-SF": {id: "ipaq-sf", reads: map[string]reader{
		"vig": part("vigorous"), "mod": part("moderate"), "walk": part("walking"), "total": part("total"), "category": band("category"),
	}},
}

func djgBand(in *outcome.Instrument, r outcome.Response, s outcome.Score) any {
	b := band("manual")(in, r, s)
	if b == "severe" || b == "moderate" || b == "not_lonely" {
		return b
	}
	return nil
}

// answerCode reads the LOINC answer that the definition gives for the value.
func answerCode(in *outcome.Instrument, _ outcome.Response, s outcome.Score) any {
	for _, c := range in.Definition().Codes {
		if v, ok := s.Value(c.Part); ok && c.Value != nil && *c.Value == v {
			return c.Code
		}
	}
	return nil
}

// score reads the responses, scores them and compares every expectation.
func (v vector) score(in *outcome.Instrument, k key) error {
	r, err := v.response(in)
	if err != nil {
		return err
	}
	s, err := in.Score(r)
	if err != nil {
		return err
	}
	for name, want := range v.expected {
		read, ok := k.reads[name]
		if !ok {
			return fmt.Errorf("no reading of %q", name)
		}
		if err := same(read(in, r, s), want, k.places[name]); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

var ipaqNames = strings.NewReplacer("vig_", "vigorous-", "mod_", "moderate-", "walk_", "walking-", "min", "minutes")

// response reads the forms that the vectors use: a list of numbers, of option codes
// or of nulls, or an object by item.
func (v vector) response(in *outcome.Instrument) (outcome.Response, error) {
	var list []any
	if json.Unmarshal(v.responses, &list) == nil {
		var pairs []outcome.Pair
		items := in.Items()
		if len(list) != len(items) {
			return nil, fmt.Errorf("%d answers to %d items", len(list), len(items))
		}
		for i, a := range list {
			if a != nil {
				pairs = append(pairs, outcome.Pair{Item: items[i], Answer: fmt.Sprint(a)})
			}
		}
		return in.Read(pairs...)
	}
	var object map[string]*int
	if err := json.Unmarshal(v.responses, &object); err != nil {
		return nil, err
	}
	var pairs []outcome.Pair
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if object[name] != nil {
			code := strings.TrimSuffix(strings.TrimSuffix(ipaqNames.Replace(name), "_pain_0_10"), "_keyed")
			pairs = append(pairs, outcome.Pair{Item: outcome.ItemCode(code), Answer: strconv.Itoa(*object[name])})
		}
	}
	return in.Read(pairs...)
}

// same compares a reading with an expectation. Numbers must be equal; where the
// source prints four decimals or more, or places says that it rounds, the reading
// is rounded to as many.
func same(got any, want json.RawMessage, places int) error {
	text := string(want)
	if v, ok := got.(outcome.Value); ok {
		_, frac, _ := strings.Cut(text, ".")
		if places == 0 && len(frac) >= 4 {
			places = min(len(frac), 6)
		}
		w, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return fmt.Errorf("want %s, got a number", text)
		}
		if places > 0 {
			v = v.Round(places)
		}
		wv, ok := outcome.Estimate(w).Value(max(places, 6*boolInt(places == 0)))
		if !ok || v != wv {
			return fmt.Errorf("want %s, got %s", text, v)
		}
		return nil
	}
	b, err := json.Marshal(got)
	if err != nil || string(b) != text {
		return fmt.Errorf("want %s, got %s", text, b)
	}
	return nil
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

var special = map[string]func(vector) error{
	"EQ-5D-5L": fiveLevels, "EQ-5D-3L": threeLevels, "PROMIS-Global-10": promis, "CFPB-FWB-10": cfpb,
	"CHANGE:PHQ-9": changeTT("phq-9"), "CHANGE:GAD-7": changeTT("gad-7"), "CHANGE:TT-PAIR": ttPair, "CHANGE:SWEMWBS": changeSWEMWBS,
	"MYCaW": mycaw, "MYMOP2": mymop, "PAM": pam, "AHC-HITS": hits,
	"STAT:RCI": statRCI, "STAT:CSC": statCSC, "STAT:SUPPRESS": statSuppress, "STAT:WELLBY": statWELLBY, "STAT:PAIRED": statPaired,
	"STAT:PROP": statProp, "STAT:XMR": statXmR, "STAT:QALY": statQALY,
}

func fiveLevels(v vector) error {
	if strings.HasPrefix(v.variant, "NICE DSU") {
		return v.dsu()
	}
	in, err := eq5d.Crosswalked()
	if err != nil {
		return err
	}
	parts := map[string]outcome.PartCode{"UK value set 2026": "uk-2026", "England value set 2018": "england-2018", "UK crosswalk to 3L": "crosswalk-uk"}
	code := outcome.PartCode("none")
	for prefix, p := range parts {
		if strings.HasPrefix(v.variant, prefix) {
			code = p
		}
	}
	return v.score(in, key{reads: map[string]reader{"index": part(code), "lss": part("lss"), "lfs": func(_ *outcome.Instrument, r outcome.Response, _ outcome.Score) any {
		p, _ := eq5d.From5L(r)
		return p.LFS()
	}}})
}

func (v vector) dsu() error {
	if v.tables == "" {
		return skipError{"the NICE DSU table is the host's and is not here"}
	}
	f, err := os.Open(filepath.Join(v.tables, "eq5d5l_nice_dsu_uk.csv"))
	if err != nil {
		return err
	}
	d, err := eq5d.LoadDSU(f, "test table")
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	settings := map[string]string{}
	for _, s := range strings.Split(v.variant, ";") {
		name, value, _ := strings.Cut(s, "=")
		words := strings.Fields(name)
		settings[words[len(words)-1]] = value
	}
	age, err := strconv.Atoi(settings["age"])
	if err != nil {
		return err
	}
	band, _ := eq5d.BandOf(age)
	if bandwidth, ok := settings["bwidth"]; ok {
		bw, err := strconv.ParseFloat(bandwidth, 64)
		if err != nil {
			return err
		}
		width, _ := outcome.Estimate(bw).Value(6)
		u, err := d.FromSummary(outcome.MustParseValue(string(v.responses)), band, eq5d.Sex(settings["sex"]), width)
		if err != nil {
			return err
		}
		got, _ := u.Value(3)
		return same(got, v.expected["utility3l"], 3)
	}
	r, err := v.response(instruments.MustGet("eq-5d-5l"))
	if err != nil {
		return err
	}
	p, _ := eq5d.From5L(r)
	u, err := d.Utility(p, band, eq5d.Sex(settings["sex"]))
	if err != nil {
		return err
	}
	return same(u, v.expected["utility3l"], 0)
}

func threeLevels(v vector) error {
	in, err := eq5d.Reversed()
	if err != nil {
		return err
	}
	code, places := outcome.PartCode("uk-a1"), 0
	switch {
	case v.variant == "UK VAS":
		code = "uk-vas"
	case strings.HasPrefix(v.variant, "reverse crosswalk"):
		code, places = "reverse-uk-2026", 3 // the peer prints three decimals
	}
	return v.score(in, key{reads: map[string]reader{"index": part(code)}, places: map[string]int{"index": places}})
}

// promis brings the T tables as a host would: read from a file, each with its
// provenance.
func promis(v vector) error {
	if v.tables == "" {
		return skipError{"the PROMIS T tables are the host's and are not here"}
	}
	f, err := os.Open(filepath.Join(v.tables, "promis_global10.csv"))
	if err != nil {
		return err
	}
	rows, err := csv.NewReader(f).ReadAll()
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	in := instruments.MustGet("promis-global-10")
	reads := map[string]reader{"gph_raw": part("gph-raw"), "gmh_raw": part("gmh-raw")}
	for i, name := range rows[0][1:] {
		code := strings.ReplaceAll(name, "_", "-")
		h := outcome.HostTable{ID: outcome.RuleID(code), Provenance: "test table"}
		for _, row := range rows[1:] {
			raw, err := strconv.ParseInt(row[0], 10, 64)
			if err != nil {
				return err
			}
			h.Rows = append(h.Rows, outcome.Row{Key: raw, Value: outcome.MustParseValue(row[i+1])})
		}
		if in, err = in.WithTable(h); err != nil {
			return err
		}
		reads[name] = part(outcome.PartCode(code))
	}
	return v.score(in, key{reads: reads})
}

func cfpb(v vector) error {
	variants := map[string]outcome.RuleID{
		"mode=self; age=18-61": "self-18-61", "mode=self; age=62+": "self-62-plus",
		"mode=interviewer; age=18-61": "interviewer-18-61", "mode=interviewer; age=62+": "interviewer-62-plus",
	}
	in, err := instruments.MustGet("cfpb-fwb-10").Variant(variants[v.variant])
	if err != nil {
		return err
	}
	return v.score(in, key{reads: map[string]reader{"raw": part("raw"), "score": part("score")}})
}

// totalling makes a response whose part comes to want: answers are raised one by
// one from the lowest.
func totalling(in *outcome.Instrument, code outcome.PartCode, want outcome.Value) (outcome.Score, error) {
	r := in.Blank()
	for i := range r {
		r[i], _ = in.ItemRange(i)
	}
	for i := 0; i < len(r); {
		s, err := in.Score(r)
		if v, ok := s.Value(code); err != nil || ok && v == want {
			return s, err
		}
		if _, top := in.ItemRange(i); r[i] == top {
			i++
			continue
		}
		r[i]++
	}
	s, err := in.Score(r)
	if v, ok := s.Value(code); !ok || v != want {
		return s, fmt.Errorf("no response scores %s", want)
	}
	return s, err
}

func compareTotals(id outcome.InstrumentID, code outcome.PartCode, pre, post outcome.Value) (outcome.Comparison, error) {
	in := instruments.MustGet(id)
	a, err := totalling(in, code, pre)
	b, err2 := totalling(in, code, post)
	if err = errors.Join(err, err2); err != nil {
		return outcome.Comparison{}, err
	}
	return in.Compare(code, a, b)
}

// expect compares a table of readings with every expectation of the vector.
func (v vector) expect(got map[string]any) error {
	for name, want := range v.expected {
		g, ok := got[name]
		if !ok {
			return fmt.Errorf("no reading of %q", name)
		}
		if err := same(g, want, 0); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func changeTT(id outcome.InstrumentID) func(vector) error {
	return func(v vector) error {
		var in struct{ Pre, Post int64 }
		if err := json.Unmarshal(v.responses, &in); err != nil {
			return err
		}
		c, err := compareTotals(id, "total", outcome.Int(in.Pre), outcome.Int(in.Post))
		if err != nil {
			return err
		}
		r, _ := c.Judge("nhs-tt-reliable")
		k, _ := c.Judge("nhs-tt-caseness")
		return v.expect(map[string]any{
			"reliable_improvement": r.Verdict == outcome.Improved, "reliable_deterioration": r.Verdict == outcome.Worsened,
			"caseness_start":     k.Verdict == outcome.StillCase || k.Verdict == outcome.Recovered,
			"below_caseness_end": k.Verdict == outcome.Recovered || k.Verdict == outcome.NeverCase,
			"recovered":          k.Verdict == outcome.Recovered,
			"reliable_recovery":  k.Verdict == outcome.Recovered && r.Verdict == outcome.Improved,
		})
	}
}

func ttPair(v vector) error {
	var in struct{ P0, P1, G0, G1 int64 }
	if err := json.Unmarshal(v.responses, &in); err != nil {
		return err
	}
	p, err := compareTotals("phq-9", "total", outcome.Int(in.P0), outcome.Int(in.P1))
	g, err2 := compareTotals("gad-7", "total", outcome.Int(in.G0), outcome.Int(in.G1))
	if err = errors.Join(err, err2); err != nil {
		return err
	}
	r, err := outcome.TalkingTherapies(p, g)
	if err != nil {
		return err
	}
	if r.Standing != outcome.Unverified {
		return errors.New("the pair logic must be marked unverified")
	}
	return v.expect(map[string]any{
		"case_at_start": r.CaseAtStart == person.Yes, "case_at_end": r.CaseAtEnd == person.Yes, "recovery": r.Recovery == person.Yes,
		"reliable_improvement": r.ReliableImprovement == person.Yes, "reliable_deterioration": r.ReliableDeterioration == person.Yes,
		"reliable_recovery": r.ReliableRecovery == person.Yes,
	})
}

func changeSWEMWBS(v vector) error {
	var in struct{ Pre, Post outcome.Value }
	if err := json.Unmarshal(v.responses, &in); err != nil {
		return err
	}
	c, err := compareTotals("swemwbs", "metric", in.Pre, in.Post)
	if err != nil {
		return err
	}
	improved := func(rule outcome.RuleID) bool {
		j, _ := c.Judge(rule)
		return j.Verdict == outcome.Improved
	}
	d, _ := c.Difference()
	return v.expect(map[string]any{"change": d, "mhsds_reliable_3": improved("mhsds"), "sem1": improved("one-sem"), "sem277": improved("sem-2-77")})
}

// beforeAfter scores the two lists of an individualised measure.
func (v vector) beforeAfter(id outcome.InstrumentID) (map[string]any, error) {
	var lists struct{ Baseline, Followup outcome.Response }
	if err := json.Unmarshal(v.responses, &lists); err != nil {
		return nil, err
	}
	in := instruments.MustGet(id)
	a, err := in.Score(lists.Baseline)
	b, err2 := in.Score(lists.Followup)
	if err = errors.Join(err, err2); err != nil {
		return nil, err
	}
	got := map[string]any{}
	for p := range in.Parts() {
		name := strings.ReplaceAll(string(p.Code), "-", "")
		got[name+"_baseline"], got[name+"_followup"] = part(p.Code)(in, nil, a), part(p.Code)(in, nil, b)
		c, err := in.Compare(p.Code, a, b)
		if err != nil {
			return nil, err
		}
		got[name+"_improvement"] = any(nil)
		if d, ok := c.Improvement(); ok {
			got[name+"_improvement"] = d
		}
	}
	return got, nil
}

func mycaw(v vector) error {
	got, err := v.beforeAfter("mycaw")
	if err != nil {
		return err
	}
	return v.expect(got)
}

func mymop(v vector) error {
	got, err := v.beforeAfter("mymop2")
	if err != nil {
		return err
	}
	return v.expect(got)
}

func pam(v vector) error {
	set := outcome.RuleID("levels")
	if strings.Contains(v.variant, "older") {
		set = "levels-older"
	}
	in := instruments.MustGet("pam-13")
	s, err := in.Opaque("test", map[outcome.PartCode]outcome.Value{"score": outcome.MustParseValue(string(v.responses))})
	if err != nil {
		return err
	}
	b, _ := in.BandIn(set, s)
	level, err := strconv.Atoi(strings.TrimPrefix(string(b.Code), "level-"))
	if err != nil {
		return err
	}
	return v.expect(map[string]any{"level": level})
}

func hits(v vector) error {
	var answers []int
	if err := json.Unmarshal(v.responses, &answers); err != nil {
		return err
	}
	in := instruments.MustGet("ahc-hrsn")
	var pairs []outcome.Pair
	for i, a := range answers {
		pairs = append(pairs, outcome.Pair{Item: outcome.ItemCode("hits-" + strconv.Itoa(i+1)), Answer: strconv.Itoa(a)})
	}
	r, err := in.Read(pairs...)
	if err != nil {
		return err
	}
	s, err := in.Score(r)
	if err != nil {
		return err
	}
	total, _ := s.Value("hits")
	safety, _ := s.Value("safety")
	return v.expect(map[string]any{"total": total, "positive": safety == outcome.Int(1)})
}

// near compares statistics to 1e-9, relative where they are large.
func near(got outcome.Estimate, want json.RawMessage) error {
	w, err := strconv.ParseFloat(string(want), 64)
	if err != nil {
		return err
	}
	if math.Abs(float64(got)-w) > 1e-9*max(1, math.Abs(w)) {
		return fmt.Errorf("want %s, got %v", want, float64(got))
	}
	return nil
}

// expectNear compares estimates to 1e-9 and everything else exactly.
func (v vector) expectNear(got map[string]any) error {
	for name, want := range v.expected {
		g, ok := got[name]
		if !ok {
			return fmt.Errorf("no reading of %q", name)
		}
		err := error(nil)
		if e, ok := g.(outcome.Estimate); ok {
			err = near(e, want)
		} else {
			err = same(g, want, 0)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func direction(d int) outcome.Direction {
	if d < 0 {
		return outcome.Lower
	}
	return outcome.Higher
}

func statRCI(v vector) error {
	var in struct {
		SD          outcome.Value `json:"sd_pre"`
		Reliability outcome.Value
		Change      outcome.Value
		Direction   int
	}
	if err := json.Unmarshal(v.responses, &in); err != nil {
		return err
	}
	r, err := outcome.JacobsonTruax(in.Change, in.SD, in.Reliability, direction(in.Direction))
	if err != nil {
		return err
	}
	return v.expectNear(map[string]any{
		"sem": r.SEM, "s_diff": r.SDiff, "rci": r.Index, "threshold_change": outcome.ReliableChange(in.SD, in.Reliability),
		"improved": r.Improved, "deteriorated": r.Worsened,
	})
}

// statCSC checks the cut-offs. For b the vectors hold the peer's figure, made with
// the clinical SD, beside that of Jacobson and Truax: ours is theirs.
func statCSC(v vector) error {
	var in struct {
		MC        outcome.Value `json:"m_clin"`
		SC        outcome.Value `json:"sd_clin"`
		MF        outcome.Value `json:"m_func"`
		SF        outcome.Value `json:"sd_func"`
		Direction int
	}
	if err := json.Unmarshal(v.responses, &in); err != nil {
		return err
	}
	criterion := strings.Trim(strings.TrimPrefix(v.variant, "cutoff ")[:1], " ,")
	clinical, functional, d := outcome.Norm{Mean: in.MC, SD: in.SC}, outcome.Norm{Mean: in.MF, SD: in.SF}, direction(in.Direction)
	got, err := outcome.Cutoff(criterion, clinical, functional, d)
	if err != nil {
		return err
	}
	peer := in.MF.Sub(in.SC.Times(2 * d.Sign()))
	return v.expect(map[string]any{"cutoff": got, "cutoff_jt1991": got, "cutoff_peer": peer})
}

func statSuppress(v vector) error {
	var n int64
	if err := json.Unmarshal(v.responses, &n); err != nil {
		return err
	}
	return v.expect(map[string]any{"shown": cohort.HESSuppression().Count(n)})
}

func statWELLBY(v vector) error {
	var in struct {
		Delta  outcome.Value `json:"delta_life_satisfaction"`
		People int64
		Years  outcome.Value
	}
	if err := json.Unmarshal(v.responses, &in); err != nil {
		return err
	}
	r, err := cohort.WELLBY(cohort.WELLBYInput{Change: in.Delta, People: in.People, Years: in.Years, Price: cohort.GreenBookWELLBY2019()})
	if err != nil {
		return err
	}
	return v.expectNear(map[string]any{"wellbys": r.WELLBYs, "value_gbp": r.Pounds})
}

func statPaired(v vector) error {
	var in struct{ Pre, Post []outcome.Value }
	if err := json.Unmarshal(v.responses, &in); err != nil {
		return err
	}
	var p cohort.Paired
	for i := range in.Pre {
		p.Add(in.Pre[i], in.Post[i])
	}
	s := p.Summary(nil)
	return v.expectNear(map[string]any{
		"n": outcome.Estimate(s.Pairs), "mean_change": s.Difference.Mean, "sd_change": s.Difference.SD,
		"t": s.T.T, "df": outcome.Estimate(s.T.DF), "p_t": s.T.P, "ci_low": s.T.Interval.Low, "ci_high": s.T.Interval.High,
		"wilcoxon_V": outcome.Estimate(s.Wilcoxon.V), "p_wilcoxon_normal_cc": s.Wilcoxon.Normal, "n_nonzero": outcome.Estimate(s.Wilcoxon.N),
		"es_glass_baseline_sd": s.Effects.ES.Size, "srm": s.Effects.SRM.Size, "d_av": s.Effects.DAv.Size,
		"hedges_g_from_d_av": s.Effects.HedgesG.Size, "hedges_J": s.Effects.J,
	})
}

func statProp(v vector) error {
	var p cohort.Proportion
	if err := json.Unmarshal(v.responses, &p); err != nil {
		return err
	}
	w, e := p.Wilson(outcome.Value{}), p.ClopperPearson(outcome.Value{})
	return v.expectNear(map[string]any{"p": p.Share(), "wilson_low": w.Low, "wilson_high": w.High, "exact_low": e.Low, "exact_high": e.High})
}

// The peer's words for the signals of a chart.
var signals = map[cohort.Signal]string{
	"": "Common Cause", cohort.SignalAboveLimit: "Above UCL", cohort.SignalBelowLimit: "Below LCL",
	cohort.SignalRising: "7 Point Trend (Increasing)", cohort.SignalFalling: "7 Point Trend (Decreasing)",
	cohort.SignalTwoInThreeUp: "2 in 3 Above CL", cohort.SignalTwoInThreeDn: "2 in 3 Below CL",
	cohort.SignalSevenAbove: "7 Points Above CL", cohort.SignalSevenBelow: "7 Points Below CL",
}

func statXmR(v vector) error {
	var values []outcome.Value
	if err := json.Unmarshal(v.responses, &values); err != nil {
		return err
	}
	o := &cohort.XmROptions{Screen: strings.Contains(v.variant, "screen_outliers=TRUE"), Direction: outcome.Lower}
	if strings.Contains(v.variant, "improvement=increase") {
		o.Direction = outcome.Higher
	}
	c, err := cohort.XmR(values, o)
	if err != nil {
		return err
	}
	words, types := make([]string, len(c.Points)), make([]string, len(c.Points))
	for i, p := range c.Points {
		words[i], types[i] = signals[p.Signal], strings.ReplaceAll(string(p.Variation), "-", "_")
	}
	return v.expectNear(map[string]any{
		"mean": c.Phases[0].Mean, "lpl": c.Phases[0].Lower, "upl": c.Phases[0].Upper, "special": words, "point_type": types,
	})
}

func statQALY(v vector) error {
	var in struct {
		T []float64
		U []outcome.Value
	}
	if err := json.Unmarshal(v.responses, &in); err != nil {
		return err
	}
	var profile []cohort.UtilityAt
	for i := range in.T {
		profile = append(profile, cohort.UtilityAt{Years: in.T[i], Index: in.U[i]})
	}
	r, err := cohort.QALY(profile, nil)
	if err != nil {
		return err
	}
	return v.expectNear(map[string]any{"qaly": r.QALYs, "gain_vs_carry_forward": r.Gain})
}
