package simdisk

import (
	"bytes"
	"maps"
	"slices"
)

// node is a file or a directory: what readers see, what is durable, and the changes
// that made the one out of the other.
type node struct {
	isDir   bool
	waiting []change // oldest first

	data    []byte // a file as readers see it
	shared  bool   // data belongs to others too: clone before writing into it
	durable []byte // as it surely is on the disk; only while changes wait

	names        map[string]int // a directory as readers see it: node numbers
	durableNames map[string]int // only while changes wait
}

// change is one unsynced change of a node.
type change struct {
	write    []byte  // a file: bytes at off
	off      int64   // or, without bytes, the new size
	names    []entry // a directory: names that are set together
	settled  bool    // a later sync succeeded
	doubtful bool    // the sync that should have settled it failed
}

// entry gives a name to a node, or to none (absent).
type entry struct {
	name string
	node int
}

// absent is the node of a name that is removed. Node 0 is the root, which has no name.
const absent = 0

// versionLimit is how many unsynced writes to the same place are told apart. Chosen:
// a journal's head is written for hours and never synced.
const versionLimit = 4

// change applies a change for readers and lets it wait for the next sync.
func (n *node) change(c change) {
	if len(n.waiting) == 0 {
		n.durable, n.durableNames = n.data, maps.Clone(n.names)
		n.shared = true
	}
	if n.shared {
		n.data, n.shared = bytes.Clone(n.data), false
	}
	n.data = c.content(n.data)
	c.rename(n.names)
	n.forget(c)
	n.waiting = append(n.waiting, c)
}

// forget drops the oldest of too many writes to the place that c writes to.
func (n *node) forget(c change) {
	oldest, versions := -1, 0
	for i, w := range n.waiting {
		if w.samePlace(c) {
			if oldest < 0 {
				oldest = i
			}
			versions++
		}
	}
	if versions >= versionLimit {
		n.waiting = slices.Delete(n.waiting, oldest, oldest+1)
	}
}

func (c change) samePlace(o change) bool {
	return len(c.write) > 0 && len(c.write) == len(o.write) && c.off == o.off && !c.doubtful && !c.settled
}

// sync makes what waits durable, but for what an earlier failed sync left in doubt.
func (n *node) sync() {
	doubt := false
	for i := range n.waiting {
		doubt = doubt || n.waiting[i].doubtful
		n.waiting[i].settled = !n.waiting[i].doubtful
	}
	if !doubt {
		n.waiting, n.durable, n.durableNames = nil, nil, nil
	}
}

// syncFailed leaves what waits in a file in doubt. The names in a directory wait on.
func (n *node) syncFailed() {
	if n.isDir {
		return
	}
	for i := range n.waiting {
		n.waiting[i].doubtful = !n.waiting[i].settled
	}
}

// content gives a file's bytes after the change. It may write into data.
func (c change) content(data []byte) []byte {
	size := c.off + int64(len(c.write))
	if size > int64(len(data)) {
		data = append(data, make([]byte, size-int64(len(data)))...)
	}
	if c.write == nil {
		return data[:c.off]
	}
	copy(data[c.off:], c.write)
	return data
}

// rename sets the names of a directory.
func (c change) rename(names map[string]int) {
	for _, e := range c.names {
		if e.node == absent {
			delete(names, e.name)
		} else {
			names[e.name] = e.node
		}
	}
}

// clone gives a copy that shares what nobody writes into.
func (n *node) clone() *node {
	n.shared = true
	return &node{
		isDir: n.isDir, waiting: slices.Clone(n.waiting),
		data: n.data, shared: true, durable: n.durable,
		names: maps.Clone(n.names), durableNames: maps.Clone(n.durableNames),
	}
}
