package journal

// SetLimit makes an outbox small enough for a test.
func (o *Outbox) SetLimit(n int) { o.limit = n }

// Droppable is what may be dropped, in SQL.
const Droppable = droppable
