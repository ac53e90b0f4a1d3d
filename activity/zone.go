package activity

import (
	"fmt"
	"math"
	"sync"
	"time"
)

// zoneCache turns wall-clock readings into instants, and remembers the stretch
// between two clock changes that the last reading fell into: occurrences come
// in order, so nearly all of them cost two comparisons.
type zoneCache struct {
	loc *time.Location
	// Readings in [lo, hi) have this offset and no other.
	lo, hi int64
	offset int64
}

// instant returns the seconds since 1970 of a wall-clock reading. A reading
// that the clocks skip takes the offset before the change; one that they repeat
// is its first passing.
func (z *zoneCache) instant(w int64) int64 {
	if w >= z.lo && w < z.hi {
		return w - z.offset
	}
	// Offsets are less than a day, so this instant is surely early enough.
	at := time.Unix(w-daySeconds, 0).In(z.loc)
	before := int64(math.MinInt64)
	for {
		_, off := at.Zone()
		offset := int64(off)
		start, end := at.ZoneBounds()
		lo, hi := int64(math.MinInt64), int64(math.MaxInt64)
		if !start.IsZero() {
			lo = start.Unix() + offset
			if before == math.MinInt64 {
				_, off = start.Add(-time.Second).Zone()
				before = int64(off)
			}
			// Where two stretches show the same reading, the earlier has it.
			lo = max(lo, start.Unix()+before)
		}
		if !end.IsZero() {
			hi = end.Unix() + offset
		}
		if w < hi {
			if w < lo {
				return w - before
			}
			z.lo, z.hi, z.offset = lo, hi, offset
			return w - offset
		}
		before, at = offset, end
	}
}

// LoadZone returns the zone of an IANA name or, where there is none, of a Windows
// name such as "GMT Standard Time" (CLDR; case and blanks around it do not
// count). An error matches ErrZone. The names "" and "Local" are refused: what
// they mean depends on the machine. Zone data is that of time.LoadLocation.
func LoadZone(name string) (*time.Location, error) { return resolveZone(name, nil) }

// resolveZone finds the zone of a schedule.
func resolveZone(name string, opts *ScheduleOptions) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, fmt.Errorf("%w: no name of a zone", ErrZone)
	}
	load := time.LoadLocation
	if opts != nil && opts.Zones != nil {
		load = opts.Zones
	}
	loc, err := load(name)
	if err == nil && loc != nil {
		return loc, nil
	}
	if iana, ok := windowsZone(name); ok {
		if loc, err := load(iana); err == nil && loc != nil {
			return loc, nil
		}
	}
	return nil, fmt.Errorf("%w: %w", ErrZone, errOr(err))
}

func errOr(err error) error {
	if err == nil {
		return fmt.Errorf("no such zone")
	}
	return err
}

// CachedZones returns a resolver for ScheduleOptions that asks load (nil:
// time.LoadLocation) once for each name and remembers the answer, an error
// included: time.LoadLocation reads a file every time, and a directory names the
// same zone for each of its schedules. Safe for concurrent use if load is.
func CachedZones(load func(name string) (*time.Location, error)) func(name string) (*time.Location, error) {
	if load == nil {
		load = time.LoadLocation
	}
	type answer struct {
		loc *time.Location
		err error
	}
	var known sync.Map
	return func(name string) (*time.Location, error) {
		if a, ok := known.Load(name); ok {
			return a.(answer).loc, a.(answer).err //nolint:errcheck // only answers are stored
		}
		loc, err := load(name)
		known.Store(name, answer{loc, err})
		return loc, err
	}
}
