package main

import (
	"path/filepath"
	"strings"
)

// foodBanks reads the food banks of Greater Manchester.
func foodBanks(raw string, _ postcodes, c *counts) ([]service, error) {
	list, err := readFeatures(filepath.Join(raw, "gm-food-banks.geojson"))
	if err != nil {
		return nil, err
	}
	var out []service
	for i, f := range list {
		p := f.Properties
		s := service{ID: id("gm-food-banks", row(i)), Name: foodBankName(na(p["Name"])), Status: "active", URL: web(p["Website"])}
		s.Description = "Food bank in " + p["Area name"] + "."
		s.Organization = &organization{
			ID: id("organization", "gm-food-banks", p["Name"]), Name: na(p["Name"]),
			Description: "Named in the list of food banks in Greater Manchester, which says nothing more of it.",
		}
		s.category("food-bank")
		if g := named[p["Name"]]; g != "" {
			s.add("eligibility", "sp-group:"+g, "")
		}
		s.call(na(p["Contact"]))
		s.opening(p["Opening times"], c)
		s.wayIn(p["Referral method"], c)
		loc := location{
			ID: id("location", s.ID), Type: "physical",
			Addresses: []address{{
				ID: id("address", s.ID), Line1: oneLine(p["Address"]), City: p["Area name"], Region: "Greater Manchester",
				Postcode: strings.TrimSpace(p["Postcode"]), Country: "GB", Type: "physical",
			}},
		}
		loc.at(f, c)
		loc.Attributes = append(loc.Attributes, newAttribute(loc.ID, "area", "sp-area:"+p["Area code"], ""))
		s.Places = []atLocation{{ID: id("at", s.ID), Location: loc}}
		if s.Status == "active" {
			c.Usable++
		} else {
			c.Closed++
		}
		c.FoodBanks++
		out = append(out, s)
	}
	return out, nil
}

// named are those whose name says whom they are for.
var named = map[string]string{"Young People's Support Foundation (YPSF)": "young-people"}

// foodBankName says what the list is of, where a name alone does not: "Trussell
// Trust" is the name of a hundred places.
func foodBankName(name string) string {
	lower := strings.ToLower(name)
	for _, w := range []string{"food", "pantry", "kitchen", "meal", "larder", "grocer", "cafe", "café"} {
		if strings.Contains(lower, w) {
			return name
		}
	}
	return name + " (food bank)"
}

// closedWords is the one referral method that says that a food bank has closed.
const closedWords = "We have been told that this foodbank is no longer open."

// waysIn reads the referral methods that say a way in and no more. Whatever is
// not here is kept as text.
var waysIn = map[string][]string{
	"foodbank voucher":                  {"voucher"},
	"foodbank vouchers":                 {"voucher"},
	"referral":                          {"professional"},
	"referral only":                     {"professional"},
	"agency referral for up to 4 weeks": {"professional"},
	"call to refer a client":            {"professional"},
	"referral/assessment":               {"professional"},
	"referral or assessment":            {"professional"},
	"open door":                         {"drop-in"},
	"first come first served":           {"drop-in"},
	"self-referral":                     {"self"},
	"referral or self-refer":            {"professional", "self"},
	"referral/first come first served":  {"professional", "drop-in"},
	"self-refer, food parcels delivered on sundays, emergency parcels during the week":                                        {"self"},
	"self referral for food bank (assessment of circumstances will be made)\nreferral by agencies for emergency food parcels": {"self", "professional"},
	"£2 membership for any household in the postcode area":                                                                    {"membership"},
	"£2 membership to any household in the postcode area":                                                                     {"membership"},
	"£2 a week membership": {"membership"},
	"£2 weekly membership for any household in the postcode area of the club":                                                  {"membership"},
	"membership for people within walking distance, £2.50 fee per week":                                                        {"membership"},
	"membership for people who live within 15 minutes walk. £2.50 for £12 worth of groceries":                                  {"membership"},
	"membership for people living within 15 minutes walk, £2.50 for £12 of groceries plus toiletries and household essentials": {"membership"},
}

// wayIn adds the ways in that the text names, and the text.
func (s *service) wayIn(text string, c *counts) {
	text = na(text)
	if text == "" {
		c.RoutesNone++
		return
	}
	if strings.HasPrefix(text, closedWords) {
		s.Status, s.Alert = "inactive", text
		c.RoutesNone++
		return
	}
	s.ApplicationProcess = text
	ways, ok := waysIn[strings.ToLower(text)]
	if !ok {
		c.RoutesText++
		return
	}
	c.Routes++
	for _, w := range ways {
		s.add("referral_route", "sp-route:"+w, "")
	}
}
