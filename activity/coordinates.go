package activity

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// Coordinates are a point on the earth, WGS 84, in whole millionths of a degree
// (0.11 m of latitude). The zero value means "not known": the point 0,0 is never
// a place in a directory, always a gap that software filled. Immutable,
// comparable and safe for concurrent use.
type Coordinates struct {
	lat, lon int32
}

// micro is the number of units in a degree.
const micro = 1_000_000

// The reasons for which a pair of numbers is not a place.
var (
	// ErrNullIsland: both numbers are zero.
	ErrNullIsland = errors.New("activity: coordinates 0,0")
	// ErrHalfCoordinates: one of the two numbers is missing.
	ErrHalfCoordinates = errors.New("activity: latitude or longitude missing")
	// ErrOutOfRange: a latitude beyond 90 or a longitude beyond 180 degrees.
	ErrOutOfRange = errors.New("activity: coordinates out of range")
)

// CoordinatesAt makes a point from millionths of a degree.
func CoordinatesAt(latMicro, lonMicro int64) (Coordinates, error) {
	switch {
	case latMicro < -90*micro || latMicro > 90*micro || lonMicro < -180*micro || lonMicro > 180*micro:
		return Coordinates{}, ErrOutOfRange
	case latMicro == 0 && lonMicro == 0:
		return Coordinates{}, ErrNullIsland
	}
	return Coordinates{lat: int32(latMicro), lon: int32(lonMicro)}, nil
}

// ParseLatLon reads two decimal numbers of degrees. Digits past the sixth
// decimal are rounded half away from zero. Two empty texts are "not known"
// without an error; one empty text is ErrHalfCoordinates, whatever the other
// says: a latitude without longitude never lands on the Greenwich meridian.
func ParseLatLon(lat, lon string) (Coordinates, error) {
	lat, lon = strings.TrimSpace(lat), strings.TrimSpace(lon)
	switch {
	case lat == "" && lon == "":
		return Coordinates{}, nil
	case lat == "" || lon == "":
		return Coordinates{}, ErrHalfCoordinates
	}
	a, errA := parseMicro(lat)
	b, errB := parseMicro(lon)
	if err := errors.Join(errA, errB); err != nil {
		return Coordinates{}, err
	}
	return CoordinatesAt(a, b)
}

// ParseCoordinates reads "lat,lon" in decimal degrees, as String writes it.
func ParseCoordinates(s string) (Coordinates, error) {
	lat, lon, ok := strings.Cut(s, ",")
	if !ok {
		return Coordinates{}, fmt.Errorf("activity: coordinates: %w", ErrSyntax)
	}
	if strings.TrimSpace(lat) == "" || strings.TrimSpace(lon) == "" {
		return Coordinates{}, ErrHalfCoordinates
	}
	return ParseLatLon(lat, lon)
}

// MustParseCoordinates is ParseCoordinates for literals; it panics on error.
func MustParseCoordinates(s string) Coordinates {
	c, err := ParseCoordinates(s)
	if err != nil {
		panic(err)
	}
	return c
}

// Micro returns latitude and longitude in millionths of a degree.
func (c Coordinates) Micro() (int32, int32) { return c.lat, c.lon }

// IsZero reports whether the point is not known.
func (c Coordinates) IsZero() bool { return c == Coordinates{} }

// Compare orders points by latitude, then longitude.
func (c Coordinates) Compare(other Coordinates) int {
	if c.lat != other.lat {
		return sign(int64(c.lat) - int64(other.lat))
	}
	return sign(int64(c.lon) - int64(other.lon))
}

func sign(n int64) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

// String returns "lat,lon" with six decimals, or "" when not known.
func (c Coordinates) String() string { return string(c.append(nil)) }

func (c Coordinates) append(b []byte) []byte {
	if c.IsZero() {
		return b
	}
	b = appendMicro(b, c.lat)
	b = append(b, ',')
	return appendMicro(b, c.lon)
}

func appendMicro(b []byte, v int32) []byte {
	if v < 0 {
		b = append(b, '-')
		v = -v
	}
	return fmt.Appendf(b, "%d.%06d", v/micro, v%micro)
}

// AppendText implements encoding.TextAppender.
func (c Coordinates) AppendText(b []byte) ([]byte, error) { return c.append(b), nil }

// MarshalText implements encoding.TextMarshaler.
func (c Coordinates) MarshalText() ([]byte, error) { return c.append(nil), nil }

// UnmarshalText implements encoding.TextUnmarshaler; "" reads as not known.
func (c *Coordinates) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*c = Coordinates{}
		return nil
	}
	v, err := ParseCoordinates(string(text))
	if err != nil {
		return err
	}
	*c = v
	return nil
}

// InUnitedKingdom reports whether the point lies in the box around the United
// Kingdom, Isle of Man and Channel Islands (49.1 to 61.0 north, 8.7 west to
// 1.9 east). It finds swapped and broken coordinates; it is not a border.
func (c Coordinates) InUnitedKingdom() bool {
	return c.lat >= 49_100_000 && c.lat <= 61_000_000 && c.lon >= -8_700_000 && c.lon <= 1_900_000
}

// parseMicro reads a decimal number into millionths without passing through a
// binary float, so that 0.0000005 rounds the same way everywhere. Exponents are
// read too: feeds written from doubles hold numbers such as -5.1e-05.
func parseMicro(s string) (int64, error) {
	syntax := fmt.Errorf("activity: coordinates: %w", ErrSyntax)
	mantissa, exp, ok := cutExponent(s)
	if !ok {
		return 0, syntax
	}
	neg := strings.HasPrefix(mantissa, "-")
	mantissa = strings.TrimLeft(mantissa, "+-")
	whole, frac, _ := strings.Cut(mantissa, ".")
	digits := whole + frac
	if digits == "" || len(digits) > 400 || len(s)-len(strings.TrimLeft(s, "+-")) > 1 {
		return 0, syntax
	}
	// keep is how many digits stand before the millionths' last one.
	keep := len(whole) + exp + 6
	var n int64
	for i := range max(keep, len(digits)) {
		d := byte('0')
		if i < len(digits) {
			d = digits[i]
		}
		if d < '0' || d > '9' {
			return 0, syntax
		}
		if i < keep {
			n = n*10 + int64(d-'0')
		}
		if n > 1000*micro {
			return 0, ErrOutOfRange
		}
	}
	if keep >= 0 && keep < len(digits) && digits[keep] >= '5' {
		n++
	}
	if neg {
		n = -n
	}
	return n, nil
}

func cutExponent(s string) (string, int, bool) {
	i := strings.IndexAny(s, "eE")
	if i < 0 {
		return s, 0, true
	}
	e, neg := s[i+1:], false
	if e != "" && (e[0] == '+' || e[0] == '-') {
		neg = e[0] == '-'
		e = e[1:]
	}
	if e == "" || len(e) > 3 {
		return "", 0, false
	}
	n := 0
	for _, c := range []byte(e) {
		if c < '0' || c > '9' {
			return "", 0, false
		}
		n = n*10 + int(c-'0')
	}
	if neg {
		n = -n
	}
	return s[:i], n, true
}

// Metres is a distance in whole metres.
type Metres int32

// earthRadius is the mean radius of the earth in metres (IUGG: 6371008.8).
const earthRadius = 6371008.8

// DistanceTo returns the great-circle distance on a sphere of the earth's mean
// radius, rounded to the metre (half away from zero), and false when either
// point is not known. Against the ellipsoid it is off by at most about half a
// percent. The result is the same on every architecture: the trigonometry is
// written out with explicit roundings (D36), so that it may decide eligibility.
func (c Coordinates) DistanceTo(other Coordinates) (Metres, bool) {
	if c.IsZero() || other.IsZero() {
		return 0, false
	}
	if c == other {
		return 0, true
	}
	lat1, lat2 := radians(int64(c.lat)), radians(int64(other.lat))
	sLat := sin(radians(int64(other.lat)-int64(c.lat)) / 2)
	sLon := sin(radians(lonGap(c.lon, other.lon)) / 2)
	cc := float64(cos(lat1) * cos(lat2))
	a := float64(sLat*sLat) + float64(cc*float64(sLon*sLon))
	d := float64(2*earthRadius) * asin(math.Sqrt(min(a, 1)))
	return Metres(math.Floor(float64(d) + 0.5)), true
}

// lonGap is the shorter way round, in millionths of a degree, 0 to 180 degrees.
func lonGap(a, b int32) int64 {
	d := int64(a) - int64(b)
	if d < 0 {
		d = -d
	}
	if d > 180*micro {
		d = 360*micro - d
	}
	return d
}

func radians(microDegrees int64) float64 {
	return float64(microDegrees) * (math.Pi / (180 * micro))
}

// sin is the sine for |x| <= π/2 (a little beyond does no harm) by its Taylor
// series to x^21, whose remainder there is below 2e-18. Every product is
// rounded by a conversion, which forbids fused multiply-add.
func sin(x float64) float64 {
	x2 := float64(x * x)
	s := 1 / 51090942171709440000.0 // 1/21!
	for _, c := range [...]float64{
		-1 / 121645100408832000.0, 1 / 355687428096000.0, -1 / 1307674368000.0,
		1 / 6227020800.0, -1 / 39916800.0, 1 / 362880.0, -1 / 5040.0, 1 / 120.0, -1 / 6.0, 1,
	} {
		s = float64(s*x2) + c
	}
	return float64(s * x)
}

func cos(x float64) float64 { return sin(math.Pi/2 - math.Abs(x)) }

// asin is the inverse sine for 0 <= y <= 1: the complement above √½, else three
// Newton steps from the first terms of the series (1e-3 off at √½, so 1e-6,
// 1e-12 and beyond the double).
func asin(y float64) float64 {
	if y > math.Sqrt2/2 {
		return math.Pi/2 - asin(math.Sqrt(max(0, 1-float64(y*y))))
	}
	y2 := float64(y * y)
	p := float64(y2*(15.0/336)) + 3.0/40
	p = float64(y2*p) + 1.0/6
	x := y + float64(float64(y*y2)*p)
	if y2 < 1e-4 { // up to 127 km: what the series leaves out is below the double
		return x
	}
	for range 3 {
		x -= float64((sin(x) - y) / cos(x))
	}
	return x
}
