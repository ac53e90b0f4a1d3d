package fhir

import (
	"strings"
)

// ElementDef is one element that this package writes and reads.
type ElementDef struct {
	// Path is as FHIR writes it: "Task.restriction.period.end".
	Path string
	// Type is that of R4: "code", "Reference", "BackboneElement".
	Type string
	// Many says that it may stand more than once.
	Many bool
	// Required says that R4 wants it. Of a choice, one of its elements.
	Required bool
	// Codes are those that R4 binds a code to, where the binding is required.
	Codes []string
	// Targets are the types that a reference may point to; none: any.
	Targets []string
}

// ResourceTypes lists the resources that this package writes and reads, in a
// fixed order. The caller owns the list.
func ResourceTypes() []string {
	var out []string
	for _, c := range schemaOf().order {
		out = append(out, c.name)
	}
	return out
}

// Elements lists the elements of a resource, in the order in which they are
// written, with those of its inner structures below them. Data types are not
// opened: ask for one by its name, such as "CodeableConcept". It is nil for a
// name that this package does not know.
func Elements(name string) []ElementDef {
	for t, c := range schemaOf().classes {
		if c.name == name && t.Name() != "" {
			var out []ElementDef
			appendElements(&out, c, name, map[*class]bool{c: true})
			return out
		}
	}
	return nil
}

func appendElements(out *[]ElementDef, c *class, path string, open map[*class]bool) {
	for _, f := range c.fields {
		e := ElementDef{Path: path + "." + f.name, Type: f.fhirType(), Many: f.many, Required: f.required, Codes: f.codes, Targets: f.targets}
		*out = append(*out, e)
		if f.kind == kindStruct && f.of.inner() && !open[f.of] {
			open[f.of] = true
			appendElements(out, f.of, e.Path, open)
			delete(open, f.of)
		}
	}
}

// inner reports whether a structure belongs to one resource, in contrast to a
// data type, which stands in many.
func (c *class) inner() bool { return c.byName["modifierExtension"] != nil }

func (f *field) fhirType() string {
	switch {
	case f.kind == kindResource:
		return "Resource"
	case f.kind != kindStruct:
		return string(f.kind)
	case f.of.inner():
		return "BackboneElement"
	}
	return f.of.name
}

// Capability is the list of what is supported, element by element, as text: one
// line for each element of each resource, then of each data type. It is made
// from the structs themselves.
func Capability() string {
	var b strings.Builder
	b.WriteString("# What is written and read of FHIR R4, by resource and element.\n" +
		"# 1..: required. A list of codes is a required binding; what follows -> are the types that a reference may point to.\n")
	for _, name := range ResourceTypes() {
		b.WriteString("\n" + name + "\n")
		writeElements(&b, Elements(name))
	}
	b.WriteString("\n# Data types\n")
	for _, name := range dataTypes() {
		b.WriteString("\n" + name + "\n")
		writeElements(&b, Elements(name))
	}
	return b.String()
}

// dataTypes are the structures that stand in more than one resource, as they
// are first met.
func dataTypes() []string {
	var out []string
	seen := map[*class]bool{}
	var visit func(c *class)
	visit = func(c *class) {
		if seen[c] {
			return
		}
		seen[c] = true
		if !c.inner() {
			out = append(out, c.name)
		}
		for _, f := range c.fields {
			if f.kind == kindStruct {
				visit(f.of)
			}
		}
	}
	for _, c := range schemaOf().order {
		visit(c)
	}
	return out
}

func writeElements(b *strings.Builder, list []ElementDef) {
	for i := range list {
		e := &list[i]
		least, most := "0", "1"
		if e.Required {
			least = "1"
		}
		if e.Many {
			most = "*"
		}
		b.WriteString("  " + e.Path + " " + least + ".." + most + " " + e.Type)
		if len(e.Codes) > 0 {
			b.WriteString(" {" + strings.Join(e.Codes, " ") + "}")
		}
		if len(e.Targets) > 0 {
			b.WriteString(" -> " + strings.Join(e.Targets, " "))
		}
		b.WriteString("\n")
	}
}
