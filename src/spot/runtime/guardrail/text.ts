/** Characters that look like a Latin one, by the Latin one (after folding of case). */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  a: 'аɑα⍺',
  b: 'Ььƅ',
  c: 'сϲⅽ',
  d: 'ԁⅾ',
  e: 'еєҽ℮ε',
  f: 'ƒ',
  g: 'ɡց',
  h: 'һհ',
  i: 'іıιіǀ|',
  j: 'јϳ',
  k: 'кκ',
  l: 'ӏⅼ',
  m: 'мⅿ',
  n: 'пոη',
  o: 'оοօσ০०',
  p: 'рρ',
  q: 'ԛգ',
  r: 'гᴦ',
  s: 'ѕꜱ',
  t: 'тτ',
  u: 'υսц',
  v: 'ѵνⅴ',
  w: 'ԝա',
  x: 'хχⅹ',
  y: 'уγү',
  z: 'ᴢ',
};
const LATIN: ReadonlyMap<string, string> = new Map(
  Object.entries(LOOK_ALIKES).flatMap(([latin, others]) => Array.from(others, (other) => [other, latin] as const)),
);
/** What cannot be seen: format characters (zero-width, direction, tags), variation selectors, fillers. */
const INVISIBLE =
  /\p{Cf}|[\u115f\u1160\u180e\u3164\uffa0]|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]|\u034f|\u17b4|\u17b5|[\u180b-\u180d]/gu;

/**
 * The forms of a text that rules are applied to: compatibility-normalised (NFKC), without invisible characters and
 * without case; and the same with accents removed and look-alikes of other scripts written in Latin.
 */
export function readings(text: string): readonly string[] {
  const plain = text.normalize('NFKC').replace(INVISIBLE, '').toLowerCase().normalize('NFKC');
  if (/^[ -~\s]*$/.test(plain)) return [plain];
  const bare = plain.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC');
  const latin = Array.from(bare, (one) => LATIN.get(one) ?? one).join('');
  return [...new Set([plain, latin])];
}
