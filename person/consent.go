package person

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/socialprescribing/socialprescribing/internal/ids"
)

// Scope is what a decision is about. It is one of the constants, or
// ScopeShareProvider of one provider, or a host's own that starts with "x-".
type Scope string

// The scopes. Each stands for itself: no decision about one is ever taken for
// a decision about another.
const (
	ScopeTakePart      Scope = "take-part"
	ScopeShareGP       Scope = "share-gp"
	ScopeShareReferrer Scope = "share-referrer"
	ScopeResearch      Scope = "research"
	ScopeFeedback      Scope = "feedback"
	ScopePhotographs   Scope = "photographs"
)

const (
	shareProvider = "share-provider:"
	hostScope     = "x-"
)

// ScopeShareProvider is sharing with one provider and no other.
func ScopeShareProvider(id ProviderID) Scope {
	if id.IsZero() {
		return ""
	}
	return Scope(shareProvider + id.String())
}

// Provider gives the provider that the scope is about, and whether it is
// about one.
func (s Scope) Provider() (ProviderID, bool) {
	rest, ok := strings.CutPrefix(string(s), shareProvider)
	if !ok {
		return ProviderID{}, false
	}
	u, err := ids.Parse(rest)
	return ProviderID(u), err == nil && u.String() == rest
}

// IsValid reports whether s is a constant, a provider's scope or a host's.
func (s Scope) IsValid() bool {
	switch s {
	case ScopeTakePart, ScopeShareGP, ScopeShareReferrer, ScopeResearch, ScopeFeedback, ScopePhotographs:
		return true
	}
	if rest, ok := strings.CutPrefix(string(s), hostScope); ok {
		return rest != "" && checkReference(rest) == ProblemNone
	}
	_, ok := s.Provider()
	return ok
}

// UnmarshalText reads a scope; "" is unset.
func (s *Scope) UnmarshalText(text []byte) error { return unmarshalCode(s, text, "scope") }

// Answer is what somebody decided, or what a verdict says. Closed list.
type Answer string

// The answers. NotAsked and Expired are verdicts only: nobody decides them.
const (
	Given     Answer = "given"
	Refused   Answer = "refused"
	Withdrawn Answer = "withdrawn"
	Expired   Answer = "expired"
	NotAsked  Answer = "not-asked"
)

// IsValid reports whether a is in the list.
func (a Answer) IsValid() bool {
	switch a {
	case Given, Refused, Withdrawn, Expired, NotAsked:
		return true
	}
	return false
}

// decided reports whether a is something that somebody decides, and no verdict.
func (a Answer) decided() bool { return a == Given || a == Refused || a == Withdrawn }

// UnmarshalText reads one of the texts; "" is unset.
func (a *Answer) UnmarshalText(text []byte) error { return unmarshalCode(a, text, "answer") }

// ConsentMethod is how a decision was expressed. Closed list.
type ConsentMethod string

// The methods.
const (
	MethodVerbal  ConsentMethod = "verbal"
	MethodWritten ConsentMethod = "written"
	MethodDigital ConsentMethod = "digital"
	MethodSigned  ConsentMethod = "sign-language"
	MethodOther   ConsentMethod = "other"
)

// IsValid reports whether m is in the list.
func (m ConsentMethod) IsValid() bool {
	switch m {
	case MethodVerbal, MethodWritten, MethodDigital, MethodSigned, MethodOther:
		return true
	}
	return false
}

// UnmarshalText reads one of the texts; "" is unset.
func (m *ConsentMethod) UnmarshalText(text []byte) error {
	return unmarshalCode(m, text, "method of consent")
}

// Decision is one entry of the ledger: who decided what about a scope, how
// and when.
type Decision struct {
	ID         EntryID       `json:"id,omitzero"`
	Scope      Scope         `json:"scope,omitzero"`
	Answer     Answer        `json:"answer,omitzero"`    // given, refused or withdrawn
	Authority  *Authority    `json:"authority,omitzero"` // nil: the person decided for themselves
	Method     ConsentMethod `json:"method,omitzero"`
	At         time.Time     `json:"at,omitzero"`         // when it was decided
	RecordedAt time.Time     `json:"recordedAt,omitzero"` // when it was written down
	RecordedBy Text          `json:"recordedBy,omitzero"`
	Expires    time.Time     `json:"expires,omitzero"` // zero: it does not lapse
	Evidence   Text          `json:"evidence,omitzero"`
	Replaces   EntryID       `json:"replaces,omitzero"` // an entry made in error, which no longer counts
}

// Consents is the append-only ledger of what a person agreed to. The zero
// value is an empty ledger: nothing was asked. It is immutable and safe for
// concurrent use; Record gives the next one.
type Consents struct{ p **[]Decision }

func consentsOf(list []Decision) Consents {
	if len(list) == 0 {
		return Consents{}
	}
	p := &list
	return Consents{&p}
}

// Record gives the ledger with one more entry. Every fault of the decision is
// reported (FieldError, matches ErrInvalid); a decision by somebody who may
// not decide gives an *AuthorityError, which matches ErrNotPermitted. On error
// the ledger is unchanged.
func (c Consents) Record(d Decision) (Consents, error) {
	d = d.normal()
	if err := c.check(d); err != nil {
		return c, err
	}
	return consentsOf(append(slices.Clip(c.entries()), d)), nil
}

func (d Decision) normal() Decision {
	d.At, d.RecordedAt, d.Expires = utc(d.At), utc(d.RecordedAt), utc(d.Expires)
	d.Authority = clonePtr(d.Authority)
	return d
}

// utc gives t in UTC, cut to the microsecond that stores keep.
func utc(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Microsecond)
}

func (c Consents) check(d Decision) error {
	var errs []error
	fault := func(bad bool, path, rule string) {
		if bad {
			errs = append(errs, &FieldError{Path: path, Rule: rule})
		}
	}
	fault(d.ID.IsZero(), "/id", "required")
	fault(!d.ID.IsZero() && c.index(d.ID) >= 0, "/id", "duplicate")
	fault(!d.Scope.IsValid(), "/scope", "code")
	fault(!d.Answer.decided(), "/answer", "code")
	fault(d.Method != "" && !d.Method.IsValid(), "/method", "code")
	fault(d.At.IsZero(), "/at", "required")
	fault(d.RecordedAt.IsZero(), "/recordedAt", "required")
	fault(d.RecordedAt.Before(d.At), "/recordedAt", "order")
	fault(!d.Expires.IsZero() && !d.Expires.After(d.At), "/expires", "order")
	fault(!d.Expires.IsZero() && d.Answer != Given, "/expires", "only-given")
	fault(!d.Replaces.IsZero() && c.index(d.Replaces) < 0, "/replaces", "unknown")
	if d.Authority != nil {
		if err := d.Authority.Check(); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func (c Consents) entries() []Decision {
	if c.p == nil {
		return nil
	}
	return **c.p
}

func (c Consents) index(id EntryID) int {
	return slices.IndexFunc(c.entries(), func(d Decision) bool { return d.ID == id })
}

// IsZero reports whether the ledger is empty.
func (c Consents) IsZero() bool { return len(c.entries()) == 0 }

// Len gives the number of entries.
func (c Consents) Len() int { return len(c.entries()) }

// All discloses copies of the entries in the order recorded.
func (c Consents) All() []Decision {
	out := slices.Clone(c.entries())
	for i := range out {
		out[i].Authority = clonePtr(out[i].Authority)
	}
	return out
}

// Verdict says whether a scope is agreed to at a time, and on which entry
// that rests.
type Verdict struct {
	Answer Answer    // given, refused, withdrawn, expired or not asked
	Entry  EntryID   // the entry it rests on; zero for not asked
	Lapses time.Time // when a given consent lapses; zero: it does not
}

// ConsentsAt is the ledger as it stood at a time. Immutable.
type ConsentsAt struct {
	c     Consents
	at    time.Time
	known time.Time // zero: all entries count, whenever they were recorded
}

// At gives the ledger as it stands for an act at t: entries decided later do
// not count.
func (c Consents) At(t time.Time) ConsentsAt { return ConsentsAt{c: c, at: utc(t)} }

// KnownBy leaves out entries that were recorded after t: the ledger as
// somebody could have read it then.
func (a ConsentsAt) KnownBy(t time.Time) ConsentsAt {
	a.known = utc(t)
	return a
}

func (a ConsentsAt) knows(d Decision) bool { return a.known.IsZero() || !d.RecordedAt.After(a.known) }

// Verdict gives the verdict for one scope. The latest decision counts, by when
// it was decided, then by when it was recorded, then by its place in the
// ledger. An entry that another replaces does not count. A given consent
// lapses at the instant of its expiry.
func (a ConsentsAt) Verdict(s Scope) Verdict {
	d, ok := a.latest(s)
	if !ok {
		return Verdict{Answer: NotAsked}
	}
	v := Verdict{Answer: d.Answer, Entry: d.ID}
	if d.Answer == Given && !d.Expires.IsZero() {
		v.Lapses = d.Expires
		if !a.at.Before(d.Expires) {
			v.Answer = Expired
		}
	}
	return v
}

func (a ConsentsAt) latest(s Scope) (Decision, bool) {
	var best Decision
	found := false
	for _, d := range a.c.entries() {
		if d.Scope != s || d.At.After(a.at) || !a.knows(d) || a.replaced(d.ID) {
			continue
		}
		if !found || !later(best, d) {
			best, found = d, true
		}
	}
	return best, found
}

// later reports whether x was decided after y.
func later(x, y Decision) bool {
	if c := x.At.Compare(y.At); c != 0 {
		return c > 0
	}
	return x.RecordedAt.After(y.RecordedAt)
}

func (a ConsentsAt) replaced(id EntryID) bool {
	return slices.ContainsFunc(a.c.entries(), func(d Decision) bool { return d.Replaces == id && a.knows(d) })
}

// String gives a placeholder.
func (c Consents) String() string { return placeholder("Consents") }

// Format writes a placeholder for every verb.
func (c Consents) Format(s fmt.State, _ rune) { redact(s, "Consents") }

// LogValue gives a placeholder.
func (c Consents) LogValue() slog.Value { return logRedacted("Consents") }

// MarshalJSON gives the storage form: the entries.
func (c Consents) MarshalJSON() ([]byte, error) {
	if c.p == nil {
		return []byte("[]"), nil
	}
	return json.Marshal(c.entries())
}

// UnmarshalJSON reads what MarshalJSON writes. Entries are checked for their
// form, not for the rules of today: a change of rules breaks no history.
func (c *Consents) UnmarshalJSON(data []byte) error {
	var list []Decision
	if err := decodeStrict(data, &list, "consents"); err != nil {
		return err
	}
	seen := make(map[EntryID]bool, len(list))
	for i := range list {
		d := list[i].normal()
		if d.ID.IsZero() || seen[d.ID] || !d.Scope.IsValid() || !d.Answer.decided() || d.At.IsZero() {
			return parseError("consents", ProblemShape)
		}
		list[i], seen[d.ID] = d, true
	}
	*c = consentsOf(list)
	return nil
}
