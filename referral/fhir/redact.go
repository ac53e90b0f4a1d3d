package fhir

import (
	"fmt"
	"io"
	"log/slog"
)

// What FHIR carries of somebody is for [Encode] alone: resources, their parts,
// and what is made of or from them show a placeholder to package fmt and to
// slog. The methods of DomainResource, Element and Backbone are those of every
// type that embeds them.

const hushed = "[FHIR]"

// Format writes a placeholder for every verb.
func (d DomainResource) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, hushed) }

// LogValue gives a placeholder.
func (d DomainResource) LogValue() slog.Value { return slog.StringValue(hushed) }

// Format writes a placeholder for every verb.
func (e Element) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, hushed) }

// LogValue gives a placeholder.
func (e Element) LogValue() slog.Value { return slog.StringValue(hushed) }

// Format writes a placeholder for every verb.
func (b Backbone) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, hushed) }

// LogValue gives a placeholder.
func (b Backbone) LogValue() slog.Value { return slog.StringValue(hushed) }

// Format writes a placeholder for every verb.
func (e Episode) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, "[Episode]") }

// LogValue gives a placeholder.
func (e Episode) LogValue() slog.Value { return slog.StringValue("[Episode]") }

// Format writes a placeholder for every verb.
func (e Export) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, "[Export]") }

// LogValue gives a placeholder.
func (e Export) LogValue() slog.Value { return slog.StringValue("[Export]") }

// Format writes a placeholder for every verb.
func (u Update) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, "[Update]") }

// LogValue gives a placeholder.
func (u Update) LogValue() slog.Value { return slog.StringValue("[Update]") }
