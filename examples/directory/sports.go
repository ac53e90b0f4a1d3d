package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
)

// kinds says what the kinds of facility are in the vocabulary.
var kinds = map[string][]string{
	"Grass pitches":                   {"team-sport"},
	"Artificial grass pitches":        {"team-sport"},
	"Sports halls":                    nil,
	"Studios":                         nil,
	"Health and fitness gym stations": {"gym"},
	"Outdoor tennis courts":           {"racket-sport"},
	"Indoor tennis courts":            {"racket-sport"},
	"Squash courts":                   {"racket-sport"},
	"Swimming pools":                  {"swimming"},
	"Golf":                            {"other-sport"},
	"Athletics":                       {"running"},
	"Ski slopes":                      {"winter-sport"},
	"Ice rinks":                       {"winter-sport"},
}

// outdoors are the kinds that lie in the open.
var outdoors = map[string]bool{
	"Grass pitches": true, "Artificial grass pitches": true, "Outdoor tennis courts": true, "Golf": true, "Athletics": true,
}

// access says what the types of access are as ways in.
var access = map[string]string{
	"Pay and Play":                        "drop-in",
	"Free Public Access":                  "drop-in",
	"Registered Membership use":           "membership",
	"Sports Club / Community Association": "membership",
	"Private Use":                         "private",
}

// features names the columns of access. Those without a word of the vocabulary
// keep a name of their own.
var features = []struct{ column, feature string }{
	{"car_park", "parking"},
	{"nursery", "creche"},
	{"disability_parking", "accessible-parking"},
	{"disability_toilets", "accessible-toilet"},
	{"disability_finding_reaching_entrance", "x-accessible-entrance"},
	{"disability_reception_area", "x-accessible-reception"},
	{"disability_activity_area", "x-accessible-activity-area"},
	{"disability_social_areas", "x-accessible-social-areas"},
	{"disability_spectator_areas", "x-accessible-spectator-areas"},
	{"disability_doorways", "x-accessible-doorways"},
	{"disability_emergency_exits", "x-accessible-emergency-exits"},
	{"disability_changing_facilities", "x-accessible-changing"},
}

// sportsFacilities reads the sports facilities of Trafford.
func sportsFacilities(raw string, _ postcodes, c *counts) ([]service, error) {
	rows, err := readTable(filepath.Join(raw, "trafford-sports-facilities.csv"))
	if err != nil {
		return nil, err
	}
	var out []service
	for i, r := range rows {
		out = append(out, sportsFacility(row(i), r, c))
	}
	return out, nil
}

func sportsFacility(key string, r map[string]string, c *counts) service {
	kind := r["facility_type"]
	s := service{ID: id("trafford-sports", key), Status: "active", AssuredDate: r["site_last_updated_date"], URL: web(r["website"])}
	s.Name = strings.TrimSpace(r["site_name"]) + ": " + strings.ToLower(kind[:1]) + kind[1:]
	s.Description = kind + ". Access: " + r["access_type"] + "."
	s.Organization = &organization{
		ID: id("organization", "trafford-sports", r["site_id"]), Name: strings.TrimSpace(r["site_name"]),
		Description: "A sports site; the list does not say who runs it.",
	}
	s.category("sports-facility")
	s.category(kinds[kind]...)
	s.call(na(r["telephone"]))
	s.add("referral_route", "sp-route:"+access[r["access_type"]], "")
	s.ApplicationProcess = r["access_type"]
	s.add("attending", "sp-mode:in-person", "")
	if outdoors[kind] {
		s.add("accessibility", "sp-access:outdoors", "yes")
	} else {
		s.add("accessibility", "sp-access:indoors", "yes")
	}
	if r["access_type"] == "Free Public Access" {
		s.Costs = []cost{{ID: id("cost", s.ID), Option: "Free", Amount: "0"}}
	}
	s.Places = []atLocation{{ID: id("at", s.ID), Location: sportsSite(s.ID, r, c)}}
	c.Sports++
	if r["access_type"] == "Private Use" {
		c.Private++
	} else {
		c.Usable++
	}
	return s
}

func sportsSite(owner string, r map[string]string, c *counts) location {
	l := location{
		ID: id("location", "trafford-sports", r["site_id"]), Type: "physical", Name: strings.TrimSpace(r["site_name"]),
		Latitude: json.Number(r["lat"]), Longitude: json.Number(r["lon"]),
		Identifier: r["site_id"], IdentifierType: "Active Places site",
		Addresses: []address{{
			ID: id("address", owner), Line1: oneLine(r["street"]), City: oneLine(r["town"]), Region: "Greater Manchester",
			Postcode: strings.TrimSpace(r["postcode"]), Country: "GB", Type: "physical",
		}},
	}
	c.Coordinates++
	for _, f := range features {
		if v := r[f.column]; v == "Yes" || v == "No" {
			l.Attributes = append(l.Attributes, newAttribute(owner, "accessibility", "sp-access:"+f.feature, strings.ToLower(v)))
		}
	}
	l.Attributes = append(l.Attributes, newAttribute(owner, "area", "sp-area:E08000009", ""))
	if n := na(r["disability_notes"]); n != "" {
		l.Accessibility = []accessibility{{ID: id("accessibility", owner), Description: n}}
	}
	return l
}
