// Package calendar counts working days as services in the United Kingdom keep
// them: per nation, by published bank holidays, in local days.
package calendar
