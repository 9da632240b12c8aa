package profile

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"

	"posterm/internal/strict"
)

// Limit bounds a file in bytes. Chosen: twenty times the longest of ours.
const Limit = 16 << 10

// Parse reads a profile. What it refuses it refuses with file, line and what is wanted.
func Parse(file string, doc []byte) (*Profile, error) {
	if len(doc) > Limit {
		return nil, &strict.Error{File: file, Err: fmt.Errorf("a printer profile has at most %d bytes", Limit)}
	}
	values, err := strict.Parse(file, doc)
	if err != nil {
		return nil, err
	}
	p := &Profile{}
	seen := map[string]int{}
	for _, v := range values {
		if v.Kind == strict.Table && slices.Contains(tables, v.Key) {
			continue
		}
		set := keys[v.Key]
		if set == nil {
			err = strict.UnknownKey(v.Key, append(slices.Sorted(maps.Keys(keys)), tables...))
		} else {
			err = set(p, v)
		}
		if err != nil {
			return nil, &strict.Error{File: file, Line: v.Line, Err: fmt.Errorf("%s: %w", v.Key, err)}
		}
		seen[v.Key] = v.Line
	}
	if key, err := p.check(seen); err != nil {
		return nil, &strict.Error{File: file, Line: seen[key], Err: fmt.Errorf("%s: %w", key, err)}
	}
	return p, nil
}

var tables = []string{"paper", "text", "heat", "cold"}

// setter puts the value of one key into a profile.
type setter func(*Profile, strict.Value) error

// keys are all there are.
var keys = map[string]setter{
	"name": text(func(p *Profile) *string { return &p.Name }, `^[a-z0-9][a-z0-9-]{0,31}$`),
	"zh":   text(func(p *Profile) *string { return &p.Words.ZH }, `^\S.{0,59}$`),
	"en":   text(func(p *Profile) *string { return &p.Words.EN }, `^\S.{0,59}$`),

	"paper.width":    number(func(p *Profile) *int { return &p.Paper.Width }, 40, 112),
	"paper.dots":     number(func(p *Profile) *int { return &p.Paper.Dots }, 288, 832),
	"paper.columns":  number(func(p *Profile) *int { return &p.Paper.Columns }, 24, 64),
	"paper.cut":      choice(func(p *Profile) *Cut { return &p.Paper.Cut }, Cutter, Bar),
	"paper.feed":     number(func(p *Profile) *int { return &p.Paper.Feed }, 0, 255),
	"paper.near_end": flag(func(p *Profile) *bool { return &p.Paper.NearEnd }),

	"text.code": choice(func(p *Profile) *Code { return &p.Text.Code }, GB18030, ASCII, Dots),
	"text.page": number(func(p *Profile) *int { return &p.Text.Page }, 0, 255),

	"heat.command":  choice(func(p *Profile) *Command { return &p.Heat.Command }, None, Esc7, GSK),
	"heat.dots":     number(func(p *Profile) *int { return &p.Heat.Level.Dots }, 0, 15),
	"heat.time":     number(func(p *Profile) *int { return &p.Heat.Level.Time }, 3, 255),
	"heat.interval": number(func(p *Profile) *int { return &p.Heat.Level.Interval }, 0, 255),
	"heat.density":  number(func(p *Profile) *int { return &p.Heat.Level.Density }, -5, 8),
	"heat.speed":    number(func(p *Profile) *int { return &p.Heat.Level.Speed }, 0, 13),

	"cold.below":    number(func(p *Profile) *int { return &p.Cold.Below }, -40, 20),
	"cold.warm_mm":  number(func(p *Profile) *int { return &p.Cold.WarmMM }, 0, 10),
	"cold.dots":     number(func(p *Profile) *int { return &p.Cold.Level.Dots }, 0, 15),
	"cold.time":     number(func(p *Profile) *int { return &p.Cold.Level.Time }, 3, 255),
	"cold.interval": number(func(p *Profile) *int { return &p.Cold.Level.Interval }, 0, 255),
	"cold.density":  number(func(p *Profile) *int { return &p.Cold.Level.Density }, -5, 8),
	"cold.speed":    number(func(p *Profile) *int { return &p.Cold.Level.Speed }, 0, 13),
}

func text(at func(*Profile) *string, like string) setter {
	pattern := regexp.MustCompile(like)
	return func(p *Profile, v strict.Value) error {
		*at(p) = v.Text
		if err := v.Want(strict.Text); err != nil {
			return err
		}
		if !pattern.MatchString(v.Text) {
			return fmt.Errorf("%q does not look like %s", v.Text, like)
		}
		return nil
	}
}

func choice[T ~string](at func(*Profile) *T, of ...T) setter {
	return func(p *Profile, v strict.Value) error {
		*at(p) = T(v.Text)
		if err := v.Want(strict.Text); err != nil {
			return err
		}
		if !slices.Contains(of, T(v.Text)) {
			return fmt.Errorf("%q is not known: there are %q", v.Text, of)
		}
		return nil
	}
}

func number(at func(*Profile) *int, low, high int) setter {
	return func(p *Profile, v strict.Value) error {
		if err := v.Want(strict.Integer); err != nil {
			return err
		}
		n, err := strconv.Atoi(v.Text)
		if err != nil || n < low || n > high {
			return fmt.Errorf("want %d to %d", low, high)
		}
		*at(p) = n
		return nil
	}
}

func flag(at func(*Profile) *bool) setter {
	return func(p *Profile, v strict.Value) error {
		*at(p) = v.Text == "true"
		return v.Want(strict.Bool)
	}
}

var errMissing = errors.New("is missing")
