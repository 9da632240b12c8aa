//go:build !linux

package main

// closeMemory does nothing: terminals run on Linux.
func closeMemory() {}
