package outcome

// General returns the instrument without its quick way, for tests that compare the
// two.
func (in *Instrument) General() *Instrument {
	out := *in
	out.quick = quick{}
	return &out
}

// QuickParts returns how many parts the quick way reads from tables, and whether
// the plain sum of the answers decides them all.
func (in *Instrument) QuickParts() (int, bool) { return len(in.quick.parts), in.quick.even.all }
