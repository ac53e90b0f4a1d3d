package hsds

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/internal/jsonscan"
)

// ErrNotWritable is matched by the error for a record that Open Referral UK
// cannot hold at all: one without identifier, name or status.
var ErrNotWritable = errors.New("hsds: record cannot be written")

// WriteOptions are the choices of a writer; nil means the defaults.
type WriteOptions struct {
	// ProfileOnly leaves out every member that is not of the profile, such as
	// the code of a language and the telephone number of a contact. What is so
	// lost is listed. By default these members of HSDS 3 are written, as
	// feeds do; the schema allows them.
	ProfileOnly bool
	// Lines writes one service a line (NDJSON) instead of a page.
	Lines bool
}

// Writer writes a directory in strict Open Referral UK 3.0: what it writes is
// valid against the profile's schemas. It is not safe for concurrent use.
type Writer struct {
	w   io.Writer
	opt WriteOptions
	n   int
	err error
	buf bytes.Buffer
}

// NewWriter returns a writer. Close must be called at the end.
func NewWriter(w io.Writer, o *WriteOptions) *Writer {
	out := &Writer{w: w}
	if o != nil {
		out.opt = *o
	}
	return out
}

// Write writes one activity with its provider, which may be nil, and returns
// what of them the format could not carry: faults of the kind [NotCarried]
// whose Pointer is a path in the model's JSON. The error matches
// ErrNotWritable when the activity lacks what the profile requires, in which
// case nothing was written and the writer can go on; any other error is the
// destination's and is returned from then on.
func (w *Writer) Write(a *activity.Activity, p *activity.Provider) ([]Fault, error) {
	if w.err != nil {
		return nil, w.err
	}
	if a.ID.IsZero() || strings.TrimSpace(a.Name) == "" || a.Status == "" {
		return nil, fmt.Errorf("%w: identifier, name or status is missing", ErrNotWritable)
	}
	b := &wiring{a: a, only: w.opt.ProfileOnly, record: a.ID.String()}
	s := b.service(p)
	data, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotWritable, err)
	}
	data = b.appendExtra(data, s)
	w.begin()
	w.buf.Write(data)
	if w.opt.Lines {
		w.buf.WriteByte('\n')
	}
	w.n++
	w.flush()
	return b.lost, w.err
}

// begin writes what stands before a service.
func (w *Writer) begin() {
	switch {
	case w.opt.Lines:
	case w.n == 0:
		w.buf.WriteString(`{"contents":[` + "\n")
	default:
		w.buf.WriteString(",\n")
	}
}

func (w *Writer) flush() {
	if _, err := w.w.Write(w.buf.Bytes()); err != nil {
		w.err = fmt.Errorf("hsds: writing: %w", err)
	}
	w.buf.Reset()
}

// Close ends the page with its totals. It does not close the destination.
func (w *Writer) Close() error {
	if w.err != nil || w.opt.Lines {
		return w.err
	}
	if w.n == 0 {
		w.buf.WriteString(`{"contents":[`)
	}
	n := strconv.Itoa(w.n)
	empty := strconv.FormatBool(w.n == 0)
	w.buf.WriteString("\n" + `],"total_items":` + n + `,"total_pages":1,"page_number":1,"size":` + n +
		`,"first_page":true,"last_page":true,"empty":` + empty + "}\n")
	w.flush()
	if w.err == nil {
		w.err = errors.New("hsds: writer is closed")
		return nil
	}
	return w.err
}

// wiring turns one activity into its wire form.
type wiring struct {
	a      *activity.Activity
	only   bool
	record string
	lost   []Fault
}

// lose lists a part that is not carried.
func (b *wiring) lose(path string) {
	b.lost = append(b.lost, Fault{Record: b.record, Pointer: path, Kind: NotCarried, Severity: Note, Done: Dropped})
}

// id derives the identifier of a part: the same each time the record is written.
func (b *wiring) id(part string) string { return activity.DeriveID(b.record, part).String() }

func (b *wiring) idn(part string, n int) string { return b.id(part + " " + strconv.Itoa(n)) }

// service makes the wire form.
func (b *wiring) service(p *activity.Provider) *wireService {
	a := b.a
	s := &wireService{
		ID: a.ID.String(), Name: a.Name, Description: a.Description, URL: a.URL,
		Status: strings.ReplaceAll(string(a.Status), "-", " "), Fees: a.Cost.Text,
		Assured: a.Assurance.On.String(),
	}
	if !a.Source.Modified.IsZero() {
		s.Modified = a.Source.Modified.UTC().Format(time.RFC3339Nano)
	}
	b.alerts(s)
	b.prose(s)
	b.ages(s)
	b.schedules(s)
	b.coverage(s)
	b.places(s)
	b.languages(s)
	b.organization(s, p)
	for i, f := range a.Funding {
		s.Funding = append(s.Funding, wireFunding{b.idn("funding", i), f})
	}
	b.costs(s)
	b.documents(s)
	b.contacts(s)
	b.capacity(s)
	b.facts(s)
	return s
}

// alerts joins the notices: the profile has one text without dates.
func (b *wiring) alerts(s *wireService) {
	for i, al := range b.a.Alerts {
		s.Alert = joinText(s.Alert, al.Text)
		if !al.From.IsZero() || !al.Until.IsZero() {
			b.lose("/alerts/" + strconv.Itoa(i) + "/from")
		}
	}
}

// prose writes the texts for which the profile has no field.
func (b *wiring) prose(s *wireService) {
	a := b.a
	var ways []string
	for _, r := range a.Routes {
		if r.Text != "" {
			ways = append(ways, r.Text)
		}
	}
	if b.only {
		b.loseIf(len(ways) > 0, "/routes")
		b.loseIf(a.Eligibility.Text != "", "/eligibility/text")
		b.loseIf(a.Capacity.Text != "", "/capacity/text")
		return
	}
	s.Application = strings.Join(ways, "\n")
	s.Eligibility, s.WaitTime = a.Eligibility.Text, a.Capacity.Text
}

func (b *wiring) loseIf(is bool, path string) {
	if is {
		b.lose(path)
	}
}

// ages writes the limit. One that was only assumed is not the source's to say.
func (b *wiring) ages(s *wireService) {
	e := b.a.Eligibility.Ages
	r, ok := e.Get()
	if !ok {
		b.loseIf(e.Standing == activity.Assumed, "/eligibility/ages")
		return
	}
	var okLo, okHi bool
	s.MinimumAge, okLo = years(r.MinMonths(), 0)
	if hi, limited := r.MaxMonths(); limited {
		s.MaximumAge, okHi = years(hi, 11)
		b.loseIf(!okHi, "/eligibility/ages")
	}
	b.loseIf(!okLo, "/eligibility/ages")
}

// years writes months as years, with decimals where they are exact. The rest is
// what the months of a whole year leave: a limit of 65 lasts 11 months more.
func years(months, rest int) (json.Number, bool) {
	if months%12 == rest {
		return json.Number(strconv.Itoa(months / 12)), true
	}
	if months%12%3 == 0 && months%12 != 0 { // quarters: .25, .5, .75
		return json.Number(strconv.Itoa(months/12) + [...]string{"", ".25", ".5", ".75"}[months%12/3]), true
	}
	return json.Number(strconv.Itoa(months / 12)), false
}

// coverage writes areas.
func (b *wiring) coverage(s *wireService) {
	c := b.a.Coverage
	for _, code := range c.Areas {
		s.Areas = append(s.Areas, wireArea{
			ID: b.id("area " + string(code)), Name: string(code), URI: "http://statistics.data.gov.uk/id/statistical-geography/" + string(code),
		})
	}
	for _, code := range c.Outward {
		s.Areas = append(s.Areas, wireArea{ID: b.id("area " + string(code)), Name: string(code)})
	}
	if c.Text == "" {
		return
	}
	if len(s.Areas) == 0 {
		s.Areas = []wireArea{{ID: b.id("area"), Name: c.Text}}
		return
	}
	s.Areas[0].Text = c.Text
}

func (b *wiring) languages(s *wireService) {
	if b.only {
		b.loseIf(len(b.a.Languages) > 0, "/languages")
		return
	}
	for i, l := range b.a.Languages {
		w := wireSpoken{ID: b.idn("language", i), Note: l.Text}
		if !l.Tag.IsRoot() {
			w.Code, w.Name = l.Tag.String(), languageName(l.Tag.String())
		}
		s.Languages = append(s.Languages, w)
	}
}

// languageName is the English name of a tag, if the table has one.
func languageName(tag string) string {
	name := ""
	for n, t := range languageNames {
		if t == tag && (name == "" || len(n) > len(name) || len(n) == len(name) && n < name) {
			name = n
		}
	}
	if name == "" {
		return ""
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

func (b *wiring) documents(s *wireService) {
	if b.only {
		b.loseIf(len(b.a.Documents) > 0, "/documents")
		return
	}
	for i, d := range b.a.Documents {
		s.Documents = append(s.Documents, wireDoc{b.idn("document", i), d})
	}
}

func (b *wiring) contacts(s *wireService) {
	for i, c := range b.a.Contacts {
		w := wireContact{ID: b.idn("contact", i), Name: c.Name.Disclose(), Title: c.Role}
		email := c.Email
		if i == 0 && s.Email == "" {
			s.Email, email = c.Email, ""
		}
		path := "/contacts/" + strconv.Itoa(i)
		if b.only {
			b.loseIf(len(c.Phones) > 0, path+"/phones")
			b.loseIf(email != "", path+"/email")
			b.loseIf(c.Label != "", path+"/label")
		} else {
			w.Department, w.Email = c.Label, email
			for j, p := range c.Phones {
				if p.Number == "" { // words that could not be read as a number
					p.Number, p.Text = p.Text, ""
				}
				w.Phones = append(w.Phones, wirePhone{b.idn("phone "+strconv.Itoa(i), j), p.Number, p.Extension, p.Kind, p.Text})
			}
		}
		b.loseIf(c.URL != "", path+"/url")
		if w.Name != "" || w.Title != "" || w.Department != "" || w.Email != "" || len(w.Phones) > 0 {
			s.Contacts = append(s.Contacts, w)
		}
	}
}

func (b *wiring) capacity(s *wireService) {
	c := b.a.Capacity
	left, okL := c.Available.Get()
	most, okM := c.Maximum.Get()
	if !okL && !okM {
		return
	}
	if b.only {
		b.lose("/capacity")
		return
	}
	unit := c.Unit
	if unit == "" {
		unit = "places"
	}
	w := wireCap{ID: b.id("capacity"), Unit: wireUnit{b.id("unit " + unit), unit}}
	if okL {
		w.Available = &left
	}
	if okM {
		w.Maximum = &most
	}
	if c.AsOf.IsZero() {
		b.lose("/capacity") // HSDS requires to say since when
		return
	}
	w.Updated = c.AsOf.UTC().Format(time.RFC3339Nano)
	s.Capacities = []wireCap{w}
}

// appendExtra adds the members of the source that the model has no field for,
// except those that the writer has written itself.
func (b *wiring) appendExtra(data []byte, _ *wireService) []byte {
	x := b.a.Source.Extra
	if len(x) == 0 {
		return data
	}
	if b.only {
		b.lose("/source/extra")
		return data
	}
	r := jsonscan.NewReader(bytes.NewReader(x), nil)
	if _, err := r.Next(); err != nil {
		b.lose("/source/extra")
		return data
	}
	var d, own jsonscan.Doc
	v, err := r.Read(&d)
	if err != nil {
		b.lose("/source/extra")
		return data
	}
	self := jsonscan.NewReader(bytes.NewReader(data), nil)
	if _, err = self.Next(); err != nil {
		return data
	}
	have, err := self.Read(&own)
	if err != nil {
		return data
	}
	data = data[:len(data)-1]
	for name, e := range v.Members() {
		if have.Get(string(name)).Kind() != jsonscan.Missing {
			b.lose("/source/extra/" + string(name))
			continue
		}
		data = append(jsonscan.AppendString(append(data, ','), string(name)), ':')
		data = e.AppendJSON(data, nil)
	}
	return append(data, '}')
}
