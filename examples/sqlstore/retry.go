package sqlstore

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// retry runs f until it succeeds, fails for good, the tries are used up or the
// context ends. Between tries it waits: twice as long each time, by a random
// half, so that writers who met do not meet again.
//
// Everything that is retried may be done twice: reads, and commits that name
// their change.
func (o *Options) retry(ctx context.Context, f func() error) error {
	wait := o.firstWait()
	for try := 1; ; try++ {
		err := told(ctx, f())
		if err == nil || !passing(err) || try >= o.tries() {
			return err
		}
		if !sleep(ctx, wait/2+rand.N(wait)) {
			return told(ctx, err)
		}
		wait *= 2
	}
}

// told has a failure match the error of its context where that has ended: drivers
// say that they were interrupted, or database/sql that the transaction is over.
func told(ctx context.Context, err error) error {
	e, ok := err.(*Error) //nolint:errorlint // our own, unwrapped
	if !ok || ctx.Err() == nil || errors.Is(err, ctx.Err()) {
		return err
	}
	next := *e
	next.Err = errors.Join(ctx.Err(), e.Err)
	if e.Class == ErrTimeout { //nolint:errorlint // a sentinel
		next.Class = nil // it was the caller's limit
	}
	return &next
}

// passing says whether a failure may be over at the next try.
func passing(err error) bool { return errors.Is(err, ErrBusy) || errors.Is(err, ErrUnavailable) }

func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
