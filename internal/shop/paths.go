package shop

// Paths are where the two programs stand.
func (p *Programs) Paths() (posterm, poslab string) { return p.posterm, p.poslab }
