package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// A profile is a synthetic person: what their record will hold, what they say,
// and how things go for them. Nobody in here exists. The names are invented,
// the NHS numbers are of the range 999 that is never issued to a patient, the
// telephone numbers are of the ranges that Ofcom keeps for drama.
type profile struct {
	given, family string
	born          string // may be partial, or end in "~" for estimated
	women, men    person.Tri
	languages     person.Languages
	home          home
	noAbode       bool // home is then the area that they chose
	about         [2]string
	needs         []person.NeedCode // in order of priority
	words         string            // what they say about it
	interests     []activity.CategoryCode
	requires      []person.RequirementCode
	groups        []matching.GroupAnswer
	digital       *person.DigitalAccess
	voicemail     person.Tri // may a message be left
	journey       matching.Journey
	modes         []activity.Mode
	budget        matching.Budget
	free          string
	matters       []activity.Feature
	mustNot       []activity.Feature
	avoid         matching.Avoid
	order         []matching.CriterionCode
	said          string // what matters to them
	strength      string
	goals         [2]string
	source        string // who refers
	refusesShare  person.Scope
	measures      answers
}

// home is a postcode with its place on the map, which a host has from its
// geocoder. OS Code-Point Open, through the postcode files that the directory
// is made with.
type home struct {
	postcode, town string
	at             string
	area           activity.AreaCode // the district, by GSS code
}

// answers are what the person answers, at the beginning and at the end.
type answers struct {
	ons4, ons4After  outcome.Response
	swemwbs, swAfter outcome.Response
	ucla3, uclaAfter outcome.Response
	phq9, phq9After  outcome.Response // nil: not asked
}

var (
	sale        = home{"M33 7PN", "Sale", "53.42531,-2.32217", "E08000009"}
	oldTrafford = home{"M16 0ZG", "Old Trafford", "53.45733,-2.26277", "E08000009"}
	wythenshawe = home{"M23 1HD", "Wythenshawe", "53.39583,-2.29060", "E08000003"}
	urmston     = home{"M41 5HB", "Urmston", "53.45039,-2.36816", "E08000009"}
	stretford   = home{"M32 9BD", "Stretford", "53.44569,-2.30942", "E08000009"}
	chorlton    = home{"M21 2BE", "Chorlton", "53.43887,-2.27694", "E08000003"}
	fallowfield = home{"M14 6LP", "Fallowfield", "53.44481,-2.21929", "E08000003"}
	crumpsall   = home{"M8 8TZ", "Crumpsall", "53.50658,-2.24297", "E08000003"}
	swinton     = home{"M27 1AH", "Swinton", "53.50884,-2.33503", "E08000006"}
	newtonHeath = home{"M40 2FY", "Newton Heath", "53.50191,-2.18721", "E08000003"}
	middleton   = home{"M24 1AW", "Middleton", "53.54790,-2.19878", "E08000005"}
	denton      = home{"M34 5QE", "Denton", "53.45558,-2.11269", "E08000008"}
	levenshulme = home{"M19 2PJ", "Levenshulme", "53.44023,-2.19158", "E08000003"}
	// piccadilly is where somebody without an address has chosen to look from.
	piccadilly = home{"ZZ99 3VZ", "Manchester city centre", "53.48194,-2.23515", "E08000003"}
)

func speaks(tags ...string) person.Languages {
	var out person.Languages
	for _, t := range tags {
		out = append(out, person.LanguageSkill{Tag: language.MustParse(t), Spoken: person.Yes})
	}
	return out
}

func interpreted(tag string) person.Languages {
	return person.Languages{{Tag: language.MustParse(tag), Interpreter: person.Yes, Spoken: person.Yes}}
}

func group(code activity.GroupCode) matching.GroupAnswer {
	return matching.GroupAnswer{Group: code, Is: person.Yes}
}

// lonelyBefore and the like are answers that several people share: common
// pictures, better at the end by as much as services see, or not better.
var (
	lonelier = answers{
		ons4: outcome.Response{4, 4, 5, 6}, ons4After: outcome.Response{6, 6, 6, 4},
		swemwbs: outcome.Response{2, 2, 2, 3, 3, 2, 3}, swAfter: outcome.Response{3, 3, 3, 3, 4, 4, 4},
		ucla3: outcome.Response{3, 2, 3}, uclaAfter: outcome.Response{2, 2, 2},
	}
	steadier = answers{
		ons4: outcome.Response{6, 6, 6, 3}, ons4After: outcome.Response{7, 7, 7, 2},
		swemwbs: outcome.Response{3, 3, 3, 3, 4, 3, 4}, swAfter: outcome.Response{3, 4, 3, 4, 4, 3, 4},
		ucla3: outcome.Response{1, 2, 1}, uclaAfter: outcome.Response{1, 1, 1},
	}
	strained = answers{
		ons4: outcome.Response{3, 5, 3, 8}, ons4After: outcome.Response{3, 5, 4, 7},
		swemwbs: outcome.Response{2, 3, 1, 2, 3, 3, 3}, swAfter: outcome.Response{2, 3, 2, 2, 3, 3, 3},
		ucla3: outcome.Response{2, 2, 2}, uclaAfter: outcome.Response{2, 2, 2},
	}
)

// profiles are the people that -seed chooses from; the first is the one that
// the program takes through the pathway unless told otherwise.
var profiles = []profile{
	{
		given: "Gwenllian", family: "Sampleton", born: "1951-02-14", women: person.Yes, men: person.No,
		languages: speaks("cy", "en"), home: sale,
		about: [2]string{
			"lonely since her husband died, worried about debt, walks with a stick; speaks Welsh and English",
			"yn unig ers i'w gŵr farw, yn poeni am ddyled, yn cerdded â ffon; yn siarad Cymraeg a Saesneg",
		},
		needs:     []person.NeedCode{"sp-need:lonely", "sp-need:bereaved", "sp-need:debt"},
		words:     "The house is so quiet since Emrys died, and the letters from the bank frighten me.",
		interests: []activity.CategoryCode{"sp-activity:choir", "sp-activity:local-history"},
		requires:  []person.RequirementCode{person.NeedsStepFree},
		groups:    []matching.GroupAnswer{group("sp-group:bereaved"), group("sp-group:older-people")},
		voicemail: person.No, journey: matching.Journey{Mode: matching.ByBus, Limit: 9000},
		budget:   matching.UpTo(300),
		said:     "Having somebody to speak Welsh with again, and not being afraid of the post.",
		strength: "Sang alto in chapel for forty years.",
		goals:    [2]string{"Go out to something each week where people know my name.", "Know what I owe, and have a plan for it."},
		source:   "gp-practice", measures: lonelier,
	},
	{
		given: "Callum", family: "Exampleford", born: "2012-05-09", women: person.No, men: person.Yes,
		languages: speaks("en"), home: wythenshawe,
		about: [2]string{
			"fourteen, cares for his mother, has no time for friends",
			"pedair ar ddeg oed, yn gofalu am ei fam, heb amser i ffrindiau",
		},
		needs:     []person.NeedCode{"sp-need:young-carer", "sp-need:isolated"},
		words:     "I go straight home every day. I can't leave her long.",
		interests: []activity.CategoryCode{"sp-activity:music-making", "sp-activity:youth-group"},
		groups:    []matching.GroupAnswer{group("sp-group:young-carers"), group("sp-group:young-people")},
		journey:   matching.Journey{Mode: matching.ByBus}, budget: matching.UpTo(100),
		free: "mon-eve tue-eve wed-eve thu-eve fri-eve sat-am sat-pm",
		said: "A few hours that are mine. And drumming.", strength: "Looks after a whole household.",
		goals:  [2]string{"One evening a week with people my age.", "Somebody at school who knows."},
		source: "school", measures: steadier,
	},
	{
		given: "Derek", family: "Modelby", born: "1968-08-30", women: person.No, men: person.Yes,
		languages: speaks("en"), home: chorlton,
		about: [2]string{
			"fifty-eight, out of breath on the stairs, wants to walk and not to go to a gym",
			"pum deg wyth oed, yn brin o wynt ar y grisiau, am gerdded yn lle mynd i gampfa",
		},
		needs:     []person.NeedCode{"sp-need:inactive", "sp-need:weight"},
		words:     "I sit all day and then I sit all evening.",
		interests: []activity.CategoryCode{"sp-activity:walking-group", "sp-activity:nature-walk"},
		avoid:     matching.Avoid{Categories: []activity.CategoryCode{"sp-activity:gym"}},
		journey:   matching.Journey{Mode: matching.ByBus}, budget: matching.UpTo(200),
		free: "wed-am thu-pm sat-am sat-pm sun-am sun-pm", matters: []activity.Feature{activity.Outdoors, activity.BeginnersWelcome},
		said: "Being outside, with company, at my own pace.", strength: "Knows every footpath along the Mersey.",
		goals:  [2]string{"Walk for half an hour three times a week.", "Get up the stairs without stopping."},
		source: "gp-practice", measures: steadier,
	},
	{
		given: "Edna", family: "Inventwood", born: "1940-11-02", women: person.Yes, men: person.No,
		languages: speaks("en"), home: urmston,
		about: [2]string{
			"eighty-five, cannot leave the house, wants company and some help",
			"wyth deg pump oed, yn methu gadael y tŷ, am gael cwmni a thipyn o gymorth",
		},
		needs:   []person.NeedCode{"sp-need:isolated", "sp-need:daily-living", "sp-need:falls"},
		groups:  []matching.GroupAnswer{group("sp-group:older-people")},
		words:   "I have not been past the gate since March.",
		digital: &person.DigitalAccess{Device: person.No, Connection: person.No},
		modes:   []activity.Mode{activity.HomeVisit, activity.Telephone}, budget: matching.UpTo(0),
		said: "A voice in the house. Staying in my own home.", strength: "Three neighbours who look in.",
		goals:  [2]string{"Talk with somebody at least twice a week.", "Feel safe on my own stairs."},
		source: "hospital-discharge", measures: lonelier,
	},
	{
		given: "Shaheen", family: "Specimen", born: "1985-03-21", women: person.Yes, men: person.No,
		languages: speaks("ur", "pa"), home: oldTrafford,
		about: [2]string{
			"forty-one, speaks Urdu, wants exercise among women only",
			"pedwar deg un oed, yn siarad Wrdw, am gael ymarfer corff ymhlith menywod yn unig",
		},
		needs:     []person.NeedCode{"sp-need:inactive", "sp-need:isolated"},
		words:     "At home I moved all day. Here I know nobody to go with.",
		interests: []activity.CategoryCode{"sp-activity:exercise-class", "sp-activity:swimming", "sp-activity:yoga"},
		groups:    []matching.GroupAnswer{group("sp-group:south-asian"), group("sp-group:parents")},
		journey:   matching.Journey{Mode: matching.ByBus}, budget: matching.UpTo(500),
		free: "mon-am tue-am wed-am thu-am fri-am mon-pm tue-pm wed-pm thu-pm sun-eve", mustNot: []activity.Feature{activity.MixedGender},
		said: "To be strong for my children, and to laugh with other women.", strength: "Cooks for forty without a list.",
		goals:  [2]string{"Exercise twice a week.", "Have one friend in my own street."},
		source: "gp-practice", measures: lonelier,
	},
	{
		given: "Kyle", family: "Placeholder", born: "1993-01-17", women: person.No, men: person.Yes,
		languages: speaks("en"), home: piccadilly, noAbode: true,
		about: [2]string{
			"thirty-three, no fixed abode, nowhere to sleep tonight, hungry",
			"tri deg tri oed, heb gartref sefydlog, heb unman i gysgu heno, yn llwglyd",
		},
		needs:   []person.NeedCode{"sp-need:nowhere-to-sleep", "sp-need:food", "sp-need:benefits"},
		words:   "I need in somewhere tonight. After that we can talk.",
		journey: matching.Journey{Mode: matching.OnFoot}, budget: matching.UpTo(0),
		digital: &person.DigitalAccess{Device: person.No, Connection: person.No},
		said:    "A door that locks. My dog with me.", strength: "Has kept the dog well for six years.",
		goals:  [2]string{"Have somewhere to sleep that is mine.", "Get my papers back."},
		source: "outreach-team", measures: strained,
	},
	{
		given: "Azad", family: "Dummyson", born: "1947~", women: person.No, men: person.Yes,
		languages: speaks("en", "ku"), home: levenshulme,
		about: [2]string{
			"about seventy-nine (no birth date is known), forgets, his wife is tired",
			"tua saith deg naw oed (ni wyddys ei ddyddiad geni), yn anghofio, a'i wraig wedi blino",
		},
		needs:     []person.NeedCode{"sp-need:memory", "sp-need:isolated"},
		words:     "I was a teacher. Some days I cannot find the word for chair.",
		interests: []activity.CategoryCode{"sp-activity:music-making", "sp-activity:local-history"},
		requires:  []person.RequirementCode{person.NeedsDementiaFriendly, person.NeedsCarerPlace},
		groups:    []matching.GroupAnswer{group("sp-group:dementia"), group("sp-group:older-people"), group("sp-group:ethnic-minority")},
		journey:   matching.Journey{Mode: matching.ByCar}, budget: matching.UpTo(500),
		said: "To be spoken to, and not about.", strength: "Remembers every song.",
		goals:  [2]string{"Go somewhere together that is made for both of us.", "Have my mornings."},
		source: "memory-service", refusesShare: person.ScopeShareReferrer, measures: steadier,
	},
	{
		given: "Brenda", family: "Fictionby", born: "1959-07-05", women: person.Yes, men: person.No,
		languages: speaks("en"), home: middleton,
		about: [2]string{
			"sixty-seven, cannot claim what she is owed because all of it is online",
			"chwe deg saith oed, yn methu hawlio'r hyn sy'n ddyledus iddi am fod y cyfan ar-lein",
		},
		needs:   []person.NeedCode{"sp-need:digital", "sp-need:benefits", "sp-need:low-income"},
		groups:  []matching.GroupAnswer{group("sp-group:older-people")},
		words:   "They keep telling me to go on the website.",
		digital: &person.DigitalAccess{Device: person.No, Connection: person.No, Skills: person.No},
		journey: matching.Journey{Mode: matching.ByBus}, budget: matching.UpTo(0),
		said: "To do my own business without asking my son.", strength: "Ran a shop for twenty years.",
		goals:  [2]string{"Fill in a form online by myself.", "Get what I am entitled to."},
		source: "pharmacy", measures: steadier,
	},
	{
		given: "Leanne", family: "Mockford", born: "1987-10-12", women: person.Yes, men: person.No,
		languages: speaks("en"), home: newtonHeath,
		about: [2]string{
			"thirty-eight, two children, in debt, no food in the house today",
			"tri deg wyth oed, dau o blant, mewn dyled, heb fwyd yn y tŷ heddiw",
		},
		needs:   []person.NeedCode{"sp-need:no-food-today", "sp-need:debt", "sp-need:fuel"},
		words:   "There is nothing for their tea and the meter is on emergency.",
		groups:  []matching.GroupAnswer{group("sp-group:parents"), group("sp-group:low-income")},
		journey: matching.Journey{Mode: matching.OnFoot}, budget: matching.UpTo(0),
		said: "That the children do not notice.", strength: "Keeps every appointment for the children.",
		goals:  [2]string{"Food in the house to the end of each month.", "One debt at a time, with somebody who knows."},
		source: "health-visitor", measures: strained,
	},
	{
		given: "Amira", family: "Testerly", born: "1998-04-27", women: person.Yes, men: person.No,
		languages: speaks("en", "ar"), home: fallowfield,
		about: [2]string{
			"twenty-eight, a baby of four months, low in mood and far from her family",
			"dau ddeg wyth oed, â baban pedwar mis oed, yn isel ei hysbryd ac ymhell o'i theulu",
		},
		needs:     []person.NeedCode{"sp-need:low-mood", "sp-need:parenting", "sp-need:lonely"},
		words:     "I love him and I cry all the time.",
		interests: []activity.CategoryCode{"sp-activity:parent-group"},
		groups:    []matching.GroupAnswer{group("sp-group:parents"), group("sp-group:ethnic-minority")},
		journey:   matching.Journey{Mode: matching.ByBus}, budget: matching.UpTo(200),
		free: "mon-am tue-am wed-am thu-am fri-am mon-pm tue-pm wed-pm thu-pm fri-pm", matters: []activity.Feature{activity.Creche},
		said: "Sleep, and one other mother to be honest with.", strength: "Asked for help.",
		goals:  [2]string{"Leave the flat every day.", "Meet other mothers."},
		source: "health-visitor",
		measures: func() answers {
			a := lonelier
			a.phq9, a.phq9After = outcome.Response{2, 2, 3, 2, 1, 2, 1, 1, 1}, outcome.Response{1, 1, 1, 1, 0, 1, 1, 0, 0}
			return a
		}(),
	},
	{
		given: "Gary", family: "Pretendley", born: "1974-06-06", women: person.No, men: person.Yes,
		languages: speaks("en"), home: swinton,
		about: [2]string{
			"fifty-two, left the army, has lost his purpose",
			"pum deg dau oed, wedi gadael y fyddin, wedi colli ei bwrpas",
		},
		needs:     []person.NeedCode{"sp-need:purpose", "sp-need:low-mood", "sp-need:veteran"},
		words:     "Nobody needs me to be anywhere at any time.",
		interests: []activity.CategoryCode{"sp-activity:mens-shed", "sp-activity:repair-cafe"},
		groups:    []matching.GroupAnswer{group("sp-group:veterans"), group("sp-group:mental-health")},
		journey:   matching.Journey{Mode: matching.ByCar}, budget: matching.UpTo(500), mustNot: []activity.Feature{activity.AlcoholPresent},
		said: "Being useful.", strength: "Can mend anything with an engine.",
		goals:  [2]string{"Have two fixed things in the week.", "Use my hands."},
		source: "gp-practice", measures: lonelier,
	},
	{
		given: "Hannah", family: "Stubbington", born: "1981-09", women: person.Yes, men: person.No,
		languages: interpreted("bfi"), home: denton,
		about: [2]string{
			"forty-five, Deaf, signs, wants work and company in her own language",
			"pedwar deg pump oed, yn Fyddar, yn defnyddio arwyddion, am gael gwaith a chwmni yn ei hiaith ei hun",
		},
		needs:    []person.NeedCode{"sp-need:employment", "sp-need:lonely", "sp-need:communication"},
		words:    "Everybody talks at the same time and I smile.",
		requires: []person.RequirementCode{person.NeedsSignInterpreter},
		groups:   []matching.GroupAnswer{group("sp-group:sensory-loss"), group("sp-group:unemployed")},
		journey:  matching.Journey{Mode: matching.ByBus}, budget: matching.UpTo(300),
		said: "Conversation without a pen.", strength: "Signs, lip-reads, and types faster than most.",
		goals:  [2]string{"A job interview with an interpreter.", "A weekly evening in BSL."},
		source: "audiology", measures: lonelier,
	},
	{
		given: "Selam", family: "Trialwood", born: "2002-12-01", women: person.Yes, men: person.No,
		languages: speaks("ti", "ar"), home: crumpsall,
		about: [2]string{
			"twenty-three, new here, waiting for a decision on asylum, learning English",
			"dau ddeg tri oed, yn newydd yma, yn aros am benderfyniad lloches, yn dysgu Saesneg",
		},
		needs:     []person.NeedCode{"sp-need:immigration", "sp-need:language", "sp-need:isolated"},
		words:     "I wait. Every day is the same.",
		interests: []activity.CategoryCode{"sp-activity:english-class", "sp-activity:healthy-cooking"},
		groups:    []matching.GroupAnswer{group("sp-group:refugees"), group("sp-group:new-to-area"), group("sp-group:african-caribbean")},
		journey:   matching.Journey{Mode: matching.ByBus}, budget: matching.UpTo(0),
		said: "To study. To be called by my name.", strength: "Speaks four languages, the fifth is coming.",
		goals:  [2]string{"English every week.", "Somebody to explain the letters."},
		source: "voluntary-organisation", measures: lonelier,
	},
	{
		given: "Oliver", family: "Copyman", born: "1990-02-02", women: person.No, men: person.Yes,
		languages: speaks("en"), home: stretford,
		about: [2]string{
			"thirty-six, anxious, autistic, finds groups hard and likes to make things",
			"tri deg chwech oed, yn bryderus, yn awtistig, yn cael grwpiau'n anodd ac yn hoffi creu",
		},
		needs:     []person.NeedCode{"sp-need:anxiety", "sp-need:confidence"},
		words:     "A room full of people who all know each other is the worst thing.",
		interests: []activity.CategoryCode{"sp-activity:crafts", "sp-activity:visual-arts", "sp-activity:gardening"},
		requires:  []person.RequirementCode{person.NeedsAutismFriendly, person.NeedsQuietSpace},
		groups:    []matching.GroupAnswer{group("sp-group:autistic-people"), group("sp-group:mental-health")},
		journey:   matching.Journey{Mode: matching.ByBus}, budget: matching.UpTo(400),
		matters: []activity.Feature{activity.MetOnFirstVisit}, order: []matching.CriterionCode{matching.Travel},
		said: "Knowing beforehand what will happen.", strength: "Can draw a building from memory.",
		goals:  [2]string{"Make something with other people in the room.", "Take the tram alone."},
		source: "self", measures: steadier,
	},
}

// profileFor chooses the person of a seed: the seeds past the profiles are
// the same people under other names, ages and numbers.
func profileFor(seed int) profile {
	who := profiles[(seed-1)%len(profiles)]
	if seed <= len(profiles) {
		return who
	}
	r := rand.New(rand.NewPCG(uint64(seed), 999)) //nolint:gosec // invented people are no secret
	who.given, who.family = someName(r, who), families[r.IntN(len(families))]
	return who
}

var (
	families    = []string{"Sampleton", "Exampleford", "Modelby", "Inventwood", "Specimen", "Dummyson", "Fictionby", "Mockford", "Testerly", "Pretendley"}
	womensNames = []string{"Ada", "Beryl", "Carys", "Delyth", "Esme", "Farida", "Grace", "Halima", "Ivy", "Joan"}
	mensNames   = []string{"Alun", "Bilal", "Colin", "Dafydd", "Ewan", "Faisal", "George", "Hassan", "Idris", "Jerome"}
)

func someName(r *rand.Rand, who profile) string {
	if who.women == person.Yes {
		return womensNames[r.IntN(len(womensNames))]
	}
	return mensNames[r.IntN(len(mensNames))]
}

// nhsNumber makes the n-th number of the range that is kept for tests.
func nhsNumber(n int) person.NHSNumber {
	for ; ; n++ {
		nine := fmt.Sprintf("999%06d", n%1_000_000)
		sum := 0
		for i, c := range nine {
			sum += (10 - i) * int(c-'0')
		}
		check := (11 - sum%11) % 11
		if check == 10 {
			continue // such a number is never issued
		}
		return person.MustParseNHSNumber(fmt.Sprintf("%s%d", nine, check))
	}
}

// record makes the person's record, as the service that receives the referral
// knows them.
func (who profile) record(id person.ID, seed int, on person.Date) person.Person {
	p := person.Person{
		ID: id, NHSNumber: nhsNumber(1000 + 7*seed), Name: person.NewName(who.family, who.given),
		Birth: person.MustParseDate(who.born), Languages: who.languages, Digital: who.digital,
		GP: []*person.GPRegistration{{Practice: person.MustParseODSCode("Y99901"), From: person.MustParseDate("2015")}},
		Contacts: []*person.ContactPoint{{
			Kind: person.ContactPhoneNumber, Use: person.UseMobile,
			Value: person.NewText(fmt.Sprintf("07700 900%03d", seed%1000)),
		}},
		Safeguarding: &person.Safeguarding{Indicator: person.No}, // asked, and none is known
		Contact:      &person.ContactRules{Preferred: person.ChannelPhone, Permitted: person.Permissions{Voicemail: who.voicemail}},
		Addresses:    []*person.Address{who.address()},
		About:        &person.AboutMe{Important: person.NewText(who.said), AsOf: on},
		Strengths:    []*person.Strength{{Words: person.NewText(who.strength), SaidBy: person.InformantSelf}},
	}
	for i, code := range who.needs {
		n := &person.Need{ID: person.EntryID(fixedID("need " + string(code))), Code: code, Priority: i + 1, SaidBy: person.InformantSelf}
		if i == 0 {
			n.Words = person.NewText(who.words)
		}
		p.Needs = append(p.Needs, n)
	}
	for i, c := range who.interests {
		p.Interests = append(p.Interests, &person.Interest{Code: person.CURIE(c), Priority: i + 1})
	}
	for _, r := range who.requires {
		p.Requirements = append(p.Requirements, &person.Requirement{Kind: person.RequirementAdjustment, Code: r})
	}
	return p
}

func (who profile) address() *person.Address {
	a := &person.Address{Kind: person.AddressHome, Postcode: person.MustParsePostcode(who.home.postcode)}
	if who.noAbode {
		a.NoFixedAbode, a.Area = person.Yes, person.MustParseODSCode(string(who.home.area))
		return a
	}
	a.Lines = []person.Text{person.NewText("1 Nowhere Street"), person.NewText(who.home.town)}
	return a
}

// seeker is what has to be known to find activities: what the record supports,
// and what the person said beside it.
func (who profile) seeker(p person.Person, at time.Time) matching.Seeker {
	s := matching.SeekerFor(p, at)
	s.Place.Coordinates = activity.MustParseCoordinates(who.home.at)
	s.Place.Areas = []activity.AreaCode{who.home.area}
	s.Place.Chosen = who.noAbode
	s.Travel, s.Modes, s.Budget = who.journey, who.modes, who.budget
	s.Gender = matching.GenderChoice{Women: who.women, Men: who.men}
	s.Groups = append(slices.Clone(who.groups), who.notAmong()...)
	s.Matters, s.MustNot, s.Avoid, s.Order = who.matters, who.mustNot, who.avoid, who.order
	if who.free != "" {
		s.Free = matching.MustParseSlots(who.free)
	}
	return s
}

// notAmong answers no for the groups that a link worker sees from the record
// that somebody is not one of. What is not asked of everybody stays unasked:
// money, faith, conviction, abuse, and whom one loves.
func (who profile) notAmong() []matching.GroupAnswer {
	var out []matching.GroupAnswer
	for _, g := range []activity.GroupCode{
		"sp-group:carers", "sp-group:young-carers", "sp-group:older-people", "sp-group:young-people", "sp-group:parents",
		"sp-group:veterans", "sp-group:refugees", "sp-group:learning-disability", "sp-group:autistic-people",
		"sp-group:sensory-loss", "sp-group:dementia", "sp-group:bereaved", "sp-group:ethnic-minority", "sp-group:african-caribbean", "sp-group:south-asian", "sp-group:students",
	} {
		if !slices.ContainsFunc(who.groups, func(a matching.GroupAnswer) bool { return activity.DefaultVocabulary().GroupIs(a.Group, g) }) {
			out = append(out, matching.GroupAnswer{Group: g, Is: person.No})
		}
	}
	return out
}

// channels are the ways in which the service tries to reach them, in order.
func (who profile) channels() [3]referral.Channel {
	if who.noAbode {
		return [3]referral.Channel{referral.ChannelOutreach, referral.ChannelViaReferrer, referral.ChannelOutreach}
	}
	if first, ok := who.languages.Preferred(); ok && first.IsSign() {
		return [3]referral.Channel{referral.ChannelTextMessage, referral.ChannelTextMessage, referral.ChannelVideo}
	}
	return [3]referral.Channel{referral.ChannelTelephone, referral.ChannelTextMessage, referral.ChannelTelephone}
}

// meets is where the person and the link worker see each other.
func (who profile) meets() referral.Channel {
	switch {
	case who.noAbode:
		return referral.ChannelOutreach
	case slices.Contains(who.modes, activity.HomeVisit):
		return referral.ChannelHomeVisit
	}
	return referral.ChannelInPerson
}

// holds is why the episode is on hold for a while.
func (who profile) holds() referral.Reason {
	switch {
	case who.noAbode, slices.Contains(who.modes, activity.HomeVisit):
		return "in-hospital"
	case slices.Contains(who.groups, group("sp-group:parents")), slices.Contains(who.groups, group("sp-group:young-carers")):
		return "caring-or-family"
	}
	return "away"
}
