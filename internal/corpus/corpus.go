// Package corpus reads every directory file below a folder whose format this
// library knows, for tests that hold over any real data: set ACTIVITY_CORPUS to
// a folder and run
//
//	ACTIVITY_CORPUS=DIR go test ./activity/... ./matching/... -run 'TestCorpus|TestProperty' -v
//
// Files of other formats are passed over. The files themselves are read by
// activity/hsds and activity/openactive.
package corpus

import (
	"bytes"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strings"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/hsds"
	"github.com/socialprescribing/socialprescribing/activity/openactive"
	"github.com/socialprescribing/socialprescribing/internal/jsonscan"
)

// File is one file of a known format, or one package of tables, as read.
type File struct {
	// Name is its path below the folder.
	Name   string
	Format string // "hsds", "csv" or "openactive"

	Activities []activity.Activity
	Providers  []activity.Provider
	// Records, Faults and Lost count; Kinds counts the faults by kind.
	Records, Faults, Lost int
	Kinds                 map[hsds.FaultKind]int
	// Bytes is the size of the input.
	Bytes int64
	Err   error
}

// Walk yields the files of known formats, in order of name.
func Walk(fsys fs.FS) iter.Seq[File] {
	return func(yield func(File) bool) {
		_ = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil {
				return nil //nolint:nilerr // a folder that cannot be read holds no file
			}
			var f File
			var ok bool
			if d.IsDir() {
				f, ok = readPackage(fsys, name)
			} else {
				f, ok = readFile(fsys, name)
			}
			if ok && !yield(f) {
				return fs.SkipAll
			}
			return nil
		})
	}
}

// readPackage reads a folder with a table of services.
func readPackage(fsys fs.FS, name string) (File, bool) {
	if _, err := fs.Stat(fsys, path.Join(name, "services.csv")); err != nil {
		return File{}, false
	}
	sub, err := fs.Sub(fsys, name)
	if err != nil {
		return File{}, false
	}
	f := File{Name: name + "/", Format: "csv"}
	p := hsds.NewPackage(sub, &hsds.Options{Source: name})
	f.take(p.Records())
	f.report(p.Report())
	return f, true
}

// readFile reads a file if its content is of a known format.
func readFile(fsys fs.FS, name string) (File, bool) {
	switch path.Ext(name) {
	case ".json", ".ndjson", ".jsonld":
	default:
		return File{}, false
	}
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return File{}, false
	}
	f := File{Name: name, Format: formatOf(data), Bytes: int64(len(data))}
	switch f.Format {
	case "hsds":
		r := hsds.NewReader(bytes.NewReader(data), &hsds.Options{Source: name})
		f.take(r.Records())
		f.report(r.Report())
	case "openactive":
		f.openActive(data)
	default:
		return File{}, false
	}
	return f, true
}

func (f *File) take(records iter.Seq2[hsds.Record, error]) {
	for rec, err := range records {
		if err != nil {
			f.Err = err
			return
		}
		if rec.Activity != nil {
			f.Activities = append(f.Activities, *rec.Activity)
		}
		if rec.Provider != nil {
			f.Providers = append(f.Providers, *rec.Provider)
		}
	}
}

func (f *File) report(r *hsds.Report) {
	f.Records, f.Faults, f.Lost, f.Kinds = r.Records, r.Total(), r.Lost, r.Counts
}

func (f *File) openActive(data []byte) {
	p, err := openactive.ReadPage(bytes.NewReader(data), &openactive.Options{Source: f.Name})
	f.Err = err
	f.Records, f.Faults, f.Lost = len(p.Items)+p.Lost, len(p.Faults), p.Lost
	f.Kinds = map[hsds.FaultKind]int{}
	for _, x := range p.Faults {
		f.Kinds[x.Kind]++
	}
	c := openactive.NewCatalogue(&openactive.Options{Source: f.Name})
	c.Apply(p)
	f.Activities = slices.Collect(c.All())
	f.Providers = slices.Collect(c.Providers())
}

// formatOf tells the format by what the first record looks like, "" when it is
// none that is known.
func formatOf(data []byte) string {
	r := jsonscan.NewReader(bytes.NewReader(data), nil)
	if r.Sniff(1 << 20) {
		r.SetLines()
	}
	if _, err := r.Next(); err != nil {
		return ""
	}
	var doc jsonscan.Doc
	v, err := r.Read(&doc)
	if err != nil {
		return ""
	}
	for _, list := range []string{"contents", "content"} {
		if c := v.Get(list); c.Kind() == jsonscan.Array {
			v = c
		}
	}
	if v.Kind() == jsonscan.Array {
		for e := range v.Elements() {
			return recordFormat(e)
		}
		return ""
	}
	if v.Get("items").Kind() == jsonscan.Array && v.Get("next").Exists() {
		return "openactive"
	}
	return recordFormat(v)
}

// opportunities are the types of OpenActive objects that are activities.
var opportunities = []string{"SessionSeries", "ScheduledSession", "Event", "CourseInstance", "FacilityUse", "Slot", "OnDemandEvent"}

func recordFormat(v jsonscan.Value) string {
	has := func(name string) bool { return v.Get(name).Kind() != jsonscan.Missing }
	kind := v.Get("@type").Text()
	switch {
	case slices.Contains(opportunities, kind[strings.LastIndexAny(kind, ":/")+1:]):
		return "openactive"
	case has("properties"), has("$schema"), has("resources"), has("@context"):
		return ""
	case has("openapi_url"), has("services.csv"), has("id") && (has("name") || has("location") || has("status")):
		return "hsds"
	}
	return ""
}
