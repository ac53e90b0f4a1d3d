package sqlstore_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/examples/sqlstore"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// lived is somebody whose record and episode hold words that are to go, among
// others who stay, so that pages are shared.
type lived struct {
	who     person.ID
	episode referral.ID
	words   []string
	number  person.NHSNumber
}

func live(t *testing.T, db *sqlstore.DB) *lived {
	t.Helper()
	x := &lived{words: []string{"Erasableton", "unforgettable-phrase"}, number: number(t, 424_242)} // nobody else's, in whatever test: their tables lie in the same files
	for i := range 40 {
		p := person.Person{ID: person.NewID(), Name: person.NewName("Remainder", "Plainly")}
		words := "words that stay"
		if i == 20 {
			p.Name, p.NHSNumber = person.NewName(x.words[0], "Gwenllian"), x.number
			words = x.words[1]
			x.who = p.ID
		}
		payload, err := person.NewPayload([]byte(`"` + p.Name.DiscloseFamily() + `"`))
		require.NoError(t, err)
		require.NoError(t, db.Persons().Commit(t.Context(), person.Change{
			ID: person.NewChangeID(), Value: p, Events: []person.Event{{
				ID: person.NewEntryID(), Person: p.ID, Version: 1, Kind: person.EventRegistered, At: start, RecordedAt: start,
				Payload: payload,
			}},
		}))
		e := newEpisode(t, p.ID, referral.ServiceID{9})
		e.do(&referral.WriteNote{Meta: meta(referral.RoleLinkWorker, e.n), Note: referral.Note{ID: referral.NewNoteID(), Text: person.NewText(words)}})
		put(t, db.Referrals(), e.note(300))
		if i == 20 {
			x.episode = e.r.ID()
		}
	}
	return x
}

// erase erases the record, and the words in the episode's events and value.
func (x *lived) erase(t *testing.T, db *sqlstore.DB) {
	t.Helper()
	p, v, err := db.Persons().Get(t.Context(), x.who)
	require.NoError(t, err)
	events, err := db.Persons().Events(t.Context(), x.who)
	require.NoError(t, err)
	c, err := person.Erase(person.NewChangeID(), v, p, events, person.NewEntryID(), person.Tombstone{
		At: start.Add(time.Hour), By: person.NewText("synthetic controller"), Law: "UK GDPR Art 17",
	})
	require.NoError(t, err)
	require.NoError(t, db.Persons().Commit(t.Context(), c))
	repository := referral.NewRepository(db.Referrals(), &referral.RepositoryOptions{Facts: facts})
	_, _, err = repository.Do(t.Context(), x.episode, &referral.Redact{Meta: meta(referral.RoleAdministrator, 90), Reason: "erasure-request"})
	require.NoError(t, err)
}

// in reports which of the words are in any file below a directory.
func (x *lived) in(t *testing.T, dir string) []string {
	t.Helper()
	var found []string
	require.NoError(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && path != dir {
			return nil // the server removed it meanwhile
		}
		if err != nil || d.IsDir() {
			return err
		}
		all, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		for _, w := range append(x.words, x.number.Digits()) {
			if bytes.Contains(all, []byte(w)) {
				found = append(found, w+" in "+filepath.Base(path))
			}
		}
		return err
	}))
	return found
}

// Erased words are in no file of SQLite's: not in the pages that others use, not
// in free ones, and after Scrub not in the log.
func TestErasedWordsLeaveSQLitesFiles(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "data.db")
	db, err := sqlstore.OpenSQLite(t.Context(), path, options())
	require.NoError(t, err)
	x := live(t, db)
	require.NotEmpty(t, x.in(t, dir))
	x.erase(t, db)
	require.NotEmpty(t, x.in(t, dir), "the log still has them: else this test shows nothing")
	require.NoError(t, db.Scrub(t.Context()))
	require.Empty(t, x.in(t, dir))
	require.NoError(t, db.Close())
	require.Empty(t, x.in(t, dir))

	// Without Scrub, the last one who closes the database writes the log into it:
	// what was freed there is overwritten.
	second := t.TempDir()
	db, err = sqlstore.OpenSQLite(t.Context(), filepath.Join(second, "data.db"), options())
	require.NoError(t, err)
	x = live(t, db)
	_, err = db.Writer().Exec("PRAGMA wal_checkpoint(TRUNCATE)")
	require.NoError(t, err)
	x.erase(t, db)
	require.NoError(t, db.Close())
	require.Empty(t, x.in(t, second))
}

// Nor are they in the files of PostgreSQL's tables. Its log has them until it is
// recycled, which Scrub does not promise.
func TestErasedWordsLeavePostgreSQLsTables(t *testing.T) {
	s := needPostgres(t)
	db := openPostgres(t, options())
	x := live(t, db)
	execute(t, db, "CHECKPOINT")
	base := filepath.Join(s.Dir, "data", "base")
	require.NotEmpty(t, x.in(t, base), "else this test shows nothing")
	x.erase(t, db)
	require.NoError(t, db.Scrub(t.Context()))
	execute(t, db, "CHECKPOINT")
	require.Empty(t, x.in(t, base))
}

// Scrub loses nothing, and tells a host who calls it in a transaction.
func TestScrubKeepsWhatStays(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		db := open(t, options())
		e := newEpisode(t, person.NewID(), referral.ServiceID{9}).note(40)
		put(t, db.Referrals(), e)
		require.NoError(t, db.Scrub(t.Context()))
		r, v, err := db.Referrals().Get(t.Context(), e.r.ID())
		require.NoError(t, err)
		require.Equal(t, referral.Version(2), v)
		require.JSONEq(t, string(e.json()), string((&episode{tb: t, r: r}).json()))
		_, err = reopen(t, db, options())
		require.NoError(t, err, "indexes and all")

		tx, err := db.Writer().BeginTx(t.Context(), nil)
		require.NoError(t, err)
		require.ErrorIs(t, db.Within(tx).Scrub(t.Context()), sqlstore.ErrInvalid)
		require.NoError(t, tx.Rollback())
	})
}

// Somebody who reads on keeps the log: Scrub says so rather than that it is done.
func TestScrubSaysThatSomebodyReads(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data.db")
	o := options()
	o.Tries = 1
	db, err := sqlstore.OpenSQLite(t.Context(), path, o)
	require.NoError(t, err)
	defer db.Close() //nolint:errcheck // the test ends
	put(t, db.Referrals(), newEpisode(t, person.NewID(), referral.ServiceID{9}))
	other, err := sqlstore.OpenSQLite(t.Context(), path, o)
	require.NoError(t, err)
	defer other.Close() //nolint:errcheck // the test ends
	tx, err := other.Writer().BeginTx(t.Context(), nil)
	require.NoError(t, err)
	n := 0
	require.NoError(t, tx.QueryRow("SELECT count(*) FROM referral").Scan(&n))
	err = db.Scrub(t.Context())
	require.ErrorIs(t, err, sqlstore.ErrBusy)
	require.False(t, strings.Contains(err.Error(), path))
	require.NoError(t, tx.Rollback())
	require.NoError(t, db.Scrub(t.Context()))
}
