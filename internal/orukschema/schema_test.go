package orukschema_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/hsds"
)

// data returns the folder with the schemas, "" when there is none.
func data(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("SHARED_DATA")
	if dir == "" {
		t.Log("SHARED_DATA is not set: no schemas, no cases")
		return ""
	}
	return filepath.Join(dir, "data")
}

// compile compiles one of the official schemas with format assertion.
func compile(t *testing.T, dir, name string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	s, err := c.Compile(filepath.Join(dir, "schemas/oruk-3.0/compiled", name))
	require.NoError(t, err)
	return s
}

func contents(t *testing.T, page []byte) []any {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(page))
	require.NoError(t, err)
	list, ok := doc.(map[string]any)["contents"].([]any)
	require.True(t, ok)
	return list
}

const directory = "../../examples/pathway/directory"

func TestGeneratedDirectoriesAreValid(t *testing.T) {
	dir := data(t)
	if dir == "" {
		return
	}
	s := compile(t, dir, "service.json")
	for _, name := range []string{"greater-manchester.json", "invented.json"} {
		page, err := os.ReadFile(filepath.Join(directory, name))
		require.NoError(t, err)
		list := contents(t, page)
		require.NotEmpty(t, list)
		for i, service := range list {
			require.NoError(t, s.Validate(service), "%s: service %d", name, i)
		}
	}
}

// sources are directories to read and write again.
func sources(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	for _, g := range []string{
		directory + "/*.json",
		dir + "/examples/oruk-3.0/*.json", dir + "/examples/hsds-3.0/*.json", dir + "/examples/oruk-real-bristol/*.json",
		dir + "/examples/oruk-validator-mocks/*/*.json", dir + "/examples/mock-hsds-api/*.json",
		dir + "/shared/miami-211-hsds-1.1/nested_hsds3.ndjson",
	} {
		m, err := filepath.Glob(g)
		require.NoError(t, err)
		out = append(out, m...)
	}
	return out
}

func TestWhatIsWrittenIsValid(t *testing.T) {
	dir := data(t)
	if dir == "" {
		return
	}
	s := compile(t, dir, "service.json")
	written := 0
	for _, name := range sources(t, dir) {
		f, err := os.ReadFile(name)
		require.NoError(t, err)
		d, err := hsds.ReadAll(bytes.NewReader(f), nil)
		require.NoError(t, err, name)
		for _, only := range []bool{false, true} {
			for _, service := range contents(t, write(t, d, only)) {
				require.NoError(t, s.Validate(service), name)
				written++
			}
		}
	}
	t.Logf("%d services written and valid", written)
	require.Greater(t, written, 6000)
}

// write writes the activities that can be written.
func write(t *testing.T, d hsds.Directory, only bool) []byte {
	t.Helper()
	providers := map[activity.ProviderID]*activity.Provider{}
	for i := range d.Providers {
		providers[d.Providers[i].ID] = &d.Providers[i]
	}
	var b bytes.Buffer
	w := hsds.NewWriter(&b, &hsds.WriteOptions{ProfileOnly: only})
	for i := range d.Activities {
		a := &d.Activities[i]
		if _, err := w.Write(a, providers[a.Provider]); err != nil {
			require.ErrorIs(t, err, hsds.ErrNotWritable)
			require.True(t, a.Name == "" || a.Status == "")
		}
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

// TestErrorsAreThoseOfTheSchema reads every service of the examples and mocks
// and compares the faults of severity error with what the official schema says
// of the same service: the same places, no more and no fewer.
func TestErrorsAreThoseOfTheSchema(t *testing.T) {
	dir := data(t)
	if dir == "" {
		return
	}
	s := compile(t, dir, "service.json")
	compared, wrong := 0, 0
	for _, g := range []string{"oruk-3.0", "oruk-real-bristol", "oruk-validator-mocks/*"} {
		files, err := filepath.Glob(filepath.Join(dir, "examples", g, "*service*.json"))
		require.NoError(t, err)
		for _, name := range files {
			if strings.Contains(name, "service_at_location") {
				continue
			}
			f, err := os.ReadFile(name)
			require.NoError(t, err)
			for i, service := range services(t, f) {
				one, err := json.Marshal(service)
				require.NoError(t, err)
				want := schemaErrors(s, service)
				require.Equal(t, want, readerErrors(t, one), "%s %d", filepath.Base(name), i)
				compared++
				wrong += len(want)
			}
		}
	}
	t.Logf("%d services compared, %d errors", compared, wrong)
	require.Greater(t, compared, 100)
	require.Greater(t, wrong, 10)
}

func services(t *testing.T, f []byte) []any {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(f))
	require.NoError(t, err)
	if m, ok := doc.(map[string]any); ok {
		if list, ok := m["contents"].([]any); ok {
			return list
		}
	}
	return []any{doc}
}

// schemaErrors lists the places that the schema finds wrong.
func schemaErrors(s *jsonschema.Schema, service any) []string {
	err := s.Validate(service)
	if err == nil {
		return nil
	}
	var out []string
	var walk func(e *jsonschema.ValidationError)
	walk = func(e *jsonschema.ValidationError) {
		for _, c := range e.Causes {
			walk(c)
		}
		if len(e.Causes) > 0 {
			return
		}
		at := ""
		for _, p := range e.InstanceLocation {
			at += "/" + p
		}
		if missing, ok := e.ErrorKind.(*kind.Required); ok {
			for _, p := range missing.Missing {
				out = append(out, at+"/"+p)
			}
			return
		}
		out = append(out, at)
	}
	walk(err.(*jsonschema.ValidationError)) //nolint:errorlint,forcetypeassert // Validate returns no other
	sort.Strings(out)
	return slices.Compact(out)
}

// readerErrors lists the places of the reader's faults of severity error.
func readerErrors(t *testing.T, service []byte) []string {
	t.Helper()
	d, err := hsds.ReadAll(bytes.NewReader(service), nil)
	require.NoError(t, err)
	var out []string
	for _, f := range d.Report.Faults {
		if f.Severity == hsds.Error {
			out = append(out, f.Pointer)
		}
	}
	sort.Strings(out)
	return slices.Compact(out)
}
