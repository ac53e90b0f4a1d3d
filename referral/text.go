package referral

import (
	_ "embed"
	"strings"
	"sync"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/internal/texts"
)

//go:embed texts.json
var textsJSON []byte

var catalogue = sync.OnceValue(func() *texts.Catalogue { return texts.MustLoad(textsJSON) })

// Texts are the words for states, actions, reasons, roles and guards, in
// English and Welsh. All Welsh is a draft that nobody has reviewed. A nil
// *Texts is the built-in one. Immutable and safe for concurrent use.
type Texts struct{ c *texts.Catalogue }

// NewTexts lays a host's words over the built-in ones: its own states and
// actions, another wording, another Welsh. The form is that of texts.json in
// this package; keys are such as "state.x-screening" or "reason.no-capacity".
func NewTexts(overlay []byte) (*Texts, error) {
	c, err := texts.Load(overlay)
	if err != nil {
		return nil, &Fault{Rule: RuleWord, Path: "texts", Wanted: "a catalogue of texts"}
	}
	return &Texts{catalogue().With(c)}, nil
}

func (t *Texts) catalogue() *texts.Catalogue {
	if t == nil || t.c == nil {
		return catalogue()
	}
	return t.c
}

// word gives the text of a word, or the word itself where there is none: a
// host's own state that it gave no text.
func (t *Texts) word(tag language.Tag, kind, word string) string {
	key := kind + "." + word
	if !t.catalogue().Has(key) {
		return word
	}
	return t.catalogue().Text(tag, key)
}

// State, Action, Reason, Role, Phase and Guard give the text of a word.

// State gives the text of a state.
func (t *Texts) State(tag language.Tag, s State) string { return t.word(tag, "state", string(s)) }

// Action gives the text of an action.
func (t *Texts) Action(tag language.Tag, a Action) string { return t.word(tag, "action", string(a)) }

// Reason gives the text of a reason.
func (t *Texts) Reason(tag language.Tag, r Reason) string { return t.word(tag, "reason", string(r)) }

// Role gives the text of a role.
func (t *Texts) Role(tag language.Tag, r Role) string { return t.word(tag, "role", string(r)) }

// Phase gives the text of a phase.
func (t *Texts) Phase(tag language.Tag, p Phase) string { return t.word(tag, "phase", string(p)) }

// Guard gives what a guard wants, in words.
func (t *Texts) Guard(tag language.Tag, g GuardName) string { return t.word(tag, "guard", string(g)) }

// Part gives the text of a part.
func (t *Texts) Part(tag language.Tag, p Part) string {
	return t.word(tag, "part", tableName(partIndex(p)))
}

// Text is the state's label in English or Welsh.
func (s State) Text(tag language.Tag) string { return (*Texts)(nil).State(tag, s) }

// Text is the action's label in English or Welsh.
func (a Action) Text(tag language.Tag) string { return (*Texts)(nil).Action(tag, a) }

// Text is the reason's label in English or Welsh.
func (r Reason) Text(tag language.Tag) string { return (*Texts)(nil).Reason(tag, r) }

// Text is the role's label in English or Welsh.
func (r Role) Text(tag language.Tag) string { return (*Texts)(nil).Role(tag, r) }

// Text is the phase's label in English or Welsh.
func (p Phase) Text(tag language.Tag) string { return (*Texts)(nil).Phase(tag, p) }

// Text is the part's label in English or Welsh.
func (p Part) Text(tag language.Tag) string { return (*Texts)(nil).Part(tag, p) }

// Text says in words what the guard wants, in English or Welsh.
func (g GuardName) Text(tag language.Tag) string { return (*Texts)(nil).Guard(tag, g) }

// Text explains the refusal to a user, in English or Welsh. What was wanted,
// offered and allowed, for a log or a developer, is in Error.
func (r *Refusal) Text(tag language.Tag) string { return (*Texts)(nil).Refusal(tag, r) }

// Refusal explains a refusal to a user.
func (t *Texts) Refusal(tag language.Tag, r *Refusal) string {
	action := texts.A("action", t.Action(tag, r.Action))
	c := t.catalogue()
	//exhaustive:ignore
	switch r.Rule {
	case RuleState:
		state := texts.A("state", t.State(tag, r.State))
		if r.Part == PartReferral {
			return c.Text(tag, "refusal.state", action, state)
		}
		return c.Text(tag, "refusal.part", action, state, texts.A("part", t.Part(tag, r.Part)))
	case RuleRole:
		return c.Text(tag, "refusal.role", action, texts.A("role", t.Role(tag, r.Role)))
	case RuleItem, RuleTaken:
		return c.Text(tag, "refusal.item", action)
	}
	if r.counted != "" {
		return c.Text(tag, "refusal."+string(r.counted), action, texts.A("n", r.n), texts.A("need", r.need))
	}
	key := "refusal.guard"
	if r.Unknown {
		key = "refusal.unknown"
	}
	return c.Text(tag, key, action, texts.A("guard", t.Guard(tag, GuardName(r.Rule))))
}

func joinWords[T ~string](list []T, text func(T) string) string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = text(v)
	}
	return strings.Join(out, ", ")
}
