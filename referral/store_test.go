package referral_test

import (
	"context"
	"sync"

	"github.com/socialprescribing/socialprescribing/referral"
)

// mapStore is the smallest store there is. It can be told to lose races.
type mapStore struct {
	mu     sync.Mutex
	values map[referral.ID]referral.Referral
	ver    map[referral.ID]referral.Version
	lose   int
}

func newStore() *mapStore {
	return &mapStore{values: map[referral.ID]referral.Referral{}, ver: map[referral.ID]referral.Version{}}
}

func (s *mapStore) Get(_ context.Context, id referral.ID) (referral.Referral, referral.Version, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.values[id]
	if !ok {
		return r, 0, referral.ErrNotFound
	}
	return r, s.ver[id], nil
}

func (s *mapStore) Commit(_ context.Context, c referral.Change) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lose > 0 {
		s.lose--
		return referral.ErrConflict
	}
	if s.ver[c.Value.ID()] != c.Base {
		return referral.ErrConflict
	}
	s.values[c.Value.ID()], s.ver[c.Value.ID()] = c.Value, c.Base+1
	return nil
}

func facts(gathered *int) func(context.Context, referral.Referral, referral.Command) (referral.Facts, error) {
	return func(context.Context, referral.Referral, referral.Command) (referral.Facts, error) {
		*gathered++
		return known(), nil
	}
}
