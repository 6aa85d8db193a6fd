/** Takes a text apart from its start: words, numbers and quoted texts, one space or more between them. */
export class Words {
  private at = 0;

  constructor(private readonly text: string) {
    this.skipSpace();
  }

  get done(): boolean {
    return this.at >= this.text.length;
  }

  /** Everything that is left. */
  rest(): string {
    const rest = this.text.slice(this.at).trim();
    this.at = this.text.length;
    return rest;
  }

  /** Takes the words if they come next, whatever their case. */
  take(...phrase: readonly string[]): boolean {
    const start = this.at;
    for (const word of phrase) {
      if (this.peek().toLowerCase() !== word) {
        this.at = start;
        return false;
      }
      this.next();
    }
    return true;
  }

  /** The next word, without a colon at its end; empty at the end of the text. */
  next(): string {
    const word = this.peek();
    this.at += word.length;
    if (this.text[this.at] === ':') this.at += 1;
    this.skipSpace();
    return word;
  }

  /** A whole number, if one comes next. */
  number(): number | undefined {
    const word = this.peek();
    if (!/^\d{1,9}$/.test(word)) return undefined;
    this.next();
    return Number(word);
  }

  /** A text in double quotes, if one comes next. */
  quoted(): string | undefined {
    if (this.text[this.at] !== '"') return undefined;
    const end = this.text.indexOf('"', this.at + 1);
    if (end < 0) return undefined;
    const found = this.text.slice(this.at + 1, end);
    this.at = end + 1;
    this.skipSpace();
    return found;
  }

  private peek(): string {
    let end = this.at;
    while (end < this.text.length && !/[\s:]/.test(this.text[end] ?? '')) end += 1;
    return this.text.slice(this.at, end);
  }

  private skipSpace(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at += 1;
  }
}
