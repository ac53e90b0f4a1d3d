// Command directory turns open data about Greater Manchester into a directory
// in Open Referral UK 3.0, and an invented supplement beside it.
//
// The raw files lie in raw, as published but without e-mail addresses (see
// raw/README.md for source and licence of each). Every row becomes one
// service. What a row does not say stays unknown in the directory: nothing is
// guessed, and nothing is added but the category that the whole list is of and
// what the words of a row plainly say, by the tables in this program.
//
//	go generate ./...
//
// gives the same bytes each time; the test compares them with what is
// committed.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

//go:generate go run . -out ../pathway/directory

func main() {
	out := flag.String("out", "", "the folder to write to; empty: only count")
	flag.Parse()
	if err := run(*out, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run writes both files and prints the counts.
func run(out string, w io.Writer) error {
	files, c, err := generate("raw")
	if err != nil {
		return err
	}
	c.print(w)
	if out == "" {
		return nil
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(out, f.name), f.data, 0o644); err != nil { //nolint:gosec // public data
			return err
		}
	}
	return nil
}

// file is one file of the directory.
type file struct {
	name string
	data []byte
}

// generate makes both files from the raw ones.
func generate(raw string) ([]file, counts, error) {
	var c counts
	post, err := readPostcodes(filepath.Join(raw, "postcodes.csv"))
	if err != nil {
		return nil, c, err
	}
	var actual []service
	for _, read := range []func(string, postcodes, *counts) ([]service, error){foodBanks, mentalHealth, sportsFacilities, libraries} {
		list, err := read(raw, post, &c)
		if err != nil {
			return nil, c, err
		}
		actual = append(actual, list...)
	}
	invented, err := invented("invented.txt", post)
	if err != nil {
		return nil, c, err
	}
	c.Invented = len(invented)
	var files []file
	for _, f := range []struct {
		name string
		list []service
	}{{"greater-manchester.json", actual}, {"invented.json", invented}} {
		data, err := page(f.list)
		if err != nil {
			return nil, c, err
		}
		files = append(files, file{f.name, data})
	}
	return files, c, nil
}

// page writes a page envelope with one service a line.
func page(list []service) ([]byte, error) {
	var b bytes.Buffer
	n := len(list)
	fmt.Fprintf(&b, `{"total_items":%d,"total_pages":1,"page_number":1,"size":%d,"first_page":true,"last_page":true,"empty":false,"contents":[`, n, n)
	for i := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(&list[i]); err != nil {
			return nil, err
		}
		b.Truncate(b.Len() - 1)
	}
	b.WriteString("\n]}\n")
	return b.Bytes(), nil
}

// counts is what the program prints: how much of the prose could be read.
type counts struct {
	FoodBanks, MentalHealth, Sports, Libraries, Invented int

	Usable, Private, Closed int // of the real services

	Hours, HoursPartial, HoursText, HoursNone int
	Routes, RoutesText, RoutesNone            int
	Coordinates, BadPostcodes                 int
}

func (c counts) print(w io.Writer) {
	fmt.Fprintf(w, `services: %d (food banks %d, mental health %d, sports facilities %d, libraries %d)
usable: %d; private use: %d; closed or said to be closed: %d
with coordinates: %d
opening hours in prose: %d read, %d read in part, %d kept as text, %d not given
ways in, in prose: %d read, %d kept as text, %d not given
invented beside them: %d
`,
		c.FoodBanks+c.MentalHealth+c.Sports+c.Libraries, c.FoodBanks, c.MentalHealth, c.Sports, c.Libraries,
		c.Usable, c.Private, c.Closed, c.Coordinates,
		c.Hours, c.HoursPartial, c.HoursText, c.HoursNone,
		c.Routes, c.RoutesText, c.RoutesNone, c.Invented)
}
