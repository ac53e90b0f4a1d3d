package activity_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
)

func TestD30ProviderChecksAndSuspension(t *testing.T) {
	day := activity.MustParseDay("2026-06-01")
	at := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	policy := activity.DefaultProviderPolicy()
	require.NoError(t, policy.Check())
	p := activity.Provider{ID: activity.ProviderID{1}, Name: "Invented Allotments"}

	require.True(t, p.Verify(activity.Signpost, at, day, policy).Allowed(), "a signpost needs no check")
	v := p.Verify(activity.Professional, at, day, policy)
	require.False(t, v.Allowed())
	require.Equal(t, []activity.CheckFinding{{Kind: activity.SharingAgreement, Standing: activity.CheckMissing}}, v.Wanting())

	p.Checks = []activity.ProviderCheck{{Kind: activity.SharingAgreement, SeenOn: day.AddDays(-400), Expires: day.AddDays(-1)}}
	require.Equal(t, activity.CheckExpired, p.Verify(activity.Professional, at, day, policy).Findings[0].Standing)
	require.Equal(t, activity.CheckValid, p.Standing(activity.SharingAgreement, day.AddDays(-1)), "good through its last day")
	p.Checks = append(p.Checks, activity.ProviderCheck{Kind: activity.SharingAgreement, SeenOn: day.AddDays(1)})
	require.False(t, p.Verify(activity.Professional, at, day, policy).Allowed(), "seen tomorrow is not seen today")
	p.Checks = append(p.Checks, activity.ProviderCheck{Kind: activity.SharingAgreement})
	require.False(t, p.Verify(activity.Professional, at, day, policy).Allowed(), "seen nobody knows when")
	p.Checks = append(p.Checks, activity.ProviderCheck{Kind: activity.SharingAgreement, SeenOn: day, Expires: day.AddDays(30)})
	require.True(t, p.Verify(activity.Professional, at, day, policy).Allowed())

	p.Suspensions = []activity.Suspension{{From: at.Add(-time.Hour), Until: at.Add(time.Hour), Reason: "safeguarding"}}
	for offset, suspended := range map[time.Duration]bool{-2 * time.Hour: false, -time.Hour: true, 0: true, time.Hour: false} {
		v := p.Verify(activity.Signpost, at.Add(offset), day, policy)
		require.Equal(t, !suspended, v.Allowed(), offset)
		require.Equal(t, suspended, v.Suspended != nil)
	}
	p.Suspensions[0].Until = time.Time{}
	_, ok := p.SuspendedAt(at.AddDate(10, 0, 0))
	require.True(t, ok, "until further notice")
}

func TestChecksThatExpireSoon(t *testing.T) {
	day := activity.MustParseDay("2026-06-01")
	p := activity.Provider{Checks: []activity.ProviderCheck{
		{Kind: activity.Insurance, SeenOn: day.AddDays(-300), Expires: day.AddDays(29)},
		{Kind: activity.DBS, SeenOn: day.AddDays(-300), Expires: day.AddDays(30)},
		{Kind: activity.SafeguardingPolicy, SeenOn: day.AddDays(-300), Expires: day.AddDays(3)},
		{Kind: activity.SafeguardingPolicy, SeenOn: day.AddDays(-1), Expires: day.AddDays(300)},
		{Kind: activity.SafeguardingLead, SeenOn: day.AddDays(-300)},
		{Kind: activity.PVG, SeenOn: day.AddDays(-300), Expires: day.AddDays(-3)},
	}}
	require.Equal(t, p.Checks[:1], p.Expiring(day, 30))
	require.Empty(t, p.Expiring(activity.Day{}, 30))
}

func TestPolicyNamesItsFaults(t *testing.T) {
	p := activity.ProviderPolicy{Routes: []activity.RouteChecks{
		{Route: activity.Professional, Checks: []activity.CheckKind{"nonsense"}}, {Route: activity.Professional}, {Route: "nowhere"},
	}}
	var paths []string
	for _, f := range activity.Faults(p.Check()) {
		paths = append(paths, f.Path)
	}
	require.Equal(t, []string{"/routes/0/checks/0", "/routes/1/route", "/routes/2/route"}, paths)
}
