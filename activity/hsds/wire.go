package hsds

import (
	"encoding/json"
)

// The types here are Open Referral UK 3.0 as it is written, in the order of its
// schema. Members marked + are not of the profile but of HSDS 3; they are left
// out when only the profile is wanted.

type wireService struct {
	ID          string        `json:"id"`
	Name        string        `json:"name"`
	Description string        `json:"description,omitempty"`
	URL         string        `json:"url,omitempty"`
	Email       string        `json:"email,omitempty"`
	Status      string        `json:"status"`
	Application string        `json:"application_process,omitempty"` // +
	Fees        string        `json:"fees,omitempty"`
	WaitTime    string        `json:"wait_time,omitempty"`               // +
	Eligibility string        `json:"eligibility_description,omitempty"` // +
	MinimumAge  json.Number   `json:"minimum_age,omitempty"`
	MaximumAge  json.Number   `json:"maximum_age,omitempty"`
	Assured     string        `json:"assured_date,omitempty"`
	Alert       string        `json:"alert,omitempty"`
	Modified    string        `json:"last_modified,omitempty"`
	Schedules   []wireRule    `json:"schedules,omitempty"`
	Areas       []wireArea    `json:"service_areas,omitempty"`
	Places      []wireAt      `json:"service_at_locations,omitempty"`
	Languages   []wireSpoken  `json:"languages,omitempty"` // +
	Provider    *wireOrg      `json:"organization,omitempty"`
	Funding     []wireFunding `json:"funding,omitempty"`
	Costs       []wireCost    `json:"cost_options,omitempty"`
	Documents   []wireDoc     `json:"required_documents,omitempty"` // +
	Contacts    []wireContact `json:"contacts,omitempty"`
	Attributes  []wireAttr    `json:"attributes,omitempty"`
	Capacities  []wireCap     `json:"capacities,omitempty"` // + HSDS 3.1
}

type wireOrg struct {
	ID          string     `json:"id"`
	Name        string     `json:"name"`
	Description string     `json:"description"`
	Email       string     `json:"email,omitempty"`
	Website     string     `json:"website,omitempty"`
	Legal       string     `json:"legal_status,omitempty"` // +
	Parent      string     `json:"parent_organization_id,omitempty"`
	Identifiers []wireID   `json:"organization_identifiers,omitempty"`
	Attributes  []wireAttr `json:"attributes,omitempty"`
}

type wireID struct {
	ID     string `json:"id"`
	Scheme string `json:"identifier_scheme,omitempty"`
	Type   string `json:"identifier_type"`
	Value  string `json:"identifier"`
}

type wireRule struct {
	ID        string `json:"id"`
	ValidFrom string `json:"valid_from,omitempty"`
	ValidTo   string `json:"valid_to,omitempty"`
	Start     string `json:"dtstart,omitempty"`
	Until     string `json:"until,omitempty"` // +
	Count     int    `json:"count,omitempty"` // +
	WeekStart string `json:"wkst,omitempty"`  // +
	Freq      string `json:"freq,omitempty"`
	Interval  int    `json:"interval,omitempty"`
	ByDay     string `json:"byday,omitempty"`
	MonthDay  string `json:"bymonthday,omitempty"`
	Text      string `json:"description,omitempty"`
	Opens     string `json:"opens_at,omitempty"`
	Closes    string `json:"closes_at,omitempty"`
	Link      string `json:"schedule_link,omitempty"`
}

type wireArea struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	URI  string `json:"uri,omitempty"`
	Text string `json:"service_area,omitempty"`
}

type wireAt struct {
	ID        string     `json:"id"`
	Place     wirePlace  `json:"location"`
	Schedules []wireRule `json:"schedules,omitempty"` // +
}

type wirePlace struct {
	ID         string      `json:"id"`
	Type       string      `json:"location_type"`
	URL        string      `json:"url,omitempty"` // +
	Name       string      `json:"name,omitempty"`
	Text       string      `json:"description,omitempty"`
	Transport  string      `json:"transportation,omitempty"` // +
	Latitude   json.Number `json:"latitude,omitempty"`
	Longitude  json.Number `json:"longitude,omitempty"`
	External   string      `json:"external_identifier,omitempty"`
	ExternalIn string      `json:"external_identifier_type,omitempty"`
	Addresses  []wirePost  `json:"addresses,omitempty"`
	Access     []wireNote  `json:"accessibility,omitempty"`
	Attributes []wireAttr  `json:"attributes,omitempty"`
}

type wirePost struct {
	ID       string `json:"id"`
	Line     string `json:"address_1"`
	Line2    string `json:"address_2,omitempty"` // +
	City     string `json:"city"`
	Region   string `json:"state_province"`
	Postcode string `json:"postal_code"`
	Country  string `json:"country"`
	Type     string `json:"address_type"`
}

type wireNote struct {
	ID   string `json:"id"`
	Text string `json:"description,omitempty"`
}

type wireSpoken struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	Code string `json:"code,omitempty"`
	Note string `json:"note,omitempty"`
}

type wireFunding struct {
	ID     string `json:"id"`
	Source string `json:"source,omitempty"`
}

type wireDoc struct {
	ID   string `json:"id"`
	Text string `json:"document,omitempty"`
}

type wireCost struct {
	ID        string      `json:"id"`
	ValidFrom string      `json:"valid_from,omitempty"`
	ValidTo   string      `json:"valid_to,omitempty"`
	Option    string      `json:"option,omitempty"`
	Currency  string      `json:"currency,omitempty"` // +
	Amount    json.Number `json:"amount,omitempty"`
	Text      string      `json:"amount_description,omitempty"`
}

type wireContact struct {
	ID         string      `json:"id"`
	Name       string      `json:"name,omitempty"`
	Title      string      `json:"title,omitempty"`
	Department string      `json:"department,omitempty"` // +
	Email      string      `json:"email,omitempty"`      // +
	Phones     []wirePhone `json:"phones,omitempty"`     // +
}

type wirePhone struct {
	ID        string `json:"id"`
	Number    string `json:"number"`
	Extension string `json:"extension,omitempty"`
	Type      string `json:"type,omitempty"`
	Text      string `json:"description,omitempty"`
}

type wireAttr struct {
	ID    string   `json:"id"`
	About string   `json:"link_type,omitempty"`
	Value string   `json:"value,omitempty"` // +
	Term  wireTerm `json:"taxonomy_term"`
}

type wireTerm struct {
	ID       string `json:"id"`
	Code     string `json:"code,omitempty"` // +
	Name     string `json:"name"`
	Text     string `json:"description"`
	Taxonomy string `json:"taxonomy,omitempty"`
	URI      string `json:"term_uri,omitempty"`
}

type wireCap struct {
	ID        string   `json:"id"`
	Unit      wireUnit `json:"unit"`
	Available *int     `json:"available,omitempty"`
	Maximum   *int     `json:"maximum,omitempty"`
	Text      string   `json:"description,omitempty"`
	Updated   string   `json:"updated"`
}

type wireUnit struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}
