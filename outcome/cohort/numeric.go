package cohort

import "math"

// The numerical ground of this package: logarithm, exponential, the gamma and
// beta functions and the distributions made of them.
//
// Why not math.Log and math.Exp: they are written in assembly on some
// architectures and in Go on others, where the compiler may fuse a product and
// a sum into one rounding. Their last bits differ between machines, and a
// report must come out the same, to the byte, wherever it is made (D36). The
// functions here use only operations that IEEE 754 rounds exactly (+ - * / and
// square root, which Go never approximates), and every product that feeds a
// sum is written float64(x*y), which forbids fusing it.
//
// Accuracy: relative error below 1e-14 for the functions and below 1e-12 for
// the distributions over the ranges that statistics of people need (degrees of
// freedom up to a million); the tests hold them against published tables and
// against math's functions.

const (
	ln2Hi = 6.93147180369123816490e-01 // the leading 32 bits of ln 2
	ln2Lo = 1.90821492927058770002e-10 // ln 2 - ln2Hi
	// halfLn2Pi is ln(2π)/2.
	halfLn2Pi = 0.918938533204672741780329736405617640
	// lnSqrtPi is ln Γ(1/2).
	lnSqrtPi = 0.572364942924700087071713675676529356
)

// ln is the natural logarithm: x = m·2^e with m in [√½, √2), and
// ln m = 2·artanh((m-1)/(m+1)) by its series.
func ln(x float64) float64 {
	switch {
	case x == 0:
		return math.Inf(-1)
	case x < 0 || math.IsNaN(x):
		return math.NaN()
	case math.IsInf(x, 1):
		return x
	}
	m, e := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m *= 2
		e--
	}
	s := (m - 1) / (m + 1)
	z := s * s
	sum := 0.0
	for k := 25; k >= 3; k -= 2 {
		sum = float64((sum+1/float64(k))*z) + 0
	}
	k := float64(e)
	tail := float64(2*s*sum) + float64(k*ln2Lo)
	return float64(k*ln2Hi) + (2*s + tail)
}

// exp is the exponential: x = k·ln 2 + r with |r| at most ln 2 / 2, and e^r by
// its series.
func exp(x float64) float64 {
	switch {
	case math.IsNaN(x):
		return x
	case x > 709.78:
		return math.Inf(1)
	case x < -745.2:
		return 0
	}
	k := math.Floor(float64(x/math.Ln2) + 0.5)
	r := (x - float64(k*ln2Hi)) - float64(k*ln2Lo)
	sum := 1.0
	for n := 17; n >= 1; n-- {
		sum = 1 + float64(sum*r)/float64(n)
	}
	return math.Ldexp(sum, int(k))
}

// log1p is ln(1+x) without the loss of a small x.
func log1p(x float64) float64 {
	u := 1 + x
	if u == 1 {
		return x
	}
	return float64(ln(u)*x) / (u - 1)
}

// lnGamma is ln Γ(x) for x > 0: Stirling's series from 16 on, reached by the
// recurrence Γ(x+1) = xΓ(x).
func lnGamma(x float64) float64 {
	if x == 0.5 {
		return lnSqrtPi
	}
	if x == 1 || x == 2 {
		return 0
	}
	p := 1.0
	for x < 16 {
		p *= x
		x++
	}
	z := 1 / float64(x*x)
	s := -691.0 / 360360
	for _, c := range [...]float64{1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12} {
		s = c + float64(s*z)
	}
	return (float64((x-0.5)*ln(x)) - x) + halfLn2Pi + s/x - ln(p)
}

// lnBeta is ln B(a, b). For large arguments the three logarithms of the gamma
// function nearly cancel; the difference of their Stirling series does not.
func lnBeta(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	if b < 16 {
		if a < 1e4 {
			return lnGamma(a) + lnGamma(b) - lnGamma(a+b)
		}
		return lnGamma(b) + lnGammaRatio(a, b)
	}
	h := b / a
	c := stirling(a) + stirling(b) - stirling(a+b)
	// (a-½)ln(a/(a+b)) + b·ln(b/(a+b)), from the leading terms.
	u := -float64((a - 0.5) * log1p(h))
	v := float64(b * (ln(h) - log1p(h)))
	return halfLn2Pi - 0.5*ln(b) + c + u + v
}

// lnGammaRatio is ln Γ(a) - ln Γ(a+b) for a large beside b.
func lnGammaRatio(a, b float64) float64 {
	return -float64((a-0.5)*log1p(b/a)) - float64(b*ln(a+b)) + b + stirling(a) - stirling(a+b)
}

// stirling is ln Γ(x) - ((x-½)ln x - x + ln(2π)/2).
func stirling(x float64) float64 {
	z := 1 / float64(x*x)
	s := 1.0 / 1188
	for _, c := range [...]float64{-1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12} {
		s = c + float64(s*z)
	}
	return s / x
}

// betaInc is the regularised incomplete beta function I_x(a, b) for a, b > 0
// and x in [0, 1], by its continued fraction, on the side where it converges
// fast.
func betaInc(a, b, x float64) float64 { return betaIncOf(a, b, x, 1-x) }

// betaIncOf is I_x(a, b) with y = 1-x given apart, for callers that know it better
// than the subtraction does: when x is close to 1 hardly a digit of 1-x is left.
func betaIncOf(a, b, x, y float64) float64 {
	switch {
	case x <= 0:
		return 0
	case y <= 0:
		return 1
	case x > (a+1)/(a+b+2):
		return 1 - betaTail(b, a, y, x)
	default:
		return betaTail(a, b, x, y)
	}
}

// betaTail is I_x(a, b) for x below the mean; y is 1-x, given apart so that no
// digits of it are lost.
func betaTail(a, b, x, y float64) float64 {
	front := exp(float64(a*ln(x)) + float64(b*ln(y)) - lnBeta(a, b))
	return front * betaFraction(a, b, x) / a
}

// betaFraction is the continued fraction of the incomplete beta function by
// the method of Lentz as modified by Thompson and Barnett.
func betaFraction(a, b, x float64) float64 {
	const tiny = 1e-300
	safe := func(v float64) float64 {
		if math.Abs(v) < tiny {
			return tiny
		}
		return v
	}
	c := 1.0
	d := 1 / safe(1-float64((a+b)*x)/(a+1))
	f := d
	for m := 1.0; m <= 100000; m++ {
		num := float64(m*(b-m)*x) / ((a + 2*m - 1) * (a + 2*m))
		d = 1 / safe(1+float64(num*d))
		c = safe(1 + num/c)
		f *= float64(d * c)
		num = -float64((a+m)*(a+b+m)*x) / ((a + 2*m) * (a + 2*m + 1))
		d = 1 / safe(1+float64(num*d))
		c = safe(1 + num/c)
		step := float64(d * c)
		f *= step
		if math.Abs(step-1) < 1e-16 {
			break
		}
	}
	return f
}

// betaQuantile is the x with I_x(a, b) = p, by halving until no float64 lies
// between.
func betaQuantile(p, a, b float64) float64 {
	return invert(p, 0, 1, func(x float64) float64 { return betaInc(a, b, x) })
}

// invert finds where a growing function reaches p between two ends.
func invert(p, lo, hi float64, f func(float64) float64) float64 {
	for {
		mid := lo + (hi-lo)/2
		if mid <= lo || mid >= hi {
			return mid
		}
		if f(mid) < p {
			lo = mid
		} else {
			hi = mid
		}
	}
}

// normalTail is the probability that a standard normal variable is above z,
// for z >= 0, to full relative precision: by the series of the distribution
// near 0 and by the continued fraction of its tail further out.
func normalTail(z float64) float64 {
	if z < 0 {
		return 1 - normalTail(-z)
	}
	density := exp(-float64(z*z)/2) / math.Sqrt(2*math.Pi)
	if z < 2 {
		term, sum := z, z
		for k := 3.0; term > 1e-18*sum; k += 2 {
			term = float64(term*float64(z*z)) / k
			sum += term
		}
		return 0.5 - float64(density*sum)
	}
	f := z
	for k := 200.0; k >= 1; k-- {
		f = z + k/f
	}
	return density / f
}

// normalQuantile is the z with a probability p of lying above it, p in (0, ½].
func normalQuantile(p float64) float64 {
	return invert(-p, 0, 40, func(z float64) float64 { return -normalTail(z) })
}

// studentTwoSided is the probability that |T| exceeds |t| with df degrees of
// freedom.
func studentTwoSided(t, df float64) float64 {
	tt := float64(t * t)
	return betaIncOf(df/2, 0.5, df/(df+tt), tt/(df+tt))
}

// studentQuantile is the t that |T| exceeds with probability p.
func studentQuantile(p, df float64) float64 {
	hi := 1.0
	for studentTwoSided(hi, df) > p {
		hi *= 2
	}
	return invert(-p, 0, hi, func(t float64) float64 { return -studentTwoSided(t, df) })
}
