package allocate

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
)

// RequestID names one request. It is the host's own pseudonym for one need of
// one person: nothing here asks who that is. It must be unique in a Problem
// and not empty.
type RequestID string

// RankLimit is the rank at which ranks are cut: a twenty-first choice weighs
// as much as a twentieth. Without a cut, one person's long list would outweigh
// several people's short ones.
const RankLimit = 20

// Request is one unit to be placed: one need of one person. A person with
// several needs makes several requests; they are independent of each other.
type Request struct {
	ID RequestID `json:"id"`
	// Urgency orders first, higher before lower. What the steps mean is the
	// host's policy; 0 is the ordinary one.
	Urgency int `json:"urgency,omitzero"`
	// Waiting orders second, longer before shorter: days waited, as the host
	// counts them.
	Waiting int `json:"waiting,omitzero"`
	// Choices are the activities that would do. Order does not matter, Rank
	// does. An activity named twice counts with its better rank.
	Choices []Choice `json:"choices,omitzero"`
	// Together names the request that must get the same activity: a carer and
	// the person cared for. It must be mutual. Where one of the two has a place
	// already, the other can only get one there.
	Together RequestID `json:"together,omitzero"`
	// Held is the place this request already has. It is left alone and takes
	// none of the free places.
	Held activity.ID `json:"held,omitzero"`
}

// Choice is one activity that would do for a request.
type Choice struct {
	Activity activity.ID `json:"activity"`
	// Rank is the place in the person's own order: 1 the best. Equally good
	// activities share a rank. Ranks above RankLimit count as RankLimit.
	Rank int `json:"rank"`
}

// Places says how many places an activity has left to give, not counting
// those already held.
type Places struct {
	Activity activity.ID `json:"activity"`
	Free     int         `json:"free"`
	// Prefers are the requests that the provider would rather take, the first
	// before the second and all before those not named. Only Stable asks.
	Prefers []RequestID `json:"prefers,omitzero"`
}

// Problem is a batch to allocate. A plain record; it is only read.
type Problem struct {
	Requests []Request `json:"requests"`
	Places   []Places  `json:"places"`
}

// Problems that Check finds.
var (
	// ErrProblem matches every fault of a Problem.
	ErrProblem = errors.New("allocate: faulty problem")
)

// Fault is one thing wrong with a Problem. It matches ErrProblem. It names
// positions and never a request ID.
type Fault struct {
	// Path says where, such as "requests[3].choices[0].rank".
	Path string
	// What says what is wrong there.
	What string
}

// Error says where and what.
func (f *Fault) Error() string { return "allocate: " + f.Path + ": " + f.What }

// Is reports whether target is ErrProblem.
func (f *Fault) Is(target error) bool { return target == ErrProblem }

// Check reports every fault of p, joined, in order; nil if there is none.
func (p Problem) Check() error {
	var faults []error
	add := func(what, path string, args ...any) {
		faults = append(faults, &Fault{Path: fmt.Sprintf(path, args...), What: what})
	}
	at := map[RequestID]int{}
	for i, r := range p.Requests {
		if _, twice := at[r.ID]; twice {
			add("occurs twice", "requests[%d].id", i)
		}
		at[r.ID] = i
		if r.ID == "" {
			add("missing", "requests[%d].id", i)
		}
		for j, c := range r.Choices {
			if c.Rank < 1 {
				add("must be 1 or more", "requests[%d].choices[%d].rank", i, j)
			}
			if c.Activity.IsZero() {
				add("missing", "requests[%d].choices[%d].activity", i, j)
			}
		}
	}
	for i, r := range p.Requests {
		if r.Together == "" {
			continue
		}
		j, ok := at[r.Together]
		if !ok || j == i || p.Requests[j].Together != r.ID {
			add("must name another request that names this one", "requests[%d].together", i)
		}
	}
	p.checkPlaces(at, add)
	return errors.Join(faults...)
}

// checkPlaces reports every fault of the places; at are the requests.
func (p Problem) checkPlaces(at map[RequestID]int, add func(what, path string, args ...any)) {
	seen := map[activity.ID]bool{}
	for i, pl := range p.Places {
		if pl.Free < 0 {
			add("must not be negative", "places[%d].free", i)
		}
		if pl.Activity.IsZero() || seen[pl.Activity] {
			add("missing or occurs twice", "places[%d].activity", i)
		}
		seen[pl.Activity] = true
		named := make(map[RequestID]bool, len(pl.Prefers))
		for j, id := range pl.Prefers {
			if _, ok := at[id]; !ok || named[id] {
				add("must name a request, and once", "places[%d].prefers[%d]", i, j)
			}
			named[id] = true
		}
	}
}

// Placement is a place given.
type Placement struct {
	Request  RequestID   `json:"request"`
	Activity activity.ID `json:"activity"`
	// Rank is the rank, as given, that the activity has for the request; 0
	// for a place held before.
	Rank int `json:"rank,omitzero"`
	// Held is whether the request had the place already.
	Held bool `json:"held,omitzero"`
}

// UnplacedReason says why a request got nothing. A closed vocabulary.
type UnplacedReason string

// Why a request got nothing.
const (
	// NoChoice: the request names no activity.
	NoChoice UnplacedReason = "no-choice"
	// NoPlaces: no activity named had a place to give at the outset.
	NoPlaces UnplacedReason = "no-places"
	// FullAhead: every place went to a request with more priority, or by Stable
	// to one that the activity ranks before, or to one placed together with
	// another before.
	FullAhead UnplacedReason = "full-ahead"
	// FullMost: places went, at least in part, to requests with less priority,
	// because more people are placed that way.
	FullMost UnplacedReason = "full-most"
	// NotTogether: no activity that both of a pair named had two places, or the
	// one where the other already has a place is not named.
	NotTogether UnplacedReason = "not-together"
)

// IsValid reports whether r is one of the reasons.
func (r UnplacedReason) IsValid() bool {
	switch r {
	case NoChoice, NoPlaces, FullAhead, FullMost, NotTogether:
		return true
	}
	return false
}

// UnmarshalText reads a reason and refuses any other text but "".
func (r *UnplacedReason) UnmarshalText(text []byte) error {
	v := UnplacedReason(text)
	if v != "" && !v.IsValid() {
		return errors.New("allocate: unknown reason")
	}
	*r = v
	return nil
}

// Unplaced is a request that got nothing, and why.
type Unplaced struct {
	Request RequestID      `json:"request"`
	Reason  UnplacedReason `json:"reason"`
	// Full lists the activities named, in the request's own order, each with
	// who has its places.
	Full []Full `json:"full,omitzero"`
}

// Full is an activity without a place left, seen from one request.
type Full struct {
	Activity activity.ID `json:"activity"`
	// Ahead and Behind count the requests placed there in this allocation
	// with more and with less priority than the one that asks; by Stable, in the
	// order of the activity.
	Ahead  int `json:"ahead"`
	Behind int `json:"behind"`
}

// Cutoff says how far down the order of priority the places of an activity
// reached.
type Cutoff struct {
	Activity activity.ID `json:"activity"`
	// Given and Left are the places given in this allocation and those left.
	Given int `json:"given"`
	Left  int `json:"left"`
	// Urgency and Waiting are those of the last request placed, by priority;
	// both 0 when nobody was.
	Urgency int `json:"urgency,omitzero"`
	Waiting int `json:"waiting,omitzero"`
}

// Plan is an allocation. Every request of the problem is in exactly one of
// Placed and Unplaced, both in order of priority.
type Plan struct {
	Policy   Policy      `json:"policy"`
	Placed   []Placement `json:"placed"`
	Unplaced []Unplaced  `json:"unplaced"`
	// Cutoffs has one entry for each activity of Places, in order of ID.
	Cutoffs []Cutoff `json:"cutoffs"`
	// RankSum is the sum of the ranks, cut at RankLimit, of the places given.
	RankSum int `json:"rankSum"`
}

// Policy names how places are given. A closed vocabulary.
type Policy string

// The policies.
const (
	// ByPriority lets each request choose in turn: serial dictatorship by
	// urgency, then waiting, then ID.
	ByPriority Policy = "priority"
	// ByMost places as many as can be placed: see Most.
	ByMost Policy = "most"
	// ByStable heeds whom providers prefer: see Stable.
	ByStable Policy = "stable"
)

// IsValid reports whether p is one of the policies.
func (p Policy) IsValid() bool { return p == ByPriority || p == ByMost || p == ByStable }

// UnmarshalText reads a policy and refuses any other text but "".
func (p *Policy) UnmarshalText(text []byte) error {
	v := Policy(text)
	if v != "" && !v.IsValid() {
		return errors.New("allocate: unknown policy")
	}
	*p = v
	return nil
}

// Priority lets each request in turn, by urgency, then days waited, then ID,
// take its best activity that still has a place; of equally good ones the one
// with the smaller ID. Pairs that must stay together choose first. Nobody who
// is unplaced envies a place of anybody with less priority, pairs apart.
//
// The error matches ErrProblem and joins every fault of p.
func Priority(p Problem) (Plan, error) { return allocate(p, ByPriority) }

// Most places as many requests as can be placed; among the ways to do that, it
// takes the lowest sum of ranks; among those, the one that is best for the
// first by priority (placed before unplaced, lower rank, smaller activity ID),
// then for the second, and so on. It is exact once the pairs are placed: pairs
// that must stay together choose first, by priority, which is a heuristic,
// because the exact problem with pairs is NP-hard.
//
// The error matches ErrProblem and joins every fault of p.
func Most(p Problem) (Plan, error) { return allocate(p, ByMost) }

// turn is where a request stands in the order of priority.
type turn struct {
	urgency, waiting int
	at               int32 // position in the problem
}

// order returns the requests' positions in order of priority: by urgency, days
// waited, and ID. It is total when IDs are unique.
func order(requests []Request) []int32 {
	turns := make([]turn, len(requests))
	for i := range turns {
		turns[i] = turn{requests[i].Urgency, requests[i].Waiting, int32(i)}
	}
	slices.SortFunc(turns, func(a, b turn) int {
		switch {
		case a.urgency != b.urgency:
			return cmp.Compare(b.urgency, a.urgency)
		case a.waiting != b.waiting:
			return cmp.Compare(b.waiting, a.waiting)
		}
		return cmp.Compare(requests[a.at].ID, requests[b.at].ID)
	})
	list := make([]int32, len(turns))
	for i, t := range turns {
		list[i] = t.at
	}
	return list
}
