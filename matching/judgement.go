package matching

// Judgement is what one criterion says about one pair: how well it fits, and
// why. The numbers A and B and the words Subject and Object are the arguments
// of the reason; which is which stands beside each ReasonCode.
//
// The zero value is No without a reason. A plain value.
type Judgement struct {
	Code ReasonCode
	Fit  Fit
	A, B int32
	// Subject and Object are codes: a need, a category, a feature, a language.
	// Never free text, and never an attribute of a person.
	Subject, Object string
}

// fits is a judgement that gives no reason.
var exact = Judgement{Fit: Exact}

// facet is one question of a group, small enough that its answer depends on
// one or two columns of an index. A group's fit is the least of its facets'.
type facet struct {
	group int
	// raised reports whether anything is asked; if not, the facet is Exact and
	// silent.
	raised func(p *plan) bool
	// judge appends the judgements of an offer. Silence is Exact.
	judge func(p *plan, o *offer, out []Judgement) []Judgement
}

// Numbers of the facets; the table below is in this order.
const (
	fChoice = iota
	fStanding
	fFinished
	fSuspended
	fNeed
	fLikes
	fMatters
	fAge
	fAdmit
	fArea
	fFeatures
	fMode
	fLanguage
	fTime
	fTravel
	fCost
	fRoom
	fFresh
	facets // how many there are
)

// table lists the facets. It is never written.
var table = [facets]facet{
	fChoice:    {gChoice, (*plan).raisesChoice, judgeChoice},
	fStanding:  {gStanding, always, judgeStanding},
	fFinished:  {gStanding, always, judgeFinished},
	fSuspended: {gStanding, (*plan).raisesSuspended, judgeSuspended},
	fNeed:      {gNeed, (*plan).raisesNeed, judgeNeed},
	fLikes:     {gInterest, (*plan).raisesLikes, judgeLikes},
	fMatters:   {gInterest, (*plan).raisesMatters, judgeMatters},
	fAge:       {gEligibility, always, judgeAge},
	fAdmit:     {gEligibility, always, judgeAdmit},
	fArea:      {gEligibility, always, judgeArea},
	fFeatures:  {gAccess, (*plan).raisesFeatures, judgeFeatures},
	fMode:      {gAccess, always, judgeMode},
	fLanguage:  {gLanguage, (*plan).raisesLanguage, judgeLanguage},
	fTime:      {gTime, (*plan).raisesTime, judgeTime},
	fTravel:    {gTravel, (*plan).raisesTravel, judgeTravel},
	fCost:      {gCost, (*plan).raisesCost, judgeCost},
	fRoom:      {gCapacity, always, judgeRoom},
	fFresh:     {gFreshness, always, judgeFresh},
}

// facetsOf lists the facets of each group. It is never written.
var facetsOf = [groups][]int{
	gChoice: {fChoice}, gStanding: {fStanding, fFinished, fSuspended}, gNeed: {fNeed}, gInterest: {fLikes, fMatters},
	gEligibility: {fAge, fAdmit, fArea}, gAccess: {fFeatures, fMode}, gLanguage: {fLanguage}, gTime: {fTime}, gTravel: {fTravel},
	gCost: {fCost}, gCapacity: {fRoom}, gFreshness: {fFresh},
}

// always raises a facet whatever the seeker says.
func always(*plan) bool { return true }

// least returns the least fit of a list; Exact when it is empty.
func least(list []Judgement) Fit {
	f := Exact
	for i := range list {
		f = f.And(list[i].Fit)
	}
	return f
}
