package referraltest

import (
	"context"
	"testing"

	"github.com/socialprescribing/socialprescribing/internal/conform"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/memreferral"
)

// TestMutants proves the suite: each broken store must fail in exactly the
// cases that are listed for it.
func TestMutants(t *testing.T) {
	h := Harness{Open: func(context.Context) (referral.Store, error) { return memreferral.New(nil), nil }}
	conform.TestMutants(t, h.adapter())
}
