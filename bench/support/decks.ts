const WORDS =
  'latency budget queue index cache replica shard lock tenant metric model guardrail trace retry timeout schema query plan join filter'.split(
    ' ',
  );

/** The same text on every run: a small linear congruential generator. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A deck in the native form, with labels, bullets, code links and a fence now and then. */
export function syntheticDeck(cards: number, cardsPerRound = 100): string {
  const random = generator(cards);
  const words = (count: number) =>
    Array.from({ length: count }, () => WORDS[Math.floor(random() * WORDS.length)] ?? '').join(' ');
  const lines = ['# Synthetic deck', ''];
  for (let card = 0; card < cards; card++) {
    if (card % cardsPerRound === 0) {
      const number = card / cardsPerRound + 1;
      lines.push('---', '', `## 🟢 Round ${String(number)}: ${words(2)} ${String(number)}`, '');
    }
    lines.push(
      `**Q: How would you handle ${words(4)} in case ${String(card)}?**`,
      `*   **Bad Answer**: "${words(6)}."`,
      `*   **Good Answer**: "${words(8)}.`,
      `    *   *Impact*: ${words(7)} in \`control_plane.py\`.`,
      `    *   *Solution*: ${words(9)} with \`ControlPlane.charge\` and **${words(2)}**.`,
      `    *   ${words(8)}."`,
      '',
    );
    if (card % 20 === 0) lines.push('```sql', `SELECT ${String(card)}`, '```', '');
  }
  return lines.join('\n');
}
