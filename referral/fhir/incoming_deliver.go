package fhir

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/socialprescribing/socialprescribing/referral"
)

// Deliver interprets the updates of one episode, in the order in which they
// were written, and does their commands. Each is interpreted against the
// episode as the one before left it. It gives a ruling for each update, in
// that order; a command that the machine refuses makes it a Refusal with the
// cause.
//
// The error is that of the store or of the host's own functions; the rulings
// so far are given with it, and delivering all again is safe. A repository that
// is nil or has no store gives an error that matches [referral.ErrInvalid].
func (in Inbox) Deliver(ctx context.Context, repo *referral.Repository, id referral.ID, updates []Update) ([]Ruling, error) {
	if repo == nil {
		return nil, &referral.Fault{Rule: referral.RuleRequired, Path: "repository"}
	}
	if in.Machine == nil {
		in.Machine = repo.Machine()
	}
	var out []Ruling
	for _, u := range inOrder(updates) {
		r, err := repo.Get(ctx, id, in.Sender.Actor, in.Received)
		if err != nil {
			return out, err
		}
		a := in.Interpret(r, u)
		if err := a.do(ctx, repo, id); err != nil {
			return out, err
		}
		out = append(out, a)
	}
	return out, nil
}

// inOrder sorts by when the updates were written; what has no time stays last,
// and what has the same time stays in the order of the text.
func inOrder(updates []Update) []Update {
	list := slices.Clone(updates)
	slices.SortStableFunc(list, func(a, b Update) int {
		s, t := a.written(), b.written()
		return cmp.Or(cmp.Compare(btoi(s.IsZero()), btoi(t.IsZero())), s.Compare(t))
	})
	return list
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (u Update) written() time.Time {
	i := interpretation{u: u}
	if u.Task == nil && u.Request == nil {
		return time.Time{}
	}
	i.version()
	return i.at
}

// do does the commands of a ruling.
func (a *Ruling) do(ctx context.Context, repo *referral.Repository, id referral.ID) error {
	for _, cmd := range a.Commands {
		_, _, err := repo.Do(ctx, id, cmd)
		if isRefusal(err) {
			a.Commands, a.Refusal = nil, &Refusal{Code: RefusedIllegal, Cause: err}
			return nil
		}
		if err != nil {
			return err
		}
		a.Done++
	}
	return nil
}

// isRefusal tells what the machine says from what the store says.
func isRefusal(err error) bool {
	return errors.Is(err, referral.ErrNotPermitted) || errors.Is(err, referral.ErrUnknownFact) || errors.Is(err, referral.ErrInvalid)
}
