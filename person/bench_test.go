package person_test

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/socialprescribing/socialprescribing/person"
)

// numbers are valid and distinct: a thousand live ones, as a busy process has.
func numbers(n int) []string {
	var out []string
	for i := uint64(4000000000); len(out) < n; i++ {
		if s := fmt.Sprintf("%010d", i); person.CheckNHSNumber([]byte(s)) == person.ProblemNone {
			out = append(out, s)
		}
	}
	return out
}

// naiveNHS is what a host writes by hand: strip with a regular expression,
// then check.
var separators = regexp.MustCompile(`[ -]`)

func naiveNHS(s string) bool {
	s = separators.ReplaceAllString(s, "")
	if len(s) != 10 {
		return false
	}
	sum := 0
	for i, c := range s {
		sum += int(c-'0') * (10 - i)
	}
	return sum%11 == 0
}

func BenchmarkNHSNumber(b *testing.B) {
	list := numbers(1000)
	live := make([]person.NHSNumber, len(list))
	raw := make([][]byte, len(list))
	for i, s := range list {
		live[i], raw[i] = person.MustParseNHSNumber(s), []byte(s)
	}
	b.Run("parse", func(b *testing.B) {
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			if _, err := person.ParseNHSNumber(list[i%1000]); err != nil {
				b.Fatal(err)
			}
			i++
		}
	})
	b.Run("check", func(b *testing.B) {
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			if person.CheckNHSNumber(raw[i%1000]) != person.ProblemNone {
				b.Fatal()
			}
			i++
		}
	})
	b.Run("baseline-by-hand", func(b *testing.B) {
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			if !naiveNHS(list[i%1000]) {
				b.Fatal()
			}
			i++
		}
	})
	runtime.KeepAlive(live)
}

func BenchmarkPostcode(b *testing.B) {
	list := []string{"M1 1AE", "b338th", "EC1A 1BB", "DN55 1PT", "W1A 0AX", "ZZ99 3VZ", "CR2 6XH", "sk8 3nj"}
	b.Run("parse", func(b *testing.B) {
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			if _, err := person.ParsePostcode(list[i%8]); err != nil {
				b.Fatal(err)
			}
			i++
		}
	})
	b.Run("baseline-regexp", func(b *testing.B) {
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			if !slowPostcode.MatchString(strings.ToUpper(list[i%8])) {
				b.Fatal()
			}
			i++
		}
	})
}

func BenchmarkDate(b *testing.B) {
	b.Run("parse", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = person.ParseDate("1950-03-12")
		}
	})
	b.Run("baseline-time.Parse", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = time.Parse(time.DateOnly, "1950-03-12")
		}
	})
	b.Run("age", func(b *testing.B) {
		b.ReportAllocs()
		birth, on := person.MustParseDate("1950-03"), person.MustParseDate("2026-11-24")
		for b.Loop() {
			_ = birth.AgeOn(on).AtLeast(65)
		}
	})
}

func BenchmarkVerdict(b *testing.B) {
	c := person.Consents{}
	for n := range 12 {
		c, _ = c.Record(decide(byte(n+1), person.ScopeShareGP, person.Given, n))
	}
	at := days(30)
	b.ReportAllocs()
	for b.Loop() {
		if c.At(at).Verdict(person.ScopeShareGP).Answer != person.Given {
			b.Fatal()
		}
	}
}

func BenchmarkPersonJSON(b *testing.B) {
	p := filled(reflect.TypeFor[person.Person]()).Interface().(person.Person)
	data, err := json.Marshal(p)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("encode", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			_, _ = json.Marshal(p)
		}
	})
	b.Run("decode", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			var q person.Person
			if json.Unmarshal(data, &q) != nil {
				b.Fatal()
			}
		}
	})
	b.Run("view", func(b *testing.B) {
		v := person.ViewFor(person.AudienceGP)
		for b.Loop() {
			_ = v.Of(p, nil)
		}
	})
}

// BenchmarkMemory reports what many persons cost: bytes each, and the length of
// a garbage collection over them. Ten million run with SP_TEN_MILLION=1, and
// need some 15 GB.
func BenchmarkMemory(b *testing.B) {
	if os.Getenv("SP_TEN_MILLION") != "" {
		b.Run("numbers-1e7", func(b *testing.B) { memory(b, 10_000_000, number) })
		b.Run("persons-1e7", func(b *testing.B) { memory(b, 10_000_000, small1) })
	}
	b.Run("numbers-1e6", func(b *testing.B) { memory(b, 1_000_000, number) })
	b.Run("strings-1e6", func(b *testing.B) { memory(b, 1_000_000, digits) })
	b.Run("persons-1e6", func(b *testing.B) { memory(b, 1_000_000, small1) })
}

func number(n uint64) any { v, _ := person.ParseNHSNumber(fmt.Sprintf("%010d", n)); return v }
func digits(n uint64) any { return fmt.Sprintf("%010d", n) }

// small1 is a person with number, name, birth date, an address and a need.
func small1(n uint64) any {
	v, _ := person.ParseNHSNumber(fmt.Sprintf("%010d", n))
	return &person.Person{
		NHSNumber: v, Name: person.NewName("Jones", "Mary"), Birth: person.MustParseDate("1950-03-12"),
		Addresses: []*person.Address{{Postcode: person.MustParsePostcode("M1 1AE"), Lines: []person.Text{person.NewText("1 Example Street")}}},
		Needs:     []*person.Need{{Code: "sp-need:lonely"}},
	}
}

func memory(b *testing.B, n int, make1 func(uint64) any) {
	b.Helper()
	for b.Loop() {
		var before, after runtime.MemStats
		for range 3 { // handles are dropped over more than one collection
			runtime.GC()
		}
		runtime.ReadMemStats(&before)
		keep := make([]any, 0, n)
		for i := uint64(4000000000); len(keep) < n; i++ {
			if person.CheckNHSNumber([]byte(fmt.Sprintf("%010d", i))) == person.ProblemNone {
				keep = append(keep, make1(i))
			}
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		start := time.Now()
		runtime.GC()
		b.ReportMetric(float64(time.Since(start).Milliseconds()), "ms/gc")
		b.ReportMetric((float64(after.HeapAlloc)-float64(before.HeapAlloc))/float64(n), "bytes/each")
		runtime.KeepAlive(keep)
	}
}
