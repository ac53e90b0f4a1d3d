package referral_test

import (
	"syscall"
	"testing"
	"time"
)

// cpu reports the processor time of an operation beside the time of the clock:
// the collector's work on the other core is in it, and what other programs do
// to a shared machine is less so.
func cpu(b *testing.B) func() {
	b.Helper()
	from := spent(b)
	return func() {
		b.ReportMetric(float64(spent(b)-from)/float64(b.N), "cpu-ns/op")
	}
}

func spent(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
