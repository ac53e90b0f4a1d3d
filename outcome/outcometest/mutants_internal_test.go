package outcometest

import (
	"context"
	"testing"

	"github.com/socialprescribing/socialprescribing/internal/conform"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/memoutcome"
)

// TestMutants proves the suite: each broken store must fail in exactly the cases
// that are listed for it.
func TestMutants(t *testing.T) {
	h := Harness{Open: func(context.Context) (outcome.Store, error) { return memoutcome.New(), nil }}
	conform.TestMutants(t, h.adapter())
}
