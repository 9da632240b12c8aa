// A sign beside every colour.
export const sign = { good: "✓", bad: "✗", doubt: "⟳", busy: "…" };
