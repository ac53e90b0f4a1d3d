package main

import (
	"path/filepath"
	"strings"
)

// reading is what the description of one mental-health service plainly says,
// beyond that it is in a list of mental-health services. It was read by hand,
// once, and stands here so that everybody can check it against the row.
type reading struct {
	categories string // of the vocabulary, without prefix
	only       bool   // the categories say all: it is not for mental wellbeing in general
	groups     string // whom the service is for, where the row says that it is only for them
	ages       string // "13-25"; "16-" for 16 and over
	gender     string
	routes     string
	hours      string // the part of the description that says when
	fee        string // the part that says what it costs
}

// readings are keyed by name, and by name and postcode where a name comes twice.
var readings = map[string]reading{
	"Mood Swings Network":                          {categories: "peer-support"},
	"42nd Street":                                  {categories: "counselling,youth-group", groups: "young-people", ages: "13-25"},
	"LGBT Foundation":                              {categories: "lgbt-support", groups: "lgbt"},
	"The Proud Trust":                              {categories: "lgbt-support,youth-group,peer-support", groups: "young-people"},
	"African Caribbean Care Group":                 {categories: "befriending,cultural-community", groups: "older-people"},
	"LMCP Care Link":                               {categories: "cultural-community", groups: "ethnic-minority", gender: "women"},
	"Manchester Refugee Support Network":           {categories: "cultural-community", groups: "refugees"},
	"African and Caribbean Mental Health Services": {categories: "cultural-community", groups: "ethnic-minority", ages: "16-"},
	"Relate Greater Manchester South":              {categories: "counselling"},
	"Talk Listen Change (TLC)":                     {categories: "counselling"},
	"Black Health Agency":                          {},
	"Salvation Army":                               {},
	"Old Trafford Wellbeing Centre":                {categories: "crafts,visual-arts,music-making"},
	"Trafford Domestic Abuse Service":              {categories: "domestic-abuse-support", only: true, groups: "abuse-survivors"},
	"Alchemy Arts":                                 {categories: "music-making,relaxation"},
	"Voice of BME Trafford":                        {categories: "general-advice,cultural-community", groups: "ethnic-minority"},
	"Trafford Centre for Independent Living":       {categories: "general-advice", groups: "disabled-people"},
	"Trafford Mental Health Advocacy Service":      {categories: "advocacy", groups: "mental-health"},
	"CDI Community Counselling Service":            {categories: "counselling", routes: "self,professional"},
	"South Asian Disability Support Network":       {categories: "cultural-community,carers-support", groups: "ethnic-minority"},
	"Pakistani Resource Centre (Trafford South Asian Mental Health Service)": {categories: "cultural-community,carers-support", groups: "ethnic-minority", ages: "18-"},
	"Trafford eTherapy Service":                                {categories: "counselling"},
	"Zion Centre (Peer Support)":                               {categories: "peer-support"},
	"Chorlton Anxiety Group":                                   {categories: "peer-support", routes: "drop-in", hours: "Tuesdays 7-9pm"},
	"Zion Anxiety Group":                                       {categories: "peer-support", routes: "drop-in", hours: "Wednesdays 1-3pm"},
	"Stretford Hearing Voices":                                 {categories: "peer-support", hours: "Thursdays at 2pm"},
	"Autistic Society for the Greater Manchester Area (ASGMA)": {categories: "social-group", groups: "autistic-people"},
	"Collaborative Women UK":                                   {categories: "general-advice", gender: "women", routes: "drop-in", hours: "Wednesday afternoons"},
	"Homestart":                                                {categories: "parent-group", groups: "parents"},
	"Age UK Trafford (Dementia Service)":                       {categories: "dementia-support,carers-support", groups: "dementia,carers"},
	"Urmston Depression Group (Trafford Self Help Services)":   {categories: "peer-support", routes: "drop-in", hours: "Tuesdays 1.30-3.30pm"},
	"Leonard Cheshire Disability":                              {categories: "general-advice", groups: "disabled-people"},
	"The Toy House":                                            {categories: "parent-group", groups: "parents", hours: "Tuesdays, Wednesdays and Fridays, 9.30-11.30am and 12.30-2.30pm"},
	"MacMillan Wellbeing Centre":                               {categories: "long-term-condition,carers-support", groups: "long-term-condition,carers", routes: "drop-in", hours: "third Wednesday of each month"},
	"Being There":                                              {categories: "long-term-condition,home-help", groups: "long-term-condition"},
	"Alzheimers Society Trafford":                              {categories: "dementia-support,carers-support", groups: "dementia,carers"},
	"Trafford Psychological Therapies":                         {categories: "counselling,nhs-community-service", groups: "mental-health", ages: "16-"},
	"Victim Support & Witness Service":                         {categories: "general-advice"},
	"Talkshop Trafford":                                        {categories: "general-advice,youth-group", groups: "young-people", ages: "13-25"},
	"Trafford Carers Centre":                                   {categories: "carers-support", groups: "carers"},
	"Dance System CIC M33 3JR":                                 {categories: "dance-arts,relaxation", fee: "£30 for 6 week course"},
	"Dance System CIC WA15 8AP":                                {categories: "dance-arts,relaxation", fee: "£45 for 8 week course"},
	"Parent Support Group":                                     {categories: "parent-group,peer-support", groups: "parents", gender: "women", routes: "drop-in", hours: "Fridays 10am-12pm"},
	"New Way Forward":                                          {categories: "visual-arts,crafts,social-group"},
	"Coppice Library and Wellbeing Centre":                     {categories: "library,crafts,visual-arts,music-making"},
	"Sporting Memories":                                        {categories: "local-history,dementia-support", hours: "Last Monday of every month 10.30am-12noon"},
	"Ear4U (listening ear service)":                            {categories: "befriending"},
	"Partington Library & Wellbeing Centre":                    {categories: "library,crafts,visual-arts,music-making"},
	"Creative Support":                                         {categories: "adult-social-care", groups: "learning-disability,mental-health"},
	"Altrincham Anxiety Group (Trafford Self Help Services)":   {categories: "peer-support", routes: "drop-in", hours: "Mondays 2-4pm"},
	"Open Studios CIC":                                         {categories: "visual-arts"},
	"The Counselling and Family Centre":                        {categories: "counselling"},
	"Larkhill Demetia Cafe (Later Life Living)":                {categories: "dementia-support,coffee-morning", groups: "dementia,carers", hours: "alternate Saturdays 9.15am-12.15pm"},
	"Broomwood Wellbeing Centre":                               {categories: "crafts,visual-arts,music-making"},
	"G-Force":                                                  {categories: "mens-shed,crafts,befriending"},
	"United Response":                                          {categories: "adult-social-care", groups: "learning-disability,autistic-people,mental-health,disabled-people"},
	"Manchester Rape Crisis":                                   {categories: "domestic-abuse-support", only: true, groups: "abuse-survivors", gender: "women"},
	"Samaritans":                                               {categories: "crisis-support"},
	"Target Cafe":                                              {categories: "drug-support,alcohol-support,peer-support", groups: "substance-use"},
}

// mentalHealth reads the mental-health services of Trafford.
func mentalHealth(raw string, _ postcodes, c *counts) ([]service, error) {
	list, err := readFeatures(filepath.Join(raw, "trafford-mental-health-services.geojson"))
	if err != nil {
		return nil, err
	}
	var out []service
	for i, f := range list {
		p := f.Properties
		r, ok := readings[p["name"]]
		if !ok {
			r = readings[p["name"]+" "+p["postcode"]]
		}
		s := service{ID: id("trafford-mental-health", row(i)), Name: p["name"], Description: p["description"], Status: "active", URL: web(p["website"])}
		s.Organization = &organization{
			ID: id("organization", "trafford-mental-health", p["name"]), Name: p["name"],
			Description: "Named in the list of mental-health services in Trafford.",
		}
		if !r.only {
			s.category("mental-wellbeing")
		}
		s.read(r, c)
		s.call(p["telephone"])
		loc := location{
			ID: id("location", s.ID), Type: "physical",
			Addresses: []address{{
				ID: id("address", s.ID), Line1: p["address"], City: lastPart(p["address"]), Region: "Greater Manchester",
				Postcode: strings.TrimSpace(p["postcode"]), Country: "GB", Type: "physical",
			}},
		}
		loc.at(f, c)
		s.Places = []atLocation{{ID: id("at", s.ID), Location: loc}}
		c.MentalHealth++
		c.Usable++
		out = append(out, s)
	}
	return out, nil
}

// read applies what the description says.
func (s *service) read(r reading, c *counts) {
	for _, w := range split(r.categories) {
		s.derived(w)
	}
	for _, g := range split(r.groups) {
		s.add("eligibility", "sp-group:"+g, "")
	}
	if r.groups != "" || r.ages != "" || r.gender != "" {
		s.Eligibility = s.Description
	}
	s.MinimumAge, s.MaximumAge = ageRange(r.ages)
	if r.gender != "" {
		s.add("eligibility", "sp-gender:"+r.gender, "")
	}
	for _, w := range split(r.routes) {
		s.add("referral_route", "sp-route:"+w, "")
	}
	if r.routes != "" {
		c.Routes++
	} else {
		c.RoutesNone++
	}
	s.FeesDescription = r.fee
	s.opening(r.hours, c)
}

func split(s string) []string {
	if s == "" || s == "none" {
		return nil
	}
	return strings.Split(s, ",")
}

// lastPart is the town of an address on one line.
func lastPart(s string) string {
	return strings.TrimSpace(s[strings.LastIndexByte(s, ',')+1:])
}
