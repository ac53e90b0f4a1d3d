package jsonscan

// Kind is the kind of a value, or the end of a container or of the input.
type Kind uint8

// The kinds. Missing is the zero value: there is no such value.
const (
	Missing Kind = iota
	Null
	Bool
	Number
	String
	Array
	Object
	End // of the container that the cursor is in
	EOF // of the input
)

// String returns the kind's name in lower case.
func (k Kind) String() string {
	switch k {
	case Missing:
		return "missing"
	case Null:
		return "null"
	case Bool:
		return "boolean"
	case Number:
		return "number"
	case String:
		return "string"
	case Array:
		return "array"
	case Object:
		return "object"
	case End:
		return "end"
	case EOF:
		return "end of input"
	}
	return "unknown"
}
