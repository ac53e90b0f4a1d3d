package reporting

import (
	"time"

	"github.com/socialprescribing/socialprescribing/referral"
)

// attendance counts sessions by the codes of the NHS Data Dictionary's
// "Attended or did not attend", one each. Whether a session that the person
// attended took place is another fact and counted beside it.
type attendance struct {
	OnTime      int64 `json:"onTime"`      // 5: attended on time, or late but before the professional was ready
	Late        int64 `json:"late"`        // 6: arrived late, but was seen
	NotSeen     int64 `json:"notSeen"`     // 7: arrived late and could not be seen
	Missed      int64 `json:"missed"`      // 3: did not attend and gave no advance warning
	ByPerson    int64 `json:"byPerson"`    // 2: cancelled by, or on behalf of, the person
	ByService   int64 `json:"byService"`   // 4: cancelled or postponed by the service
	NotBrought  int64 `json:"notBrought"`  // of Missed: somebody else should have brought the person
	NotHappened int64 `json:"notHappened"` // of OnTime and Late: attended, and it did not take place
	MovedPerson int64 `json:"movedPerson"` // replaced by another date at the person's wish
	MovedOther  int64 `json:"movedOther"`  // replaced by another date otherwise
	// Episodes is the number of episodes with any of these.
	Episodes int64 `json:"episodes"`
}

func (a *attendance) add(b attendance) {
	a.OnTime += b.OnTime
	a.Late += b.Late
	a.NotSeen += b.NotSeen
	a.Missed += b.Missed
	a.ByPerson += b.ByPerson
	a.ByService += b.ByService
	a.NotBrought += b.NotBrought
	a.NotHappened += b.NotHappened
	a.MovedPerson += b.MovedPerson
	a.MovedOther += b.MovedOther
	a.Episodes += b.Episodes
}

// readSessions counts the sessions of an episode that the service itself holds.
// Those still to come, and those entered in error, are none.
func readSessions(rd *reading, r referral.Referral, first func(Wait, time.Time)) {
	for s := range r.Sessions() {
		if s.State == referral.StateEnteredInError || !s.Onward.IsZero() {
			continue
		}
		if !s.Offered.IsZero() {
			first(WaitFirstOffer, s.Offered)
		}
		for _, n := range rd.sessions.of(s) {
			*n++
			rd.sessions.Episodes = 1
		}
		if s.State != referral.StateAttended {
			continue
		}
		first(WaitFirstSession, s.Start)
		rd.reach(StageEngaged)
		if s.Contact.IsZero() {
			rd.contacts++ // one that is not among the contacts already
		}
	}
}

// of returns the counts that a session is in; none while it is to come.
func (a *attendance) of(s referral.Session) []*int64 {
	came := &a.OnTime
	if s.Late {
		came = &a.Late
	}
	moved := &a.MovedOther
	if s.By == referral.PartyPerson || s.By == referral.PartyRepresentative {
		moved = &a.MovedPerson
	}
	missed := []*int64{&a.Missed}
	if s.NotBrought {
		missed = append(missed, &a.NotBrought)
	}
	return map[referral.State][]*int64{
		referral.StateAttended:           {came},
		referral.StateNotHappened:        {came, &a.NotHappened},
		referral.StateNotSeen:            {&a.NotSeen},
		referral.StateNotAttended:        missed,
		referral.StateCancelledByPerson:  {&a.ByPerson},
		referral.StateCancelledByService: {&a.ByService},
		referral.StateRescheduled:        {moved},
	}[s.State]
}
