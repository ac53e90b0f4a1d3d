// Command with imports the measures besides.
package main

import (
	"encoding/json"
	"os"

	"github.com/google/uuid"
	"golang.org/x/text/language"

	_ "github.com/socialprescribing/socialprescribing/outcome"
	_ "github.com/socialprescribing/socialprescribing/outcome/instruments"
)

func main() {
	_ = json.NewEncoder(os.Stdout).Encode(map[string]any{"id": uuid.Nil, "language": language.Make("cy")})
}
