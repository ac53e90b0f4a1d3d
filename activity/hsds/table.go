package hsds

import (
	"path"
	"strings"

	"github.com/socialprescribing/socialprescribing/internal/jsonscan"
)

// table is one table of a package, in memory.
type table struct {
	kind   string
	number int // of its file
	cols   []string
	rows   [][]string
	lines  []int
	used   []bool
	by     map[string]map[string][]int32 // key column -> key -> rows
}

// tableSpec says how a table hangs on others: by the first of its key columns
// that is filled, to be the member of that name there.
type tableSpec struct {
	kind  string
	names []string // of its file, without .csv
	keys  []tableKey
}

type tableKey struct {
	column string
	member string
}

// tableSpecs are the tables of HSDS 1 to 3 and of Open Referral UK 1. Where a
// row has several foreign keys, the order of the keys decides whose it is: a
// telephone number of a service at a location is the service's.
var tableSpecs = []tableSpec{
	{"services", []string{"services", "service"}, nil},
	{"organizations", []string{"organizations", "organization"}, nil},
	{"locations", []string{"locations", "location"}, nil},
	{"service_at_locations", []string{"service_at_location", "service_at_locations", "services_at_location"}, keys("service_id:service_at_locations")},
	{"schedules", []string{"schedules", "schedule"}, keys("service_at_location_id:schedules service_id:schedules location_id:schedules")},
	{"regular_schedules", []string{"regular_schedules", "regular_schedule"}, keys("service_at_location_id:regular_schedules service_id:regular_schedules location_id:regular_schedules")},
	{"holiday_schedules", []string{"holiday_schedules", "holiday_schedule"}, keys("service_id:holiday_schedules")},
	{"languages", []string{"languages", "language"}, keys("service_id:languages location_id:languages phone_id:languages")},
	{"phones", []string{"phones", "phone"}, keys("service_id:phones contact_id:phones service_at_location_id:phones location_id:phones organization_id:phones")},
	{"contacts", []string{"contacts", "contact"}, keys("service_id:contacts service_at_location_id:contacts location_id:contacts organization_id:contacts")},
	{"cost_options", []string{"cost_options", "cost_option"}, keys("service_id:cost_options")},
	{"service_areas", []string{"service_areas", "service_area"}, keys("service_id:service_areas service_at_location_id:service_areas")},
	{"required_documents", []string{"required_documents", "required_document"}, keys("service_id:required_documents")},
	{"funding", []string{"funding", "fundings"}, keys("service_id:funding organization_id:funding")},
	{"attributes", []string{"attributes", "attribute"}, keys("link_id:attributes")},
	{"addresses", []string{"addresses", "address"}, keys("location_id:addresses")},
	{"physical_addresses", []string{"physical_addresses", "physical_address"}, keys("location_id:physical_addresses")},
	{"accessibility", []string{"accessibility", "accessibility_for_disabilities"}, keys("location_id:accessibility")},
	{"organization_identifiers", []string{"organization_identifiers", "organization_identifier"}, keys("organization_id:organization_identifiers")},
	{"eligibilities", []string{"eligibilities", "eligibility", "eligibilitys"}, keys("service_id:eligibilities")},
	{"capacities", []string{"service_capacity", "service_capacities"}, keys("service_id:capacities")},
	{"service_taxonomies", []string{"service_taxonomies", "service_taxonomy", "services_taxonomy"}, keys("service_id:service_taxonomies")},
	{"urls", []string{"url", "urls"}, keys("service_id:additional_urls organization_id:additional_websites")},
	{"taxonomy_terms", []string{"taxonomy_terms", "taxonomy_term"}, nil},
	{"taxonomies", []string{"taxonomies", "taxonomy"}, nil},
	{"units", []string{"units", "unit"}, nil},
	{"programs", []string{"programs", "program"}, nil},
}

func keys(s string) []tableKey {
	var out []tableKey
	for f := range strings.FieldsSeq(s) {
		column, member, _ := strings.Cut(f, ":")
		out = append(out, tableKey{column, member})
	}
	return out
}

// notCarriedTables are known tables of which the model keeps nothing: the
// history of a record and the description of the tables themselves.
var notCarriedTables = map[string]bool{"metadata": true, "meta_table_description": true, "meta_table_descriptions": true}

// tableKind finds the table that a file is, by its name.
func tableKind(file string) (string, bool) {
	base := strings.ToLower(strings.TrimSuffix(strings.ToLower(path.Base(file)), ".csv"))
	for _, s := range tableSpecs {
		for _, n := range s.names {
			if n == base {
				return s.kind, true
			}
		}
	}
	return "", false
}

func (t *table) header(row []string) {
	t.cols = make([]string, len(row))
	for i, c := range row {
		t.cols[i] = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(c, "\ufeff")))
	}
}

func (t *table) len() int {
	if t == nil {
		return 0
	}
	return len(t.rows)
}

func (t *table) col(i int) string {
	if i < len(t.cols) {
		return t.cols[i]
	}
	return ""
}

// cell returns the cell of a row in the column of that name.
func (t *table) cell(row int, column string) string {
	for i, c := range t.cols {
		if c == column && i < len(t.rows[row]) {
			return strings.TrimSpace(t.rows[row][i])
		}
	}
	return ""
}

// index finds the rows of each parent.
func (p *Package) index() {
	for _, s := range tableSpecs {
		t := p.tables[s.kind]
		if t == nil {
			continue
		}
		t.used = make([]bool, len(t.rows))
		t.by = map[string]map[string][]int32{}
		if s.keys == nil {
			t.by["id"] = map[string][]int32{}
		}
		for i := range t.rows {
			if s.keys == nil {
				id := t.cell(i, "id")
				t.by["id"][id] = append(t.by["id"][id], int32(i)) //nolint:gosec // rows of a file in memory
				continue
			}
			for _, k := range s.keys {
				if v := t.cell(i, k.column); v != "" {
					if t.by[k.column] == nil {
						t.by[k.column] = map[string][]int32{}
					}
					t.by[k.column][v] = append(t.by[k.column][v], int32(i)) //nolint:gosec // as above
					break
				}
			}
		}
	}
}

// offset is the position of a row.
func (t *table) offset(row int) int64 { return int64(t.number)<<rowBits | int64(t.lines[row]) }

// cells adds the filled cells of a row to the object that is open.
func (p *Package) cells(t *table, row int) {
	at := t.offset(row)
	for i, cell := range t.rows[row] {
		if c := t.col(i); c != "" && cell != "" {
			p.doc.AddString(c, cell, at)
		}
	}
}

// buildService makes the nested record of a service.
func (p *Package) buildService(t *table, row int) value {
	p.doc.Reset()
	p.full = false
	root := p.doc.Begin(jsonscan.Object, "", t.offset(row))
	p.cells(t, row)
	id := t.cell(row, "id")
	p.organizationOf(t, row)
	p.parent("program", "programs", t.cell(row, "program_id"))
	p.children("service_id", id)
	p.links(id)
	p.doc.EndBuild(root)
	return p.doc.Root()
}

// organizationOf adds the organisation of a service and, of tables in which
// services hang on a location directly, the location and its organisation.
func (p *Package) organizationOf(t *table, row int) {
	org := t.cell(row, "organization_id")
	places := p.tables["locations"]
	if at := t.cell(row, "location_id"); at != "" && places != nil && len(places.by["id"][at]) > 0 {
		a := p.doc.Begin(jsonscan.Array, "service_at_locations", t.offset(row))
		o := p.doc.Begin(jsonscan.Object, "", t.offset(row))
		p.doc.AddString("id", at, t.offset(row))
		p.parent("location", "locations", at)
		p.doc.EndBuild(o)
		p.doc.EndBuild(a)
		if org == "" {
			org = places.cell(int(places.by["id"][at][0]), "organization_id")
		}
	}
	p.parent("organization", "organizations", org)
}

// buildOther makes the nested record of an organisation or a location.
func (p *Package) buildOther(t *table, row int) value {
	p.doc.Reset()
	p.full = false
	root := p.doc.Begin(jsonscan.Object, "", t.offset(row))
	p.cells(t, row)
	id := t.cell(row, "id")
	if t.kind == "locations" {
		p.children("location_id", id)
		p.links(id)
	} else {
		p.children("organization_id", id)
		p.links(id)
	}
	p.doc.EndBuild(root)
	return p.doc.Root()
}

// parent adds the record of another table that a foreign key names.
func (p *Package) parent(member, kind, id string) {
	t := p.tables[kind]
	if id == "" || t == nil {
		return
	}
	rows := t.by["id"][id]
	if len(rows) == 0 {
		return // the mapper reports the key that stands alone
	}
	row := int(rows[0])
	t.used[row] = true
	if p.crammed(t, row) {
		return
	}
	o := p.doc.Begin(jsonscan.Object, member, t.offset(row))
	p.cells(t, row)
	switch kind {
	case "organizations":
		p.children("organization_id", id)
		p.links(id)
	case "locations":
		p.children("location_id", id)
		p.links(id)
	}
	p.doc.EndBuild(o)
}

// children adds the arrays of rows that hang on the record by that key.
func (p *Package) children(column, id string) {
	for _, s := range tableSpecs {
		t := p.tables[s.kind]
		if t == nil || t.by[column] == nil {
			continue
		}
		for _, k := range s.keys {
			if k.column == column {
				p.array(t, k.member, t.by[column][id])
			}
		}
	}
}

// links adds the attributes of a record: rows that name it, whatever kind of
// record they say it is.
func (p *Package) links(id string) {
	if t := p.tables["attributes"]; t != nil && t.by["link_id"] != nil {
		p.array(t, "attributes", t.by["link_id"][id])
	}
}

// array adds rows as an array of objects, each with what hangs on it.
func (p *Package) array(t *table, member string, rows []int32) {
	if len(rows) == 0 {
		return
	}
	a := p.doc.Begin(jsonscan.Array, member, t.offset(int(rows[0])))
	for _, r := range rows {
		row := int(r)
		t.used[row] = true
		if p.crammed(t, row) {
			continue
		}
		o := p.doc.Begin(jsonscan.Object, "", t.offset(row))
		p.cells(t, row)
		p.nested(t, row)
		p.doc.EndBuild(o)
	}
	p.doc.EndBuild(a)
}

// crammed reports whether the record being joined holds all that it may; the
// first row that finds no room is named.
func (p *Package) crammed(t *table, row int) bool {
	if p.doc.Bytes() <= p.opt.RecordBytes {
		return false
	}
	if !p.full {
		p.full = true
		p.add(Fault{File: p.names[t.number], Line: t.lines[row], Kind: TooLarge, Severity: Error, Done: Dropped})
	}
	return true
}

// nested adds what hangs on a child row.
func (p *Package) nested(t *table, row int) {
	switch t.kind {
	case "service_at_locations":
		p.parent("location", "locations", t.cell(row, "location_id"))
		p.children("service_at_location_id", t.cell(row, "id"))
	case "contacts":
		p.children("contact_id", t.cell(row, "id"))
	case "phones":
		p.children("phone_id", t.cell(row, "id"))
	case "attributes", "service_taxonomies":
		id := t.cell(row, "taxonomy_term_id")
		if id == "" {
			id = t.cell(row, "taxonomy_id")
		}
		kind := "taxonomy_terms"
		if p.tables[kind] == nil {
			kind = "taxonomies" // before HSDS 3 a taxonomy row was a term
		}
		p.parent("taxonomy_term", kind, id)
	case "capacities":
		p.parent("unit", "units", t.cell(row, "unit_id"))
	}
}
