package fhir_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/internal/episodes"
	"github.com/socialprescribing/socialprescribing/outcome/instruments"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/fhir"
)

var audiences = []person.Audience{
	person.AudienceLinkWorker, person.AudienceGP, person.AudienceReferrer, person.AudiencePerson, person.AudienceProvider,
}

var forms = []fhir.Form{fhir.FormDocument, fhir.FormMessage, fhir.FormTransaction, fhir.FormCollection}

func options(p fhir.Profile, f fhir.Form) fhir.Options {
	return fhir.Options{
		Profile: p, Form: f, Endpoint: "https://sp.example.org/fhir",
		Service:     fhir.Organisation{Name: "Invented social prescribing service"},
		Instruments: slices.Collect(instruments.All()),
	}
}

// episodeOf makes what is exported of a synthetic episode for an audience; to a
// provider, that of its first onward referral.
func episodeOf(e episodes.Episode, a person.Audience) fhir.Episode {
	opt := person.ViewOptions{At: e.At}
	for o := range e.Referral.Onwards() {
		opt.Provider = person.ProviderID(o.Provider)
		break
	}
	return fhir.Episode{
		Referral: e.Referral, Person: overridden(e.Person, e.At, person.ScopeShareProvider(opt.Provider)), View: person.ViewFor(a), ViewOptions: opt,
		Outcomes: e.Outcomes, Referrer: fhir.Organisation{Name: "Invented surgery"},
		Staff:     map[referral.ActorID]string{e.Worker: "Invented worker"},
		Providers: e.Providers, Activities: e.Activities,
	}
}

// overridden lets everything go whatever the synthetic person has refused, so
// that every bundle is made; TestExportHeedsConsent holds the refusals.
func overridden(p person.Person, at time.Time, provider person.Scope) person.Person {
	p = p.Clone()
	for _, s := range []person.Scope{person.ScopeShareGP, person.ScopeShareReferrer, provider} {
		p.Overrides = append(p.Overrides, &person.Override{
			Scope: s, Kind: person.OverrideLegalDuty, Reason: person.NewText("test"), Author: person.NewText("test"), At: at,
		})
	}
	return p
}

// exporters by profile and form.
func exporters(tb testing.TB) map[string]*fhir.Exporter {
	tb.Helper()
	out := map[string]*fhir.Exporter{}
	for _, p := range fhir.Profiles() {
		for _, f := range forms {
			x, err := fhir.NewExporter(options(p, f))
			require.NoError(tb, err)
			out[string(p)+"-"+string(f)] = x
		}
	}
	return out
}

// TestBundlesOfRandomEpisodes holds over every bundle: it can be written, breaks
// no rule, reads back equal and without a fault, holds no text outside the
// recipient's view (D19). With FHIR_BUNDLES it leaves a sample of those of base R4
// and UK Core there, for the validators; with FHIR_BUNDLES_EVERY, all there are.
func TestBundlesOfRandomEpisodes(t *testing.T) {
	all := exporters(t)
	dir, n := os.Getenv("FHIR_BUNDLES"), bundleEpisodes
	every := os.Getenv("FHIR_BUNDLES_EVERY") != ""
	if dir != "" {
		n = 1000
	}
	written := 0
	for seed := range uint64(n) {
		var e episodes.Episode
		if seed < bundleEpisodes {
			e = made()[seed]
		} else {
			e = episodes.New(seed)
		}
		p := fhir.Profiles()[seed%4]
		f := forms[seed/4%4]
		for _, a := range audiences {
			x := all[string(p)+"-"+string(f)]
			in := episodeOf(e, a)
			in.ViewOptions.IncludeSensitive = seed%3 == 0
			got, err := x.Export(in)
			require.NoError(t, err, "seed %d for %s", seed, a)
			data, err := fhir.Encode(got.Bundle)
			require.NoError(t, err, "seed %d for %s under %s", seed, a, p)
			require.Empty(t, fhir.Check(got.Bundle), "seed %d for %s under %s", seed, a, p)
			back, report, err := fhir.Decode(data)
			require.NoError(t, err)
			require.Empty(t, report.Faults, "seed %d for %s", seed, a)
			require.Equal(t, got.Bundle, back, "seed %d for %s", seed, a)
			holdsView(t, e, in, data)
			if sampled := written < 400 && (p == fhir.ProfileR4 || p == fhir.ProfileUKCore) && int(seed)%len(audiences) == slices.Index(audiences, a); dir != "" && (sampled || every) {
				writeBundle(t, fmt.Sprintf("%s-%s-%s", p, f, a), seed, got.Bundle)
				written++
			}
		}
	}
	if dir != "" {
		require.GreaterOrEqual(t, written, 200)
	}
}

// writeBundle leaves a bundle for the validators, if they are to come.
func writeBundle(t *testing.T, name string, seed uint64, b *fhir.Bundle) {
	t.Helper()
	data, err := fhir.Encode(b)
	require.NoError(t, err)
	require.Empty(t, fhir.Check(b))
	if dir := os.Getenv("FHIR_BUNDLES"); dir != "" {
		require.NoError(t, os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%04d.json", name, seed)), data, 0o600))
	}
}

// told says which texts of an episode may go to whom, item by item and apart
// from the exporter's own list.
func told(e episodes.Episode, in fhir.Episode) []person.Text {
	var out []person.Text
	r, a := e.Referral, in.View.Audience()
	to := func(who string, t ...person.Text) {
		if strings.Contains(who, letter[a]) {
			out = append(out, t...)
		}
	}
	own := func(o referral.Onward) bool {
		return a != person.AudienceProvider || person.ProviderID(o.Provider) == in.ViewOptions.Provider
	}
	see := func(v referral.Visibility) bool {
		return a == person.AudienceLinkWorker || string(v) == map[person.Audience]string{
			person.AudienceGP: "gp", person.AudienceProvider: "provider", person.AudiencePerson: "person",
		}[a]
	}
	to("LRS", r.Intake().Words)
	for x := range r.Closures() {
		to("LS", x.Words)
	}
	for x := range r.Contacts() {
		to("LS", x.Words)
	}
	for x := range r.Needs() {
		to("LGS", x.Words)
	}
	for x := range r.Matters() {
		to("LGS", append([]person.Text{x.Words}, x.Strengths...)...)
	}
	for x := range r.Plans() {
		to("LGS", x.Matters, x.IfWorse, x.Words)
	}
	for x := range r.Goals() {
		to("LGS", x.Words, x.Outcome)
	}
	for x := range r.Steps() {
		to("LGS", x.What, x.Strategy, x.Stage)
	}
	for x := range r.Sessions() {
		to("LS", x.Words)
	}
	for x := range r.Signposts() {
		to("LS", x.Words)
	}
	_, instead := r.Prohibited()
	to("PLG", instead.When, instead.How)
	for x := range r.Onwards() {
		if own(x) {
			to("PLGS", x.Words)
			to("PLG", x.Arrangement.When, x.Arrangement.How)
		}
	}
	for x := range r.Risks() {
		if see(x.Visible) {
			to("PLGS", x.Words)
		}
	}
	for x := range r.Concerns() {
		to("L", x.Words)
	}
	for x := range r.Notes() {
		if see(x.Visible) && (a == person.AudienceLinkWorker || !x.ThirdParty && !x.Harm) && x.Kind != referral.NoteComplaint && x.Kind != referral.NoteSupervision {
			to("PLGS", x.Text)
		}
	}
	return out
}

var letter = map[person.Audience]string{
	person.AudienceProvider: "P", person.AudienceLinkWorker: "L", person.AudienceGP: "G", person.AudienceReferrer: "R", person.AudiencePerson: "S",
}

// holdsView finds every personal text of a bundle in what its recipient may see.
func holdsView(t *testing.T, e episodes.Episode, in fhir.Episode, data []byte) {
	t.Helper()
	may := map[string]bool{}
	d := in.View.Of(e.Person, &in.ViewOptions)
	collect(t, d.Person, may)
	collect(t, told(e, in), may)
	var all any
	require.NoError(t, json.Unmarshal(data, &all))
	eachText(all, "", func(path, s string) {
		for _, word := range strings.Fields(s) {
			if i := strings.Index(word, "synthetic-"); i >= 0 {
				require.True(t, may[textOf(word[i:])], "to %s: %s", in.View.Audience(), path)
			}
		}
	})
	if in.View.Audience() == person.AudienceProvider {
		for _, v := range []string{e.Person.NHSNumber.Digits(), e.Person.Birth.Disclose()} {
			require.False(t, len(v) > 7 && strings.Contains(string(data), `"`+v+`"`), "to a provider")
		}
	}
}

// textOf cuts a word to what is unlike every other.
func textOf(s string) string { return s[:min(len(s), len("synthetic-0000-0000"))] }

func collect(t *testing.T, v any, into map[string]bool) {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	var all any
	require.NoError(t, json.Unmarshal(data, &all))
	eachText(all, "", func(_, s string) {
		for _, word := range strings.Fields(s) {
			if i := strings.Index(word, "synthetic-"); i >= 0 {
				into[textOf(word[i:])] = true
			}
		}
	})
}

func eachText(v any, path string, yield func(path, s string)) {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			at := strings.TrimPrefix(path+"."+k, ".")
			eachText(x, at, yield)
		}
	case []any:
		for _, x := range v {
			eachText(x, path, yield)
		}
	case string:
		yield(path, v)
	}
}
