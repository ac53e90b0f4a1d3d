package sqlstore_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/activitytest"
	"github.com/socialprescribing/socialprescribing/examples/sqlstore"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/outcometest"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/person/persontest"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/referraltest"
)

// suites runs the contracts of all stores over databases that open gives empty.
func suites(t *testing.T, open func(context.Context) (*sqlstore.DB, error)) {
	t.Helper()
	t.Run("Persons", func(t *testing.T) {
		persontest.TestStore(t, persontest.Harness{Open: func(ctx context.Context) (person.Store, error) {
			db, err := open(ctx)
			if err != nil {
				return nil, err
			}
			return db.Persons(), nil
		}})
	})
	t.Run("Referrals", func(t *testing.T) {
		referraltest.TestStore(t, referraltest.Harness{Open: func(ctx context.Context) (referral.Store, error) {
			db, err := open(ctx)
			if err != nil {
				return nil, err
			}
			return db.Referrals(), nil
		}})
	})
	t.Run("Outcomes", func(t *testing.T) {
		outcometest.TestStore(t, outcometest.Harness{Open: func(ctx context.Context) (outcome.Store, error) {
			db, err := open(ctx)
			if err != nil {
				return nil, err
			}
			return db.Outcomes(), nil
		}})
	})
	t.Run("Activities", func(t *testing.T) {
		activitytest.TestStore(t, activitytest.Harness{Open: func(ctx context.Context) (activity.Store, error) {
			db, err := open(ctx)
			if err != nil {
				return nil, err
			}
			return db.Activities(), nil
		}})
	})
	t.Run("Providers", func(t *testing.T) {
		activitytest.TestProviders(t, activitytest.ProvidersHarness{Open: func(ctx context.Context) (activity.ProviderStore, error) {
			db, err := open(ctx)
			if err != nil {
				return nil, err
			}
			return db.Providers(), nil
		}})
	})
	t.Run("Bookings", func(t *testing.T) {
		activitytest.TestBookings(t, activitytest.BookingsHarness{Open: func(ctx context.Context) (activity.BookingStore, error) {
			db, err := open(ctx)
			if err != nil {
				return nil, err
			}
			return db.Bookings(), nil
		}})
	})
}

func TestSuitesSQLite(t *testing.T) {
	template := filepath.Join(t.TempDir(), "template.db")
	db, err := sqlstore.OpenSQLite(t.Context(), template, options())
	require.NoError(t, err)
	require.NoError(t, db.Close())
	made, err := os.ReadFile(template)
	require.NoError(t, err)
	suites(t, func(ctx context.Context) (*sqlstore.DB, error) {
		path := filepath.Join(t.TempDir(), "data.db")
		if err := os.WriteFile(path, made, 0o600); err != nil {
			return nil, err
		}
		db, err := sqlstore.OpenSQLite(ctx, path, options())
		if err == nil {
			t.Cleanup(func() { _ = db.Close() })
		}
		return db, err
	})
}

// tables are all of those that hold data.
var tables = []string{
	"person", "person_identifier", "person_event", "referral", "referral_watch", "referral_event", "outcome", "outcome_event",
	"activity", "activity_place", "activity_event", "provider", "bookings", "bookings_event",
}

func TestSuitesPostgreSQL(t *testing.T) {
	for name, partitions := range map[string]int{"Plain": 0, "Partitioned": 4} {
		t.Run(name, func(t *testing.T) {
			db := openPostgres(t, &sqlstore.Options{Key: key, Partitions: partitions})
			suites(t, func(ctx context.Context) (*sqlstore.DB, error) {
				_, err := db.Writer().ExecContext(ctx, "DELETE FROM "+strings.Join(tables, "; DELETE FROM "))
				return db, err
			})
		})
	}
}
