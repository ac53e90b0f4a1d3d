package main

import (
	"context"
	"sync"

	"github.com/socialprescribing/socialprescribing/person"
)

type people struct {
	mu sync.Mutex
	m  map[person.ID]person.Person
	v  map[person.ID]person.Version
}

func newPeople() person.Store {
	return &people{m: map[person.ID]person.Person{}, v: map[person.ID]person.Version{}}
}

func (s *people) Get(_ context.Context, id person.ID) (person.Person, person.Version, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.m[id]
	if !ok {
		return p, 0, person.ErrNotFound
	}
	return p.Clone(), s.v[id], nil
}

func (s *people) Commit(_ context.Context, c person.Change) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.v[c.Value.ID] != c.Base {
		return person.ErrConflict
	}
	s.m[c.Value.ID], s.v[c.Value.ID] = c.Value.Clone(), c.Base+1
	return nil
}
