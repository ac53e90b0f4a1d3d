package activity_test

import (
	"encoding/json"
	"testing"

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
