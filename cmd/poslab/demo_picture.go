package main

func (w *world) draw(file string) error { return nil }
