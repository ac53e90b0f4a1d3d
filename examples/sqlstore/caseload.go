package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// Case is an episode as a caseload shows it: without reading the episode.
type Case struct {
	Referral referral.ID
	Person   person.ID
	Service  referral.ServiceID
	State    referral.State
	Phase    referral.Phase
	Since    time.Time // of the state
	// Due is what is due in it or will be, as [referral.Clocks] gives it, by
	// time.
	Due []referral.Item
}

// Caseload gives the episodes of a worker: the open ones, and the ended ones in
// which something is left to do or to watch; by what is due first, then by
// identifier, those with nothing due last. What is due is that worker's.
func (s *Referrals) Caseload(ctx context.Context, worker referral.ActorID, now time.Time) ([]Case, error) {
	const condition = ` WHERE assignee = $1 AND (open OR due IS NOT NULL)
		UNION SELECT r.referral_id, r.person_id, r.service_id, r.state, r.phase, r.since, CAST(r.items AS text)
		FROM referral_watch w JOIN referral r ON r.person_id = w.person_id AND r.referral_id = w.referral_id WHERE w.worker = $1`
	return s.cases(ctx, condition, now, func(i referral.Item) bool { return i.Worker == worker }, s.e.db.dialect.key(uuid.UUID(worker)))
}

// Queue gives the episodes of a service in which something is due that nobody
// has: those not allocated, and those whose worker left.
func (s *Referrals) Queue(ctx context.Context, service referral.ServiceID, now time.Time) ([]Case, error) {
	return s.cases(ctx, " WHERE service_id = $1 AND assignee IS NULL AND due IS NOT NULL", now,
		func(i referral.Item) bool { return i.Worker.IsZero() }, s.e.db.dialect.key(uuid.UUID(service)))
}

func (s *Referrals) cases(ctx context.Context, condition string, now time.Time, keep func(referral.Item) bool, args ...any) ([]Case, error) {
	var out []Case
	text := s.e.db.dialect.text("SELECT referral_id, person_id, service_id, state, phase, since, CAST(items AS text) FROM referral" + condition)
	err := s.e.db.read(ctx, "caseload", "referral", text, args, func() { out = nil }, func(rows *sql.Rows) error {
		var id, who, service uuid.UUID
		var since moment
		var items []byte
		c := Case{}
		if err := rows.Scan(&id, &who, &service, &c.State, &c.Phase, &since, &items); err != nil {
			return err
		}
		c.Referral, c.Person, c.Service, c.Since = referral.ID(id), person.ID(who), referral.ServiceID(service), since.t
		var all []referral.Item
		if err := json.Unmarshal(items, &all); err != nil {
			return err
		}
		c.Due = dueAt(all, now, keep)
		out = append(out, c)
		return nil
	})
	slices.SortFunc(out, compareCases)
	return out, err
}

// dueAt gives the items as they stand at a time.
func dueAt(all []referral.Item, now time.Time, keep func(referral.Item) bool) []referral.Item {
	due := slices.DeleteFunc(all, func(i referral.Item) bool {
		return !keep(i) || i.Kind == referral.ItemSession && !now.After(i.Due)
	})
	for i := range due {
		due[i].Overdue = now.After(due[i].Due)
	}
	slices.SortStableFunc(due, func(a, b referral.Item) int { return a.Due.Compare(b.Due) })
	return due
}

func compareCases(a, b Case) int {
	switch {
	case len(a.Due) > 0 && len(b.Due) > 0:
		return cmp.Or(a.Due[0].Due.Compare(b.Due[0].Due), a.Referral.Compare(b.Referral))
	case len(a.Due) > 0:
		return -1
	case len(b.Due) > 0:
		return 1
	}
	return a.Referral.Compare(b.Referral)
}

// moment reads a time of either dialect.
type moment struct{ t time.Time }

// Scan implements [sql.Scanner].
func (m *moment) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		m.t = time.Time{}
	case time.Time:
		m.t = v.UTC()
	case int64:
		m.t = time.UnixMicro(v).UTC()
	default:
		return strconv.ErrSyntax
	}
	return nil
}

// Recompute fills the columns for queries anew, for all episodes, by the rules
// of now: run it after a change of policy. It may run beside the stores, and may
// be stopped and run again. It changes no version, and no cursor.
//
// It goes by the key and not by the cursor, for a list ends where an older
// transaction still runs, and would leave out what comes behind.
func (s *Referrals) Recompute(ctx context.Context) error {
	var who, id uuid.UUID
	for {
		d := s.e.db.dialect
		items, err := s.e.find(ctx, "WHERE (person_id, referral_id) > ($1, $2) ORDER BY person_id, referral_id LIMIT 500", d.key(who), d.key(id))
		if err != nil || len(items) == 0 {
			return err
		}
		for _, x := range items {
			who, id = uuid.UUID(x.value.Person()), uuid.UUID(x.value.ID())
			if err := s.recompute(ctx, x.value, x.version); err != nil {
				return err
			}
		}
	}
}

// recompute fills the columns of one episode; of what others committed meanwhile,
// perhaps by the rules of before, as well.
func (s *Referrals) recompute(ctx context.Context, r referral.Referral, version uint64) error {
	text := s.e.db.dialect.text("UPDATE referral SET service_id = $4, state = $5, phase = $6, open = $7, since = $8, assignee = $9, " +
		"due = $10, updated = $11, items = $12 WHERE person_id = $1 AND referral_id = $2 AND version = $3")
	for {
		columns, err := referralColumns(s.e.db, r)
		if err != nil {
			return s.e.invalid("columns", err)
		}
		args := append(s.e.sql.key(uuid.UUID(r.Person()), uuid.UUID(r.ID())), int64(version)) //nolint:gosec // versions are small
		n := int64(0)
		err = s.e.db.again(ctx, func() error {
			res, err := s.e.db.writer().ExecContext(ctx, text, append(args, columns...)...)
			if err == nil {
				n, err = res.RowsAffected()
			}
			return failure("recompute", "referral", err)
		})
		if err != nil || n > 0 {
			return err
		}
		r, version, err = s.e.getOf(ctx, uuid.UUID(r.Person()), uuid.UUID(r.ID()))
		switch {
		case errors.Is(err, referral.ErrNotFound):
			return nil // the host took it out
		case err != nil:
			return err
		}
	}
}
