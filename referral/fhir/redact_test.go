package fhir_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral/fhir"
)

// Nothing that carries somebody's details shows them in print or in a log.
func TestPrintShowsNobody(t *testing.T) {
	x, err := fhir.NewExporter(options(fhir.ProfileUKCore, fhir.FormCollection))
	require.NoError(t, err)
	in := episodeOf(made()[0], person.AudienceLinkWorker)
	in.Person.Name = person.NewName("Unmistakable", "Invented")
	got, err := x.Export(in)
	require.NoError(t, err)
	all := []any{in, &in, got, &got, got.Bundle, *got.Bundle, got.Bundle.Entry}
	for _, e := range got.Bundle.Entry {
		all = append(all, e, e.Resource)
		if p, ok := e.Resource.(*fhir.Patient); ok {
			require.Equal(t, "Unmistakable", p.Name[0].Family)
			all = append(all, *p, p.Name, p.Name[0], fhir.Update{Task: &fhir.Task{Note: []fhir.Annotation{{Text: "Unmistakable"}}}})
		}
	}
	for _, v := range all {
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "v", v)
		text := fmt.Sprintf("%v %+v %#v %s", v, v, v, v) + log.String()
		require.NotContains(t, text, "Unmistakable", "%T", v)
	}
}
