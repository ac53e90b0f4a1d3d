package orukschema_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity/hsds"
)

// The official validator (OpenReferralUK/oruk-validator, BSD-3-Clause, and its
// predecessor tpximpact/OpenReferralApi) asks nine endpoints of a feed and
// judges each answer by the schema that the standard's OpenAPI document names
// for it, with formats asserted; of a page it also judges what the page says of
// itself (ValidatorService.ValidatePagination). The first three endpoints are
// level 1, whose faults are errors and fail the feed; the others are level 2,
// whose faults are warnings. Its mocks are the answers of three feeds, of which
// its own tests say: Default passes both levels, Warn passes level 1 only, Fail
// neither (ValidatorServiceShould.cs).
var endpoints = []struct {
	file, path string
	level      int
}{
	{"api_details.json", "/", 1},
	{"service_list.json", "/services", 1},
	{"service_full.json", "/services/{id}", 1},
	{"taxonomy_list.json", "/taxonomies", 2},
	{"taxonomy.json", "/taxonomies/{id}", 2},
	{"taxonomy_term_list.json", "/taxonomy_terms", 2},
	{"taxonomy_term.json", "/taxonomy_terms/{id}", 2},
	{"service_at_location_list.json", "/service_at_locations", 2},
	{"service_at_location_full.json", "/service_at_locations/{id}", 2},
}

// named is the reviewed list of what the official validator names in each mock.
// TestMocks computes it again from the official documents.
var named = map[string][]string{
	"warn/taxonomy_term.json":      {"schema /description", "schema /term_uri"},
	"warn/taxonomy_term_list.json": {"page /last_page"},

	"fail/api_details.json": {"profile /profile", "schema /openapi_url"},
	"fail/service_list.json": {
		"page /size",
		"schema /contents/0/email", "schema /contents/0/name", "schema /contents/0/url",
		"schema /contents/1/email", "schema /contents/1/name", "schema /contents/1/url",
		"schema /contents/2/email", "schema /contents/2/name", "schema /contents/2/url",
		"schema /contents/3/email", "schema /contents/3/name",
	},
	"fail/service_full.json":  {"schema /email", "schema /url"},
	"fail/taxonomy_term.json": {"schema /description", "schema /term_uri"},
}

// beyond is what this library names and the official validator does not, each
// with the reason. Nothing else may differ.
var beyond = []struct{ pointer, kind, why string }{
	{"/schedules/0/bymonthday", "bad-rule", "RFC 5545 §3.3.10: BYMONTHDAY has no meaning in a WEEKLY rule; the schema takes any text"},
	{"/location/latitude", "bad-position", "latitude 100: there is none above 90; the schema takes any number"},
	{"/contents/3/id", "duplicate-id", "the first service's identifier again; the validator compares no two services"},
	{"/total_items", "wrong-totals", "one item in all, and four on the page; the validator compares total_items between pages only"},
}

// wrongSchema is the one place where the OpenAPI document is not followed: it
// names the schema of a service for GET /service_at_locations/{id}, so that no
// service at a location can pass. The validator's own profile
// (TestProfiles/HSDS-UK-3.0.json) names that of a service at a location.
const wrongSchema = "/service_at_locations/{id}"

const schemaBase = "https://raw.githubusercontent.com/openreferral/uk-profile/main/schema/"

// local reads the schemas that the OpenAPI document refers to from the folder.
// The list of services at locations has its schema under another name there.
type local struct{ dir string }

func (l local) Load(address string) (any, error) {
	name, ok := strings.CutPrefix(strings.Replace(address, "service_at_location_list", "service_at_location", 1), schemaBase)
	if !ok {
		return nil, fmt.Errorf("not one of the standard's: %s", address)
	}
	f, err := os.ReadFile(filepath.Join(l.dir, name))
	if err != nil {
		return nil, err
	}
	return jsonschema.UnmarshalJSON(bytes.NewReader(f))
}

// answers compiles the schema of each endpoint's answer.
func answers(t *testing.T, dir string) map[string]*jsonschema.Schema {
	t.Helper()
	const address = "https://openreferraluk.org/specifications/3.0/openapi.json"
	f, err := os.ReadFile(filepath.Join(dir, "openapi.website.json"))
	require.NoError(t, err)
	api, err := jsonschema.UnmarshalJSON(bytes.NewReader(f))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.UseLoader(local{dir})
	require.NoError(t, c.AddResource(address, api))
	out := map[string]*jsonschema.Schema{}
	for _, e := range endpoints {
		at := strings.NewReplacer("/", "~1", "{", "%7B", "}", "%7D").Replace(e.path)
		out[e.path], err = c.Compile(address + "#/paths/" + at + "/get/responses/200/content/application~1json/schema")
		require.NoError(t, err, e.path)
	}
	return out
}

// verdict is what the official validator names in one answer.
func verdict(s *jsonschema.Schema, path string, answer any) []string {
	var out []string
	for _, at := range schemaErrors(s, answer) {
		out = append(out, "schema "+at)
	}
	m, _ := answer.(map[string]any)
	if list, ok := m["contents"].([]any); ok {
		out = append(out, pageErrors(m, len(list))...)
	}
	if path == "/" { // Schemas/V3.0-UK/api_details.json of the validator requires all three
		for _, name := range []string{"version", "profile", "openapi_url"} {
			if _, ok := m[name]; !ok {
				out = append(out, "profile /"+name)
			}
		}
	}
	slices.Sort(out)
	return out
}

// pageErrors are those rules of ValidatePagination that one page can break.
// The others compare the answers to several requests, which a mock cannot give:
// it answers every request with the same page.
func pageErrors(page map[string]any, n int) []string {
	var out []string
	number := func(name string) string { return fmt.Sprint(page[name]) }
	if number("size") != fmt.Sprint(n) {
		out = append(out, "page /size")
	}
	if page["first_page"] != (number("page_number") == "1") {
		out = append(out, "page /first_page")
	}
	if page["last_page"] != (number("page_number") == number("total_pages")) {
		out = append(out, "page /last_page")
	}
	if page["empty"] != (n == 0) {
		out = append(out, "page /empty")
	}
	return out
}

// TestMocks reads the official validator's mocks and compares what this library
// finds in them with what the validator names.
func TestMocks(t *testing.T) {
	dir := data(t)
	if dir == "" {
		return
	}
	schemas := answers(t, filepath.Join(dir, "schemas/oruk-3.0"))
	asPublished := schemas[wrongSchema]
	schemas[wrongSchema] = compile(t, dir, "service_at_location.json")
	used := map[string]bool{}
	for _, feed := range []string{"default", "warn", "fail"} {
		failed := map[int]int{}
		for _, e := range endpoints {
			name := feed + "/" + e.file
			body, err := os.ReadFile(filepath.Join(dir, "examples/oruk-validator-mocks", name))
			require.NoError(t, err)
			answer, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
			require.NoError(t, err)
			want := verdict(schemas[e.path], e.path, answer)
			require.Equal(t, named[name], want, "%s: the reviewed list is not what the official documents say", name)
			if e.path == wrongSchema {
				require.Equal(t, []string{"/name", "/status"}, schemaErrors(asPublished, answer))
			}
			failed[e.level] += len(want)
			compareFindings(t, name, body, want, used)
		}
		require.Equal(t, feed == "fail", failed[1] > 0, "%s: level 1", feed)
		require.Equal(t, feed != "default", failed[2] > 0, "%s: level 2", feed)
	}
	require.Len(t, used, len(beyond), "every difference that is explained is met")
}

// compareFindings compares errors and warnings with what the validator names:
// what the standard's schemas refuse is an error, what only the validator asks
// for is a warning, and whatever is named beyond them stands in the list above.
func compareFindings(t *testing.T, name string, body []byte, want []string, used map[string]bool) {
	t.Helper()
	d, err := hsds.ReadAll(bytes.NewReader(body), nil)
	require.NoError(t, err, name)
	require.Zero(t, d.Report.Lost, name)
	var got []string
	for _, f := range d.Report.Faults {
		switch f.Severity {
		case hsds.Error:
			got = append(got, "schema "+f.Pointer)
		case hsds.Warning:
			if explained(f, used) {
				continue
			}
			source := "page "
			if f.Kind == hsds.Missing {
				source = "profile "
			}
			got = append(got, source+f.Pointer)
		case hsds.Note, hsds.Fatal:
			require.NotEqual(t, hsds.Fatal, f.Severity, name)
		}
	}
	slices.Sort(got)
	require.Equal(t, want, slices.Compact(got), name)
}

func explained(f hsds.Fault, used map[string]bool) bool {
	for _, b := range beyond {
		if strings.HasSuffix(f.Pointer, b.pointer) && string(f.Kind) == b.kind {
			used[b.pointer] = true
			return true
		}
	}
	return false
}
