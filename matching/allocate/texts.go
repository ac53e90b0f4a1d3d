package allocate

import (
	_ "embed"
	"sync"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/internal/texts"
)

//go:embed data/texts.json
var textsJSON []byte

// catalogue parses the embedded texts once.
var catalogue = sync.OnceValue(func() *texts.Catalogue { return texts.MustLoad(textsJSON) })

// Text says why in the language nearest to tag, such as "Full: 3 people came
// first". The number is that of the activity named first, and takes in those of
// pairs, who choose before everybody else.
func (u Unplaced) Text(tag language.Tag) string {
	c := catalogue()
	if !c.Has(string(u.Reason)) {
		return string(u.Reason)
	}
	ahead := 0
	if len(u.Full) > 0 {
		ahead = u.Full[0].Ahead + u.Full[0].Behind // FullAhead: only pairs are behind
	}
	return c.Text(tag, string(u.Reason), texts.A("n", ahead))
}
