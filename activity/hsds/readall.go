package hsds

import (
	"io"

	"github.com/socialprescribing/socialprescribing/activity"
)

// Directory is a directory read whole.
type Directory struct {
	// Activities are in input order.
	Activities []activity.Activity
	// Providers are in the order in which they first appear; of records with
	// one identifier the first is kept.
	Providers []activity.Provider
	// Locations and Terms are those of files that hold no services.
	Locations []activity.Location
	Terms     []activity.Term
	// Report says what was met on the way.
	Report *Report
}

// ReadAll reads a directory that fits into memory. On an error, which matches
// ErrUnreadable, the directory holds everything that came before it.
func ReadAll(src io.Reader, o *Options) (Directory, error) {
	r := NewReader(src, o)
	d := Directory{Report: r.Report()}
	seen := map[activity.ProviderID]bool{}
	for rec, err := range r.Records() {
		if err != nil {
			return d, err
		}
		d.add(rec, seen)
	}
	return d, nil
}

func (d *Directory) add(rec Record, seen map[activity.ProviderID]bool) {
	if rec.Activity != nil {
		d.Activities = append(d.Activities, *rec.Activity)
	}
	if p := rec.Provider; p != nil && !seen[p.ID] {
		seen[p.ID] = true
		d.Providers = append(d.Providers, *p)
	}
	if rec.Location != nil {
		d.Locations = append(d.Locations, *rec.Location)
	}
	d.Terms = append(d.Terms, rec.Terms...)
}
