package person

import "slices"

// AddressKind says what an address is to the person. Closed list.
type AddressKind string

// The kinds of address.
const (
	AddressHome           AddressKind = "home"
	AddressTemporary      AddressKind = "temporary"
	AddressCorrespondence AddressKind = "correspondence"
	AddressWork           AddressKind = "work"
	AddressFormer         AddressKind = "former"
)

// IsValid reports whether k is in the list.
func (k AddressKind) IsValid() bool {
	switch k {
	case AddressHome, AddressTemporary, AddressCorrespondence, AddressWork, AddressFormer:
		return true
	}
	return false
}

// UnmarshalText reads one of the texts; "" is unset.
func (k *AddressKind) UnmarshalText(text []byte) error { return unmarshalCode(k, text, "address kind") }

// Address is where a person lives, stays or gets their letters, for a period.
// Former addresses are kept, with To filled.
type Address struct {
	Kind         AddressKind `json:"kind,omitzero"`
	Code         CURIE       `json:"code,omitzero"`   // its kind in a national list, as a record had it
	Lines        []Text      `json:"lines,omitempty"` // up to five
	Postcode     Postcode    `json:"postcode,omitzero"`
	UPRN         UPRN        `json:"uprn,omitzero"`
	NoFixedAbode Tri         `json:"noFixedAbode,omitzero"`
	Area         ODSCode     `json:"area,omitzero"` // the council that the person belongs to; needed when there is no fixed abode
	From         Date        `json:"from,omitzero"`
	To           Date        `json:"to,omitzero"`
}

func (a Address) clone() Address {
	a.Lines = slices.Clone(a.Lines)
	return a
}
