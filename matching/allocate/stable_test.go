package allocate_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching/allocate"
)

// preferring has some providers prefer some of the requests.
func preferring(r *rand.Rand, p allocate.Problem) allocate.Problem {
	for i := range p.Places {
		for _, k := range r.Perm(len(p.Requests))[:r.IntN(len(p.Requests)+1)] {
			if r.IntN(4) > 0 {
				p.Places[i].Prefers = append(p.Places[i].Prefers, p.Requests[k].ID)
			}
		}
	}
	return p
}

// contested makes a problem in which everybody wants every place, and every provider
// ranks everybody: there are often several stable plans.
func contested(r *rand.Rand) allocate.Problem {
	n := 2 + r.IntN(3)
	p := problem(r, n, n, 0, 1, 1)
	for i := range p.Requests {
		for rank, a := range r.Perm(n) {
			p.Requests[i].Choices = append(p.Requests[i].Choices, allocate.Choice{Activity: act(a), Rank: 1 + rank})
		}
	}
	for a := range p.Places {
		p.Places[a].Free = 1
		for _, i := range r.Perm(n) {
			p.Places[a].Prefers = append(p.Places[a].Prefers, p.Requests[i].ID)
		}
	}
	return p
}

// market is a problem as its two sides see it, worked out anew from what the package
// says of them.
type market struct {
	ids   []allocate.RequestID
	acts  []activity.ID
	wants [][]int // of each person, the activities in their order
	order [][]int // of each activity, where each person stands; less is before
	room  []int
}

func marketOf(p allocate.Problem) market {
	var m market
	list := byPriority(p)
	for _, pl := range p.Places {
		m.acts, m.room = append(m.acts, pl.Activity), append(m.room, pl.Free)
		stands := make([]int, len(list))
		for i, q := range list {
			stands[i] = len(list) + i
			if k := slices.Index(pl.Prefers, q.ID); k >= 0 {
				stands[i] = k
			}
		}
		m.order = append(m.order, stands)
	}
	for _, q := range list {
		m.ids = append(m.ids, q.ID)
		var wants []int
		for a, id := range m.acts {
			if _, named := rankOf(q, id); named {
				wants = append(wants, a)
			}
		}
		slices.SortFunc(wants, func(a, b int) int {
			x, _ := rankOf(q, m.acts[a])
			y, _ := rankOf(q, m.acts[b])
			return cmp.Or(x-y, m.acts[a].Compare(m.acts[b]))
		})
		m.wants = append(m.wants, wants)
	}
	return m
}

// blocked says why a plan is not stable: somebody and an activity would both rather
// have each other. at is where each person is, -1 nowhere.
func (m market) blocked(at []int) error {
	for a := range m.acts {
		var there []int
		for i, b := range at {
			if b == a {
				there = append(there, i)
			}
		}
		if len(there) > m.room[a] {
			return fmt.Errorf("activity %d is over its places", a)
		}
		for i, wants := range m.wants {
			k := slices.Index(wants, a)
			if k < 0 || at[i] >= 0 && slices.Index(wants, at[i]) <= k {
				continue
			}
			if len(there) < m.room[a] || slices.ContainsFunc(there, func(j int) bool { return m.order[a][i] < m.order[a][j] }) {
				return fmt.Errorf("person %d and activity %d would rather have each other", i, a)
			}
		}
	}
	return nil
}

// best tries every plan and returns the best place that each person has in any
// stable one, and how many stable ones there are.
func (m market) best() ([]int, int) {
	best, stable := slices.Repeat([]int{-1}, len(m.ids)), 0
	at := slices.Repeat([]int{-1}, len(m.ids))
	var try func(i int)
	try = func(i int) {
		if i == len(at) {
			if m.blocked(at) != nil {
				return
			}
			stable++
			for p, a := range at {
				if a >= 0 && (best[p] < 0 || slices.Index(m.wants[p], a) < slices.Index(m.wants[p], best[p])) {
					best[p] = a
				}
			}
			return
		}
		for _, a := range append([]int{-1}, m.wants[i]...) {
			at[i] = a
			try(i + 1)
		}
		at[i] = -1
	}
	try(0)
	return best, stable
}

// places reads a plan.
func (m market) places(plan allocate.Plan) []int {
	where, at := given(plan), slices.Repeat([]int{-1}, len(m.ids))
	for i, id := range m.ids {
		if a, ok := where[id]; ok {
			at[i] = slices.Index(m.acts, a)
		}
	}
	return at
}

// TestStableIsTheBestStablePlan: of all plans that nobody would rather leave, it is
// the one in which everybody has the best place that they have in any.
func TestStableIsTheBestStablePlan(t *testing.T) {
	r := rand.New(rand.NewPCG(51, 52))
	several, unlike := 0, 0
	for n := range 4000 / smaller {
		p := preferring(r, problem(r, 1+r.IntN(5), 1+r.IntN(4), 4, 2, 1+r.IntN(4)))
		if n%4 == 0 {
			p = contested(r)
		}
		plan, err := allocate.Stable(p)
		require.NoError(t, err)
		sound(t, p, plan)
		m := marketOf(p)
		best, stable := m.best()
		require.Equal(t, best, m.places(plan), "case %d: %+v", n, p)
		if stable > 1 {
			several++
		}
		turns, err := allocate.Priority(p)
		require.NoError(t, err)
		if !slices.Equal(m.places(turns), best) {
			unlike++
		}
	}
	require.Greater(t, several, 200/smaller, "cases with more than one stable plan")
	require.Greater(t, unlike, 100/smaller, "cases in which providers make a difference")
}

// TestStableAtSize: with hundreds of people nobody and no activity would rather have
// each other, everybody unplaced is told who is ahead of them, and the order of input
// does not matter; but a plan that is spoilt fails.
func TestStableAtSize(t *testing.T) {
	r := rand.New(rand.NewPCG(53, 54))
	for range 20 / smaller {
		p := preferring(r, local(r, 400, 40, 8, 7))
		plan, err := allocate.Stable(p)
		require.NoError(t, err)
		sound(t, p, plan)
		m := marketOf(p)
		at := m.places(plan)
		require.NoError(t, m.blocked(at))
		for _, u := range plan.Unplaced {
			require.NotEqual(t, allocate.FullMost, u.Reason)
			for _, f := range u.Full {
				require.Zero(t, f.Behind, "whoever has a place there is before them")
				require.Positive(t, f.Ahead)
			}
		}
		i := slices.IndexFunc(at, func(a int) bool { return a >= 0 })
		at[i] = -1
		require.Error(t, m.blocked(at))
		turned := allocate.Problem{Requests: slices.Clone(p.Requests), Places: slices.Clone(p.Places)}
		slices.Reverse(turned.Requests)
		slices.Reverse(turned.Places)
		again, err := allocate.Stable(turned)
		require.NoError(t, err)
		require.Equal(t, plan, again)
	}
}

// TestNobodyGainsByPretending: whatever order of choices somebody names, and
// whichever they leave out, they get nothing better than by saying what they want.
func TestNobodyGainsByPretending(t *testing.T) {
	r := rand.New(rand.NewPCG(55, 56))
	tried := 0
	for range 300 / smaller {
		p := preferring(r, problem(r, 2+r.IntN(4), 2+r.IntN(3), 4, 2, 4))
		honest, err := allocate.Stable(p)
		require.NoError(t, err)
		m := marketOf(p)
		was := m.places(honest)
		for i, id := range m.ids {
			at := slices.IndexFunc(p.Requests, func(q allocate.Request) bool { return q.ID == id })
			for range 6 {
				lie := allocate.Problem{Requests: slices.Clone(p.Requests), Places: p.Places}
				var choices []allocate.Choice
				for k, j := range r.Perm(len(m.wants[i])) {
					if r.IntN(4) > 0 {
						choices = append(choices, allocate.Choice{Activity: m.acts[m.wants[i][j]], Rank: 1 + k})
					}
				}
				lie.Requests[at].Choices = choices
				plan, err := allocate.Stable(lie)
				require.NoError(t, err)
				if now := m.places(plan)[i]; now >= 0 {
					tried++
					require.True(t, was[i] >= 0 && slices.Index(m.wants[i], was[i]) <= slices.Index(m.wants[i], now))
				}
			}
		}
	}
	require.Greater(t, tried, 500/smaller)
}

// TestStableWithoutPreferences: where no provider ranks anybody, everybody chooses in
// turn; pairs and places held are as by the other policies; and the other policies do
// not ask whom providers prefer.
func TestStableWithoutPreferences(t *testing.T) {
	r := rand.New(rand.NewPCG(57, 58))
	for range 500 / smaller {
		p := couples(r, problem(r, 2+r.IntN(30), 1+r.IntN(9), 5, 4, 4))
		turns, err := allocate.Priority(p)
		require.NoError(t, err)
		plan, err := allocate.Stable(p)
		require.NoError(t, err)
		plan.Policy = allocate.ByPriority
		require.Equal(t, turns, plan)
		liked := preferring(r, allocate.Problem{Requests: p.Requests, Places: slices.Clone(p.Places)})
		for _, policy := range []func(allocate.Problem) (allocate.Plan, error){allocate.Priority, allocate.Most} {
			a, err := policy(p)
			require.NoError(t, err)
			b, err := policy(liked)
			require.NoError(t, err)
			require.Equal(t, a, b)
		}
	}
}

// TestStableCouplesFirst: a pair has its places whomever the provider prefers, and who
// is turned away for it is told that it has less of a claim there.
func TestStableCouplesFirst(t *testing.T) {
	choice := []allocate.Choice{{Activity: act(1), Rank: 1}}
	p := allocate.Problem{
		Places: []allocate.Places{{Activity: act(1), Free: 3, Prefers: []allocate.RequestID{"liked", "other"}}},
		Requests: []allocate.Request{
			{ID: "carer", Together: "cared-for", Choices: choice},
			{ID: "cared-for", Together: "carer", Choices: choice},
			{ID: "other", Choices: choice},
			{ID: "liked", Choices: choice},
			{ID: "urgent", Urgency: 5, Choices: choice},
		},
	}
	plan, err := allocate.Stable(p)
	require.NoError(t, err)
	require.Equal(t, allocate.ByStable, plan.Policy)
	where := given(plan)
	require.Len(t, where, 3)
	require.Contains(t, where, allocate.RequestID("liked"))
	require.Equal(t, []allocate.Unplaced{
		{Request: "urgent", Reason: allocate.FullAhead, Full: []allocate.Full{{Activity: act(1), Ahead: 1, Behind: 2}}},
		{Request: "other", Reason: allocate.FullAhead, Full: []allocate.Full{{Activity: act(1), Ahead: 1, Behind: 2}}},
	}, plan.Unplaced)

	p.Places[0].Prefers = []allocate.RequestID{"liked", "nobody", "liked"}
	_, err = allocate.Stable(p)
	require.ErrorIs(t, err, allocate.ErrProblem)
	require.Equal(t, "allocate: places[0].prefers[1]: must name a request, and once\nallocate: places[0].prefers[2]: must name a request, and once", err.Error())
	require.True(t, allocate.ByStable.IsValid())
}
