package prsb

import (
	_ "embed"
	"sync"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/internal/texts"
)

//go:embed headings.json
var headingsJSON []byte

// headings holds the Welsh of the standard's names, which are the project's own
// drafts, and the few headings that the standard does not have. The standard is
// published in English: its names stay the source.
var headings = sync.OnceValue(func() *texts.Catalogue { return texts.MustLoad(headingsJSON) })

// The headings that are ours.
const (
	keyBefore   = "before-contact"
	keyUnplaced = "unplaced"
)

// heading names an element in the language of a tag. English is what the standard
// writes. A Welsh reader gets Welsh where there is some; the name in English,
// marked as such, where there is none, and where it is about safety, consent or
// scores and its Welsh has not been reviewed (D40).
func heading(tag language.Tag, e Element) string {
	key := "heading." + slug(e.Name)
	switch base, _ := tag.Base(); {
	case base.String() != "cy":
		return e.Name
	case headings().Welsh(key) == "":
		return texts.EnglishMark + e.Name
	}
	return headings().Text(tag, key)
}
