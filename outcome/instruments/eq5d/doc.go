// Package eq5d holds the large value sets of the EQ-5D and what its health states
// say beside an index: level sums, level counts, the Pareto class of a change.
//
//	in, err := eq5d.Crosswalked()         // EQ-5D-5L with the van Hout 2012 table
//	dsu, err := eq5d.LoadDSU(file, "NICE DSU / EEPRU, edition …")
//	u, err := dsu.Utility(profile, eq5d.Age45to54, eq5d.Female)
//
// # Decisions
//
// The published van Hout table is embedded, not recomputed: recomputing it from
// the transition probabilities and rounding to three decimals differs from the
// published table on 192 of its 3,125 states.
//
// The NICE DSU mapping is not embedded: its terms are the host's to accept, so a
// loader reads the host's file, rounds each value once to six decimals (half away
// from zero) and keeps provenance, rounding rule and checksum.
//
// An age band and an age are different types. Two R packages take the numbers 1 to
// 5 for either, and one of them puts every age from 1 to 17 into the youngest band
// and loses age 100; here an age outside 18 to 100 has no band.
package eq5d
