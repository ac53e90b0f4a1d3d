package sqlstore_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The tests of PostgreSQL start a server of their own: SQLSTORE_POSTGRES names
// the directory of its programs, or it is looked for where distributions put
// it. Without one they skip, but fail if SQLSTORE_REQUIRE is set.

// server is a private PostgreSQL server, which listens on a socket only.
type server struct {
	bin, dir string
	as       *syscall.SysProcAttr // the server refuses to run as root
	cmd      *exec.Cmd
	options  []string
}

var shared = sync.OnceValues(func() (*server, error) {
	startedShared = true
	return newServer()
})

// startedShared says that TestMain has one to stop.
var startedShared bool

func postgresBin() (string, error) {
	if dir := os.Getenv("SQLSTORE_POSTGRES"); dir != "" {
		return dir, nil
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), nil
	}
	if p, err := exec.LookPath("postgres"); err == nil {
		return filepath.Dir(p), nil
	}
	return "", errors.New("no PostgreSQL server found; SQLSTORE_POSTGRES names the directory of its programs")
}

// needPostgres gives the server that tests share.
func needPostgres(tb testing.TB) *server {
	tb.Helper()
	if _, err := postgresBin(); err != nil {
		skip(tb, err.Error())
	}
	s, err := shared()
	require.NoError(tb, err)
	return s
}

// skip skips a test, but where all must run.
func skip(tb testing.TB, why string) {
	tb.Helper()
	if os.Getenv("SQLSTORE_REQUIRE") != "" {
		tb.Fatal("SQLSTORE_REQUIRE is set, and this test cannot run: " + why)
	}
	tb.Skip(why)
}

func newServer(options ...string) (*server, error) {
	bin, err := postgresBin()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "sqlstore") // short: a socket's path has 107 bytes
	if err != nil {
		return nil, err
	}
	s := &server{bin: bin, dir: dir, options: options}
	if os.Getuid() == 0 {
		if err := s.stepDown(); err != nil {
			return nil, err
		}
	}
	out, err := s.command("initdb", "-D", s.data(), "-U", "suite", "-A", "trust", "-E", "UTF8", "--locale=C").CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	return s, s.start()
}

func (s *server) data() string { return filepath.Join(s.dir, "data") }

// stepDown has the server run as a user who owns nothing else.
func (s *server) stepDown() error {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.ParseUint(u.Uid, 10, 32)
		gid, _ := strconv.ParseUint(u.Gid, 10, 32)
		s.as = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
		return os.Chown(s.dir, int(uid), int(gid))
	}
	return errors.New("no user to run the server as")
}

func (s *server) command(name string, args ...string) *exec.Cmd {
	c := exec.Command(filepath.Join(s.bin, name), args...)
	c.SysProcAttr, c.Dir = s.as, s.dir
	c.Env = append(os.Environ(), "LC_ALL=C")
	return c
}

// start starts the server and waits until it answers. After a kill, processes
// of the old server may still be about: it is tried until they have gone.
func (s *server) start() error {
	var last error
	for range 100 {
		args := append([]string{
			"-D", s.data(), "-k", s.dir, "-c", "listen_addresses=", "-c", "max_connections=200",
			"-c", "shared_buffers=256MB", "-c", "max_wal_size=4GB", "-c", "log_min_messages=panic",
		}, s.options...)
		s.cmd = s.command("postgres", args...)
		var log strings.Builder
		s.cmd.Stderr = &log
		if err := s.cmd.Start(); err != nil {
			return err
		}
		ended := make(chan error, 1)
		go func(c *exec.Cmd) { ended <- c.Wait() }(s.cmd)
		if last = s.answers(ended); last == nil {
			return nil
		}
		last = fmt.Errorf("%w: %s", last, log.String())
		time.Sleep(100 * time.Millisecond)
	}
	return last
}

func (s *server) answers(ended <-chan error) error {
	for range 600 {
		select {
		case err := <-ended:
			return fmt.Errorf("the server ended: %w", err)
		case <-time.After(50 * time.Millisecond):
		}
		if s.command("pg_isready", "-q", "-h", s.dir, "-U", "suite", "-d", "postgres").Run() == nil {
			return nil
		}
	}
	return errors.New("the server does not answer")
}

func (s *server) stop() {
	_ = s.cmd.Process.Signal(syscall.SIGINT)
	time.Sleep(300 * time.Millisecond)
	_ = s.cmd.Process.Kill()
	_ = os.RemoveAll(s.dir)
}

// dsn names a schema of the server's, with further settings.
func (s *server) dsn(schema, more string) string {
	return fmt.Sprintf("host=%s user=suite dbname=postgres search_path=%s %s", s.dir, schema, more)
}

var schemas struct {
	sync.Mutex
	n int
}

// schema makes an empty schema.
func (s *server) schema(tb testing.TB) string {
	tb.Helper()
	schemas.Lock()
	schemas.n++
	name := fmt.Sprintf("s%d", schemas.n)
	schemas.Unlock()
	s.run(tb, "CREATE SCHEMA "+name)
	return name
}

// run has psql run a statement.
func (s *server) run(tb testing.TB, statement string) string {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, filepath.Join(s.bin, "psql"), "-qAt", "-h", s.dir, "-U", "suite", "-d", "postgres", "-c", statement)
	out, err := c.CombinedOutput()
	require.NoError(tb, err, string(out))
	return strings.TrimSpace(string(out))
}
