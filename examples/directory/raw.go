package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// feature is one feature of a GeoJSON file.
type feature struct {
	Properties map[string]string `json:"properties"`
	Geometry   struct {
		Coordinates []json.Number `json:"coordinates"`
	} `json:"geometry"`
}

func readFeatures(name string) ([]feature, error) {
	data, err := os.ReadFile(name) //nolint:gosec // named by this program
	if err != nil {
		return nil, err
	}
	var f struct {
		Features []feature `json:"features"`
	}
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return f.Features, nil
}

// readTable reads a CSV file as rows by column.
func readTable(name string) ([]map[string]string, error) {
	f, err := os.Open(name) //nolint:gosec // named by this program
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var out []map[string]string
	for _, r := range rows[1:] {
		m := make(map[string]string, len(r))
		for i, cell := range r {
			m[rows[0][i]] = cell
		}
		out = append(out, m)
	}
	return out, nil
}

// postcodes gives the coordinates of postcodes, as published.
type postcodes map[string][2]json.Number

func readPostcodes(name string) (postcodes, error) {
	rows, err := readTable(name)
	if err != nil {
		return nil, err
	}
	out := postcodes{}
	for _, r := range rows {
		out[r["postcode"]] = [2]json.Number{json.Number(r["lat"]), json.Number(r["lon"])}
	}
	return out, nil
}

// at places a location at the point of a feature.
func (l *location) at(f feature, c *counts) {
	if len(f.Geometry.Coordinates) < 2 {
		return
	}
	l.Longitude, l.Latitude = f.Geometry.Coordinates[0], f.Geometry.Coordinates[1]
	c.Coordinates++
}

// row is the key of a row within its list: its position, because no column of
// the lists is an identifier.
func row(i int) string { return strconv.Itoa(i + 1) }

// oneLine joins the lines of a cell.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
