package outcome

// verhoeffD is the multiplication table of the dihedral group D5; verhoeffP the
// permutation of one position.
var (
	verhoeffD = [10][10]uint8{
		{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
		{2, 3, 4, 0, 1, 7, 8, 9, 5, 6}, {3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
		{4, 0, 1, 2, 3, 9, 5, 6, 7, 8}, {5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
		{6, 5, 9, 8, 7, 1, 0, 4, 3, 2}, {7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
		{8, 7, 6, 5, 9, 3, 2, 1, 0, 4}, {9, 8, 7, 6, 5, 4, 3, 2, 1, 0},
	}
	verhoeffP = [10]uint8{1, 5, 7, 6, 2, 8, 3, 0, 9, 4}
)

// verhoeff reports whether s is 6 to 18 digits with a right Verhoeff check digit.
func verhoeff(s string) bool {
	if len(s) < 6 || len(s) > 18 {
		return false
	}
	var c uint8
	for i := range len(s) {
		d := s[len(s)-1-i] - '0'
		if d > 9 {
			return false
		}
		for range i % 8 {
			d = verhoeffP[d]
		}
		c = verhoeffD[c][d]
	}
	return c == 0
}
