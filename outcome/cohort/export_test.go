package cohort

// The numerical ground, for the tests.
var (
	Ln               = ln
	Exp              = exp
	Log1p            = log1p
	LnGamma          = lnGamma
	LnBeta           = lnBeta
	BetaInc          = betaInc
	BetaQuantile     = betaQuantile
	NormalTail       = normalTail
	NormalQuantile   = normalQuantile
	StudentTwoSided  = studentTwoSided
	StudentQuantile  = studentQuantile
	DecayMoment      = decayMoment
	CatalogueOfTexts = catalogue
)
