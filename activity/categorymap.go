package activity

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
)

// CategoryMap leads from the terms of one taxonomy to categories, as data: the
// OpenActive activity list is built in (see OpenActiveMap); a host loads its own
// for the lists of the Local Government Association (ESD) and others that this
// library may not carry. Immutable and safe for concurrent use.
type CategoryMap struct {
	version, source, licence, prefix string
	to                               map[string][]CategoryCode
	labels                           map[string]string
	order                            []string
}

//go:embed data/openactive-map.json
var openActiveJSON []byte

var openActiveMap = sync.OnceValues(func() (*CategoryMap, error) {
	return LoadCategoryMap(openActiveJSON, DefaultVocabulary())
})

// OpenActiveMap returns the map of the OpenActive activity list: each of its
// 768 concepts leads to one or two categories, or explicitly to none, such as a
// sauna.
func OpenActiveMap() *CategoryMap {
	m, err := openActiveMap()
	if err != nil {
		// The file is embedded and a test loads it.
		panic(err)
	}
	return m
}

// categoryMapFile is the JSON form. An entry with an empty list is explicitly
// unmapped.
type categoryMapFile struct {
	Version string `json:"version"`
	Source  string `json:"source"`
	Licence string `json:"licence"`
	Prefix  string `json:"prefix"`
	Entries []struct {
		Code  string         `json:"code"`
		Label string         `json:"label"`
		To    []CategoryCode `json:"to"`
	} `json:"entries"`
}

// LoadCategoryMap reads a map from JSON:
//
//	{"version": "1", "source": "...", "licence": "...", "prefix": "esdService",
//	 "entries": [{"code": "298", "label": "Carers support groups", "to": ["sp-activity:carers-support"]}]}
//
// It refuses, naming every fault, a missing source, licence or prefix, a code
// that stands twice, and a category that the vocabulary does not hold; a nil
// vocabulary is the built-in one.
func LoadCategoryMap(data []byte, vocabulary *Vocabulary) (*CategoryMap, error) {
	var f categoryMapFile
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, fmt.Errorf("activity: category map: %w", err)
	}
	if vocabulary == nil {
		vocabulary = DefaultVocabulary()
	}
	m := &CategoryMap{
		version: f.Version, source: f.Source, licence: f.Licence, prefix: f.Prefix,
		to: make(map[string][]CategoryCode, len(f.Entries)), labels: make(map[string]string, len(f.Entries)),
	}
	var fs faults
	for _, w := range []struct{ path, value string }{
		{"/version", f.Version}, {"/source", f.Source}, {"/licence", f.Licence}, {"/prefix", f.Prefix},
	} {
		if w.value == "" {
			fs.add(w.path, "required", "a category map says where it comes from", nil)
		}
	}
	for i, e := range f.Entries {
		path := fmt.Sprintf("/entries/%d", i)
		if _, dup := m.to[e.Code]; dup || e.Code == "" {
			fs.add(path+"/code", "duplicate", "the code is missing or stands twice", nil)
		}
		for k, c := range e.To {
			if _, ok := vocabulary.Lookup(c); !ok {
				fs.add(fmt.Sprintf("%s/to/%d", path, k), "unknown", "no such category", nil)
			}
		}
		m.to[e.Code], m.labels[e.Code] = e.To, e.Label
		m.order = append(m.order, e.Code)
	}
	if err := fs.err(); err != nil {
		return nil, err
	}
	return m, nil
}

// Version is that of the map, with the date of the list it was made from.
func (m *CategoryMap) Version() string { return m.version }

// Source names the taxonomy.
func (m *CategoryMap) Source() string { return m.source }

// Licence is that of the taxonomy.
func (m *CategoryMap) Licence() string { return m.licence }

// Prefix is the CURIE prefix of the taxonomy's codes.
func (m *CategoryMap) Prefix() string { return m.prefix }

// Codes returns the taxonomy's codes, without prefix, in the order of the file.
func (m *CategoryMap) Codes() []string { return cloneSlice(m.order) }

// Lookup returns the categories that a term leads to, and whether the taxonomy
// holds the term. A term that it holds without categories is explicitly
// unmapped. The code may be bare, a CURIE with the map's prefix, or a URI that
// ends in "#" or "/" and the code.
func (m *CategoryMap) Lookup(code string) ([]CategoryCode, bool) {
	to, ok := m.to[m.bare(code)]
	return cloneSlice(to), ok
}

// Label returns the taxonomy's own name of a term, or "".
func (m *CategoryMap) Label(code string) string { return m.labels[m.bare(code)] }

func (m *CategoryMap) bare(code string) string {
	if _, ok := m.to[code]; ok {
		return code
	}
	if rest, ok := strings.CutPrefix(code, m.prefix+":"); ok {
		return rest
	}
	return code[strings.LastIndexAny(code, "#/")+1:]
}

// Categorise returns the categories that the terms lead to, in order and each
// once, Known, and from which term. Terms of other taxonomies give none: a bare
// code, such as "298", counts only when its term names no taxonomy, or this one
// by its prefix or source.
func (m *CategoryMap) Categorise(terms []Term) []Category {
	var out []Category
	seen := map[CategoryCode]bool{}
	for _, t := range terms {
		if !strings.ContainsAny(t.Code, ":#/") && !m.isOf(t.Taxonomy) {
			continue
		}
		to, _ := m.Lookup(t.Code)
		for _, c := range to {
			if !seen[c] {
				seen[c] = true
				out = append(out, Category{Code: c, Standing: Known, From: t.Code})
			}
		}
	}
	return out
}

// isOf reports whether a taxonomy's name is none or this one's.
func (m *CategoryMap) isOf(taxonomy string) bool {
	return taxonomy == "" || strings.EqualFold(taxonomy, m.prefix) || strings.EqualFold(taxonomy, m.source)
}
