package person

import "slices"

// AboutMe holds the seven statements with which a person introduces
// themselves, in their own words, and who helped to write them.
type AboutMe struct {
	Important     Text `json:"important,omitzero"`     // what is most important to me
	People        Text `json:"people,omitzero"`        // people who are important to me
	Communication Text `json:"communication,omitzero"` // how I communicate and how to communicate with me
	Wellness      Text `json:"wellness,omitzero"`      // my wellness
	DoAndDont     Text `json:"doAndDont,omitzero"`     // please do and please don't
	Support       Text `json:"support,omitzero"`       // how and when to support me
	WorthKnowing  Text `json:"worthKnowing,omitzero"`  // also worth knowing about me
	WrittenWith   Text `json:"writtenWith,omitzero"`   // supported to write this by
	Multimedia    Text `json:"multimedia,omitzero"`    // where a film or recording is kept
	AsOf          Date `json:"asOf,omitzero"`
}

// Smoking is whether the person smokes.
type Smoking struct {
	Status  Coded `json:"status,omitzero"`
	Details Text  `json:"details,omitzero"`
	Stopped Date  `json:"stopped,omitzero"`
}

// SocialContext holds the twelve headings of the national standard on how a
// person lives.
type SocialContext struct {
	Household     Coded   `json:"household,omitzero"` // composition
	Occupation    Coded   `json:"occupation,omitzero"`
	Education     Text    `json:"education,omitzero"`
	Lifestyle     Text    `json:"lifestyle,omitzero"`
	Smoking       Smoking `json:"smoking,omitzero"`
	Alcohol       Coded   `json:"alcohol,omitzero"`
	Drugs         Coded   `json:"drugs,omitzero"`
	Circumstances Text    `json:"circumstances,omitzero"`
	Access        Text    `json:"access,omitzero"` // keys, stairs, who lets you in
	Dependants    Text    `json:"dependants,omitzero"`
	Accommodation Coded   `json:"accommodation,omitzero"`
	Environment   Text    `json:"environment,omitzero"` // of the household
	LivesAlone    Tri     `json:"livesAlone,omitzero"`
}

// CarePackage is a service or package of care that the person has.
type CarePackage struct {
	ID        EntryID `json:"id,omitzero"`
	Name      Text    `json:"name,omitzero"`
	Type      Text    `json:"type,omitzero"`
	From      Date    `json:"from,omitzero"`
	To        Date    `json:"to,omitzero"`
	Authority ODSCode `json:"authority,omitzero"`
	Words     Text    `json:"words,omitzero"` // the authority in words, where it has no code
	Funding   Text    `json:"funding,omitzero"`
}

// Pregnancy is whether the person is pregnant, and until when.
type Pregnancy struct {
	Pregnant Tri  `json:"pregnant,omitzero"`
	Expected Date `json:"expected,omitzero"` // the expected date of delivery
	AsOf     Date `json:"asOf,omitzero"`
}

// Diagnosis is an entry of the problem list that came with a referral. The
// list itself is the host's; what came is kept so that nothing is lost.
type Diagnosis struct {
	Problem Coded  `json:"problem,omitzero"`
	Onset   Date   `json:"onset,omitzero"`
	End     Date   `json:"end,omitzero"`
	Stage   Text   `json:"stage,omitzero"`
	Comment []Text `json:"comment,omitempty"`
}

func (d Diagnosis) clone() Diagnosis {
	d.Comment = slices.Clone(d.Comment)
	return d
}
