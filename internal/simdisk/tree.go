package simdisk

import (
	"fmt"
	"path"
	"strings"
)

// tree is all that is on a disk: node 0 is its root directory. A node keeps its
// number for ever; one that no name leads to any more is kept while it may come back.
type tree struct{ nodes []*node }

func newTree() *tree {
	return &tree{[]*node{{isDir: true, names: map[string]int{}}}}
}

// find gives the node of an absolute path.
func (t *tree) find(name string) (number int, ok bool) {
	for part := range strings.SplitSeq(strings.Trim(path.Clean(name), "/"), "/") {
		if part == "" {
			continue
		}
		if number, ok = t.nodes[number].names[part]; !ok {
			return 0, false
		}
	}
	return number, true
}

// apply makes an operation happen. It is the only code that changes a tree, on the
// live disk and when a Recording is played again.
func (t *tree) apply(op Op) {
	switch op.Kind {
	case Create, MakeDir:
		n := &node{isDir: op.Kind == MakeDir}
		if n.isDir {
			n.names = map[string]int{}
		}
		t.nodes = append(t.nodes, n)
		t.name(path.Dir(op.Path), entry{path.Base(op.Path), len(t.nodes) - 1})
	case Delete:
		t.name(path.Dir(op.Path), entry{path.Base(op.Path), absent})
	case Rename:
		number, _ := t.find(op.Path)
		t.name(path.Dir(op.Path), entry{path.Base(op.Path), absent}, entry{path.Base(op.To), number})
	case Write:
		t.nodes[op.node].change(change{write: op.Data, off: op.Off})
	case Truncate:
		t.nodes[op.node].change(change{off: op.Off})
	case Sync:
		t.nodes[op.node].sync()
	case SyncDir:
		t.nodes[op.node].sync()
		t.sweep()
	case SyncFail:
		t.nodes[op.node].syncFailed()
	}
}

// name changes names in a directory.
func (t *tree) name(dir string, entries ...entry) {
	number, ok := t.find(dir)
	if !ok {
		panic(fmt.Sprintf("simdisk: no directory %s", dir)) // the caller looked before
	}
	t.nodes[number].change(change{names: entries})
}

// sweep forgets the unsynced changes of files that no power cut can bring back. The
// nodes stay, as a process may still hold them open.
func (t *tree) sweep() {
	reachable := make([]bool, len(t.nodes))
	reachable[0] = true
	for _, n := range t.nodes {
		for _, names := range []map[string]int{n.names, n.durableNames} {
			for _, number := range names {
				reachable[number] = true
			}
		}
		for _, c := range n.waiting {
			for _, e := range c.names {
				reachable[e.node] = true
			}
		}
	}
	for i, n := range t.nodes {
		if !reachable[i] {
			n.waiting, n.durable = nil, nil
		}
	}
}

func (t *tree) clone() *tree {
	c := &tree{make([]*node, len(t.nodes))}
	for i, n := range t.nodes {
		c.nodes[i] = n.clone()
	}
	return c
}
