// What a person could not read: text that is cut at a side, sticks out of its box, lies on other text, or makes the page
// wider than the window. Boxes that scroll up and down are no fault, but for the terminal's screen.
(() => {
  const faults = [], seen = [];
  const short = (t) => t.trim().replace(/\s+/g, " ").slice(0, 40);
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > wide) faults.push("the page is wider than the window");
  const screen = document.getElementById("screen");
  if (screen.scrollHeight > screen.clientHeight + 1) faults.push("the terminal's screen is cut: " + (screen.scrollHeight - screen.clientHeight));
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, at = node.parentElement;
    if (!node.data.trim() || at.closest(".hidden, .alert, script, noscript") || !at.checkVisibility({ visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const r of range.getClientRects()) {
      if (r.width < 1 || r.height < 1) continue;
      const box = at.closest("button, td, th, .fact, .advice, .head, .screen, legend, label, section, header").getBoundingClientRect();
      if (r.left < box.left - 1 || r.right > box.right + 1) faults.push("out of its box: " + short(node.data));
      if (r.left < -1 || r.right > wide + 1) faults.push("out of the window: " + short(node.data));
      let clip = { top: -1e6, bottom: 1e6 };
      for (let up = at; up && up !== document.body; up = up.parentElement) {
        const style = getComputedStyle(up), b = up.getBoundingClientRect();
        if (style.overflowX !== "visible" && (r.left < b.left - 1 || r.right > b.left + up.clientLeft + up.clientWidth + 1)) faults.push("cut at a side: " + short(node.data));
        if (style.overflowY === "hidden" && (r.top < b.top - 2 || r.bottom > b.bottom + 2) && !up.closest(".piece")) faults.push("cut below: " + short(node.data));
        if (style.overflowY !== "visible") clip = { top: Math.max(clip.top, b.top), bottom: Math.min(clip.bottom, b.bottom) };
      }
      if (r.bottom > clip.top + 1 && r.top < clip.bottom - 1) seen.push([r, node, Boolean(at.closest("thead"))]);
    }
  }
  seen.sort(([a], [b]) => a.top - b.top);
  for (let i = 0; i < seen.length; i++) {
    for (let j = i + 1; j < seen.length && seen[j][0].top < seen[i][0].bottom; j++) {
      const [a, one, head] = seen[i], [b, two, under] = seen[j];
      if (one === two || head !== under) continue;
      const x = Math.min(a.right, b.right) - Math.max(a.left, b.left), y = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (x > 2 && y > 0.35 * Math.min(a.height, b.height)) faults.push(`one on the other: ${short(one.data)} | ${short(two.data)}`);
    }
  }
  return [...new Set(faults)];
})()
