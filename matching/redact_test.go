package matching_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/person"
)

// untimed leaves the time of a record out, which could hold any digits.
func untimed(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return a
}

func TestSeekerIsNeverPrinted(t *testing.T) {
	s := matching.Seeker{
		Needs: []person.NeedCode{"sp-need:suicidal"},
		Place: matching.Place{Coordinates: activity.MustParseCoordinates("53.424,-2.319"), Outward: "M33"},
		Avoid: matching.Avoid{Areas: []activity.AreaCode{"M41"}},
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{ReplaceAttr: untimed})).Info("asked", "query", matching.Query{Seeker: s}, "seeker", s)
	texts := []string{log.String()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		for _, v := range []any{s, &s, s.Place, s.Avoid, matching.Query{Seeker: s}, []matching.Seeker{s}, map[int]matching.Place{1: s.Place}} {
			texts = append(texts, fmt.Sprintf(verb, v))
		}
	}
	for _, text := range texts {
		for _, secret := range []string{"suicidal", "M33", "M41", "53.4", "53424", "2.319"} {
			require.NotContains(t, text, secret)
		}
	}
	require.Equal(t, "[Seeker]", fmt.Sprintf("%+v", s))
}
