package main

import (
	"encoding/json"
	"strings"

	"github.com/google/uuid"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
)

// The types here are Open Referral UK 3.0, in the order of its schema. Members
// marked HSDS are of HSDS 3 and not of the profile, which allows further
// members: language code, price unit, capacity and the like have no place in
// the profile.

type service struct {
	ID                 string        `json:"id"`
	Name               string        `json:"name"`
	Description        string        `json:"description,omitempty"`
	URL                string        `json:"url,omitempty"`
	Email              string        `json:"email,omitempty"`
	Status             string        `json:"status"`
	ApplicationProcess string        `json:"application_process,omitempty"` // HSDS
	FeesDescription    string        `json:"fees_description,omitempty"`    // HSDS
	WaitTime           string        `json:"wait_time,omitempty"`           // HSDS
	Eligibility        string        `json:"eligibility_description,omitempty"`
	MinimumAge         *int          `json:"minimum_age,omitempty"`
	MaximumAge         *int          `json:"maximum_age,omitempty"`
	AssuredDate        string        `json:"assured_date,omitempty"`
	Alert              string        `json:"alert,omitempty"`
	Schedules          []schedule    `json:"schedules,omitempty"`
	ServiceAreas       []area        `json:"service_areas,omitempty"`
	Places             []atLocation  `json:"service_at_locations,omitempty"`
	Languages          []spoken      `json:"languages,omitempty"`
	Organization       *organization `json:"organization,omitempty"`
	Funding            []funding     `json:"funding,omitempty"`
	Costs              []cost        `json:"cost_options,omitempty"`
	Contacts           []contact     `json:"contacts,omitempty"`
	Attributes         []attribute   `json:"attributes,omitempty"`
	Capacities         []capacity    `json:"capacities,omitempty"` // HSDS 3.1
}

type organization struct {
	ID          string      `json:"id"`
	Name        string      `json:"name"`
	Description string      `json:"description"`
	Website     string      `json:"website,omitempty"`
	Attributes  []attribute `json:"attributes,omitempty"`
}

type schedule struct {
	ID            string `json:"id"`
	ValidFrom     string `json:"valid_from,omitempty"`
	ValidTo       string `json:"valid_to,omitempty"`
	Start         string `json:"dtstart,omitempty"`
	Freq          string `json:"freq,omitempty"`
	Interval      int    `json:"interval,omitempty"`
	ByDay         string `json:"byday,omitempty"`
	ByMonthDay    string `json:"bymonthday,omitempty"`
	Description   string `json:"description,omitempty"`
	OpensAt       string `json:"opens_at,omitempty"`
	ClosesAt      string `json:"closes_at,omitempty"`
	AttendingType string `json:"attending_type,omitempty"`
	Notes         string `json:"notes,omitempty"`
}

type area struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	URI  string `json:"uri,omitempty"`
}

type atLocation struct {
	ID       string   `json:"id"`
	Location location `json:"location"`
}

type location struct {
	ID             string          `json:"id"`
	Type           string          `json:"location_type"`
	Name           string          `json:"name,omitempty"`
	Latitude       json.Number     `json:"latitude,omitempty"`
	Longitude      json.Number     `json:"longitude,omitempty"`
	Identifier     string          `json:"external_identifier,omitempty"`
	IdentifierType string          `json:"external_identifier_type,omitempty"`
	Addresses      []address       `json:"addresses,omitempty"`
	Accessibility  []accessibility `json:"accessibility,omitempty"`
	Attributes     []attribute     `json:"attributes,omitempty"`
}

type address struct {
	ID       string `json:"id"`
	Line1    string `json:"address_1"`
	City     string `json:"city"`
	Region   string `json:"state_province"`
	Postcode string `json:"postal_code"`
	Country  string `json:"country"`
	Type     string `json:"address_type"`
}

type accessibility struct {
	ID          string `json:"id"`
	Description string `json:"description,omitempty"`
}

type spoken struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"` // HSDS
	Code string `json:"code,omitempty"` // HSDS
	Note string `json:"note,omitempty"` // HSDS
}

type funding struct {
	ID     string `json:"id"`
	Source string `json:"source,omitempty"`
}

type cost struct {
	ID          string      `json:"id"`
	Option      string      `json:"option,omitempty"`
	Amount      json.Number `json:"amount,omitempty"`
	Description string      `json:"amount_description,omitempty"`
}

type contact struct {
	ID     string  `json:"id"`
	Title  string  `json:"title,omitempty"`
	Phones []phone `json:"phones,omitempty"` // HSDS
}

type phone struct {
	ID          string `json:"id"`
	Number      string `json:"number"`
	Description string `json:"description,omitempty"`
}

type attribute struct {
	ID       string `json:"id"`
	LinkType string `json:"link_type"`
	Value    string `json:"value,omitempty"` // HSDS
	Term     term   `json:"taxonomy_term"`
}

type term struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	URI         string `json:"term_uri,omitempty"`
}

type capacity struct {
	ID        string `json:"id"`
	Available *int   `json:"available,omitempty"`
	Maximum   *int   `json:"maximum,omitempty"`
	Unit      unit   `json:"unit"`
	Updated   string `json:"updated"`
}

type unit struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// space is the namespace of the identifiers made here: they derive from the
// list and the row, so that the file is the same each time it is made.
var space = uuid.MustParse("7f6a3f0e-52b1-5c0a-9d55-3f6f2f0d7c51")

// id derives an identifier from its parts.
func id(parts ...string) string {
	return uuid.NewSHA1(space, []byte(strings.Join(parts, "\x1f"))).String()
}

// add attaches the term of that CURIE to the service.
func (s *service) add(linkType, curie, value string) {
	s.Attributes = append(s.Attributes, newAttribute(s.ID, linkType, curie, value))
}

func newAttribute(owner, linkType, curie, value string) attribute {
	name := label(curie)
	return attribute{
		ID: id("attribute", owner, linkType, curie, value), LinkType: linkType, Value: value,
		Term: term{ID: id("term", curie), Name: name, Description: name, URI: curie},
	}
}

// label words a term for readers that know nothing of it.
func label(curie string) string {
	prefix, ref, _ := strings.Cut(curie, ":")
	switch prefix {
	case "sp-activity":
		return activity.CategoryCode(curie).Text(language.English)
	case "sp-group":
		return activity.GroupCode(curie).Text(language.English)
	}
	if strings.ContainsAny(ref, "0123456789") {
		return strings.TrimPrefix(prefix, "sp-") + ": " + ref
	}
	return strings.ReplaceAll(strings.TrimPrefix(prefix, "sp-")+": "+ref, "-", " ")
}

// category attaches the category that the list itself is of.
func (s *service) category(codes ...string) {
	for _, c := range codes {
		s.add("service_type", "sp-activity:"+c, "")
	}
}

// derived attaches a category that the words of the row show.
func (s *service) derived(codes ...string) {
	for _, c := range codes {
		s.add("service_type", "sp-activity:"+c, "assumed: words of the description")
	}
}

// call adds a telephone number. Words that stand for "not known" add none.
func (s *service) call(number string) {
	number = strings.TrimSpace(strings.ReplaceAll(number, "\u00a0", " "))
	if !strings.ContainsAny(number, "0123456789") || strings.Contains(number, "://") {
		return
	}
	s.Contacts = append(s.Contacts, contact{ID: id("contact", s.ID), Phones: []phone{{ID: id("phone", s.ID), Number: number}}})
}

// na reads the ways in which the lists say "nothing".
func na(s string) string {
	s = strings.TrimSpace(strings.ReplaceAll(s, "\u00a0", " "))
	switch strings.ToLower(s) {
	case "na", "n/a", "not known", "none", "-", "not relevant", "[unknown]":
		return ""
	}
	return s
}

// web reads a website; words that are none give none. One without a scheme is
// kept as it is published: the reader repairs and reports it.
func web(s string) string {
	s = na(s)
	if strings.ContainsAny(s, " \n") || !strings.Contains(s, ".") {
		return ""
	}
	if strings.HasPrefix(s, "www.") {
		return "http://" + s
	}
	return s
}
