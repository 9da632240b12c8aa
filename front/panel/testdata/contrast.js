// Text whose contrast with what lies behind it is under 4.5 : 1, or 3 : 1 where it is large (WCAG 2.2, 1.4.3). A ground that is
// a gradient is taken at the colour of it that is worst.
(() => {
  const numbers = (c) => (c.match(/[\d.]+/g) ?? []).map(Number);
  const over = ([r, g, b, a = 1], [x, y, z]) => [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a)];
  const light = (c) => { const [r, g, b] = c.map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((m, n) => n - m); return (x + 0.05) / (y + 0.05); };
  const grounds = (e) => {
    if (!e) return [[255, 255, 255]];
    const s = getComputedStyle(e), stops = (s.backgroundImage.match(/rgba?\([^)]*\)/g) ?? []).map(numbers);
    const own = stops.length ? stops : [numbers(s.backgroundColor)];
    if (own.every((c) => (c[3] ?? 1) === 1)) return own;
    return grounds(e.parentElement).flatMap((under) => own.map((c) => over(c, under)));
  };
  const faults = new Set(), walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, at = node.parentElement;
    if (!node.data.trim() || at.closest(".hidden, script, noscript") || !at.checkVisibility({ visibilityProperty: true })) continue;
    const s = getComputedStyle(at), size = parseFloat(s.fontSize), large = size >= 24 || (size >= 18.66 && s.fontWeight >= 700);
    const worst = Math.min(...grounds(at).map((g) => ratio(over(numbers(s.color), g), g)));
    if (worst < (large ? 3 : 4.5)) faults.add(`${worst.toFixed(2)} ${node.data.trim().slice(0, 30)} (${at.closest("[class], [id]")?.className || at.closest("[id]")?.id})`);
  }
  return [...faults];
})()
