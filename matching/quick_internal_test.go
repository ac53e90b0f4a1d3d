package matching

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
)

// TestKindsOfAreaRules: only a rule whose answer follows from the code of where the
// person lives, or from the distance to one place, is answered quickly. Whatever is
// assumed, mixed or left open in part is judged wholly.
func TestKindsOfAreaRules(t *testing.T) {
	at := activity.MustParseCoordinates("53.48,-2.24")
	one, two := []activity.Coordinates{at}, []activity.Coordinates{at, at}
	codes := []activity.AreaCode{"M1"}
	known := func(c activity.Coverage) activity.Coverage {
		c.Standing = activity.Known
		return c
	}
	assumed := func(c activity.Coverage) activity.Coverage {
		c.Standing = activity.Assumed
		return c
	}
	lives := activity.KnownAs(codes)
	for name, c := range map[string]struct {
		rule areaRule
		want areaKind
	}{
		"nothing said":                        {areaRule{}, 0},
		"everywhere":                          {areaRule{cover: known(activity.Coverage{Everywhere: true})}, 0},
		"everywhere, with a radius":           {areaRule{cover: known(activity.Coverage{Everywhere: true, Radius: 500}), around: one}, 0},
		"everywhere, but assumed":             {areaRule{cover: assumed(activity.Coverage{Everywhere: true})}, areaOther},
		"known, and nothing in it":            {areaRule{cover: known(activity.Coverage{})}, areaOther},
		"districts":                           {areaRule{cover: known(activity.Coverage{Outward: codes})}, areaOutward},
		"districts, but assumed":              {areaRule{cover: assumed(activity.Coverage{Outward: codes})}, areaOther},
		"areas":                               {areaRule{cover: known(activity.Coverage{Areas: codes})}, areaAreas},
		"areas, but assumed":                  {areaRule{cover: assumed(activity.Coverage{Areas: codes})}, areaOther},
		"districts and areas":                 {areaRule{cover: known(activity.Coverage{Outward: codes, Areas: codes})}, areaOutward | areaAreas},
		"radius around one place":             {areaRule{cover: known(activity.Coverage{Radius: 1}), around: one}, areaCatchment},
		"radius, but assumed":                 {areaRule{cover: assumed(activity.Coverage{Radius: 1}), around: one}, areaOther},
		"radius around two places":            {areaRule{cover: known(activity.Coverage{Radius: 500}), around: two}, areaOther},
		"radius around no place":              {areaRule{cover: known(activity.Coverage{Radius: 500})}, areaOther},
		"radius and districts":                {areaRule{cover: known(activity.Coverage{Radius: 500, Outward: codes}), around: one}, areaOther},
		"radius and areas":                    {areaRule{cover: known(activity.Coverage{Radius: 500, Areas: codes}), around: one}, areaOther},
		"radius and both":                     {areaRule{cover: known(activity.Coverage{Radius: 500, Outward: codes, Areas: codes}), around: one}, areaOther},
		"a radius of nought":                  {areaRule{cover: known(activity.Coverage{}), around: one}, areaOther},
		"districts, and a place without need": {areaRule{cover: known(activity.Coverage{Outward: codes}), around: one}, areaOutward},
		"residence":                           {areaRule{residence: lives}, areaWord},
		"residence, but assumed":              {areaRule{residence: activity.AssumedAs(codes, "rule")}, areaOther},
		"residence of nowhere, assumed":       {areaRule{residence: activity.AssumedAs([]activity.AreaCode{}, "rule")}, 0},
		"residence of unknown standing":       {areaRule{residence: activity.Bound[[]activity.AreaCode]{Value: codes}}, 0},
		"residence in three forms": {
			areaRule{residence: activity.KnownAs([]activity.AreaCode{"M1", "E08000002", "E01005000"})}, areaWord | areaDistrict | areaGSS,
		},
		"residence in Wales":       {areaRule{residence: activity.KnownAs([]activity.AreaCode{"W06000015"})}, areaDistrict},
		"residence and districts":  {areaRule{residence: lives, cover: known(activity.Coverage{Outward: codes})}, areaWord | areaOutward},
		"residence and radius":     {areaRule{residence: lives, cover: known(activity.Coverage{Radius: 500}), around: one}, areaOther},
		"residence in words":       {areaRule{residence: activity.KnownAs([]activity.AreaCode{"invented ward"})}, areaWord},
		"residence and everywhere": {areaRule{residence: lives, cover: known(activity.Coverage{Everywhere: true})}, areaWord},
	} {
		require.Equal(t, c.want, c.rule.kind(), name)
	}
}
