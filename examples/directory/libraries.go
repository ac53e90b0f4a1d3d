package main

import (
	"path/filepath"
	"strings"
)

var weekdays = []struct{ column, day string }{
	{"monday", "MO"}, {"tuesday", "TU"}, {"wednesday", "WE"}, {"thursday", "TH"}, {"friday", "FR"}, {"saturday", "SA"}, {"sunday", "SU"},
}

// districts are the codes of the authorities that the list holds.
var districts = map[string]string{
	"Bolton": "E08000001", "Bury": "E08000002", "Manchester": "E08000003", "Oldham": "E08000004", "Rochdale": "E08000005",
	"Salford": "E08000006", "Stockport": "E08000007", "Tameside": "E08000008", "Trafford": "E08000009", "Wigan": "E08000010",
}

// libraries reads the libraries of the authorities of Greater Manchester that
// the list of England holds.
func libraries(raw string, post postcodes, c *counts) ([]service, error) {
	rows, err := readTable(filepath.Join(raw, "libraries-greater-manchester-2023.csv"))
	if err != nil {
		return nil, err
	}
	var out []service
	for i, r := range rows {
		out = append(out, library(row(i), r, post, c))
	}
	return out, nil
}

func library(key string, r map[string]string, post postcodes, c *counts) service {
	s := service{ID: id("libraries", key), Name: strings.TrimSpace(r["name"]), Status: libraryStatus(r)}
	s.Description = r["type"] + " of " + r["authority"] + "."
	if h := r["hours"]; s.Status == "active" && strings.Trim(h, "0123456789.") == "" && h != "" {
		s.Description += " Open " + h + " hours a week"
		if st := r["staffed_hours"]; st != "" && strings.Trim(st, "0123456789.") == "" {
			s.Description += ", " + st + " of them staffed"
		}
		s.Description += "."
	}
	s.Organization = libraryBody(r)
	switch r["type"] {
	case "Archive":
		s.category("local-history")
	case "Static Local History Library":
		s.category("library", "local-history")
	default:
		s.category("library")
	}
	s.add("attending", "sp-mode:in-person", "")
	s.libraryDays(r)
	l := location{
		ID: id("location", s.ID), Type: "physical", Name: s.Name,
		Addresses: []address{{
			ID: id("address", s.ID), Line1: joinParts(r["address1"], r["address2"]), City: cityOf(r), Region: "Greater Manchester",
			Postcode: r["postcode"], Country: "GB", Type: "physical",
		}},
		Attributes: []attribute{newAttribute(s.ID, "area", "sp-area:"+districts[r["authority"]], "")},
	}
	if u := r["uprn"]; u != "" {
		l.Identifier, l.IdentifierType = u, "UPRN"
	}
	if p, ok := post[r["postcode"]]; ok {
		l.Latitude, l.Longitude = p[0], p[1]
		l.Attributes = append(l.Attributes, newAttribute(s.ID, "precision", "sp-precision:postcode", ""))
		c.Coordinates++
	}
	s.Places = []atLocation{{ID: id("at", s.ID), Location: l}}
	c.Libraries++
	if s.Status == "active" {
		c.Usable++
	} else {
		c.Closed++
	}
	return s
}

// libraryStatus reads closures: a year of closing, or how it is run in 2023.
func libraryStatus(r map[string]string) string {
	switch {
	case r["closed"] != "", r["operation_23"] == "Closed":
		return "defunct"
	case r["operation_23"] == "Temporary Closure", r["statutory_23"] == "Temporary Closure", r["hours"] == "Not Currently Open":
		return "temporarily closed"
	}
	return "active"
}

// libraryBody is who runs the library: the organisation that the row names, or
// the authority.
func libraryBody(r map[string]string) *organization {
	name := na(r["operating_organisation"])
	if name == "" {
		name = r["authority"] + " library authority"
	}
	return &organization{
		ID: id("organization", "libraries", name), Name: name,
		Description: "Runs libraries in " + r["authority"] + ", as reported to Arts Council England in 2023.",
	}
}

// libraryDays keeps on which days and how the library opens. The list gives no
// hours.
func (s *service) libraryDays(r map[string]string) {
	var order []string
	days := map[string][]string{}
	for _, d := range weekdays {
		w := na(r[d.column])
		if w == "" || w == "Closed" || strings.HasPrefix(w, "N/A") {
			continue
		}
		if days[w] == nil {
			order = append(order, w)
		}
		days[w] = append(days[w], d.day)
	}
	if s.Status != "active" {
		return
	}
	for _, w := range order {
		s.Schedules = append(s.Schedules, schedule{ID: id("schedule", s.ID, w), Freq: "WEEKLY", ByDay: strings.Join(days[w], ","), Description: w})
	}
}

func joinParts(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p = oneLine(na(p)); p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, ", ")
}

// cityOf is the third line of the address unless it names the county, else the
// authority.
func cityOf(r map[string]string) string {
	if t := oneLine(r["address3"]); t != "" && t != "Greater Manchester" {
		return t
	}
	return r["authority"]
}
