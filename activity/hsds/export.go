package hsds

// SafePointer returns a JSON pointer without member names that could hold
// personal data: from the first such name on it reads "?". It is for readers of
// other formats that report [Fault] values.
func SafePointer(p string) string { return safePointer(p) }

// PlainText makes plain text of a directory's text (see the package comment) and
// reports whether anything but white space had to be changed.
func PlainText(s string) (string, bool) {
	clean, w := cleanText(s)
	return clean, w&^wrongBlanks != 0
}
