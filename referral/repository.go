package referral

import (
	"context"
	"errors"
	"time"
)

// A Repository is what applications call: it loads a referral, gathers facts,
// applies a command and commits, and does it again with fresh facts if somebody
// else was faster. It is immutable and safe for concurrent use.
type Repository struct {
	store   Store
	events  EventReader
	options RepositoryOptions
}

// RepositoryOptions say how a Repository works. The zero value uses Pathway,
// the default policy, no facts, no audit.
type RepositoryOptions struct {
	// Machine decides; nil is Pathway.
	Machine *Machine
	// Rules are the policy; nil are the defaults.
	Rules *Rules
	// Facts gathers what other aggregates know. It is called afresh on every
	// try, with the referral as it was just read.
	Facts func(ctx context.Context, r Referral, cmd Command) (Facts, error)
	// Audit sees every read, write, repetition and refusal. If it fails, a read
	// gives nothing and a write is not done: what cannot be recorded does not
	// happen. (A write is audited before it is committed, as attempted, and
	// afterwards, as done.)
	Audit func(ctx context.Context, a Access) error
	// Tries is how often a command is applied when others commit first; 0 is 8.
	Tries int
}

// AccessKind says what an Access was.
type AccessKind string

// The kinds of access.
const (
	AccessRead    AccessKind = "read"
	AccessAttempt AccessKind = "attempt" // about to be committed
	AccessWrite   AccessKind = "write"   // committed
	AccessRepeat  AccessKind = "repeat"  // a command that had been applied already
	AccessRefusal AccessKind = "refusal" // refused, or failed
)

var allAccessKinds = []AccessKind{AccessRead, AccessAttempt, AccessWrite, AccessRepeat, AccessRefusal}

// IsValid says whether k is one of the kinds.
func (k AccessKind) IsValid() bool { return isOneOf(k, allAccessKinds) }

// UnmarshalText reads a kind and refuses any other word; "" is unset.
func (k *AccessKind) UnmarshalText(text []byte) error {
	return readOneOf(k, text, allAccessKinds, "access")
}

// An Access is one line of the audit trail. It holds no personal data but who
// looked at whose episode.
type Access struct {
	Kind     AccessKind
	Referral ID
	By       Actor
	At       time.Time // when it was recorded
	Action   Action    // of a command
	Command  ChangeID
	Events   int   // how many were committed
	Err      error // why not
}

// NewRepository makes a repository over a store; nil options are the defaults.
func NewRepository(store Store, o *RepositoryOptions) *Repository {
	r := &Repository{store: store}
	if o != nil {
		r.options = *o
	}
	if r.options.Machine == nil {
		r.options.Machine = Pathway()
	}
	if r.options.Tries <= 0 {
		r.options.Tries = 8
	}
	r.events, _ = store.(EventReader)
	return r
}

// Machine gives the machine that decides; Pathway for a repository that
// NewRepository has not made.
func (r *Repository) Machine() *Machine {
	if r == nil || r.options.Machine == nil {
		return Pathway()
	}
	return r.options.Machine
}

// made reports that there is nothing to read from: a nil Repository, or one
// without a store.
func (r *Repository) made() error {
	if r == nil || r.store == nil {
		return &Fault{Rule: RuleRequired, Path: "repository", Wanted: "a repository that NewRepository made over a store"}
	}
	return nil
}

// Get reads a referral for somebody, who is audited. An unknown ID is an error
// that matches ErrNotFound.
func (r *Repository) Get(ctx context.Context, id ID, by Actor, at time.Time) (Referral, error) {
	if err := r.made(); err != nil {
		return Referral{}, err
	}
	v, _, err := r.store.Get(ctx, id)
	if aerr := r.audit(ctx, Access{Kind: AccessRead, Referral: id, By: by, At: normal(at), Err: err}); aerr != nil {
		return Referral{}, aerr
	}
	return v, err
}

// Do applies a command to a referral and commits it: it gives the new value and
// its events. A command that has been applied already gives the current value,
// no events and no error. On any error nothing has changed; the errors are
// those of Machine.Apply, of the store and of the host's functions.
func (r *Repository) Do(ctx context.Context, id ID, cmd Command) (Referral, []Event, error) {
	if err := r.made(); err != nil {
		return Referral{}, nil, err
	}
	if isNil(cmd) {
		return Referral{}, nil, &Fault{Rule: RuleRequired, Path: "command"}
	}
	var err error
	for range r.options.Tries {
		var v Referral
		var events []Event
		v, events, err = r.try(ctx, id, cmd)
		if err == nil {
			return v, events, nil
		}
		if !errors.Is(err, ErrConflict) || ctx.Err() != nil {
			break
		}
	}
	if aerr := r.auditCommand(ctx, AccessRefusal, id, cmd, 0, err); aerr != nil {
		err = errors.Join(err, aerr)
	}
	return Referral{}, nil, err
}

func (r *Repository) try(ctx context.Context, id ID, cmd Command) (Referral, []Event, error) {
	v, version, err := r.store.Get(ctx, id)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Referral{}, nil, err
	}
	if err != nil && !begins(cmd) {
		return Referral{}, nil, err
	}
	if v.Applied(cmd.meta().ID) {
		return v, nil, r.auditCommand(ctx, AccessRepeat, id, cmd, 0, nil)
	}
	var facts Facts
	if r.options.Facts != nil {
		if facts, err = r.options.Facts(ctx, v, cmd); err != nil {
			return Referral{}, nil, err
		}
	}
	next, events, err := r.options.Machine.Apply(v, cmd, facts, r.options.Rules)
	if err != nil {
		return Referral{}, nil, err
	}
	if next.ID() != id {
		return Referral{}, nil, &Fault{Rule: RuleID, Path: "referral", Wanted: "the identifier that was asked for"}
	}
	return r.commit(ctx, cmd, version, next, events)
}

// begins says whether a command may find nothing.
func begins(cmd Command) bool {
	switch cmd.(type) {
	case *Draft, *Submit:
		return true
	}
	return false
}

func (r *Repository) commit(ctx context.Context, cmd Command, base Version, next Referral, events []Event) (Referral, []Event, error) {
	redactions, err := r.redactions(ctx, cmd, next.ID())
	if err != nil {
		return Referral{}, nil, err
	}
	if err := r.auditCommand(ctx, AccessAttempt, next.ID(), cmd, len(events), nil); err != nil {
		return Referral{}, nil, err
	}
	c := Change{ID: cmd.meta().ID, Base: base, Value: next, Events: events, Redactions: redactions}
	if err := r.store.Commit(ctx, c); err != nil {
		return Referral{}, nil, err
	}
	return next, events, r.auditCommand(ctx, AccessWrite, next.ID(), cmd, len(events), nil)
}

// redactions names the events whose words an erasure takes away (D21).
func (r *Repository) redactions(ctx context.Context, cmd Command, id ID) ([]Redaction, error) {
	c, ok := cmd.(*Redact)
	if !ok || r.events == nil {
		return nil, nil
	}
	events, err := r.events.Events(ctx, id)
	if err != nil {
		return nil, err
	}
	var out []Redaction
	for i := range events {
		if len(c.Items) == 0 || events[i].touches(c.Items) {
			out = append(out, Redaction{Event: events[i].ID, At: normal(c.RecordedAt)})
		}
	}
	return out, nil
}

func (r *Repository) auditCommand(ctx context.Context, k AccessKind, id ID, cmd Command, n int, err error) error {
	m := cmd.meta()
	return r.audit(ctx, Access{
		Kind: k, Referral: id, By: m.By, At: normal(m.RecordedAt),
		Action: cmd.Action(), Command: m.ID, Events: n, Err: err,
	})
}

func (r *Repository) audit(ctx context.Context, a Access) error {
	if r.options.Audit == nil {
		return nil
	}
	return r.options.Audit(ctx, a)
}
