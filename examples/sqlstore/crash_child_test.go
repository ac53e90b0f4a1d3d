package sqlstore_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/examples/sqlstore"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// The child of the crash tests writes at random until it is killed, and says on
// its standard output what was acknowledged to it, one line each:
//
//	R referral version command   a commit of a referral returned without error
//	B book version               a commit of a book returned without error
//	D referral sequence event    the relay handed an event on

// child is what the test binary does instead of tests, in a process of its own.
func child(kind string) int {
	ctx := context.Background()
	var db *sqlstore.DB
	var err error
	if kind == "sqlite" {
		db, err = sqlstore.OpenSQLite(ctx, os.Getenv("SQLSTORE_TARGET"), options())
	} else {
		db, err = sqlstore.OpenPostgres(ctx, os.Getenv("SQLSTORE_TARGET"), options())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	l := &load{db: db, out: os.Stdout}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { l.referrals(ctx) })
	}
	wg.Go(func() { l.bookings(ctx) })
	wg.Go(func() { l.relay(ctx) })
	wg.Wait()
	return 0
}

// load writes to stores, and reports to out.
type load struct {
	db  *sqlstore.DB
	mu  sync.Mutex
	out *os.File
}

func (l *load) say(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintf(l.out, format+"\n", args...)
}

var start = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

func meta(role referral.Role, n int) referral.Meta {
	at := start.Add(time.Duration(n) * time.Minute)
	return referral.Meta{
		ID: referral.NewChangeID(), At: at, RecordedAt: at,
		By: referral.Actor{ID: referral.ActorID{1}, Role: role},
	}
}

func facts(_ context.Context, _ referral.Referral, c referral.Command) (referral.Facts, error) {
	return referral.Facts{AsOf: referral.MetaOf(c).RecordedAt, Identified: person.Yes, Reachable: person.Yes}, nil
}

// command makes the n-th command of a referral's life.
func command(id referral.ID, n int) referral.Command {
	switch {
	case n == 0:
		return &referral.Submit{Meta: meta(referral.RoleLinkWorker, n), Referral: id, Intake: &referral.Intake{
			Person: person.NewID(), Service: referral.ServiceID{7}, Basis: referral.BasisSelfReferral,
			Reasons: []person.NeedCode{"sp-need:lonely"}, Words: person.NewText("synthetic words"),
		}}
	case n%7 == 6:
		return &referral.Redact{Meta: meta(referral.RoleAdministrator, n), Reason: "erasure-request"}
	}
	return &referral.WriteNote{Meta: meta(referral.RoleLinkWorker, n), Note: referral.Note{
		ID: referral.NewNoteID(), Text: person.NewText(fmt.Sprintf("synthetic note %d", n)),
	}}
}

// referrals lives one referral's life after the other.
func (l *load) referrals(ctx context.Context) {
	repository := referral.NewRepository(l.db.Referrals(), &referral.RepositoryOptions{Facts: facts})
	for {
		id := referral.NewID()
		for n := range 2 + rand.IntN(20) {
			c := command(id, n)
			_, _, err := repository.Do(ctx, id, c)
			if errors.Is(err, sqlstore.ErrUnavailable) {
				return
			}
			if err != nil {
				panic(err)
			}
			l.say("R %s %d %s", id, n+1, referral.MetaOf(c).ID)
		}
	}
}

const placesOfBook = 5

// bookings has people come and go in one book after the other.
func (l *load) bookings(ctx context.Context) {
	desk := activity.NewDesk(l.db.Bookings(), nil)
	for {
		b, err := activity.NewBookings(activity.NewID(), time.Time{}, activity.BookingTerms{Places: placesOfBook, HoldFor: time.Hour})
		if err != nil {
			panic(err)
		}
		if b, err = desk.Open(ctx, activity.ChangeID(uuid.New()), b); err != nil {
			return
		}
		for n := range 20 {
			m := activity.BookingMeta{ID: activity.ChangeID(uuid.New()), At: start.Add(time.Duration(n) * time.Second)}
			var c activity.BookingCommand = &activity.Reserve{BookingMeta: m, Holder: activity.HolderID{1, byte(n)}, Wait: n%2 == 0}
			if n%3 == 2 {
				c = &activity.Release{BookingMeta: m, Holder: activity.HolderID{1, byte(n - 1)}, Reason: "suite"}
			}
			next, _, err := desk.Do(ctx, b.ID(), c)
			if errors.Is(err, sqlstore.ErrUnavailable) {
				return
			}
			if err == nil {
				l.say("B %s %d", b.ID(), next.Version())
			}
		}
	}
}

// relay hands events on, and says so before it acknowledges.
func (l *load) relay(ctx context.Context) {
	for {
		events, err := l.db.Referrals().Pending(ctx, 20)
		if err != nil {
			return
		}
		for _, e := range events {
			l.say("D %s %d %s", e.Referral, e.Sequence, e.ID)
			if err := l.db.Referrals().Acknowledge(ctx, e.Referral, e.ID); err != nil {
				return
			}
		}
		time.Sleep(time.Millisecond)
	}
}
