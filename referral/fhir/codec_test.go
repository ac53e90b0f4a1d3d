package fhir_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/referral/fhir"
)

// paths gives the faults of a report as lines.
func paths(r fhir.Report) []string {
	var out []string
	for _, f := range r.Faults {
		s := f.Path + ": " + string(f.Problem)
		out = append(out, s)
	}
	return out
}

func TestReadIsLenientAndSaysSo(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"nothing to say":      {`{"resourceType":"Task","status":"ready","intent":"order"}`, nil},
		"unknown element":     {`{"resourceType":"Task","status":"ready","intent":"order","colour":"red","_status":{"id":"a"}}`, []string{"Task.colour: unsupported", "Task._status: unsupported"}},
		"a name as a member":  {`{"resourceType":"Task","status":"ready","intent":"order","Ann Invented":1}`, []string{"Task.?: unsupported"}},
		"unknown code":        {`{"resourceType":"Task","status":"done","intent":"order"}`, []string{"Task.status: unknown code"}},
		"missing":             {`{"resourceType":"Task","intent":"order"}`, []string{"Task.status: missing"}},
		"null":                {`{"resourceType":"Task","status":null,"intent":"order"}`, []string{"Task.status: null", "Task.status: missing"}},
		"number for text":     {`{"resourceType":"Task","status":7,"intent":"order"}`, []string{"Task.status: wrong type", "Task.status: missing"}},
		"object for list":     {`{"resourceType":"Task","status":"ready","intent":"order","partOf":{"reference":"Task/1"}}`, []string{"Task.partOf: wrong type"}},
		"list for object":     {`{"resourceType":"Task","status":"ready","intent":"order","owner":[]}`, []string{"Task.owner: wrong type"}},
		"empty list":          {`{"resourceType":"Task","status":"ready","intent":"order","partOf":[]}`, []string{"Task.partOf: empty"}},
		"empty object":        {`{"resourceType":"Task","status":"ready","intent":"order","partOf":[{}]}`, []string{"Task.partOf[0]: empty"}},
		"empty text":          {`{"resourceType":"Task","status":"ready","intent":"order","description":""}`, []string{"Task.description: empty"}},
		"no offset":           {`{"resourceType":"Task","status":"ready","intent":"order","authoredOn":"2026-03-01T09:00:00"}`, []string{"Task.authoredOn: bad form"}},
		"no such day":         {`{"resourceType":"Patient","birthDate":"2026-02-30"}`, []string{"Patient.birthDate: bad form"}},
		"wrong target":        {`{"resourceType":"Task","status":"ready","intent":"order","requester":{"reference":"HealthcareService/1"}}`, []string{"Task.requester: reference to a wrong type"}},
		"two of a choice":     {`{"resourceType":"Patient","deceasedBoolean":true,"deceasedDateTime":"2026"}`, []string{"Patient.deceasedDateTime: more than one of a choice"}},
		"modifier":            {`{"resourceType":"Patient","modifierExtension":[{"url":"http://a"}]}`, []string{"Patient.modifierExtension: changes the meaning and is not understood"}},
		"implicit rules":      {`{"resourceType":"Patient","implicitRules":"http://a"}`, []string{"Patient.implicitRules: changes the meaning and is not understood"}},
		"duplicate":           {`{"resourceType":"Patient","gender":"male","gender":"other"}`, []string{"gender: duplicate member"}},
		"unknown inside":      {`{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Device"}},{"resource":{"resourceType":"Patient","x":1}}]}`, []string{"Bundle.entry[0].resource: unsupported", "Bundle.entry[0]: empty", "Bundle.entry[1].resource.x: unsupported"}},
		"required choice":     {`{"resourceType":"Task","status":"ready","intent":"order","input":[{"type":{"text":"a"}}]}`, []string{"Task.input[0].value[x]: missing"}},
		"not a whole number":  {`{"resourceType":"Bundle","type":"collection","total":1.5}`, []string{"Bundle.total: bad form"}},
		"below its range":     {`{"resourceType":"Bundle","type":"collection","total":-1}`, []string{"Bundle.total: bad form"}},
		"text where a number": {`{"resourceType":"Bundle","type":"collection","total":"1"}`, []string{"Bundle.total: wrong type"}},
		"text where a yes":    {`{"resourceType":"Patient","active":"true"}`, []string{"Patient.active: wrong type"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, report, err := fhir.Decode([]byte(c.text))
			require.NoError(t, err)
			assert.Equal(t, c.want, paths(report))
		})
	}
}

func TestReadRefusesWhatIsNoResource(t *testing.T) {
	for _, text := range []string{
		"", "[]", "null", `"Task"`, "{", `{"resourceType":"Task"} {}`, `{}`, `{"resourceType":"Ann Invented"}`, `{"resourceType":7}`,
		strings.Repeat(`{"contained":[`, 200),
		`{"resourceType":"Patient","contained":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + "}",
	} {
		_, _, err := fhir.Decode([]byte(text))
		require.ErrorIs(t, err, fhir.ErrNotFHIR)
		assert.NotContains(t, err.Error(), "Ann")
	}
}

func TestReportIsBounded(t *testing.T) {
	text := `{"resourceType":"Task","status":"ready","intent":"order","partOf":[` + strings.TrimSuffix(strings.Repeat("null,", 20_000), ",") + `]}`
	_, report, err := fhir.Decode([]byte(text))
	require.NoError(t, err)
	assert.Len(t, report.Faults, 10_000)
	assert.Equal(t, 10_000, report.More)
}

func TestEncodeRefuses(t *testing.T) {
	ok := func() *fhir.Task { return &fhir.Task{Status: "ready", Intent: "order"} }
	deep := fhir.Extension{URL: "http://a", ValueBoolean: new(true)}
	for range 60 {
		deep = fhir.Extension{URL: "http://a", Element: fhir.Element{Extension: []fhir.Extension{deep}}}
	}
	for name, c := range map[string]struct {
		change func(*fhir.Task)
		want   string
	}{
		"missing":            {func(x *fhir.Task) { x.Status = "" }, "Task.status: missing"},
		"unknown code":       {func(x *fhir.Task) { x.Status = "done" }, "Task.status: unknown code"},
		"blank":              {func(x *fhir.Task) { x.Description = " " }, "Task.description: bad form"},
		"control character":  {func(x *fhir.Task) { x.Description = "a\x00" }, "Task.description: bad form"},
		"broken text":        {func(x *fhir.Task) { x.Description = "a\xff" }, "Task.description: bad form"},
		"no offset":          {func(x *fhir.Task) { x.AuthoredOn = "2026-03-01T09:00:00" }, "Task.authoredOn: bad form"},
		"an id with a space": {func(x *fhir.Task) { x.ID = "a b" }, "Task.id: bad form"},
		"empty in a list":    {func(x *fhir.Task) { x.PartOf = []fhir.Reference{{}} }, "Task.partOf[0]: empty"},
		"an empty text":      {func(x *fhir.Task) { x.Meta.Profile = []string{""} }, "Task.meta.profile[0]: bad form"},
		"an empty value":     {func(x *fhir.Task) { x.Restriction = &fhir.TaskRestriction{} }, "Task.restriction: empty"},
		"requester":          {func(x *fhir.Task) { x.Requester.Reference = "HealthcareService/1" }, "Task.requester: reference to a wrong type"},
		"requester by type":  {func(x *fhir.Task) { x.Requester.Type = "HealthcareService" }, "Task.requester: reference to a wrong type"},
		"no value":           {func(x *fhir.Task) { x.Input = []fhir.TaskParameter{{Type: fhir.CodeableConcept{Text: "a"}}} }, "Task.input[0].value[x]: missing"},
		"two values": {func(x *fhir.Task) {
			x.Input = []fhir.TaskParameter{{Type: fhir.CodeableConcept{Text: "a"}, ValueString: "a", ValueBoolean: new(false)}}
		}, "Task.input[0].valueString: more than one of a choice"},
		"no positive number": {func(x *fhir.Task) { x.Restriction = &fhir.TaskRestriction{Repetitions: new(int32(0))} }, "Task.restriction.repetitions: bad form"},
		"nothing contained":  {func(x *fhir.Task) { x.Contained = []fhir.Resource{nil} }, "Task.contained[0]: missing"},
		"too deep":           {func(x *fhir.Task) { x.Extension = []fhir.Extension{deep} }, "nested too deeply"},
	} {
		t.Run(name, func(t *testing.T) {
			task := ok()
			c.change(task)
			out, err := fhir.Append([]byte("kept"), task)
			require.ErrorIs(t, err, fhir.ErrInvalid)
			assert.Contains(t, err.Error(), c.want)
			assert.Equal(t, "kept", string(out))
		})
	}
	_, err := fhir.Encode(nil)
	require.ErrorIs(t, err, fhir.ErrInvalid)
	_, err = fhir.Encode((*fhir.Task)(nil))
	require.ErrorIs(t, err, fhir.ErrInvalid)
}

func TestEncodeReportsEveryFault(t *testing.T) {
	_, err := fhir.Encode(&fhir.Task{Status: "done", AuthoredOn: "yesterday"})
	require.EqualError(t, err, "fhir: Task.status: unknown code\nfhir: Task.intent: missing\nfhir: Task.authoredOn: bad form")
	var f *fhir.Fault
	require.True(t, errors.As(err, &f))
	assert.Equal(t, fhir.UnknownCode, f.Problem)
}

func TestEncodeLeavesOutWhatIsEmpty(t *testing.T) {
	got, err := fhir.Encode(&fhir.Task{Status: "ready", Intent: "order", PartOf: []fhir.Reference{}, Note: []fhir.Annotation{}})
	require.NoError(t, err)
	assert.Equal(t, `{"resourceType":"Task","status":"ready","intent":"order"}`, string(got))
	got, err = fhir.Encode(&fhir.Patient{Active: new(false)})
	require.NoError(t, err)
	assert.Equal(t, `{"resourceType":"Patient","active":false}`, string(got))
}

func TestForms(t *testing.T) {
	for s, want := range map[string][3]bool{ // date, dateTime, instant
		"2026":                             {true, true, false},
		"2026-02":                          {true, true, false},
		"2026-02-28":                       {true, true, false},
		"2026-02-29":                       {false, false, false},
		"2026-13":                          {false, false, false},
		"0000":                             {false, false, false},
		"2026-02-28T10:00":                 {false, false, false},
		"2026-02-28T10:00:00":              {false, false, false},
		"2026-02-28T10:00:00Z":             {false, true, true},
		"2026-02-28T10:00:00.123456+01:00": {false, true, true},
		"2026-02-28T24:00:00Z":             {false, false, false},
		"2026-02-28T10:00:00.Z":            {false, false, false},
		"2026-02-28T10:00:00+15:00":        {false, false, false},
		"2026-02-28 10:00:00Z":             {false, false, false},
		"":                                 {false, false, false},
	} {
		assert.Equal(t, want, [3]bool{fhir.Date(s).IsValid(), fhir.DateTime(s).IsValid(), fhir.Instant(s).IsValid()}, s)
		_, ok := fhir.DateTime(s).Time()
		assert.Equal(t, want[2], ok, s)
	}
	for s, want := range map[string]bool{"0": true, "-1.50": true, "1e3": true, "1E-3": true, "01": false, "1.": false, ".5": false, "+1": false, "": false, "1e": false, "-": false, "1 ": false} {
		assert.Equal(t, want, fhir.Decimal(s).IsValid(), s)
	}
	for s, want := range map[string]bool{"10:00:00": true, "10:00": false, "10:00:00.5": true, "25:00:00": false} {
		assert.Equal(t, want, fhir.Time(s).IsValid(), s)
	}
}

// foreign gives the published examples, or skips.
func foreign(tb testing.TB) []string {
	tb.Helper()
	dir := os.Getenv("SHARED_DATA")
	if dir == "" {
		tb.Skip("SHARED_DATA is not set")
	}
	var all []string
	for _, sub := range []string{"gravity", "ukcore", "constructed"} {
		list, err := filepath.Glob(filepath.Join(dir, "domain", "fhir", sub, "*.json"))
		require.NoError(tb, err)
		require.NotEmpty(tb, list, sub)
		all = append(all, list...)
	}
	return all
}

// TestForeignExamples reads every published example: what is supported comes
// back exactly, and whatever does not come back is in the report by its path.
func TestForeignExamples(t *testing.T) {
	read, skipped, lost := 0, 0, 0
	for _, file := range foreign(t) {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		res, report, err := fhir.Decode(data)
		if err != nil {
			require.ErrorIs(t, err, fhir.ErrNotFHIR)
			skipped++ // a resource of another type, such as Device
			continue
		}
		read++
		require.Zero(t, report.More)
		out, err := fhir.Encode(res)
		if filepath.Base(file) == "UKCore-Provenance-RARecordConsent-Example.json" {
			// The one that is not valid: its reference has an address where an id should be.
			require.EqualError(t, err, "fhir: Provenance.agent[0].onBehalfOf: reference to a wrong type")
			continue
		}
		require.NoError(t, err, file)
		var want, got any
		require.NoError(t, unmarshal(data, &want))
		require.NoError(t, unmarshal(out, &got))
		missing := map[string]bool{}
		differences(t, res.ResourceType(), want, got, missing)
		listed := map[string]bool{}
		for _, f := range report.Faults {
			if f.Problem == fhir.Unsupported {
				listed[f.Path] = true
			} else {
				t.Errorf("%s: %s: %s", filepath.Base(file), f.Path, f.Problem)
			}
		}
		assert.Equal(t, listed, missing, filepath.Base(file))
		lost += len(missing)
		again, _, err := fhir.Decode(out)
		require.NoError(t, err)
		assert.Equal(t, res, again, filepath.Base(file))
	}
	t.Logf("%d read, %d of other types, %d unsupported elements listed", read, skipped, lost)
	assert.GreaterOrEqual(t, read, 80)
}

func unmarshal(data []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	return d.Decode(to)
}

// differences collects by path what want has and got has not, and fails on
// anything that is there and different.
func differences(t *testing.T, at string, want, got any, missing map[string]bool) {
	t.Helper()
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		require.True(t, ok, at)
		for k, v := range w {
			if gv, ok := g[k]; ok {
				differences(t, at+"."+k, v, gv, missing)
			} else {
				missing[at+"."+k] = true
			}
		}
		for k := range g {
			require.Contains(t, w, k, at)
		}
	case []any:
		g, ok := got.([]any)
		require.True(t, ok, at)
		require.Len(t, g, len(w), at)
		for i := range w {
			differences(t, fmt.Sprintf("%s[%d]", at, i), w[i], g[i], missing)
		}
	default:
		require.Equal(t, want, got, at)
	}
}
