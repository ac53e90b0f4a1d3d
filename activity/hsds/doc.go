// Package hsds reads and writes community-service directories in the Human
// Services Data Specification 3 and its profile Open Referral UK.
package hsds
