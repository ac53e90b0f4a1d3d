package activity

// windowsZone maps the Windows name of a time zone to its IANA name.
func windowsZone(name string) (string, bool) {
	iana, ok := map[string]string{"GMT Standard Time": "Europe/London"}[name]
	return iana, ok
}
