// Package embed shows the smallest host: its Examples are the snippets of the
// README, and its tests keep them true. It exports nothing.
package embed
