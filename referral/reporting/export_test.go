package reporting

import "github.com/socialprescribing/socialprescribing/outcome/cohort"

// Stars counts what reports of a tally show, what they star because it is small,
// and what they star for the sake of the small ones. Zeros are not counted.
func Stars(t *Tally, p cohort.SuppressionPolicy) ([3]int, error) {
	var out [3]int
	f, err := t.figures(p)
	if err != nil {
		return out, err
	}
	for _, c := range []*cube{f.episodes, f.sessions, f.ends} {
		for _, g := range c.figures {
			switch {
			case g.hidden || g.n == 0:
			case !g.starred:
				out[0]++
			case g.n <= p.Below:
				out[1]++
			default:
				out[2]++
			}
		}
	}
	return out, nil
}
