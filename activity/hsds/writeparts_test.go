package hsds_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/hsds"
)

func TestPartsThatNeedOtherWordsSurvive(t *testing.T) {
	euros, err := activity.NewMoney(1000, "EUR")
	require.NoError(t, err)
	ages, err := activity.AgesInMonths(6, 42)
	require.NoError(t, err)
	a := activity.Activity{ID: activity.DeriveID("t", "1"), Name: "Playgroup", Status: activity.TemporarilyClosed, Provider: activity.DeriveProviderID("t", "p"), ProviderName: "P"}
	a.Eligibility.Ages = activity.KnownAs(ages)
	a.Cost = activity.Cost{Standing: activity.Known, Options: []activity.CostOption{
		{Kind: activity.Price, Amount: activity.Pence(250), Per: activity.PerWeek, For: activity.ForMembers},
		{Kind: activity.Donation, Amount: activity.Pence(100), Per: activity.PerSession, Text: "what you like"},
		{Kind: activity.Deposit, Amount: activity.Pence(500), For: activity.ForChildren},
		{Kind: activity.Price, Amount: euros, Per: activity.PerMonth},
	}}
	a.Terms = []activity.Term{{Taxonomy: "T", Code: "77", Name: "Seventy-seven", Value: "v"}, {Code: "esdNeed:69", Name: "Lonely"}}
	p := activity.Provider{ID: a.Provider, Name: "P", Description: "d", LegalStatus: "CIO", Parent: activity.DeriveProviderID("t", "q"), Identifiers: []activity.Identifier{
		{Scheme: activity.CharityEnglandWales, Value: "1", Text: "GB-CHC Charity number"}, {Scheme: activity.CompanyNumber, Value: "2"}, {Scheme: "x-other", Value: "3", Text: "Local list"},
	}, Contacts: []activity.Contact{{Email: "p@example.org"}}}
	d := hsds.Directory{Activities: []activity.Activity{a}, Providers: []activity.Provider{p}}
	again, lost, _ := rewrite(t, d, nil)
	got := again.Activities[0]
	require.Equal(t, a.Eligibility.Ages, got.Eligibility.Ages, "42 months are three and a half years")
	require.Equal(t, a.Status, got.Status)
	for i, o := range a.Cost.Options {
		g := got.Cost.Options[i]
		require.Equal(t, []any{o.Kind, o.Amount, o.Per, o.For}, []any{g.Kind, g.Amount, g.Per, g.For}, "option %d", i)
	}
	require.Equal(t, a.Terms, got.Terms)
	q := again.Providers[0]
	require.Equal(t, p.Parent, q.Parent)
	require.Equal(t, p.LegalStatus, q.LegalStatus)
	require.Equal(t, p.Contacts[0].Email, q.Contacts[0].Email)
	for i, id := range p.Identifiers {
		require.Equal(t, id.Value, q.Identifiers[i].Value)
		require.Equal(t, id.Scheme, q.Identifiers[i].Scheme, "identifier %d", i)
	}
	require.Len(t, lost, 1)
	require.Equal(t, "/cost/options/1/text", lost[0].Pointer)

	_, lost, data := rewrite(t, d, &hsds.WriteOptions{ProfileOnly: true})
	require.NotContains(t, string(data), "EUR", "a price in another currency would be read as pounds")
	paths := map[string]bool{}
	for _, f := range lost {
		paths[f.Pointer] = true
	}
	require.True(t, paths["/cost/options/3"] && paths["/terms"] && paths["/provider/legalStatus"], "%v", paths)

	odd, err := activity.AgesInMonths(7, 1801)
	require.NoError(t, err)
	a.Eligibility.Ages = activity.KnownAs(odd)
	_, lost, _ = rewrite(t, hsds.Directory{Activities: []activity.Activity{a}}, nil)
	require.Equal(t, "/eligibility/ages", lost[0].Pointer, "seven months are no exact part of a year")
}
