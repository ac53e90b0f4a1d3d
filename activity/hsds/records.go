package hsds

import (
	"iter"
	"math"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/internal/jsonscan"
)

// shape is what kind of record an object is.
type shape uint8

const (
	shapeNone shape = iota
	shapeService
	shapeServiceAtLocation
	shapeOrganization
	shapeLocation
	shapeTaxonomy
	shapeTerm
	shapeAPI
)

// shapeOf tells the shape of an object by its members. The order of the tests
// matters: an organisation with nested services also has a name and an id.
func shapeOf(v value) shape {
	has := func(names ...string) bool {
		for _, n := range names {
			if v.Get(n).Kind() != jsonscan.Missing {
				return true
			}
		}
		return false
	}
	switch {
	case has("openapi_url", "profile") && !has("name"):
		return shapeAPI
	case has("status", "organization", "organization_id", "service_at_locations", "minimum_age", "maximum_age", "assured_date", "cost_options", "service_taxonomys", "regular_schedules", "eligibilitys"):
		return shapeService
	case v.Get("service").Kind() == jsonscan.Object, v.Get("location").Kind() == jsonscan.Object, has("service_id") && has("location_id"):
		return shapeServiceAtLocation
	case has("location_type", "latitude", "longitude", "addresses", "physical_addresses"):
		return shapeLocation
	case has("organization_identifiers", "website", "services", "programs", "legal_status", "tax_status", "year_incorporated", "parent_organization_id"):
		return shapeOrganization
	case has("parent_id", "term_uri", "taxonomy", "taxonomy_id", "taxonomy_detail", "code", "vocabulary"):
		return shapeTerm
	case v.Get("taxonomy_terms").Kind() == jsonscan.Array || has("taxonomy_terms", "version") && has("name") || has("uri") && has("name") && !has("email"):
		return shapeTaxonomy
	case has("schedules", "languages", "phones", "contacts", "service_areas", "fees", "email", "url", "description"):
		return shapeService
	case has("id") && has("name"):
		return shapeTerm
	}
	return shapeNone
}

// records yields the records of one top-level value or element.
func (m *mapper) records(v value) iter.Seq[Record] {
	return func(yield func(Record) bool) {
		m.begin(v)
		if v.Kind() != jsonscan.Object {
			m.lost(v)
			return
		}
		switch shapeOf(v) {
		case shapeService:
			yield(m.service(v, nil))
		case shapeServiceAtLocation:
			yield(m.serviceAtLocation(v))
		case shapeOrganization:
			m.organizationRecords(v, yield)
		case shapeLocation:
			l := m.location(v, "")
			yield(Record{Location: &l})
		case shapeTaxonomy:
			yield(Record{Terms: m.taxonomy(v)})
		case shapeTerm:
			t, _ := m.term(v)
			yield(Record{Terms: []activity.Term{t}})
		case shapeAPI:
			m.apiDetails(v)
		case shapeNone:
			m.lost(v)
		}
	}
}

// apiDetails checks what the root of an API says of itself. The schema of the
// standard asks that both addresses are URLs; that all three members are there
// is asked by the official validator alone.
func (m *mapper) apiDetails(v value) {
	m.fault(v, NotAService, Note, Dropped)
	for _, name := range []string{"version", "profile", "openapi_url"} {
		switch e := v.Get(name); {
		case !e.Exists():
			m.missing(v, name, Warning)
		case name == "version":
			m.text(e)
		default:
			m.url(e)
		}
	}
}

// begin starts a record.
func (m *mapper) begin(v value) {
	m.report.Records++
	m.faultsHere = m.faultsHere[:0]
	m.record = safeID(v.Get("id").Text())
}

func (m *mapper) lost(v value) {
	m.report.Lost++
	m.fault(v, NotAService, Error, RecordLost)
}

// organizationRecords yields an organisation, or the services nested in it.
func (m *mapper) organizationRecords(v value, yield func(Record) bool) {
	p := m.provider(v)
	if v.Get("services").Len() == 0 {
		yield(Record{Provider: &p})
		return
	}
	first := true
	for s := range m.first(v.Get("services"), math.MaxInt) { // they are records
		if !first {
			m.begin(s)
		}
		first = false
		m.record = safeID(s.Get("id").Text())
		own := p.Clone()
		if !yield(m.service(s, &own)) {
			return
		}
	}
}

// pageTotals checks what a page says of itself against what it holds.
func (m *mapper) pageTotals(v value) {
	m.record = ""
	number := func(name string) (int64, bool) { return parseDecimal(v.Get(name).Text(), 0) }
	n := int64(m.pageCount)
	if size, ok := number("size"); ok && size != n {
		m.fault(v.Get("size"), WrongTotals, Warning, Kept)
	}
	total, okTotal := number("total_items")
	pages, okPages := number("total_pages")
	if okTotal && (total < n || okPages && pages == 1 && total != n) {
		m.fault(v.Get("total_items"), WrongTotals, Warning, Kept)
	}
	page, okPage := number("page_number")
	last, okLast := v.Get("last_page").Bool()
	if okPages && okPage && okLast && last != (page >= pages) {
		m.fault(v.Get("last_page"), WrongTotals, Warning, Kept)
	}
	if empty, ok := v.Get("empty").Bool(); ok && empty != (n == 0) {
		m.fault(v.Get("empty"), WrongTotals, Warning, Kept)
	}
}

// id returns the identifier of an object as the source writes it.
func (m *mapper) id(v value, s Severity) string {
	id := v.Get("id")
	if id.Kind() == jsonscan.Missing {
		m.missing(v, "id", s)
		return ""
	}
	if id.Kind() == jsonscan.Number {
		return id.Text() // old feeds number their records
	}
	return m.word(id)
}

// activityID makes an identifier of a source's own.
func (m *mapper) activityID(v value) (activity.ID, string) {
	key := m.id(v, Error)
	if id, err := activity.ParseID(key); err == nil {
		return id, key
	}
	if key == "" {
		return activity.DeriveID(m.opt.Source, "name:"+v.Get("name").Text()+"\x00"+v.Get("description").Text()), ""
	}
	m.fault(v.Get("id"), BadID, Warning, Repaired)
	return activity.DeriveID(m.opt.Source, key), key
}

func (m *mapper) providerID(key, name string) activity.ProviderID {
	if id, err := activity.ParseProviderID(key); err == nil {
		return id
	}
	if key == "" {
		key = "name:" + name
	}
	return activity.DeriveProviderID(m.opt.Source, key)
}

func (m *mapper) locationID(key, parent string) activity.LocationID {
	if id, err := activity.ParseLocationID(key); err == nil {
		return id
	}
	if key == "" {
		key = "in:" + parent
	}
	return activity.DeriveLocationID(m.opt.Source, key)
}
