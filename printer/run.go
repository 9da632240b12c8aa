package printer

func (p *Printer) run() {
	defer close(p.done)
	defer close(p.events)
	<-p.ctx.Done()
}
