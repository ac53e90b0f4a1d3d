package activity_test

import (
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
)

func FuzzLoadVocabulary(f *testing.F) {
	f.Add([]byte(`{"version":"1","categories":[{"code":"x:a","pillar":"nature","en":"A","broader":"x:b"},{"code":"x:b","pillar":"arts","en":"B"}],"groups":[{"code":"x:g","en":"G"}]}`))
	f.Add([]byte(`{"categories":[{"code":"x:a","pillar":"nature","en":"A","broader":"x:a"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := activity.LoadVocabulary(data)
		if err != nil {
			if v != nil {
				t.Fatal("a vocabulary beside an error")
			}
			return
		}
		for _, c := range v.Concepts() {
			if got, ok := v.Lookup(c.Code); !ok || got != c || !v.Is(c.Code, c.Code) {
				t.Fatal("a category that is not found")
			}
			v.Text(c.Code, language.English)
		}
	})
}

func FuzzLoadCategoryMap(f *testing.F) {
	f.Add([]byte(`{"version":"1","source":"s","licence":"l","prefix":"p","entries":[{"code":"298","to":["sp-activity:choir"]},{"code":"x"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := activity.LoadCategoryMap(data, nil)
		if err != nil {
			return
		}
		for _, code := range m.Codes() {
			if _, ok := m.Lookup(code); !ok {
				t.Fatal("a term that is not found")
			}
		}
	})
}

func FuzzReadBookings(f *testing.F) {
	f.Add([]byte(`{"schema":1,"activity":"` + someUUID + `","terms":{"places":2,"holdFor":60},"bookings":[{"holder":"` + someUUID + `","state":"waiting","places":1,"seq":1,"since":"2026-06-01T09:00:00Z"}],"seq":1,"version":2}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var b activity.Bookings
		if json.Unmarshal(data, &b) != nil || b.IsZero() {
			return
		}
		text, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		var again activity.Bookings
		if err := json.Unmarshal(text, &again); err != nil || !again.Equal(b) {
			t.Fatalf("read, written and read again it differs: %v", err)
		}
	})
}

func FuzzReadClock(f *testing.F) {
	for _, s := range []string{"9am", "12 noon", "830am", "18:30", "midnight", "12am"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, ok := activity.ReadClock(text)
		if ok == c.IsZero() {
			t.Fatalf("%v %v", c, ok)
		}
	})
}

// FuzzParseLatLon holds the parser against package strconv: what both read is the
// same number to half a millionth of a degree.
func FuzzParseLatLon(f *testing.F) {
	for _, s := range [][2]string{
		{"53.4", "-2.3"},
		{"", "-2.3"},
		{"0", "0.00000"},
		{"-5.1e-05", "+1E1"},
		{"90", "-180"},
		{"90.0000005", "1"},
		{" 53.4834 ", "1_0"},
		{"0x1p4", "1"},
		{"1e999", "NaN"},
		{"0.0000005", "-0.0000004"},
		{".", "1."},
		{"--1", "+-1"},
		{"100", "101"},
	} {
		f.Add(s[0], s[1], int32(len(s[0])-51_000_000))
	}
	f.Fuzz(func(t *testing.T, lat, lon string, micro int32) {
		micro %= 90_000_000
		want, err := activity.CoordinatesAt(int64(micro), 1)
		if got, err2 := activity.ParseLatLon(strconv.FormatFloat(float64(micro)/1e6, 'f', -1, 64), "0.000001"); err != nil || err2 != nil || got != want {
			t.Fatalf("%d millionths: %v, %v, %v", micro, got, err, err2)
		}
		c, err := activity.ParseLatLon(lat, lon)
		a, aErr := strconv.ParseFloat(strings.TrimSpace(lat), 64)
		b, bErr := strconv.ParseFloat(strings.TrimSpace(lon), 64)
		if err != nil {
			if !c.IsZero() {
				t.Fatal("a place beside an error")
			}
			return
		}
		if c.IsZero() {
			if strings.TrimSpace(lat+lon) != "" {
				t.Fatalf("%q %q is no place and no error", lat, lon)
			}
			return
		}
		if aErr != nil || bErr != nil {
			t.Fatalf("%q %q: %v beside %v, %v", lat, lon, c, aErr, bErr)
		}
		gotLat, gotLon := c.Micro()
		if math.Abs(float64(gotLat)-a*1e6) > 0.51 || math.Abs(float64(gotLon)-b*1e6) > 0.51 {
			t.Fatalf("%q %q: %v", lat, lon, c)
		}
		if again, err := activity.ParseCoordinates(c.String()); err != nil || again != c {
			t.Fatalf("%v reads as %v: %v", c, again, err)
		}
	})
}

// FuzzLoadZone holds that a name leads to the same zone alone and in a schedule,
// and never to that of the machine.
func FuzzLoadZone(f *testing.F) {
	for _, s := range []string{"Europe/London", "GMT Standard Time", " gmt standard time", "Local", "", "UTC", "../UTC", "Central Standard Time (Mexico)", "=", "GMT Standard Time=Europe/London"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		loc, err := activity.LoadZone(name)
		s := activity.Schedule{Zone: name, Rules: []activity.Rule{{Freq: activity.Daily}}}
		tt, compiled := s.Compile(nil)
		if err != nil {
			if loc != nil || !errors.Is(err, activity.ErrZone) || !errors.Is(compiled, activity.ErrZone) {
				t.Fatalf("%v, %v, %v", loc, err, compiled)
			}
			return
		}
		if compiled != nil || tt.Location().String() != loc.String() || loc == time.Local {
			t.Fatalf("%v, %v", loc, compiled)
		}
	})
}

func FuzzPolicyAndRecords(f *testing.F) {
	f.Add([]byte(`{"id":"` + someUUID + `","name":"Walk","schedule":{"zone":"Europe/London","rules":[{"freq":"WEEKLY","byDay":["TU"]}]},"cost":{"standing":"known"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var a activity.Activity
		if json.Unmarshal(data, &a) != nil {
			return
		}
		_ = a.Check()
		a.Schedule.Describe(language.English)
		if !a.Equal(a.Clone()) {
			t.Fatal("a clone that differs")
		}
	})
}
