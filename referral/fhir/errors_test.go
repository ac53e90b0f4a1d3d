package fhir_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/internal/episodes"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/fhir"
)

// made are the episodes that the tests share.
var made = sync.OnceValue(func() []episodes.Episode {
	var out []episodes.Episode
	for seed := range uint64(bundleEpisodes) {
		out = append(out, episodes.New(seed))
	}
	return out
})

// corpus is what the exporter makes of episodes in many states, for the link
// worker, who sees most.
type exported struct {
	episodes.Episode
	*fhir.Bundle
}

func corpus(t *testing.T, p fhir.Profile) []exported {
	t.Helper()
	x, err := fhir.NewExporter(options(p, fhir.FormCollection))
	require.NoError(t, err)
	var out []exported
	for _, e := range made() {
		got, err := x.Export(episodeOf(e, person.AudienceLinkWorker))
		require.NoError(t, err)
		out = append(out, exported{e, got.Bundle})
	}
	return out
}

// all yields the resources of one type.
func all[T fhir.Resource](b *fhir.Bundle) []T {
	var out []T
	for i := range b.Entry {
		if r, ok := b.Entry[i].Resource.(T); ok {
			out = append(out, r)
		}
	}
	return out
}

// target finds what a reference points to.
func target[T fhir.Resource](t *testing.T, b *fhir.Bundle, r fhir.Reference) T {
	t.Helper()
	for i := range b.Entry {
		if b.Entry[i].FullURL == r.Reference {
			out, ok := b.Entry[i].Resource.(T)
			require.True(t, ok, "of another type")
			return out
		}
	}
	require.Fail(t, "not in the bundle")
	panic("unreachable")
}

// The errors that existing systems make, each on every bundle of the corpus,
// and each shown to be found when it is made on purpose.
func TestErrorsOfOtherSystems(t *testing.T) {
	files := corpus(t, fhir.ProfileUKCore)

	t.Run("decline closes the ServiceRequest", func(t *testing.T) {
		n := 0
		for _, f := range files {
			for _, task := range all[*fhir.Task](f.Bundle) {
				if task.Status != "rejected" {
					continue
				}
				n++
				assert.Equal(t, "active", target[*fhir.ServiceRequest](t, f.Bundle, task.Focus).Status)
			}
		}
		assert.Positive(t, n)
	})

	t.Run("no reason, or a reason that no longer holds", func(t *testing.T) {
		with, without := 0, 0
		for _, f := range files {
			for _, task := range all[*fhir.Task](f.Bundle) {
				if fhir.TaskStatus(task.Status).WantsReason() {
					with++
					assert.NotEmpty(t, task.StatusReason.Text)
				} else {
					without++
					assert.Empty(t, task.StatusReason.Text)
				}
			}
		}
		assert.Positive(t, with)
		assert.Positive(t, without)
		assert.Equal(t, []string{"sp-reason"}, rulesOf(t, func(b *fhir.Bundle) { task(b).Status = "rejected" }))
		assert.Equal(t, []string{"sp-reason"}, rulesOf(t, func(b *fhir.Bundle) { task(b).StatusReason.Text = "left over" }))
	})

	t.Run("lastModified before authoredOn", func(t *testing.T) {
		for _, f := range files {
			for _, task := range all[*fhir.Task](f.Bundle) {
				from, ok := task.AuthoredOn.Time()
				require.True(t, ok)
				to, ok := task.LastModified.Time()
				require.True(t, ok)
				assert.False(t, to.Before(from))
			}
		}
		assert.Equal(t, []string{"inv-1"}, rulesOf(t, func(b *fhir.Bundle) { task(b).LastModified = "2020-01-01T00:00:00Z" }))
	})

	t.Run("a HealthcareService as requester or consent actor", func(t *testing.T) {
		consents := 0
		for _, f := range files {
			for _, task := range all[*fhir.Task](f.Bundle) {
				for _, e := range f.Entry {
					if e.FullURL == task.Requester.Reference {
						assert.NotEqual(t, "HealthcareService", e.Resource.ResourceType())
					}
				}
			}
			for _, c := range all[*fhir.Consent](f.Bundle) {
				consents++
				target[*fhir.Organization](t, f.Bundle, c.Provision.Actor[0].Reference)
			}
		}
		assert.Positive(t, consents)
		faults := faultsOf(t, func(b *fhir.Bundle) {
			b.Entry = append(b.Entry, fhir.BundleEntry{FullURL: "urn:uuid:hs", Resource: &fhir.HealthcareService{Name: "x"}})
			task(b).Requester.Reference = "urn:uuid:hs"
		})
		require.Len(t, faults, 1)
		assert.Equal(t, fhir.WrongTarget, faults[0].Problem)
	})

	t.Run("entered in error used for withdrawn", func(t *testing.T) {
		status := func(r referral.Referral) string {
			x, err := fhir.NewExporter(options(fhir.ProfileUKCore, fhir.FormCollection))
			require.NoError(t, err)
			got, err := x.Export(fhir.Episode{Referral: r, View: person.ViewFor(person.AudienceLinkWorker), ViewOptions: person.ViewOptions{At: monday.AddDate(1, 0, 0)}})
			require.NoError(t, err)
			return all[*fhir.Task](got.Bundle)[0].Status
		}
		assert.Equal(t, "cancelled", status(at(t, referral.PartReferral, referral.StateWithdrawn).r))
		assert.Equal(t, "entered-in-error", status(at(t, referral.PartReferral, referral.StateReceived).run(referral.ActionEnterInError).r))
	})

	t.Run("a waiting list as on hold", func(t *testing.T) {
		n := 0
		for _, f := range files {
			for _, task := range all[*fhir.Task](f.Bundle) {
				if len(task.BusinessStatus.Coding) > 0 && task.BusinessStatus.Coding[0].Code == string(fhir.BusinessWaitlisted) {
					n++
					assert.Equal(t, "accepted", task.Status)
				}
			}
		}
		assert.Positive(t, n)
	})

	t.Run("completed does not mean that goals were met", func(t *testing.T) {
		n := 0
		for _, f := range files {
			tasks := all[*fhir.Task](f.Bundle)
			if len(tasks) == 0 || tasks[0].Status != "completed" {
				continue
			}
			for _, g := range all[*fhir.Goal](f.Bundle) {
				for _, c := range g.AchievementStatus.Coding {
					if c.Code == "not-achieved" {
						n++
					}
				}
			}
		}
		t.Log(n, "unmet goals of completed episodes")
	})

	t.Run("a reopened terminal Task", func(t *testing.T) {
		n := 0
		for _, f := range files {
			reopened := 0
			for c := range f.Referral.Closures() {
				if !c.Reopened.IsZero() {
					reopened++
				}
			}
			if reopened == 0 {
				continue
			}
			n++
			ended := 0
			for _, task := range all[*fhir.Task](f.Bundle) {
				if task.PartOf == nil && fhir.TaskStatus(task.Status).Terminal() {
					ended++
				}
			}
			assert.GreaterOrEqual(t, ended, reopened, "each attempt that ended stays ended, in a Task of its own")
		}
		assert.Positive(t, n)
	})

	t.Run("two active Tasks with the same focus and owner", func(t *testing.T) {
		assert.Equal(t, []string{"sp-one-attempt"}, rulesOf(t, func(b *fhir.Bundle) {
			again := *task(b)
			b.Entry = append(b.Entry, fhir.BundleEntry{FullURL: "urn:uuid:again", Resource: &again})
		}))
	})

	t.Run("a sub-request without basedOn", func(t *testing.T) {
		n := 0
		for _, f := range files {
			for _, sr := range all[*fhir.ServiceRequest](f.Bundle) {
				if sr.Intent == "filler-order" {
					n++
					require.Len(t, sr.BasedOn, 1)
				}
			}
		}
		assert.Positive(t, n)
		assert.Equal(t, []string{"sp-based-on"}, rulesOf(t, func(b *fhir.Bundle) {
			b.Entry = append(b.Entry, fhir.BundleEntry{Resource: &fhir.ServiceRequest{Intent: "filler-order"}})
		}))
	})

	t.Run("an NHS number that is invalid or says nothing of its verification", func(t *testing.T) {
		n := 0
		for _, f := range files {
			for _, id := range all[*fhir.Patient](f.Bundle)[0].Identifier {
				n++
				_, err := person.ParseNHSNumber(id.Value)
				require.NoError(t, err)
				require.Len(t, id.Extension, 1)
				assert.Len(t, id.Extension[0].ValueCodeableConcept.Coding[0].Code, 2)
			}
		}
		assert.Positive(t, n)
		for _, id := range []fhir.Identifier{
			{System: "https://fhir.nhs.uk/Id/nhs-number", Value: "9990548609"},
			{System: "https://fhir.nhs.uk/Id/nhs-number", Value: "9990548608", Element: fhir.Element{Extension: []fhir.Extension{{URL: "x/NHSNumberVerificationStatus"}}}},
		} {
			assert.Equal(t, []string{"sp-nhs-number"}, rulesOf(t, func(b *fhir.Bundle) {
				b.Entry = append(b.Entry, fhir.BundleEntry{Resource: &fhir.Patient{Identifier: []fhir.Identifier{id}}})
			}))
		}
	})

	t.Run("empty arrays, empty texts, null, local times", func(t *testing.T) {
		for _, f := range files {
			data, err := fhir.Encode(f.Bundle)
			require.NoError(t, err)
			for _, trap := range []string{":[]", ":{}", ":null", `:""`, "[]", "{}"} {
				assert.NotContains(t, strings.ReplaceAll(string(data), `\"`, ""), trap)
			}
		}
		_, err := fhir.Encode(&fhir.Task{Status: "ready", Intent: "order", AuthoredOn: "2026-03-01T09:00:00"})
		require.ErrorIs(t, err, fhir.ErrInvalid)
	})
}

// small is a bundle that breaks no rule.
func small() *fhir.Bundle {
	return &fhir.Bundle{Type: "collection", Entry: []fhir.BundleEntry{
		{FullURL: "urn:uuid:sr", Resource: &fhir.ServiceRequest{Status: "active", Intent: "order", Code: fhir.CodeableConcept{Text: "x"}}},
		{FullURL: "urn:uuid:t", Resource: &fhir.Task{
			Status: "in-progress", Intent: "order", Focus: fhir.Reference{Reference: "urn:uuid:sr"},
			AuthoredOn: "2026-03-01T09:00:00Z", LastModified: "2026-03-02T09:00:00Z",
		}},
	}}
}

func task(b *fhir.Bundle) *fhir.Task { return b.Entry[1].Resource.(*fhir.Task) }

func faultsOf(t *testing.T, change func(*fhir.Bundle)) []fhir.Fault {
	t.Helper()
	b := small()
	require.Empty(t, fhir.Check(b))
	change(b)
	return fhir.Check(b)
}

func rulesOf(t *testing.T, change func(*fhir.Bundle)) []string {
	t.Helper()
	var out []string
	for _, f := range faultsOf(t, change) {
		assert.Equal(t, fhir.Rule, f.Problem)
		out = append(out, f.Rule)
	}
	return out
}

// TestRules breaks each rule that the errors above do not.
func TestRules(t *testing.T) {
	add := func(r fhir.Resource) func(*fhir.Bundle) {
		return func(b *fhir.Bundle) { b.Entry = append(b.Entry, fhir.BundleEntry{Resource: r}) }
	}
	known := map[string]bool{}
	for _, r := range fhir.Rules() {
		known[r.Name] = true
	}
	for name, change := range map[string]func(*fhir.Bundle){
		"bdl-7":    func(b *fhir.Bundle) { b.Entry[1].FullURL = b.Entry[0].FullURL; task(b).Focus.Reference = "" },
		"bdl-11":   func(b *fhir.Bundle) { b.Type = "document" },
		"bdl-12":   func(b *fhir.Bundle) { b.Type = "message" },
		"obs-6":    add(&fhir.Observation{ValueInteger: new(int32(0)), DataAbsentReason: fhir.CodeableConcept{Text: "x"}}),
		"obs-none": add(&fhir.Observation{}),
		"prr-1":    add(&fhir.ServiceRequest{OrderDetail: []fhir.CodeableConcept{{Text: "x"}}}),
		"ppc-1":    add(&fhir.Consent{}),
		"cpl-3":    add(&fhir.CarePlan{Activity: []fhir.CarePlanActivity{{Detail: &fhir.CarePlanDetail{}, Reference: fhir.Reference{Display: "x"}}}}),
		"app-2":    add(&fhir.Appointment{Status: "booked", Start: "2026-03-02T09:00:00Z"}),
		"app-3":    add(&fhir.Appointment{Status: "booked"}),
		"app-4":    add(&fhir.Appointment{Status: "proposed", CancelationReason: fhir.CodeableConcept{Text: "x"}}),
		"per-1":    add(&fhir.CarePlan{Period: fhir.Period{Start: "2026-03-02T09:00:00Z", End: "2026-03-01T09:00:00Z"}}),
		"ext-1":    add(&fhir.CarePlan{DomainResource: fhir.DomainResource{Extension: []fhir.Extension{{ValueString: "x", Element: fhir.Element{Extension: []fhir.Extension{{ValueString: "y"}}}}}}}),
	} {
		assert.Equal(t, []string{name}, rulesOf(t, change), name)
		assert.True(t, known[name], name)
	}
	faults := faultsOf(t, func(b *fhir.Bundle) { task(b).For.Reference = "urn:uuid:nobody" })
	require.Len(t, faults, 1)
	assert.Equal(t, "Bundle.entry[1].resource.for", faults[0].Path)
	assert.Equal(t, fhir.Unresolved, faults[0].Problem)
}

// TestScoresAreNeverGuessed: a part that can't be scored has no value in the
// bundle, whatever its answered items add up to.
func TestScoresAreNeverGuessed(t *testing.T) {
	absent, present := 0, 0
	for _, f := range corpus(t, fhir.ProfileR4) {
		var want, got []bool
		for _, r := range f.Outcomes {
			for _, p := range r.Score.Parts() {
				_, ok := p.Value()
				want = append(want, ok)
			}
		}
		for _, o := range all[*fhir.Observation](f.Bundle) {
			if len(o.Category) == 0 {
				continue
			}
			has := o.ValueInteger != nil || o.ValueQuantity != nil
			got = append(got, has)
			if has {
				present++
			} else {
				absent++
				assert.NotEmpty(t, o.DataAbsentReason.Coding)
			}
		}
		assert.Equal(t, want, got)
	}
	assert.Positive(t, absent)
	assert.Positive(t, present)
}

// TestContactProhibited: the prohibition and what was arranged instead go to the
// provider as order details, and no way to reach the person does (D12).
func TestContactProhibited(t *testing.T) {
	n := 0
	x, err := fhir.NewExporter(options(fhir.ProfileUKCore, fhir.FormCollection))
	require.NoError(t, err)
	for _, e := range made() {
		in := episodeOf(e, person.AudienceProvider)
		in.Person.Contact = &person.ContactRules{Prohibitions: []*person.ContactProhibition{{
			From: e.At.Add(-time.Hour), Alternative: &person.ContactAlternative{Via: person.NewText("the surgery")},
		}}}
		got, err := x.Export(in)
		require.NoError(t, err)
		assert.Empty(t, all[*fhir.Patient](got.Bundle)[0].Telecom)
		for _, sr := range all[*fhir.ServiceRequest](got.Bundle) {
			n++
			require.NotEmpty(t, sr.OrderDetail)
			assert.Equal(t, "contacting-subject-prohibited", sr.OrderDetail[0].Coding[0].Code)
			assert.Equal(t, "Contact via: the surgery", sr.OrderDetail[len(sr.OrderDetail)-1].Text)
		}
	}
	assert.Positive(t, n)
}

// TestProviderSeesItsOwn: requests, tasks and names of one provider alone.
func TestProviderSeesItsOwn(t *testing.T) {
	x, err := fhir.NewExporter(options(fhir.ProfileUKCore, fhir.FormCollection))
	require.NoError(t, err)
	shown, hidden := 0, 0
	for _, e := range made() {
		in := episodeOf(e, person.AudienceProvider)
		got, err := x.Export(in)
		require.NoError(t, err)
		data, err := fhir.Encode(got.Bundle)
		require.NoError(t, err)
		for _, p := range e.Providers {
			if person.ProviderID(p.ID) == in.ViewOptions.Provider {
				shown++
				continue
			}
			hidden++
			assert.NotContains(t, string(data), p.Name)
		}
	}
	assert.Positive(t, shown)
	assert.Positive(t, hidden)
}

func TestSDOHCCStructure(t *testing.T) {
	for _, f := range corpus(t, fhir.ProfileSDOHCC) {
		for _, task := range all[*fhir.Task](f.Bundle) {
			assert.NotContains(t, []string{"received", "ready"}, task.Status)
			assert.Equal(t, "order", task.Intent)
			assert.NotEmpty(t, task.Focus.Reference)
			assert.NotEmpty(t, task.AuthoredOn)
			for _, e := range f.Entry {
				if e.FullURL == task.Requester.Reference {
					assert.Contains(t, []string{"PractitionerRole", "Organization"}, e.Resource.ResourceType())
				}
			}
		}
		for _, sr := range all[*fhir.ServiceRequest](f.Bundle) {
			assert.Len(t, sr.Category, 1)
			assert.NotEmpty(t, sr.Code)
		}
	}
}

func TestExporterRefuses(t *testing.T) {
	for name, o := range map[string]fhir.Options{
		"no name":     {},
		"profile":     {Profile: "none", Service: fhir.Organisation{Name: "x"}},
		"form":        {Form: "none", Service: fhir.Organisation{Name: "x"}},
		"no endpoint": {Form: fhir.FormMessage, Service: fhir.Organisation{Name: "x"}},
	} {
		_, err := fhir.NewExporter(o)
		require.Error(t, err, name)
	}
	x, err := fhir.NewExporter(options("", ""))
	require.NoError(t, err)
	e := episodes.New(1)
	in := episodeOf(e, person.AudienceGP)
	in.View = person.ViewFor(person.AudienceAnonymous)
	_, err = x.Export(in)
	require.ErrorIs(t, err, fhir.ErrNoView)
	in = episodeOf(e, person.AudienceGP)
	in.ViewOptions.At = time.Time{}
	_, err = x.Export(in)
	require.Error(t, err)
	in = episodeOf(e, person.AudienceGP)
	in.Referral = referral.Referral{}
	_, err = x.Export(in)
	require.Error(t, err)
}

// TestExportIsDeterministic: the same episode for the same recipient at the same
// time gives the same bytes, and the ids of its resources do not depend on when
// or to whom it is sent.
func TestExportIsDeterministic(t *testing.T) {
	x, err := fhir.NewExporter(options(fhir.ProfileUKCore, fhir.FormTransaction))
	require.NoError(t, err)
	e := episodes.New(7)
	one, err := x.Export(episodeOf(e, person.AudienceGP))
	require.NoError(t, err)
	two, err := x.Export(episodeOf(episodes.New(7), person.AudienceGP))
	require.NoError(t, err)
	assert.Equal(t, one, two)
	in := episodeOf(e, person.AudienceLinkWorker)
	in.ViewOptions.At = e.At.Add(time.Hour)
	three, err := x.Export(in)
	require.NoError(t, err)
	assert.Equal(t, all[*fhir.Task](one.Bundle)[0].ID, all[*fhir.Task](three.Bundle)[0].ID)
	assert.NotEqual(t, one.Bundle.ID, three.Bundle.ID)
	for _, entry := range one.Bundle.Entry {
		assert.Equal(t, "PUT", entry.Request.Method)
	}
}

// TestDeliverWithoutRepository: nothing to deliver to is a fault, not a panic.
func TestDeliverWithoutRepository(t *testing.T) {
	in := fhir.Inbox{}
	for _, repo := range []*referral.Repository{nil, {}, referral.NewRepository(nil, nil)} {
		rulings, err := in.Deliver(t.Context(), repo, referral.NewID(), []fhir.Update{{}})
		require.ErrorIs(t, err, referral.ErrInvalid)
		require.Empty(t, rulings)
	}
}
