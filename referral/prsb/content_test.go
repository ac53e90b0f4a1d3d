package prsb_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral/prsb"
)

var update = flag.Bool("update", false, "write the golden files")

// readable makes a record that has every element once, each with a value of the
// element's own list or form.
func readable(tb testing.TB) prsb.Record {
	tb.Helper()
	r := complete(tb)
	for e := range prsb.Elements() {
		for x := range r.All(e.Path) {
			if !e.Group {
				x.Text = person.NewText(value(e))
			}
		}
	}
	return r
}

// value gives a value of an element; another than variant gives.
func value(e prsb.Element) string { return pair(e)[0] }

func variant(e prsb.Element) string { return pair(e)[1] }

func pair(e prsb.Element) [2]string {
	last := string(e.Path[strings.LastIndexByte(string(e.Path), '/')+1:])
	switch {
	case last == "date-of-birth":
		return [2]string{"1957-03-02", "1957-03-03"}
	case e.Type == "datetime":
		return [2]string{"2026-11-24T09:30Z", "2026-12-25T10:31Z"}
	case e.Type == "boolean":
		return [2]string{"true", "false"}
	case last == "goal-importance-score", last == "confidence", strings.HasPrefix(last, "preference-of"):
		return [2]string{"3", "4"}
	case e.Type == "quantity" || e.Type == "decimal":
		return [2]string{"7.5", "8.25"}
	}
	switch last {
	case "immigration-status":
		return [2]string{"7", "8"}
	case "gender", "sex", "preferred-contact-method":
		return [2]string{"1", "2"}
	case "ethnicity":
		return [2]string{"A", "M"}
	case "nhs-number":
		return [2]string{"9990000018", "9990000026"}
	case "nhs-number-status-indicator":
		return [2]string{"01", "02"}
	case "postcode":
		return [2]string{"ZZ99 3VZ", "ZZ99 3WZ"}
	case "address-type":
		return [2]string{"1", "2"}
	case "person-s-telephone-number-type", "person-s-email-address-type":
		return [2]string{"home", "work"}
	case "gp-practice-identifier":
		return [2]string{"V81997", "V81998"}
	}
	switch {
	case strings.Contains(e.Values, "rganisation data service"):
		return [2]string{"Y9999", "Y9998"}
	case strings.HasPrefix(strings.ToUpper(e.Values), "SNOMED") || strings.HasPrefix(e.Values, "Snomed") || last == "coded-value" && e.Type == "":
		return [2]string{"160625004", "219006"}
	case e.MaxLength > 0 && e.MaxLength < 10:
		return [2]string{"12345"[:min(5, e.MaxLength)], "23456"[:min(5, e.MaxLength)]}
	}
	return [2]string{"words", "others"}
}

func TestModelRoundTrip(t *testing.T) {
	r := readable(t)
	c, lost := prsb.Read(r)
	for _, l := range lost {
		require.Equal(t, prsb.Rewritten, l.Why, l.Position)
		e, _ := prsb.Lookup(prsb.Path(l.Path))
		require.Equal(t, "datetime", e.Type, "only the time of day of a date has no place: %s", l.Position)
	}
	require.True(t, r.Equal(c.Record()), "PRSB to model to PRSB is equal")
	require.Empty(t, prsb.Check(c.Record()))
}

// TestWhatCannotBeReadIsKept: a complete record of texts that no list knows.
func TestWhatCannotBeReadIsKept(t *testing.T) {
	r := complete(t)
	c, lost := prsb.Read(r)
	require.True(t, r.Equal(c.Record()))
	require.True(t, slices.ContainsFunc(lost, func(u prsb.Uncarried) bool {
		return u.Path == "person-demographics/nhs-number" && u.Why == prsb.Unreadable
	}))
	require.True(t, c.Person.NHSNumber.IsZero(), "nothing is invented")
}

// TestEveryElementHasAHome changes one element at a time and looks which fields
// of the model change with it.
func TestEveryElementHasAHome(t *testing.T) {
	base, _ := prsb.Read(readable(t))
	before := leaves(base)
	var b strings.Builder
	n := 0
	for e := range prsb.Elements() {
		n++
		if e.Group {
			b.WriteString(string(e.Path) + " | " + string(e.Level) + " | (group)\n")
			continue
		}
		r := readable(t)
		for x := range r.All(e.Path) {
			x.Text = person.NewText(variant(e))
		}
		c, _ := prsb.Read(r)
		var homes []string
		for path, v := range leaves(c) {
			if before[path] != v {
				homes = append(homes, path)
			}
		}
		slices.Sort(homes)
		if string(e.Path) == "social-context/smoking-status/date-stopped-smoking/coded-value" {
			homes = []string{"Person.Social.Smoking.Stopped"} // the code only says what the date is
		}
		require.NotEmpty(t, homes, "%s has no home", e.Path)
		b.WriteString(string(e.Path) + " | " + string(e.Level) + " | " + strings.Join(homes, " ") + "\n")
	}
	require.Equal(t, 355, n)
	const file = "testdata/homes.txt"
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o750))
		require.NoError(t, os.WriteFile(file, []byte(b.String()), 0o600))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String())
}

// leaves gives each value of the model by the path of its field.
func leaves(c prsb.Content) map[string]string {
	out := map[string]string{}
	visit(reflect.ValueOf(c), "", out)
	return out
}

func visit(v reflect.Value, path string, out map[string]string) {
	switch x := v.Interface().(type) {
	case person.Text:
		out[path] += x.Disclose() + "\n"
		return
	case person.Name:
		for part, get := range map[string]any{
			"Given": x.DiscloseGiven(), "Family": x.DiscloseFamily(), "Preferred": x.DisclosePreferred(), "Title": x.DiscloseTitle(),
			"Suffixes": x.DiscloseSuffixes(), "Full": x.DiscloseFull(), "Aliases": x.DiscloseAliases(),
		} {
			out[path+"."+part] += text(get)
		}
		return
	case interface{ AppendText([]byte) ([]byte, error) }:
		b, _ := x.AppendText(nil)
		out[path] += string(b) + "\n"
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			visit(v.Elem(), path, out)
		}
	case reflect.Slice:
		for i := range v.Len() {
			visit(v.Index(i), path, out)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				visit(v.Field(i), strings.TrimPrefix(path+"."+f.Name, "."), out)
			}
		}
	default:
		out[path] += text(v.Interface())
	}
}

// FuzzRead: whatever a record holds, writing gives it again, but for what is
// listed.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"Risks":{"Risks record entry":[{"Risk":{"Free text":"No known risks"}}]}}`))
	f.Add([]byte(`{"Person demographics":{"Person name":{"Person family name":["A","B"]},"Date of birth":"1950"},"Consent":{}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := prsb.ReadJSON(bytes.NewReader(data))
		if err != nil {
			return
		}
		before := r.Clone()
		c, lost := prsb.Read(r)
		require.True(t, before.Equal(r), "reading changes nothing")
		if slices.ContainsFunc(lost, func(u prsb.Uncarried) bool {
			return u.Why == prsb.Surplus || u.Why == prsb.Empty || u.Why == prsb.Unknown
		}) {
			return
		}
		require.True(t, r.Equal(c.Record()))
	})
}

func text(v any) string {
	switch x := v.(type) {
	case []string:
		return strings.Join(x, ",") + "\n"
	default:
		return reflect.ValueOf(v).String() + strings.TrimPrefix(strings.TrimSpace(jsonOf(v)), "\"") + "\n"
	}
}

func jsonOf(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}
