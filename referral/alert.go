package referral

import (
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
)

// AlertOf gives what Assessment.Alert is to say of a score: yes if an alert is
// raised, unknown if one could not be judged and none is raised, no if every
// one was ruled out (D16). Of the zero Score it is unknown.
func AlertOf(score outcome.Score) person.Tri {
	if score.IsZero() {
		return person.Unknown
	}
	alert := person.No
	for a := range score.Alerts() {
		if a.State == outcome.AlertRaised {
			return person.Yes
		}
		alert = person.Unknown
	}
	return alert
}
