package calendar

// For the tests: the rule, Easter and the texts.
var (
	ByRule           = byRule
	EasterSunday     = easterSunday
	CatalogueOfTexts = catalogue
	BuiltinFeed      = builtinFeed
)
