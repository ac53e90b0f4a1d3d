package matching

import (
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// Access: whether the person can take part. Each feature that they cannot do
// without is there, is not, or has to be asked about; and so is the way in which
// the activity reaches people. For what comes to the home or needs no place,
// features of a building are not asked about.
//
// Fits: Exact, Unknown, No; No is hard. Somebody who cannot leave home is not
// offered a gym however well it suits otherwise, and a place whose way of
// working is not stated is one to telephone first.

func (p *plan) raisesFeatures() bool { return len(p.q.Seeker.Access) > 0 }

func judgeFeatures(p *plan, o *offer, out []Judgement) []Judgement {
	for i, f := range p.q.Seeker.Access {
		if !o.placed && ofBuilding(f) || slices.Contains(p.q.Seeker.Access[:i], f) {
			continue
		}
		out = append(out, triJudgement(o.feats.of(f), string(f), ReasonAccessHas, ReasonAccessNot, ReasonAccessAsk))
	}
	return out
}

// ofBuilding reports whether a feature belongs to a place that one goes to.
func ofBuilding(f activity.Feature) bool {
	//exhaustive:ignore
	switch f { // every other feature goes with the activity, not the building
	case activity.StepFree, activity.Wheelchair, activity.AccessibleToilet, activity.ChangingPlaces,
		activity.AccessibleParking, activity.Parking, activity.PublicTransport, activity.TransportProvided,
		activity.Lift, activity.BabyChanging:
		return true
	default:
		return false
	}
}

// The way it reaches people. What a seeker would not use is out. Online needs a
// device, a connection, skill and a private space (D23): where those are not
// known the worker has to ask, whatever else the seeker says, since an activity
// that is online raises the question by itself; and where they are known to be
// missing the online way is out while the telephone stays. A visit at home needs
// a home: for somebody with no fixed abode the worker asks where they could meet.

func judgeMode(p *plan, o *offer, out []Judgement) []Judgement {
	modes := p.q.Seeker.Modes
	if len(modes) > 0 {
		switch {
		case o.mode == "":
			out = append(out, modeUnknown(modes, o))
		case slices.Contains(modes, o.mode):
			out = append(out, Judgement{Code: ReasonModeFits, Fit: Exact, Subject: string(o.mode)})
		default:
			out = append(out, Judgement{Code: ReasonModeNot, Fit: No, Subject: string(o.mode)})
		}
	}
	if o.mode == activity.HomeVisit && p.q.Seeker.Place.Chosen {
		out = append(out, Judgement{Code: ReasonHomeAsk, Fit: Unknown})
	}
	if o.mode == activity.Online {
		switch p.q.Seeker.Digital {
		case person.No:
			out = append(out, Judgement{Code: ReasonDigitalNot, Fit: No})
		case person.Unknown:
			out = append(out, Judgement{Code: ReasonDigitalAsk, Fit: Unknown})
		case person.Yes:
		}
	}
	return out
}

// modeUnknown judges an offer whose mode is not stated. One with a place is
// taken to happen there by somebody who would go; by somebody who would not, it
// has to be asked.
func modeUnknown(modes []activity.Mode, o *offer) Judgement {
	if o.placed && slices.Contains(modes, activity.InPerson) {
		return Judgement{Code: ReasonModeFits, Fit: Exact, Subject: string(activity.InPerson)}
	}
	return Judgement{Code: ReasonModeAsk, Fit: Unknown}
}
