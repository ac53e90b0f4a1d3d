package reporting

import (
	_ "embed"
	"errors"
	"slices"
	"sync"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/internal/texts"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
)

//go:embed texts.json
var textsJSON []byte

var catalogue = sync.OnceValues(func() (*texts.Catalogue, error) { return texts.Load(textsJSON) })

func text(tag language.Tag, key, otherwise string) string {
	c, err := catalogue()
	if err != nil || !c.Has(key) {
		return otherwise
	}
	return c.Text(tag, key)
}

// ErrInput is matched by every error of this package about input that it can't
// use; it matches cohort.ErrInput too.
var ErrInput = errors.New("reporting: input can't be used")

// InputError is one fault of an input. It matches ErrInput and holds no value
// of the input.
type InputError struct {
	// Path is the field or index at fault, "" for the whole.
	Path string
	// What says what is wrong there.
	What string
}

// Error returns the path and what is wrong.
func (e *InputError) Error() string { return "reporting: " + e.Path + ": " + e.What }

// Is reports whether target is ErrInput or cohort.ErrInput.
func (e *InputError) Is(target error) bool { return target == ErrInput || target == cohort.ErrInput }

// Stage is how far an episode has got. It is a persisted vocabulary.
type Stage string

// The stages, in order. An episode that reached a later one counts as having
// passed those before it, whether or not they were recorded.
const (
	StageReceived   Stage = "received"    // the service has the referral
	StageAccepted   Stage = "accepted"    // the service took it
	StageAllocated  Stage = "allocated"   // a worker had it
	StageEngaged    Stage = "engaged"     // the person was spoken with
	StagePlanned    Stage = "planned"     // the person agreed a plan
	StageReferredOn Stage = "referred-on" // an onward referral was sent, or a signpost given
	StageStarted    Stage = "started"     // an activity was started, or a signpost used
)

// Stages returns the stages in order.
func Stages() []Stage {
	return []Stage{StageReceived, StageAccepted, StageAllocated, StageEngaged, StagePlanned, StageReferredOn, StageStarted}
}

// IsValid reports whether s is one of the stages.
func (s Stage) IsValid() bool { return slices.Contains(Stages(), s) }

// UnmarshalText accepts the stages, and "" as unset; the error matches ErrInput.
func (s *Stage) UnmarshalText(b []byte) error {
	v := Stage(b)
	if v != "" && !v.IsValid() {
		return &InputError{Path: "stage", What: "unknown code"}
	}
	*s = v
	return nil
}

// Text names the stage in English or Welsh.
func (s Stage) Text(tag language.Tag) string { return text(tag, "stage-"+string(s), string(s)) }

// Wait is a wait that is measured, from the receipt of the referral unless it
// says otherwise. It is a persisted vocabulary.
//
// First offered, first spoken with and first attended are three dates: a service
// is held to the first, which it can keep, and people live through the last.
type Wait string

// The waits.
const (
	WaitDecision     Wait = "decision"      // to accepted, rejected or redirected
	WaitAllocation   Wait = "allocation"    // to the first worker
	WaitFirstAttempt Wait = "first-attempt" // to the first attempt to reach the person
	WaitFirstOffer   Wait = "first-offer"   // to the first date that was offered
	WaitFirstContact Wait = "first-contact" // to the first two-way contact
	WaitFirstSession Wait = "first-session" // to the first session attended
	WaitPlan         Wait = "plan"          // to the first plan agreed with the person
	WaitEnd          Wait = "end"           // to the end of the episode
)

// Waits returns the waits in order.
func Waits() []Wait {
	return []Wait{WaitDecision, WaitAllocation, WaitFirstAttempt, WaitFirstOffer, WaitFirstContact, WaitFirstSession, WaitPlan, WaitEnd}
}

// IsValid reports whether w is one of the waits.
func (w Wait) IsValid() bool { return slices.Contains(Waits(), w) }

// UnmarshalText accepts the waits, and "" as unset; the error matches ErrInput.
func (w *Wait) UnmarshalText(b []byte) error {
	v := Wait(b)
	if v != "" && !v.IsValid() {
		return &InputError{Path: "wait", What: "unknown code"}
	}
	*w = v
	return nil
}

// Text names the wait in English or Welsh.
func (w Wait) Text(tag language.Tag) string { return text(tag, "wait-"+string(w), string(w)) }
