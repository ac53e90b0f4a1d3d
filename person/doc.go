// Package person models a person as social prescribing needs to know them:
// who they are, what matters to them, what they need, how they may be
// contacted, and what they have agreed to.
package person
