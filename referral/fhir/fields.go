package fhir

import (
	"strings"

	"github.com/socialprescribing/socialprescribing/person"
)

// EpisodeField says who may see a field of an episode in a bundle.
type EpisodeField struct {
	Path      string // "intake.words"
	Audiences []person.Audience
}

// episodeFields is the list: P provider, L receiving link worker, G GP practice,
// R referrer, S the person. What is not on it goes to nobody. It is our own
// selection (D19): the published standards say what a message may hold, not who
// may see what. A provider sees onward referrals, sessions and signposts only
// where they are its own.
const episodeFields = `
state PLGRS
intake.basis LGRS
intake.urgency LGRS
intake.reasons LGRS
intake.words LRS
reason LGRS
closure.words LS
assignment LGRS
consents LS
needs.code LGRS
needs.words LGS
matters LGS
contacts LGRS
contacts.words LS
sessions PLGS
sessions.words LS
plan LGS
plan.words LGS
goals LGS
goals.words LGS
steps LGS
steps.words LGS
onwards PLGS
onwards.need PLGS
onwards.words PLGS
onwards.reason PLGS
onwards.reason.person LS
signposts LGS
signposts.words LS
risks PLGS
concerns LG
concerns.words L
notes PLGS
measures LGS
measures.answers LS
prohibited PLG
`

// EpisodeFields lists which fields of an episode go to whom. The caller owns
// the list.
func EpisodeFields() []EpisodeField {
	var out []EpisodeField
	for line := range strings.Lines(strings.TrimSpace(episodeFields)) {
		path, who, _ := strings.Cut(strings.TrimSpace(line), " ")
		f := EpisodeField{Path: path}
		for _, c := range who {
			f.Audiences = append(f.Audiences, letters[c])
		}
		out = append(out, f)
	}
	return out
}

var letters = map[rune]person.Audience{
	'P': person.AudienceProvider, 'L': person.AudienceLinkWorker, 'G': person.AudienceGP,
	'R': person.AudienceReferrer, 'S': person.AudiencePerson,
}

// shows looks a field up. The list is short, and a search in it is quicker than
// making a map of it would be for one bundle.
func shows(path string, a person.Audience) bool {
	at := strings.Index(episodeFields, "\n"+path+" ")
	if at < 0 {
		return false
	}
	line, _, _ := strings.Cut(episodeFields[at+len(path)+2:], "\n")
	for _, c := range line {
		if letters[c] == a {
			return true
		}
	}
	return false
}
