package activity

import (
	"golang.org/x/text/language"
)

// The words of this package in English and Welsh. Every Text returns the label
// in the language nearest to tag; a host's own word ("x-...") and an unset one
// give themselves. The Welsh is a draft.

func wordText(tag language.Tag, group, word string) string {
	key := group + "." + word
	if word == "" {
		key = group + ".unset"
	}
	if !catalogue().Has(key) {
		return word
	}
	return catalogue().Text(tag, key)
}

// Text returns the word in the language nearest to tag.
func (s Standing) Text(tag language.Tag) string { return wordText(tag, "standing", string(s)) }

// Text returns the word in the language nearest to tag.
func (s Status) Text(tag language.Tag) string { return wordText(tag, "status", string(s)) }

// Text returns the word in the language nearest to tag.
func (m Mode) Text(tag language.Tag) string { return wordText(tag, "mode", string(m)) }

// Text returns the word in the language nearest to tag.
func (r Route) Text(tag language.Tag) string { return wordText(tag, "route", string(r)) }

// Text returns the word in the language nearest to tag.
func (g GenderLimit) Text(tag language.Tag) string { return wordText(tag, "gender", string(g)) }

// Text returns the word in the language nearest to tag.
func (s CapacityState) Text(tag language.Tag) string { return wordText(tag, "capacity", string(s)) }

// Text returns the word in the language nearest to tag.
func (k PriceKind) Text(tag language.Tag) string { return wordText(tag, "price", string(k)) }

// Text returns the word in the language nearest to tag.
func (p PricePer) Text(tag language.Tag) string { return wordText(tag, "per", string(p)) }

// Text returns the word in the language nearest to tag.
func (f PriceFor) Text(tag language.Tag) string { return wordText(tag, "for", string(f)) }

// Text returns the word in the language nearest to tag.
func (k LocationKind) Text(tag language.Tag) string { return wordText(tag, "location", string(k)) }

// Text returns the word in the language nearest to tag.
func (p Precision) Text(tag language.Tag) string { return wordText(tag, "precision", string(p)) }

// Text returns the word in the language nearest to tag.
func (c Confidence) Text(tag language.Tag) string { return wordText(tag, "confidence", string(c)) }

// Text returns the word in the language nearest to tag.
func (s BookingState) Text(tag language.Tag) string { return wordText(tag, "booking", string(s)) }

// Text returns the word in the language nearest to tag.
func (w BookingEventKind) Text(tag language.Tag) string {
	return wordText(tag, "booking-event", string(w))
}

// Text returns the word in the language nearest to tag.
func (k EventKind) Text(tag language.Tag) string { return wordText(tag, "event", string(k)) }

// Text returns the word in the language nearest to tag.
func (k CheckKind) Text(tag language.Tag) string { return wordText(tag, "check", string(k)) }

// Text returns the word in the language nearest to tag.
func (w CheckStanding) Text(tag language.Tag) string {
	return wordText(tag, "check-standing", string(w))
}

// Text returns the word in the language nearest to tag.
func (s IdentifierScheme) Text(tag language.Tag) string { return wordText(tag, "scheme", string(s)) }

// Text returns the word in the language nearest to tag.
func (k EvidenceKind) Text(tag language.Tag) string { return wordText(tag, "evidence", string(k)) }

// Text returns the word in the language nearest to tag.
func (f Feature) Text(tag language.Tag) string { return wordText(tag, "feature", string(f)) }
