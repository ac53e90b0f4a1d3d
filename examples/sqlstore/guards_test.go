package sqlstore_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/examples/sqlstore"
)

// The key under which identifiers are hashed is in no text, log or document.
func TestTheKeyIsNeverShown(t *testing.T) {
	const secret = "a-key-of-the-host-that-is-a-secret"
	o := sqlstore.Options{Key: []byte(secret)}
	db, err := sqlstore.OpenSQLite(t.Context(), t.TempDir()+"/key.db", &o)
	require.NoError(t, err)
	defer db.Close()                          //nolint:errcheck // only read
	bytesOf := fmt.Sprint([]byte(secret)[:8]) //nolint:staticcheck // the numbers are meant
	hex := fmt.Sprintf("%#v", []byte(secret)[:8])[len("[]byte{"):]
	for _, v := range []any{o, &o, db, struct{ O sqlstore.Options }{o}, struct{ DB *sqlstore.DB }{db}} {
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "v", v)
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "v", v)
		doc, err := json.Marshal(o)
		require.NoError(t, err)
		all := fmt.Sprintf("%v %+v %#v %s", v, v, v, v) + log.String() + string(doc)
		for _, leak := range []string{secret, bytesOf[1 : len(bytesOf)-1], hex[:len(hex)-1], "YS1rZXkt"} {
			require.NotContains(t, all, leak)
		}
	}
}

func TestNewWithoutPoolsIsInvalid(t *testing.T) {
	_, err := sqlstore.New(t.Context(), sqlstore.SQLite, nil, nil, options())
	require.ErrorIs(t, err, sqlstore.ErrInvalid)
}

// What Put promises of an error holds in the host's transaction too: nothing has
// changed, and the rest of the transaction stands.
func TestAFailedPutChangesNothingInTheHostsTransaction(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		_, err := db.Search(t.Context())
		require.NoError(t, err)
		good := activity.Activity{ID: activity.NewID(), Provider: activity.NewProviderID(), Name: "Walk", Status: activity.Active}
		bad := good
		bad.ID, bad.Modes = activity.NewID(), []activity.Mode{activity.InPerson}
		bad.Locations = []activity.Location{{ID: activity.NewLocationID(), Kind: activity.Physical, Coordinates: activity.MustParseCoordinates("53.48,-2.24")}}
		tx, err := db.Writer().BeginTx(context.WithoutCancel(t.Context()), nil)
		require.NoError(t, err)
		in, err := db.Within(tx).Search(t.Context())
		require.NoError(t, err)
		_, err = tx.Exec("DROP TABLE search_place") // so that the second fails halfway
		require.NoError(t, err)
		require.Error(t, in.Put(t.Context(), good, bad))
		n := -1
		require.NoError(t, tx.QueryRow("SELECT count(*) FROM search_activity").Scan(&n))
		require.Zero(t, n)
		require.NoError(t, tx.Rollback())
	})
}
