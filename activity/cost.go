package activity

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/socialprescribing/socialprescribing/person"
)

// Money is an amount in the smallest unit of its currency (pence), never a
// float. The zero Money is "not known"; nothing to pay is Pence(0), which has a
// currency. Immutable, comparable and safe for concurrent use.
type Money struct {
	minor    int64
	currency [3]byte
}

// Pence is an amount in pence sterling.
func Pence(n int64) Money { return Money{minor: n, currency: [3]byte{'G', 'B', 'P'}} }

// NewMoney makes an amount of minor units in a currency of ISO 4217 (three
// capital letters).
func NewMoney(minor int64, currency string) (Money, error) {
	var m Money
	if len(currency) != 3 {
		return m, fmt.Errorf("activity: currency: %w", ErrSyntax)
	}
	for i := range 3 {
		if currency[i] < 'A' || currency[i] > 'Z' {
			return Money{}, fmt.Errorf("activity: currency: %w", ErrSyntax)
		}
		m.currency[i] = currency[i]
	}
	m.minor = minor
	return m, nil
}

// ParseMoney reads "GBP 350": currency and minor units.
func ParseMoney(s string) (Money, error) {
	cur, num, ok := strings.Cut(s, " ")
	n, err := strconv.ParseInt(num, 10, 64)
	if !ok || err != nil {
		return Money{}, fmt.Errorf("activity: money: %w", ErrSyntax)
	}
	return NewMoney(n, cur)
}

// Minor returns the amount in the smallest unit.
func (m Money) Minor() int64 { return m.minor }

// Currency returns the three letters of ISO 4217, or "" when not known.
func (m Money) Currency() string {
	if m.IsZero() {
		return ""
	}
	return string(m.currency[:])
}

// IsZero reports whether the amount is not known.
func (m Money) IsZero() bool { return m == Money{} }

// Compare orders by currency, then amount.
func (m Money) Compare(other Money) int {
	if c := strings.Compare(m.Currency(), other.Currency()); c != 0 {
		return c
	}
	return sign(m.minor - other.minor)
}

// String returns what ParseMoney reads, or "".
func (m Money) String() string {
	if m.IsZero() {
		return ""
	}
	return m.Currency() + " " + strconv.FormatInt(m.minor, 10)
}

// AppendText implements encoding.TextAppender.
func (m Money) AppendText(b []byte) ([]byte, error) { return append(b, m.String()...), nil }

// MarshalText implements encoding.TextMarshaler.
func (m Money) MarshalText() ([]byte, error) { return m.AppendText(nil) }

// UnmarshalText implements encoding.TextUnmarshaler; "" reads as not known.
func (m *Money) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*m = Money{}
		return nil
	}
	v, err := ParseMoney(string(text))
	if err != nil {
		return err
	}
	*m = v
	return nil
}

// PriceKind says what a price is. The zero value is unset.
type PriceKind string

// The kinds of price.
const (
	// Price must be paid. Pence(0) is free.
	Price PriceKind = "price"
	// Donation is suggested; nobody is turned away.
	Donation PriceKind = "donation"
	// Deposit is given back.
	Deposit PriceKind = "deposit"
)

// IsValid reports whether k is one of the three kinds.
func (k PriceKind) IsValid() bool { return oneOf(k, Price, Donation, Deposit) }

// UnmarshalText implements encoding.TextUnmarshaler; it rejects other words.
func (k *PriceKind) UnmarshalText(text []byte) error {
	return unmarshalWord(k, text, "price kind", PriceKind.IsValid)
}

// PricePer says what one price pays for. The zero value is not known.
type PricePer string

// What a price pays for.
const (
	PerSession PricePer = "session"
	PerWeek    PricePer = "week"
	PerMonth   PricePer = "month"
	PerYear    PricePer = "year"
	PerCourse  PricePer = "course"
)

// IsValid reports whether p is one of the five.
func (p PricePer) IsValid() bool {
	return oneOf(p, PerSession, PerWeek, PerMonth, PerYear, PerCourse)
}

// UnmarshalText implements encoding.TextUnmarshaler; it rejects other words.
func (p *PricePer) UnmarshalText(text []byte) error {
	return unmarshalWord(p, text, "price unit", PricePer.IsValid)
}

// PriceFor says who pays a price. The zero value is everybody.
type PriceFor string

// Who pays a price.
const (
	ForEveryone     PriceFor = ""
	ForConcession   PriceFor = "concession"
	ForMembers      PriceFor = "member"
	ForNonMembers   PriceFor = "non-member"
	ForCarers       PriceFor = "carer"
	ForFirstSession PriceFor = "first-session"
	ForChildren     PriceFor = "child"
	ForReferred     PriceFor = "referred"
)

// IsValid reports whether f is one of the eight.
func (f PriceFor) IsValid() bool {
	return oneOf(f, ForEveryone, ForConcession, ForMembers, ForNonMembers, ForCarers,
		ForFirstSession, ForChildren, ForReferred)
}

// UnmarshalText implements encoding.TextUnmarshaler; it rejects other words.
func (f *PriceFor) UnmarshalText(text []byte) error {
	return unmarshalWord(f, text, "price condition", PriceFor.IsValid)
}

// CostOption is one price, with whom it is for.
type CostOption struct {
	Kind   PriceKind `json:"kind,omitzero"`
	Amount Money     `json:"amount,omitzero"`
	Per    PricePer  `json:"per,omitzero"`
	For    PriceFor  `json:"for,omitzero"`
	// Text is what the source says of it.
	Text      string `json:"text,omitzero"`
	ValidFrom Day    `json:"validFrom,omitzero"`
	ValidTo   Day    `json:"validTo,omitzero"`
}

// Cost says what coming costs. The zero Cost is unknown; absence never means
// free.
type Cost struct {
	// Standing of the options taken together.
	Standing Standing     `json:"standing,omitzero"`
	Rule     string       `json:"rule,omitzero"`
	Options  []CostOption `json:"options,omitzero"`
	// Text is what the source says about cost, as it says it.
	Text string `json:"text,omitzero"`
}

// Free is the known cost of nothing.
func Free() Cost {
	return Cost{Standing: Known, Options: []CostOption{{Kind: Price, Amount: Pence(0)}}}
}

// Clone returns a copy that shares no memory with c.
func (c Cost) Clone() Cost {
	c.Options = cloneSlice(c.Options)
	return c
}

// Lowest returns the least amount that somebody must pay who comes under one of
// the conditions given (everybody's prices always count), in pence sterling. A
// donation and a deposit cost nothing. Known is false when the cost is unknown,
// assumed, or has an applicable option whose amount is unknown or not in
// sterling and no free one.
func (c Cost) Lowest(on Day, conditions ...PriceFor) (int64, bool) {
	if c.Standing != Known {
		return 0, false
	}
	best, found, unsure := int64(0), false, false
	for _, o := range c.Options {
		if !o.applies(on, conditions) {
			continue
		}
		pence, ok := o.mustPay()
		if !ok {
			unsure = true
			continue
		}
		if !found || pence < best {
			best, found = pence, true
		}
	}
	if found && best == 0 {
		return 0, true
	}
	return best, found && !unsure
}

// Affordable reports whether coming costs at most ceiling pence.
func (c Cost) Affordable(on Day, ceiling int64, conditions ...PriceFor) person.Tri {
	pence, ok := c.Lowest(on, conditions...)
	switch {
	case !ok:
		return person.Unknown
	case pence <= ceiling:
		return person.Yes
	}
	return person.No
}

func (o CostOption) applies(on Day, conditions []PriceFor) bool {
	if !on.IsZero() && (on.Before(o.ValidFrom) || !o.ValidTo.IsZero() && o.ValidTo.Before(on)) {
		return false
	}
	return o.For == ForEveryone || oneOf(o.For, conditions...)
}

func (o CostOption) mustPay() (int64, bool) {
	switch o.Kind {
	case Donation, Deposit:
		return 0, true
	case Price:
	default:
		return 0, false
	}
	if o.Amount.minor == 0 && !o.Amount.IsZero() {
		return 0, true
	}
	return o.Amount.minor, o.Amount.Currency() == "GBP"
}
