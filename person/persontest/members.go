package persontest

import (
	"context"
	"encoding/json"

	"github.com/socialprescribing/socialprescribing/internal/conform"
	"github.com/socialprescribing/socialprescribing/person"
)

// unknownMembers is the case of what a later version of the package wrote.
func (h Harness) unknownMembers(ctx context.Context) []conform.Case {
	return []conform.Case{{
		Name:     "UnknownMembers",
		Sentence: "JSON members that the store's version of this package does not know are kept or reported, never dropped in silence.",
		Run: func(t conform.T) {
			t.Helper()
			h.members(ctx, t)
		},
	}}
}

func (h Harness) members(ctx context.Context, t conform.T) {
	t.Helper()
	s, err := h.Open(ctx)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	defer h.close(s)
	var p person.Person
	if err := json.Unmarshal([]byte(`{"birth":"1950","laterMember":{"b":[1,"<"],"a":null}}`), &p); err != nil {
		t.Fatalf("decode: %v", err)
	}
	p.ID = anne
	if err := s.Commit(ctx, person.Change{ID: person.NewChangeID(), Value: p}); err != nil {
		return // reported
	}
	got, _, err := s.Get(ctx, anne)
	if err != nil {
		return // reported
	}
	if want, got := ordered(t, p.Extra), ordered(t, got.Extra); want != got {
		t.Errorf("members committed: %s, and read: %s", want, got)
	}
}

// ordered writes members with the names in order at every depth: a database may have
// an order of its own.
func ordered(t conform.T, e person.Extra) string {
	t.Helper()
	data, err := e.MarshalJSON()
	if err != nil {
		t.Fatalf("encode: %v", err)
	}
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatalf("decode: %v", err)
	}
	data, err = json.Marshal(v)
	if err != nil {
		t.Fatalf("encode: %v", err)
	}
	return string(data)
}
