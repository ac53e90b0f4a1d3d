package calendar

import (
	_ "embed"
	"sync"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/internal/texts"
)

//go:embed texts.json
var textsJSON []byte

var catalogue = sync.OnceValues(func() (*texts.Catalogue, error) { return texts.Load(textsJSON) })

func text(tag language.Tag, key, otherwise string) string {
	c, err := catalogue()
	if err != nil || !c.Has(key) {
		return otherwise
	}
	return c.Text(tag, key)
}

// Text returns the name of the holiday in English or Welsh. GOV.UK's titles
// have Welsh names here; a title of the host's own, and a one-off day newer
// than this package, is returned as it is.
func (h Holiday) Text(tag language.Tag) string { return text(tag, "holiday "+h.Title, h.Title) }

// Text returns the standing in words, in English or Welsh; "" when it is unset.
func (s Standing) Text(tag language.Tag) string { return text(tag, "standing "+string(s), string(s)) }

// IsValid reports whether s is one of the two standings.
func (s Standing) IsValid() bool { return s == Published || s == Provisional }

// UnmarshalText accepts the two standings, and "" as unset; the error matches
// ErrFeed.
func (s *Standing) UnmarshalText(b []byte) error {
	v := Standing(b)
	if v != "" && !v.IsValid() {
		return &FeedError{Path: "/standing", What: "unknown standing"}
	}
	*s = v
	return nil
}
