package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"reflect"
	"regexp"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
)

// describe says of an error what is no value. PostgreSQL quotes what it could
// not read, drivers quote what they could not convert, encoding/json quotes
// numbers, and a trigger of the host's may say anything; so that only codes, the
// names of tables and constraints, and errors that are known to hold no value
// are let through. Of others the type is told.
func describe(err error) string {
	if err == nil {
		return "no cause"
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return describePostgres(e)
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return describeSQLite(e)
	}
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Sprintf("JSON of another kind at byte %d, for %s", e.Offset, e.Type)
	}
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Sprintf("no JSON at byte %d", e.Offset)
	}
	if _, ok := errors.AsType[*pgconn.ParseConfigError](err); ok { // it quotes the data source name
		return "a data source name that cannot be read"
	}
	if err.Error() == closed {
		return closed
	}
	for _, known := range harmless {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	if e, ok := errors.AsType[syscall.Errno](err); ok { // why a connection broke
		return e.Error()
	}
	return describeOther(err)
}

// harmless are errors whose texts are constant.
var harmless = []error{
	context.Canceled, context.DeadlineExceeded, driver.ErrBadConn, sql.ErrConnDone, sql.ErrTxDone,
	io.ErrUnexpectedEOF, io.EOF, net.ErrClosed, pgconn.ErrConnClosed,
}

// closed is the text of an error that database/sql does not export.
const closed = "sql: database is closed"

// describePostgres tells the code (Appendix A of the manual has its meaning) and
// the names that the server sends apart from the message.
func describePostgres(e *pgconn.PgError) string {
	s := "SQLSTATE " + e.Code
	for _, x := range [][2]string{{"constraint", e.ConstraintName}, {"table", e.TableName}, {"column", e.ColumnName}, {"type", e.DataTypeName}} {
		if x[1] != "" {
			s += ", " + x[0] + " " + x[1]
		}
	}
	return s
}

var uniqueColumns = regexp.MustCompile(`UNIQUE constraint failed: (\w+\.\w+(?:, \w+\.\w+)*)`)

// describeSQLite tells SQLite's own text for the code, and of a key that is taken
// the names of its columns.
func describeSQLite(e *sqlite.Error) string {
	s := sqlite.ErrorCodeString[e.Code()&0xff]
	if s == "" {
		s = "SQLite"
	}
	s += fmt.Sprintf(", code %d", e.Code())
	if m := uniqueColumns.FindStringSubmatch(e.Error()); m != nil {
		s += ", " + m[1]
	}
	return s
}

const module = "github.com/socialprescribing/socialprescribing/"

// describeOther lets the library's own errors speak, which hold no value, and
// names the types of others, from the outside in.
func describeOther(err error) string {
	var types []string
	for ; err != nil; err = errors.Unwrap(err) {
		if t := reflect.TypeOf(err); t.Kind() == reflect.Pointer && strings.HasPrefix(t.Elem().PkgPath(), module) {
			return err.Error()
		}
		types = append(types, fmt.Sprintf("%T", err))
	}
	return strings.Join(types, ", ")
}
