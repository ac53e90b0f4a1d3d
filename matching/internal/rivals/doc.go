// Package rivals holds the index of package matching beside what a host would
// take instead, over the same synthetic activities and the same seekers in one
// run: SQLite with an R*Tree, PostgreSQL with a GiST index, bleve, and judging
// every activity.
//
//	go test -bench Rivals -benchtime 1x -args -activities 100000 -seekers 200 -postgres "host=/run/postgresql user=me dbname=me"
//
// What is asked of the databases by hand is less than what the index answers: the
// ten nearest active activities of the categories that serve the needs, within
// the distance that the seeker travels. They judge no age, access, language, time
// or cost, know no unknown, and give no reasons. The rows named "source" ask the
// whole question of the same databases through matching.MatchSource, and are held
// against the index in TestSourcesAnswerAsTheIndex.
//
// # Measured
//
// 100,000 activities, 200 seekers (20 for the sources, 5 for judging all), two
// cores that other work was using (load 9), Go 1.26, PostgreSQL 15. Ratios say more
// than times.
//
//	                       median     99th percentile   median, of the index
//	index                   76 µs            295 µs        1
//	bleve, by hand         574 µs            2.3 ms        7.5
//	PostgreSQL, by hand    1.7 ms             21 ms       22
//	SQLite, by hand         23 ms            498 ms      300
//	SQLite, source         366 ms            824 ms     4800
//	PostgreSQL, source     424 ms            1.6 s      5600
//	judging all            913 ms            1.4 s     12000
//
// The sources spend their time decoding the candidates' JSON and judging them. A
// search engine in memory that answers the smaller question comes closest.
//
// It is a module of its own, so that nobody who imports the library links a
// database.
package rivals
