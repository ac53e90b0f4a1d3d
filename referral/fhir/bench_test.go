package fhir_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/internal/episodes"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral/fhir"
)

// BenchmarkExport makes bundles of episodes for the GP practice and writes them
// as JSON. The yardstick beside it is encoding/json writing the same resources
// with their documents already built.
func BenchmarkExport(b *testing.B) {
	x, err := fhir.NewExporter(options(fhir.ProfileUKCore, fhir.FormDocument))
	require.NoError(b, err)
	var in []fhir.Episode
	var built []*fhir.Bundle
	var trees []any
	size, entries := 0, 0
	for seed := range uint64(200) {
		in = append(in, episodeOf(episodes.New(seed), person.AudienceGP))
		got, err := x.Export(in[seed])
		require.NoError(b, err)
		built = append(built, got.Bundle)
		data, err := fhir.Encode(got.Bundle)
		require.NoError(b, err)
		var tree any
		require.NoError(b, json.Unmarshal(data, &tree))
		trees = append(trees, tree)
		size, entries = size+len(data), entries+len(got.Bundle.Entry)
	}
	mean := float64(size) / float64(len(in))
	b.Run("episode-to-bytes", func(b *testing.B) {
		b.ReportAllocs()
		var dst []byte
		for i := 0; b.Loop(); i++ {
			got, _ := x.Export(in[i%len(in)])
			dst, _ = fhir.Append(dst[:0], got.Bundle)
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "bundles/s")
		b.ReportMetric(float64(entries)/float64(len(in)), "resources/bundle")
		b.ReportMetric(mean, "bytes/bundle")
	})
	b.Run("encode-only", func(b *testing.B) {
		b.ReportAllocs()
		var dst []byte
		for i := 0; b.Loop(); i++ {
			dst, _ = fhir.Append(dst[:0], built[i%len(built)])
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "bundles/s")
	})
	b.Run("encoding-json-of-a-tree", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			_, _ = json.Marshal(trees[i%len(trees)])
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "bundles/s")
	})
}

// BenchmarkDecode reads bundles beside encoding/json reading them into a tree.
func BenchmarkDecode(b *testing.B) {
	x, err := fhir.NewExporter(options(fhir.ProfileUKCore, fhir.FormDocument))
	require.NoError(b, err)
	var in [][]byte
	size := 0
	for seed := range uint64(200) {
		got, err := x.Export(episodeOf(episodes.New(seed), person.AudienceGP))
		require.NoError(b, err)
		data, err := fhir.Encode(got.Bundle)
		require.NoError(b, err)
		in = append(in, data)
		size += len(data)
	}
	mean := int64(size / len(in))
	b.Run("fhir", func(b *testing.B) {
		b.SetBytes(mean)
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			_, _, _ = fhir.Decode(in[i%len(in)])
		}
	})
	b.Run("encoding-json-to-a-tree", func(b *testing.B) {
		b.SetBytes(mean)
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			var v any
			_ = json.Unmarshal(in[i%len(in)], &v)
		}
	})
}
