package activity

import (
	"encoding/json"
	"time"
)

// Source says where a record came from, so that nothing in it is orphaned from
// its origin. The zero Source is unknown.
type Source struct {
	// Name of the directory, such as "Trafford Data Lab".
	Name string `json:"name,omitzero"`
	// Format it was read from, such as "oruk-3.0".
	Format string `json:"format,omitzero"`
	// Record is the identifier in the source, as the source writes it.
	Record string `json:"record,omitzero"`
	URL    string `json:"url,omitzero"`
	// Licence of the data, as SPDX identifier or in words.
	Licence string `json:"licence,omitzero"`
	// Modified is when the source last changed the record; zero when it does
	// not say or says it without an offset from UTC. ModifiedText keeps its words.
	Modified     time.Time `json:"modified,omitzero"`
	ModifiedText string    `json:"modifiedText,omitzero"`
	// Invented marks records that were made up for examples and tests. It is to
	// be shown wherever the record is.
	Invented bool `json:"invented,omitzero"`
	// Extra holds the members of the source record that this model has no field
	// for, as a JSON object.
	Extra json.RawMessage `json:"extra,omitzero"`
	// Merged names the records of other sources that were merged into this one
	// by the host.
	Merged []SourceRef `json:"merged,omitzero"`
}

// SourceRef names a record of a source.
type SourceRef struct {
	Name   string `json:"name,omitzero"`
	Record string `json:"record,omitzero"`
}

// Clone returns a copy that shares no memory with s.
func (s Source) Clone() Source {
	s.Extra = cloneSlice(s.Extra)
	s.Merged = cloneSlice(s.Merged)
	return s
}

// Term is a term of a taxonomy attached to a record, as the source has it. What
// the category map understands also becomes a Category; the term stays.
type Term struct {
	// Taxonomy is the name or URI of the taxonomy.
	Taxonomy string `json:"taxonomy,omitzero"`
	// Code is a CURIE where the taxonomy is known, else the source's own.
	Code string `json:"code,omitzero"`
	Name string `json:"name,omitzero"`
	// About says what the term describes (Open Referral's link_type), such as
	// "eligibility".
	About string `json:"about,omitzero"`
	Value string `json:"value,omitzero"`
}

func cloneSlice[S ~[]E, E any](s S) S {
	if s == nil {
		return nil
	}
	return append(S{}, s...)
}
