package person

import (
	_ "embed"
	"strings"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/internal/lazy"
	"github.com/socialprescribing/socialprescribing/internal/texts"
)

//go:embed data/texts.json
var textsJSON []byte

// builtInTexts holds the words of the codes, read when they are first asked for.
var builtInTexts lazy.Value[*texts.Catalogue]

// textOf gives the words of a code of a closed list: Welsh for a Welsh tag, and
// else English. Words about safety and consent stay in marked English until
// their Welsh has been reviewed. A code without words gives itself.
func textOf(tag language.Tag, list, code string) string {
	if code == "" {
		return ""
	}
	c := mustTexts()
	if key := list + "." + code; c.Has(key) {
		return c.Text(tag, key)
	}
	return code
}

// mustTexts panics on a broken file of our own; a test reads it.
func mustTexts() *texts.Catalogue {
	c, err := builtInTexts.Get(func() (*texts.Catalogue, error) { return texts.Load(textsJSON) })
	if err != nil {
		panic(err)
	}
	return c
}

// Text gives the words of the code in the language of a tag.
func (a AddressKind) Text(tag language.Tag) string { return textOf(tag, "AddressKind", string(a)) }

// Text gives the words of the code in the language of a tag.
func (a Answer) Text(tag language.Tag) string { return textOf(tag, "Answer", string(a)) }

// Text gives the words of the code in the language of a tag.
func (a Audience) Text(tag language.Tag) string { return textOf(tag, "Audience", string(a)) }

// Text gives the words of the code in the language of a tag.
func (a AuthorityKind) Text(tag language.Tag) string { return textOf(tag, "AuthorityKind", string(a)) }

// Text gives the words of the code in the language of a tag.
func (c Channel) Text(tag language.Tag) string { return textOf(tag, "Channel", string(c)) }

// Text gives the words of the code in the language of a tag.
func (c ConcernState) Text(tag language.Tag) string { return textOf(tag, "ConcernState", string(c)) }

// Text gives the words of the code in the language of a tag.
func (c ConsentMethod) Text(tag language.Tag) string { return textOf(tag, "ConsentMethod", string(c)) }

// Text gives the words of the code in the language of a tag.
func (c ContactAnswer) Text(tag language.Tag) string { return textOf(tag, "ContactAnswer", string(c)) }

// Text gives the words of the code in the language of a tag.
func (c ContactKind) Text(tag language.Tag) string { return textOf(tag, "ContactKind", string(c)) }

// Text gives the words of the code in the language of a tag.
func (c ContactUse) Text(tag language.Tag) string { return textOf(tag, "ContactUse", string(c)) }

// Text gives the words of the code in the language of a tag.
func (e EthnicityScheme) Text(tag language.Tag) string {
	return textOf(tag, "EthnicityScheme", string(e))
}

// Text gives the words of the code in the language of a tag.
func (e EthnicityStatus) Text(tag language.Tag) string {
	return textOf(tag, "EthnicityStatus", string(e))
}

// Text gives the words of the code in the language of a tag.
func (g Gender) Text(tag language.Tag) string { return textOf(tag, "Gender", string(g)) }

// Text gives the words of the code in the language of a tag.
func (i Informant) Text(tag language.Tag) string { return textOf(tag, "Informant", string(i)) }

// Text gives the words of the code in the language of a tag.
func (n NHSNumberStatus) Text(tag language.Tag) string {
	return textOf(tag, "NHSNumberStatus", string(n))
}

// Text gives the words of the code in the language of a tag.
func (n NHSRange) Text(tag language.Tag) string { return textOf(tag, "NHSRange", string(n)) }

// Text gives the words of the code in the language of a tag.
func (n Nation) Text(tag language.Tag) string { return textOf(tag, "Nation", string(n)) }

// Text gives the words of the code in the language of a tag.
func (o OverrideKind) Text(tag language.Tag) string { return textOf(tag, "OverrideKind", string(o)) }

// Text gives the words of the code in the language of a tag.
func (p PostcodeKind) Text(tag language.Tag) string { return textOf(tag, "PostcodeKind", string(p)) }

// Text gives the words of the code in the language of a tag.
func (p PostcodeRepair) Text(tag language.Tag) string {
	return textOf(tag, "PostcodeRepair", string(p))
}

// Text gives the words of the code in the language of a tag.
func (p Problem) Text(tag language.Tag) string { return textOf(tag, "Problem", string(p)) }

// Text gives the words of the code in the language of a tag.
func (p PseudoPractice) Text(tag language.Tag) string {
	return textOf(tag, "PseudoPractice", string(p))
}

// Text gives the words of the code in the language of a tag.
func (r RelationKind) Text(tag language.Tag) string { return textOf(tag, "RelationKind", string(r)) }

// Text gives the words of the code in the language of a tag.
func (r RequirementCode) Text(tag language.Tag) string {
	return textOf(tag, "RequirementCode", string(r))
}

// Text gives the words of the code in the language of a tag.
func (r RequirementKind) Text(tag language.Tag) string {
	return textOf(tag, "RequirementKind", string(r))
}

// Text gives the words of the code in the language of a tag.
func (r RetentionAnswer) Text(tag language.Tag) string {
	return textOf(tag, "RetentionAnswer", string(r))
}

// Text gives the words of the code in the language of a tag.
func (r RiskKind) Text(tag language.Tag) string { return textOf(tag, "RiskKind", string(r)) }

// Text gives the words of the code in the language of a tag. A provider's
// scope does not name the provider.
func (s Scope) Text(tag language.Tag) string {
	if strings.HasPrefix(string(s), shareProvider) {
		return textOf(tag, "Scope", strings.TrimSuffix(shareProvider, ":"))
	}
	return textOf(tag, "Scope", string(s))
}

// Text gives the words of the code in the language of a tag.
func (s Severity) Text(tag language.Tag) string { return textOf(tag, "Severity", string(s)) }

// Text gives the words of the code in the language of a tag.
func (s Sex) Text(tag language.Tag) string { return textOf(tag, "Sex", string(s)) }

// Text gives the words of the code in the language of a tag.
func (u Urgency) Text(tag language.Tag) string { return textOf(tag, "Urgency", string(u)) }
