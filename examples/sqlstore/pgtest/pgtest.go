// Package pgtest runs a PostgreSQL server of one's own for as long as tests run:
// in a temporary directory, on a socket there, as a user who owns nothing else if
// the tests run as root. It ends with the process that started it, however that
// ends.
//
// It needs the server's programs: those in the directory that SQLSTORE_POSTGRES
// names, or where distributions put them.
package pgtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// ErrNone says that there are no programs of PostgreSQL's.
var ErrNone = errors.New("pgtest: no PostgreSQL server found; SQLSTORE_POSTGRES names the directory of its programs")

// Server is a private server. Not safe for concurrent use, but for SQL.
type Server struct {
	// Dir holds the socket and the data; it goes when the server is stopped.
	Dir      string
	bin      string
	as       *syscall.SysProcAttr // the server refuses to run as root
	settings []string
	cmd      *exec.Cmd
	ended    chan struct{}
	watched  []io.Closer
}

// Programs gives the directory of the programs: of the newest, if several are
// where Debian puts them. The error is ErrNone.
func Programs() (string, error) {
	if dir := os.Getenv("SQLSTORE_POSTGRES"); dir != "" {
		return dir, nil
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if len(found) > 0 {
		return filepath.Dir(slices.MaxFunc(found, func(a, b string) int { return major(a) - major(b) })), nil
	}
	if p, err := exec.LookPath("postgres"); err == nil {
		return filepath.Dir(p), nil
	}
	return "", ErrNone
}

func major(path string) int {
	n, _ := strconv.Atoi(strings.Split(path, "/")[4])
	return n
}

// Start makes a cluster and starts its server, with settings such as
// "max_connections=10" beside those that tests want.
func Start(settings ...string) (*Server, error) {
	bin, err := Programs()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "pgtest") // short: a socket's path has 107 bytes
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, Dir: dir, settings: settings}
	if err := s.make(); err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

func (s *Server) make() error {
	if os.Getuid() == 0 {
		if err := s.stepDown(); err != nil {
			return err
		}
	}
	out, err := s.command("initdb", "-D", s.data(), "-U", "suite", "-A", "trust", "-E", "UTF8", "--locale=C").CombinedOutput()
	if err != nil {
		return fmt.Errorf("pgtest: initdb: %w: %s", err, out)
	}
	return s.Restart()
}

func (s *Server) data() string { return filepath.Join(s.Dir, "data") }

// stepDown has the server run as a user who owns nothing else.
func (s *Server) stepDown() error {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.ParseUint(u.Uid, 10, 32)
		gid, _ := strconv.ParseUint(u.Gid, 10, 32)
		s.as = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
		return s.Own(s.Dir)
	}
	return errors.New("pgtest: no user to run the server as")
}

// Own gives a file to the user whom the server runs as.
func (s *Server) Own(path string) error {
	if s.as == nil {
		return nil
	}
	return os.Chown(path, int(s.as.Credential.Uid), int(s.as.Credential.Gid))
}

func (s *Server) command(name string, args ...string) *exec.Cmd {
	c := exec.Command(filepath.Join(s.bin, name), args...)
	c.SysProcAttr, c.Dir = s.as, s.Dir
	c.Env = append(os.Environ(), "LC_ALL=C")
	return c
}

// Restart starts the server again after it was killed, and waits until it answers.
// Processes of the old server may still be about: it is tried until they have
// gone.
func (s *Server) Restart() error {
	var last error
	for range 100 {
		args := []string{
			"-D", s.data(), "-k", s.Dir, "-c", "listen_addresses=", "-c", "max_connections=200",
			"-c", "shared_buffers=256MB", "-c", "max_wal_size=4GB", "-c", "log_min_messages=panic",
		}
		for _, x := range s.settings {
			args = append(args, "-c", x)
		}
		s.cmd = s.command("postgres", args...)
		var log strings.Builder
		s.cmd.Stderr = &log
		if err := s.cmd.Start(); err != nil {
			return err
		}
		s.ended = make(chan struct{})
		go func(c *exec.Cmd, ended chan struct{}) {
			_ = c.Wait()
			close(ended)
		}(s.cmd, s.ended)
		if last = s.answers(); last == nil {
			return s.watch()
		}
		last = fmt.Errorf("%w: %s", last, log.String())
		time.Sleep(100 * time.Millisecond)
	}
	return last
}

func (s *Server) answers() error {
	for range 600 {
		select {
		case <-s.ended:
			return errors.New("pgtest: the server ended")
		case <-time.After(50 * time.Millisecond):
		}
		if s.command("pg_isready", "-q", "-h", s.Dir, "-U", "suite", "-d", "postgres").Run() == nil {
			return nil
		}
	}
	return errors.New("pgtest: the server does not answer")
}

// watch has a shell stop the server, and clear up, when this process has gone
// without doing so: the shell reads from a pipe that ends with it.
func (s *Server) watch() error {
	c := exec.Command("sh", "-c", `cat >/dev/null; kill -INT "$0" 2>/dev/null && sleep 1; rm -rf "$1"`,
		strconv.Itoa(s.cmd.Process.Pid), s.Dir)
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // what ends the tests by group leaves it
	hold, err := c.StdinPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return err
	}
	s.unwatch()
	s.watched = []io.Closer{closer(func() error { return errors.Join(c.Process.Kill(), c.Wait()) }), hold}
	return nil
}

type closer func() error

func (f closer) Close() error { return f() }

func (s *Server) unwatch() {
	for _, c := range s.watched {
		_ = c.Close()
	}
	s.watched = nil
}

// Process is the server's main process, until Restart. Killing it ends the server
// at once.
func (s *Server) Process() *os.Process { return s.cmd.Process }

// Stop ends the server, waits until it has gone, and removes its directory.
func (s *Server) Stop() {
	s.unwatch()
	if s.ended != nil {
		_ = s.cmd.Process.Signal(syscall.SIGINT) // a fast shutdown
		select {
		case <-s.ended:
		case <-time.After(10 * time.Second):
			_ = s.cmd.Process.Signal(syscall.SIGQUIT)
			<-s.ended
		}
	}
	_ = os.RemoveAll(s.Dir)
}

// DSN is a data source name for pgx, with further settings, such as
// "dbname=other search_path=mine". The user is a superuser.
func (s *Server) DSN(more string) string {
	return fmt.Sprintf("host=%s user=suite dbname=postgres %s", s.Dir, more)
}

// SQL has psql run statements in a database, and gives what they print, without
// decoration.
func (s *Server) SQL(database, statements string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, filepath.Join(s.bin, "psql"), "-qAt", "-v", "ON_ERROR_STOP=1", "-h", s.Dir, "-U", "suite", "-d", database, "-c", statements)
	out, err := c.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("pgtest: psql: %w: %s", err, out)
	}
	return strings.TrimSpace(string(out)), nil
}

// ErrNoLimit says that there is no program prlimit, which is util-linux's.
var ErrNoLimit = errors.New("pgtest: no program prlimit found")

// Limit says how long a process of the server's may make files, in bytes;
// "unlimited" takes the limit away.
func (s *Server) Limit(pid int, bytes string) error {
	path, err := exec.LookPath("prlimit")
	if err != nil {
		return ErrNoLimit
	}
	c := exec.Command(path, "--pid", strconv.Itoa(pid), "--fsize="+bytes+":")
	c.SysProcAttr, c.Dir = s.as, s.Dir
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("pgtest: prlimit: %w: %s", err, out)
	}
	return nil
}

// Copy dumps a schema of the database "postgres" by pg_dump, as one instant has
// it, and restores it by psql into another database, which it makes.
func (s *Server) Copy(schema, database string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if _, err := s.SQL("postgres", "CREATE DATABASE "+database); err != nil {
		return err
	}
	dump := exec.CommandContext(ctx, filepath.Join(s.bin, "pg_dump"), "-h", s.Dir, "-U", "suite", "-d", "postgres", "-n", schema)
	text, err := dump.Output()
	if err != nil {
		return fmt.Errorf("pgtest: pg_dump: %w", err)
	}
	restore := exec.CommandContext(ctx, filepath.Join(s.bin, "psql"), "-q", "-v", "ON_ERROR_STOP=1", "-h", s.Dir, "-U", "suite", "-d", database)
	restore.Stdin = bytes.NewReader(text)
	if out, err := restore.CombinedOutput(); err != nil {
		return fmt.Errorf("pgtest: restore: %w: %s", err, out)
	}
	return nil
}
