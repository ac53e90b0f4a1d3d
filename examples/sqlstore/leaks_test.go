package sqlstore_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/examples/sqlstore"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// secrets are what the statements of these tests bind, as text: of the value, of
// the columns and of the keys.
type secrets struct {
	db     *sqlstore.DB
	stored *episode // its first change is stored
	second *episode // of another person, with nothing stored
	person person.Person
	texts  []string
}

func newSecrets(t *testing.T, db *sqlstore.DB) *secrets {
	t.Helper()
	x := &secrets{db: db, person: person.Person{
		ID: person.NewID(), NHSNumber: person.MustParseNHSNumber("9990000018"), Name: person.NewName("Sampleton", "Gwenllian"),
	}}
	require.NoError(t, db.Persons().Commit(t.Context(), person.Change{ID: person.NewChangeID(), Value: x.person}))
	x.stored = newEpisode(t, x.person.ID, referral.ServiceID{9})
	require.NoError(t, db.Referrals().Commit(t.Context(), x.stored.changes[0]))
	x.stored.note(40)
	x.second = newEpisode(t, person.NewID(), referral.ServiceID{8})
	x.texts = []string{"synthetic", "gwreiddiol", "9990000018", "Sampleton", "Gwenllian", "received", "pending\"", "sp-need", "self-referral", "stray"}
	for _, id := range []uuid.UUID{
		uuid.UUID(x.person.ID), uuid.UUID(x.second.r.Person()), uuid.UUID(x.stored.r.ID()), uuid.UUID(x.second.r.ID()),
		uuid.UUID(x.stored.changes[0].ID), uuid.UUID(x.stored.changes[1].ID), uuid.UUID(x.second.changes[0].ID),
	} {
		x.texts = append(x.texts, id.String(), strings.ReplaceAll(id.String(), "-", ""), strings.Trim(fmt.Sprint([16]byte(id)), "[]"))
	}
	return x
}

// hidden holds that an error shows none of the secrets in any way in which errors
// are printed, logged or written.
func (x *secrets) hidden(t *testing.T, err error) {
	t.Helper()
	require.Error(t, err)
	var b bytes.Buffer
	joined := errors.Join(fmt.Errorf("the host: %w", err), errors.New("and more"))
	type record struct {
		Err error
		N   int
	}
	for _, v := range []any{err, joined, record{err, 1}, &record{err, 1}, []error{err}, map[string]error{"e": err}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			fmt.Fprintf(&b, verb+"\n", v)
		}
		for _, h := range []slog.Handler{slog.NewTextHandler(&b, nil), slog.NewJSONHandler(&b, nil)} {
			slog.New(h).With("v", v).Error("failed", "err", v, slog.Group("g", "err", v))
		}
		if doc, err := json.Marshal(v); err == nil {
			b.Write(doc)
		}
	}
	for _, s := range x.texts {
		require.NotContains(t, b.String(), s)
		require.NotContains(t, b.String(), fmt.Sprintf("%x", s))
	}
	t.Log(err)
}

func (x *secrets) exec(t *testing.T, statements ...string) {
	t.Helper()
	for _, s := range statements {
		_, err := x.db.Writer().ExecContext(context.WithoutCancel(t.Context()), s)
		require.NoError(t, err, s)
	}
}

func (x *secrets) commitSecond(t *testing.T) error {
	t.Helper()
	return x.db.Referrals().Commit(t.Context(), x.second.changes[0])
}

// noise is a text of 1,930 bytes that does not compress well.
func noise(seed int) string {
	b := []byte("synthetic ")
	for i := range 30 {
		b = fmt.Appendf(b, "%x", sha256.Sum256([]byte{byte(seed), byte(i)})) //nolint:gosec // small
	}
	return string(b)
}

// anError asserts that it is one of the database's, whose cause can be looked into.
func anError(t *testing.T, err error) {
	t.Helper()
	e, ok := errors.AsType[*sqlstore.Error](err)
	require.True(t, ok, "%T", err)
	require.Error(t, e.Unwrap())
}

// Each way in which PostgreSQL, or its driver, refuses what is bound.
func TestErrorsShowNoValuePostgreSQL(t *testing.T) {
	for name, c := range map[string]struct {
		ddl  []string
		code string // of PostgreSQL, or none: the driver refused
	}{
		"UniqueViolation": {[]string{`CREATE UNIQUE INDEX one_state ON referral (state)`}, "23505"},
		"CheckViolation":  {[]string{`ALTER TABLE referral ADD CONSTRAINT never CHECK (state <> 'received') NOT VALID`}, "23514"},
		"NotNull":         {[]string{`ALTER TABLE referral ALTER assignee SET DEFAULT gen_random_uuid()`, `UPDATE referral SET assignee = person_id`, `ALTER TABLE referral ALTER assignee SET NOT NULL`}, "23502"},
		"ForeignKey":      {[]string{`CREATE TABLE host_state (state text PRIMARY KEY)`, `ALTER TABLE referral ADD FOREIGN KEY (state) REFERENCES host_state NOT VALID`}, "23503"},
		"Exclusion":       {[]string{`ALTER TABLE referral ADD CONSTRAINT apart EXCLUDE (state WITH =)`}, "23P01"},
		"TooLong":         {[]string{`ALTER TABLE referral ALTER state TYPE varchar(2) USING 'ok'`}, "22001"},
		"NotOfTheDomain":  {[]string{`CREATE DOMAIN host_state AS text CONSTRAINT ok CHECK (value = 'ok')`, `ALTER TABLE referral ALTER state TYPE host_state USING 'ok'`}, "23514"},
		"OfAnotherType":   {[]string{`ALTER TABLE referral ALTER state TYPE integer USING 1`}, ""},
		"InvalidInput": {[]string{
			`CREATE FUNCTION host_read() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM NEW.value :: text :: integer; RETURN NEW; END'`,
			`CREATE TRIGGER host_read BEFORE INSERT ON referral FOR EACH ROW EXECUTE FUNCTION host_read()`,
		}, "22P02"},
		"Raised": {[]string{
			`CREATE FUNCTION host_raise() RETURNS trigger LANGUAGE plpgsql AS
			 'BEGIN RAISE EXCEPTION ''no: %'', NEW USING DETAIL = NEW.value, HINT = NEW.value; END'`,
			`CREATE TRIGGER host_raise BEFORE INSERT ON referral FOR EACH ROW EXECUTE FUNCTION host_raise()`,
		}, "P0001"},
		"IndexRowTooLong": {[]string{`CREATE INDEX host_long ON referral ((value :: text))`}, "54000"},
		"NoTable":         {[]string{`DROP TABLE referral_event`}, "42P01"},
		"NoColumn":        {[]string{`ALTER TABLE referral DROP items`}, "42703"},
		"NoTableButAView": {[]string{`ALTER TABLE referral RENAME TO host_real`, `CREATE VIEW referral AS SELECT * FROM host_real LIMIT 10`}, "55000"},
		"ReadOnly":        {nil, "25006"},
	} {
		t.Run(name, func(t *testing.T) {
			x := newSecrets(t, openPostgres(t, options()))
			x.exec(t, c.ddl...)
			var err error
			switch name {
			default:
				err = x.commitSecond(t)
			case "IndexRowTooLong":
				for i := 0; i < 20 && err == nil; i++ {
					err = x.db.Referrals().Commit(t.Context(), x.second.changes[i])
					x.second.do(&referral.WriteNote{Meta: meta(referral.RoleLinkWorker, i+1), Note: referral.Note{
						ID: referral.NewNoteID(), Text: person.NewText(noise(i)),
					}})
				}
			case "ReadOnly":
				tx, begun := x.db.Writer().BeginTx(t.Context(), &sql.TxOptions{ReadOnly: true})
				require.NoError(t, begun)
				defer tx.Rollback() //nolint:errcheck // the test ends
				err = x.db.Within(tx).Referrals().Commit(t.Context(), x.second.changes[0])
			}
			x.hidden(t, err)
			anError(t, err)
			if c.code != "" {
				require.Contains(t, err.Error(), "SQLSTATE "+c.code)
			}
		})
	}
}

func TestErrorsShowNoValueWhenTheServerGivesUp(t *testing.T) {
	s := needPostgres(t)
	schema := s.schema(t)
	db, err := sqlstore.OpenPostgres(t.Context(), s.dsn(schema, ""), options())
	require.NoError(t, err)
	defer db.Close() //nolint:errcheck // the test ends
	x := newSecrets(t, db)
	hasty := options()
	hasty.Tries = 1
	for name, c := range map[string]struct {
		setting string
		want    error
	}{"StatementTimeout": {"statement_timeout = 100", sqlstore.ErrTimeout}, "LockTimeout": {"lock_timeout = 20", sqlstore.ErrBusy}} {
		t.Run(name, func(t *testing.T) {
			other, err := sqlstore.OpenPostgres(t.Context(), s.dsn(schema, ""), hasty)
			require.NoError(t, err)
			defer other.Close() //nolint:errcheck // the test ends
			hurry(t, other, c.setting)
			tx, err := db.Writer().BeginTx(t.Context(), nil)
			require.NoError(t, err)
			defer tx.Rollback() //nolint:errcheck // the test ends
			_, err = tx.Exec("SELECT 1 FROM referral FOR UPDATE")
			require.NoError(t, err)
			err = other.Referrals().Commit(t.Context(), x.stored.changes[1])
			require.ErrorIs(t, err, c.want)
			x.hidden(t, err)
		})
	}
	t.Run("ConnectionDropped", func(t *testing.T) {
		other, err := sqlstore.OpenPostgres(t.Context(), s.dsn(schema, "application_name=dropped"), hasty)
		require.NoError(t, err)
		defer other.Close() //nolint:errcheck // the test ends
		tx, err := other.Writer().BeginTx(t.Context(), nil)
		require.NoError(t, err)
		s.run(t, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'dropped'")
		err = other.Within(tx).Referrals().Commit(t.Context(), x.stored.changes[1])
		require.ErrorIs(t, err, sqlstore.ErrUnavailable)
		x.hidden(t, err)
	})
	t.Run("NobodyThere", func(t *testing.T) {
		x.texts = append(x.texts, "a-password-of-the-host")
		for _, dsn := range []string{
			"host=" + t.TempDir() + " user=suite password=a-password-of-the-host dbname=postgres",
			"postgres://suite:a-password-of-the-host@[::bad/postgres",
			"user=suite password='a-password-of-the-host",
		} {
			_, err := sqlstore.OpenPostgres(t.Context(), dsn, hasty)
			x.hidden(t, err)
			anError(t, err)
		}
	})
	t.Run("Closed", func(t *testing.T) {
		other, err := sqlstore.OpenPostgres(t.Context(), s.dsn(schema, ""), hasty)
		require.NoError(t, err)
		require.NoError(t, other.Close())
		x.hidden(t, other.Referrals().Commit(t.Context(), x.stored.changes[1]))
	})
}

// Each way in which SQLite refuses. Its tables cannot be altered much, so that
// the table is put up anew.
func TestErrorsShowNoValueSQLite(t *testing.T) {
	another := func(column string) []string {
		return []string{
			`ALTER TABLE referral RENAME TO host_old`,
			`CREATE TABLE referral (person_id BLOB NOT NULL, referral_id BLOB NOT NULL, version INTEGER NOT NULL, change_id BLOB NOT NULL,
			 cursor INTEGER NOT NULL, service_id BLOB, ` + column + `, phase TEXT NOT NULL, open INTEGER NOT NULL, since INTEGER, assignee BLOB,
			 due INTEGER, updated INTEGER, items TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (person_id, referral_id)) STRICT`,
		}
	}
	for name, c := range map[string]struct {
		ddl  []string
		want string
	}{
		"UniqueViolation": {[]string{`CREATE UNIQUE INDEX one_state ON referral (state)`}, "referral.state"},
		"CheckViolation":  {another(`state TEXT NOT NULL CHECK (state <> 'received')`), "code 275"},
		"OfAnotherType":   {another(`state INTEGER NOT NULL`), "code 3091"},
		"NotNull":         {another(`state TEXT NOT NULL, host TEXT NOT NULL`), "code 1299"},
		"ForeignKey": {append([]string{`CREATE TABLE host_state (state TEXT PRIMARY KEY)`},
			another(`state TEXT NOT NULL REFERENCES host_state`)...), "code 787"},
		"Raised": {[]string{
			`CREATE TRIGGER host_raise BEFORE INSERT ON referral BEGIN SELECT RAISE(ABORT, 'no: ' || NEW.value || NEW.state); END`,
		}, "code 1811"},
		"NoJSON":    {[]string{`CREATE TRIGGER host_json BEFORE INSERT ON referral BEGIN SELECT json_extract('stray' || NEW.value, '$'); END`}, "code 1"},
		"NoTable":   {[]string{`DROP TABLE referral_event`}, "another version of the tables"},
		"NoColumn":  {[]string{`ALTER TABLE referral DROP COLUMN items`}, "another version of the tables"},
		"TooBig":    {nil, "SQLITE_TOOBIG"},
		"NoRoom":    {nil, "no room left"},
		"ReadOnly":  {nil, "code 8"},
		"NoFile":    {nil, "unavailable"},
		"NoSQLite":  {nil, "code 26"},
		"Cancelled": {nil, "context canceled"},
	} {
		t.Run(name, func(t *testing.T) {
			x := newSecrets(t, openSQLite(t, options()))
			x.exec(t, c.ddl...)
			var err error
			switch name {
			case "TooBig":
				x.exec(t, `CREATE TRIGGER host_big BEFORE INSERT ON referral BEGIN SELECT zeroblob(2000000000) || NEW.value; END`)
				err = x.commitSecond(t)
			case "NoRoom":
				x.exec(t, `PRAGMA max_page_count = 1`)
				for i := 0; err == nil && i < 100; i++ {
					e := newEpisode(t, x.second.r.Person(), referral.ServiceID{byte(i), 1})
					err = x.db.Referrals().Commit(t.Context(), e.changes[0])
				}
			case "ReadOnly":
				x.exec(t, `PRAGMA query_only = 1`)
				err = x.commitSecond(t)
			case "NoFile":
				_, err = sqlstore.OpenSQLite(t.Context(), filepath.Join(t.TempDir(), "stray", "data.db"), &sqlstore.Options{Key: key, Tries: 1})
			case "NoSQLite":
				path := filepath.Join(t.TempDir(), "data.db")
				require.NoError(t, os.WriteFile(path, []byte(strings.Repeat("stray 9990000018 ", 512)), 0o600))
				_, err = sqlstore.OpenSQLite(t.Context(), path, &sqlstore.Options{Key: key, Tries: 1})
			case "Cancelled":
				tx, begun := x.db.Writer().BeginTx(t.Context(), nil)
				require.NoError(t, begun)
				defer tx.Rollback() //nolint:errcheck // the test ends
				ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
				cancel()
				in := x.db.Within(tx)
				_, err = in.Persons().Find(ctx, person.Identifier{NHSNumber: x.person.NHSNumber})
			default:
				err = x.commitSecond(t)
			}
			x.hidden(t, err)
			require.ErrorContains(t, err, c.want)
		})
	}
}

// What is stored may be damaged: reading it says so, and does not quote it.
func TestErrorsShowNoValueOfADamagedRow(t *testing.T) {
	on(t, func(t *testing.T, open opener) {
		t.Helper()
		x := newSecrets(t, open(t, options()))
		record := outcome.Record{ID: outcome.NewRecordID(), Person: x.person.ID}
		require.NoError(t, x.db.Outcomes().Commit(t.Context(), outcome.Change{ID: outcome.ChangeID(uuid.New()), Value: record}))
		reads := map[string]func() error{
			"person": func() error { _, _, err := x.db.Persons().Get(t.Context(), x.person.ID); return err },
			"referral": func() error {
				_, _, err := x.db.Referrals().Get(t.Context(), x.stored.r.ID())
				return errors.Join(err, second(x.db.Referrals().List(t.Context(), 0, 0)))
			},
			"outcome":        func() error { _, _, err := x.db.Outcomes().Get(t.Context(), record.ID); return err },
			"referral_event": func() error { return second(x.db.Referrals().Events(t.Context(), x.stored.r.ID())) },
		}
		column := map[string]string{"referral_event": "event"}
		for table, read := range reads {
			require.NoError(t, read())
			for _, damaged := range []string{
				`{"id":9990000018}`, `9990000018`, `"Sampleton"`, `{"Sampleton":"Gwenllian"}`, `["stray"]`, `{"name":9990000018}`,
				`{"format":9990000018,"records":{"words":9990000018}}`, `{"type":"stray Sampleton"}`, `{"instrument":"stray Sampleton","at":"stray"}`,
			} {
				name := column[table]
				if name == "" {
					name = "value"
				}
				x.exec(t, "UPDATE "+table+" SET "+name+" = '"+damaged+"'")
				if err := read(); err != nil {
					x.hidden(t, err)
				}
			}
		}
		// A column of another kind than the statement reads.
		if x.db.Dialect() == sqlstore.PostgreSQL {
			x.exec(t, "ALTER TABLE person ALTER version TYPE text USING 'stray'")
			for range 2 { // the first finds a plan that is no more
				_, _, err := x.db.Persons().Get(t.Context(), x.person.ID)
				x.hidden(t, err)
				anError(t, err)
			}
		}
	})
}

// Errors that no test above provokes: of these the type is told.
func TestErrorsShowNoValueOfOthers(t *testing.T) {
	x := &secrets{texts: []string{"stray", "9990000018"}}
	_, number := strconv.Atoi("stray 9990000018")
	for _, err := range []error{
		number, errors.New("stray 9990000018"), fmt.Errorf("failed to encode args[0]: %w", number),
		errors.Join(errors.New("stray"), number), &os.PathError{Op: "stray", Path: "9990000018", Err: os.ErrNotExist},
		&net.OpError{Op: "stray", Err: errors.New("9990000018")}, &json.SyntaxError{Offset: 3},
		json.Unmarshal([]byte(`{"a":9990000018}`), &map[string]string{}), json.Unmarshal([]byte(`stray`), new(string)),
	} {
		x.hidden(t, &sqlstore.Error{Op: "get", Table: "person", Err: err})
	}
	x.hidden(t, &sqlstore.Error{Op: "get", Table: "person"})
}

func second[T any](_ T, err error) error { return err }
