package prsb_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral/prsb"
)

var updateRendering = flag.Bool("update-rendering", false, "write the golden renderings anew")

var welsh = language.MustParse("cy")

// renderings are the four ways to render, by the ending of their golden file.
var renderings = map[string]func(prsb.Record) string{
	"en.md":  func(r prsb.Record) string { return prsb.Markdown(r, language.BritishEnglish) },
	"cy.md":  func(r prsb.Record) string { return prsb.Markdown(r, welsh) },
	"en.txt": func(r prsb.Record) string { return prsb.PlainText(r, language.BritishEnglish) },
	"cy.txt": func(r prsb.Record) string { return prsb.PlainText(r, language.MustParse("cy-GB")) },
}

// numbered makes a record with every element once and a text of its own for each
// item; it gives the texts too.
func numbered(tb testing.TB) (prsb.Record, []string) {
	tb.Helper()
	var r prsb.Record
	var all []string
	parents := map[prsb.Path]*prsb.Entry{}
	for e := range prsb.Elements() {
		text := person.Text{}
		if !e.Group {
			all = append(all, fmt.Sprintf("text %03d.", len(all)))
			text = person.NewText(all[len(all)-1])
		}
		entry, err := r.Add(parents[e.Path.Parent()], e.Path, text)
		require.NoError(tb, err)
		parents[e.Path] = entry
	}
	return r, all
}

func TestRenderingsAreAsTheyWere(t *testing.T) {
	r, _ := numbered(t)
	for name, render := range renderings {
		file := filepath.Join("testdata", "rendering."+name)
		if *updateRendering {
			require.NoError(t, os.WriteFile(file, []byte(render(r)), 0o600))
		}
		want, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Equal(t, string(want), render(r), name)
	}
}

// Every text of the record stands in every rendering, and so does what could not
// be placed.
func TestRenderingLosesNothing(t *testing.T) {
	r, all := numbered(t)
	require.Greater(t, len(all), 200)
	r.Unread = []prsb.Unread{{Pointer: "/Mood", Raw: person.NewText(`"low"`)}}
	r.Entries[0].Text = person.NewText("on a group")
	r.Entries[0].Entries = append(r.Entries[0].Entries, &prsb.Entry{Path: "no-such", Entries: []*prsb.Entry{
		{Path: "risks", Text: person.NewText("far below")},
	}})
	all = append(all, `/Mood: "low"`, "on a group", "far below")
	for name, render := range renderings {
		for _, text := range all {
			require.Contains(t, render(r), text, name)
		}
	}
	for name, render := range renderings {
		require.Empty(t, render(prsb.Record{}), name)
	}
}

// What the person needs so as to be reached comes before anything else.
func TestAccessibleNeedsComeFirst(t *testing.T) {
	r, _ := numbered(t)
	text, ok := r.Text("individual-requirements/other-individual-requirements/other-individual-requirement")
	require.True(t, ok)
	name, ok := r.Text("person-demographics/person-name/person-family-name")
	require.True(t, ok)
	for file, render := range renderings {
		out := render(r)
		require.Regexp(t, `^(# )?(\[English\] )?Before you make contact: `, out, file)
		require.Less(t, strings.Index(out, text.Disclose()), strings.Index(out, name.Disclose()), file)
	}
}

// headingFile is the embedded file, read anew.
func headingFile(tb testing.TB) map[string]struct{ Kind, En, Cy, CyStatus string } {
	tb.Helper()
	data, err := os.ReadFile("headings.json")
	require.NoError(tb, err)
	var file struct {
		Entries map[string]struct{ Kind, En, Cy, CyStatus string }
	}
	require.NoError(tb, json.Unmarshal(data, &file))
	return file.Entries
}

// The Welsh headings translate names that the standard has, and all of its two
// upper levels.
func TestHeadingsFollowTheStandard(t *testing.T) {
	entries, names := headingFile(t), map[string]bool{}
	key := func(name string) string {
		return "heading." + strings.Trim(regexp.MustCompile("[^a-z0-9]+").ReplaceAllString(strings.ToLower(name), "-"), "-")
	}
	for e := range prsb.Elements() {
		names[key(e.Name)] = true
		h, ok := entries[key(e.Name)]
		if strings.Count(string(e.Path), "/") < 2 {
			require.NotEmpty(t, h.Cy, e.Path)
		}
		if ok {
			require.True(t, strings.EqualFold(e.Name, h.En), e.Path)
		}
	}
	for k := range entries {
		require.True(t, names[k] || !strings.HasPrefix(k, "heading."), k)
	}
}

// D40: a heading about safety, consent or scores is marked English to a Welsh
// reader until its Welsh is reviewed; one without Welsh is marked too; and any
// other reader gets the standard's own names and no mark.
func TestD40_WelshHeadings(t *testing.T) {
	r, _ := numbered(t)
	cy, en := prsb.PlainText(r, welsh), prsb.PlainText(r, language.French)
	require.NotContains(t, en, "[English]")
	require.Contains(t, cy, "\nAmdanaf i\n=========\n")
	marked := 0
	for _, h := range headingFile(t) {
		if h.Kind == "label" || h.CyStatus == "reviewed" {
			continue
		}
		marked++
		require.Contains(t, cy, "[English] "+h.En)
		if h.Cy != "" {
			require.NotRegexp(t, `(?m)^[ -]*`+regexp.QuoteMeta(h.Cy)+`(:|$)`, cy)
		}
	}
	require.Positive(t, marked)
	for _, name := range []string{"Risks", "Safeguarding", "Consent", "Assessment score", "Goal importance score"} {
		require.Contains(t, cy, "[English] "+name)
	}
	require.Contains(t, cy, "[English] Suggested strategies: ", "no Welsh yet")
}

// No text of a record is read as markup: not at the start of an item, where lists
// and quotations begin, nor within a line, nor by a line break of its own.
func TestNoTextIsReadAsMarkup(t *testing.T) {
	for text, want := range map[string]string{
		"# a\n*b* <c>":       `\# a \*b\* \<c>`,
		"[x](javascript:y)":  `\[x](javascript:y)`,
		"![x](y)":            `!\[x](y)`,
		"&lt;b&gt;":          `\&lt;b\&gt;`,
		"> said":             `\> said`,
		"- - -":              `\- - -`,
		"+ one":              `\+ one`,
		"1. one":             `1\. one`,
		"12) one":            `12\) one`,
		"~~gone~~ | `x` _y_": "\\~\\~gone\\~\\~ \\| \\`x\\` \\_y\\_",
		"a\n\n# Risks\n":     `a \# Risks`,
		"a\r- Name: Eve":     `a - Name: Eve`,
		"a\u2028b\x1b[31m":   `a b \[31m`,
		`\# a`:               `\\\# a`,
		"1957":               "1957",
		"":                   "",
	} {
		const risk = prsb.Path("risks/risks-record-entry/risk/free-text")
		var r prsb.Record
		var parent *prsb.Entry
		for _, p := range []prsb.Path{"risks", risk.Parent().Parent(), risk.Parent()} {
			e, err := r.Add(parent, p, person.Text{})
			require.NoError(t, err)
			parent = e
		}
		_, err := r.Add(parent, risk, person.NewText(text))
		require.NoError(t, err)
		require.Equal(t, "# Risks\n\n- Risks record entry\n  - Risk\n    - "+want+"\n\n", prsb.Markdown(r, language.English))
		require.Len(t, strings.Split(prsb.PlainText(r, language.English), "\n"), 8, "%q adds no line", text)
	}
}
