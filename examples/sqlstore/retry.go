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
		err := f()
		if err == nil || !passing(err) || try >= o.tries() {
			return err
		}
		if !sleep(ctx, wait/2+rand.N(wait)) {
			return err
		}
		wait *= 2
	}
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
