package sqlstore

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// inURI takes their meaning from the characters that have one in SQLite's URIs
// (and in the driver's data source names, which it cuts at the question mark).
var inURI = strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23")

// uriOf gives the URI of a file. Memory is refused: each connection would have
// another database in it.
func uriOf(path string) (string, error) {
	switch {
	case path == "", path == ":memory:":
		return "", fmt.Errorf("%w: the path of a file is needed", ErrInvalid)
	case strings.ContainsRune(path, 0):
		return "", fmt.Errorf("%w: the path has a zero byte", ErrInvalid)
	case strings.HasPrefix(path, "/"):
		return "file://" + inURI.Replace(path), nil // no authority, however many slashes follow
	}
	return "file:" + inURI.Replace(path), nil
}

// maxLinks is how many symbolic links are followed, as Linux does.
const maxLinks = 40

// makeFile makes the file, for its owner to read and nobody else, if there is
// none: SQLite would make it for everybody. The log and the index of the log that
// SQLite puts beside it take its mode. A file that is there is left as it is.
//
// It is made under another name and linked, and never opened under its own:
// closing it would take away the locks of all connections that this process has
// to it (POSIX forgets them at the first close).
func makeFile(path string) error {
	for hops := 0; ; hops++ {
		to, err := os.Readlink(path)
		if err != nil {
			break
		}
		if hops == maxLinks {
			return syscall.ELOOP
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(path), to)
		}
		path = to
	}
	if _, err := os.Lstat(path); err == nil {
		return nil
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".sqlstore-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // an empty file of ours
	if err := f.Close(); err != nil {
		return err
	}
	err = os.Link(f.Name(), path)
	if errors.Is(err, fs.ErrExist) {
		return nil // somebody else was faster
	}
	if err != nil { // a file system without links: whoever opens it in this instant opens it again
		f, err = os.OpenFile(path, os.O_CREATE|os.O_EXCL, 0o600)
		if err == nil {
			err = f.Close()
		}
	}
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}
