package main

import (
	"path/filepath"
	"strings"
)

// reading is what the description of one mental-health service plainly says,
// beyond that it is in a list of mental-health services. It was read by hand,
// once, and stands here so that everybody can check it against the row.
type reading struct {
	// is, what the row says that the service is, and seems, what its words
	// suggest: categories of the vocabulary, without prefix. Where a row says
	// nothing more than its list, the service is for mental wellbeing.
	is, seems string
	groups    string // whom the service is for, where the row says that it is only for them
	ages      string // "13-25"; "16-" for 16 and over; "50-" for older adults, who are at least that
	gender    string
	lives     string // the area that one has to live in
	condition string // who may come, where the vocabulary has no word for it
	features  string
	mode      string
	routes    string
	hours     string // the part of the description that says when
	fee       string // the part that says what it costs
}

// readings are keyed by name, and by name and postcode where a name comes twice.
var readings = map[string]reading{
	"Mood Swings Network":                          {seems: "depression-support"},
	"42nd Street":                                  {is: "counselling,mental-wellbeing", groups: "young-people", ages: "13-25"},
	"LGBT Foundation":                              {is: "lgbt-support,mental-wellbeing", groups: "lgbt"},
	"The Proud Trust":                              {is: "lgbt-support,youth-group,peer-support", groups: "young-people"},
	"African Caribbean Care Group":                 {is: "befriending", groups: "african-caribbean", ages: "50-", mode: "home-visit", condition: "Older adults, who may be vulnerable due to a long-term health condition, disability or isolation."},
	"LMCP Care Link":                               {is: "mental-wellbeing", groups: "south-asian", gender: "women"},
	"Manchester Refugee Support Network":           {is: "refugee-support", groups: "refugees"},
	"African and Caribbean Mental Health Services": {is: "mental-wellbeing", groups: "african-caribbean", ages: "16-", condition: "Registered with a GP in Manchester."},
	"Relate Greater Manchester South":              {is: "counselling"},
	"Talk Listen Change (TLC)":                     {is: "counselling"},
	"Black Health Agency":                          {is: "mental-wellbeing", condition: "People suffering from health inequalities."},
	"Salvation Army":                               {is: "cultural-community"},
	"Old Trafford Wellbeing Centre":                {seems: "crafts,visual-arts,music-making", mode: "in-person"},
	"Trafford Domestic Abuse Service":              {is: "domestic-abuse-support", groups: "abuse-survivors"},
	"Alchemy Arts":                                 {is: "music-making,relaxation,mental-wellbeing"},
	"Voice of BME Trafford":                        {is: "general-advice", groups: "ethnic-minority"},
	"Trafford Centre for Independent Living":       {seems: "general-advice", groups: "disabled-people", lives: "E08000009"},
	"Trafford Mental Health Advocacy Service":      {is: "mental-health-advocacy", condition: "Patients detained under the Mental Health Act."},
	"CDI Community Counselling Service":            {is: "counselling", routes: "self,professional"},
	"South Asian Disability Support Network":       {is: "cultural-community", seems: "carers-support", groups: "south-asian"},
	"Pakistani Resource Centre (Trafford South Asian Mental Health Service)": {is: "mental-wellbeing", groups: "south-asian", ages: "18-", lives: "E08000009"},
	"Trafford eTherapy Service":                                {is: "counselling,mental-wellbeing", mode: "online"},
	"Zion Centre (Peer Support)":                               {is: "peer-support,mental-wellbeing"},
	"Chorlton Anxiety Group":                                   {is: "anxiety-support", routes: "drop-in", hours: "Tuesdays 7-9pm"},
	"Zion Anxiety Group":                                       {is: "anxiety-support", routes: "drop-in", hours: "Wednesdays 1-3pm"},
	"Stretford Hearing Voices":                                 {is: "hearing-voices", hours: "Thursdays at 2pm"},
	"Autistic Society for the Greater Manchester Area (ASGMA)": {is: "autism-support", seems: "social-group", groups: "autistic-people", features: "autism-friendly,one-to-one"},
	"Collaborative Women UK":                                   {seems: "homelessness-service", gender: "women", routes: "drop-in", hours: "Wednesday afternoons", condition: "Marginalised women, on the way from crisis to independent living."},
	"Homestart":                                                {is: "parent-group", groups: "parents"},
	"Age UK Trafford (Dementia Service)":                       {is: "dementia-support", groups: "dementia,carers", features: "dementia-friendly,carers-welcome"},
	"Urmston Depression Group (Trafford Self Help Services)":   {is: "depression-support", routes: "drop-in", hours: "Tuesdays 1.30-3.30pm"},
	"Leonard Cheshire Disability":                              {seems: "adult-social-care", groups: "disabled-people"},
	"The Toy House":                                            {is: "parent-group", groups: "parents", hours: "Tuesdays, Wednesdays and Fridays, 9.30-11.30am and 12.30-2.30pm"},
	"MacMillan Wellbeing Centre":                               {is: "cancer-support", routes: "drop-in", hours: "third Wednesday of each month", features: "carers-welcome", condition: "People with a cancer diagnosis, and their family members or carers."},
	"Being There":                                              {is: "cancer-support", seems: "home-help", mode: "home-visit", condition: "People with cancer or another life-limiting illness."},
	"Alzheimers Society Trafford":                              {is: "dementia-support", groups: "dementia,carers", features: "dementia-friendly,carers-welcome"},
	"Trafford Psychological Therapies":                         {is: "counselling", ages: "16-", condition: "Registered with a GP in Trafford."},
	"Victim Support & Witness Service":                         {is: "victim-support"},
	"Talkshop Trafford":                                        {is: "general-advice", groups: "young-people", ages: "13-25"},
	"Trafford Carers Centre":                                   {is: "carers-support", groups: "carers", features: "carers-welcome"},
	"Dance System CIC M33 3JR":                                 {is: "dance-arts,relaxation", fee: "£30 for 6 week course"},
	"Dance System CIC WA15 8AP":                                {is: "dance-arts,relaxation", fee: "£45 for 8 week course"},
	"Parent Support Group":                                     {is: "parent-group,mental-wellbeing", groups: "parents", gender: "women", condition: "Mothers with postnatal depression, anxiety or loneliness.", routes: "drop-in", hours: "Fridays 10am-12pm"},
	"New Way Forward":                                          {is: "mental-wellbeing,crafts", seems: "visual-arts", features: "one-to-one", mode: "in-person"},
	"Coppice Library and Wellbeing Centre":                     {is: "library,mental-wellbeing", seems: "crafts,visual-arts,music-making", mode: "in-person"},
	"Sporting Memories":                                        {is: "local-history,social-group,dementia-support", groups: "older-people,dementia", features: "dementia-friendly", hours: "Last Monday of every month 10.30am-12noon"},
	"Ear4U (listening ear service)":                            {is: "befriending"},
	"Partington Library & Wellbeing Centre":                    {is: "library,mental-wellbeing", seems: "crafts,visual-arts,music-making", mode: "in-person"},
	"Creative Support":                                         {is: "adult-social-care", groups: "learning-disability,mental-health"},
	"Altrincham Anxiety Group (Trafford Self Help Services)":   {is: "anxiety-support", routes: "drop-in", hours: "Mondays 2-4pm"},
	"Open Studios CIC":                                         {is: "visual-arts,mental-wellbeing"},
	"The Counselling and Family Centre":                        {is: "counselling"},
	"Larkhill Demetia Cafe (Later Life Living)":                {is: "dementia-support", seems: "coffee-morning", groups: "dementia,carers", features: "dementia-friendly,carers-welcome", hours: "alternate Saturdays 9.15am-12.15pm"},
	"Broomwood Wellbeing Centre":                               {seems: "crafts,visual-arts,music-making", mode: "in-person"},
	"G-Force":                                                  {is: "mens-shed,crafts", seems: "befriending"},
	"United Response":                                          {is: "adult-social-care", groups: "learning-disability,autistic-people,mental-health,disabled-people"},
	"Manchester Rape Crisis":                                   {is: "sexual-violence-support", groups: "abuse-survivors", gender: "women"},
	"Samaritans":                                               {is: "crisis-support"},
	"Target Cafe":                                              {is: "drug-support,alcohol-support", seems: "peer-support", groups: "substance-use"},
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
		if r.is == "" {
			r.is = "mental-wellbeing"
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
	s.category(split(r.is)...)
	s.derived(split(r.seems)...)
	for _, g := range split(r.groups) {
		s.add("eligibility", "sp-group:"+g, "")
	}
	if r.lives != "" {
		s.add("eligibility", "sp-residence:"+r.lives, "")
	}
	if r.condition != "" {
		s.add("eligibility", "sp-condition:other", r.condition)
	}
	for _, w := range split(r.features) {
		s.add("accessibility", "sp-access:"+w, "yes")
	}
	if r.mode != "" {
		s.add("attending", "sp-mode:"+r.mode, "")
	}
	if r.groups+r.ages+r.gender+r.lives+r.condition != "" {
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
