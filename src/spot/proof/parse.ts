import { hint } from '../model/nearest';
import { Misread, readCondition } from './expectation';
import {
  PLANNER_NAMES,
  type AskStep,
  type Expectation,
  type PlannerName,
  type Proof,
  type ProofBlock,
  type ProofProblem,
  type Step,
  type SuiteStep,
} from './types';
import { Words } from './words';

/** Most steps of a block. */
const MAX_STEPS = 64;
const MAX_TEXT = 20_000;
/** Most milliseconds until somebody goes. */
const MAX_WAIT = 10_000;
const SINGLE = /^[A-Za-z0-9][\w.-]{0,60}$/;

export type ParsedProof = { readonly proof: Proof } | { readonly problems: readonly ProofProblem[] };

/**
 * Reads a block: questions or statements, each followed by what is expected of it (docs/proofs.md). A block without any
 * expectation claims that everything in it is answered. Every problem is told at its line; nothing is guessed.
 */
export function parseProof(block: ProofBlock): ParsedProof {
  const reader = new Reader(block);
  return reader.read();
}

/** What holds for the questions that follow, until it is said anew. */
interface Settings {
  user?: string;
  session?: string;
  now?: string;
  planner?: PlannerName;
  connection?: string;
}

type Draft = Step & { readonly expectations: Expectation[] };
type Directive = (words: Words, line: number) => void;

class Reader {
  private readonly problems: ProofProblem[] = [];
  private readonly drafts: Draft[] = [];
  private settings: Settings = {};
  /** For the next question only. */
  private follow: string[] = [];
  private elsewhere = false;
  private stopAfter: number | undefined;
  private asked = 0;
  private claim: string | undefined;
  private budget: number | undefined;
  private model: string | undefined;
  private open: { readonly line: number; readonly lines: string[] } | undefined;

  constructor(private readonly block: ProofBlock) {}

  read(): ParsedProof {
    const { text, line } = this.block;
    if (text.length > MAX_TEXT)
      return { problems: [{ line, message: `A block holds ${MAX_TEXT} characters at most.` }] };
    const attributes = readInfo(this.block.info);
    const isLast = ([name]: readonly [string, string]): boolean => name === 'expect';
    for (const [name, value] of attributes.filter((one) => !isLast(one))) this.direct(`${name} ${value}`, line - 1);
    text.split(/\r?\n/).forEach((content, index) => {
      this.take(content, line + index);
    });
    this.flush();
    for (const [name, value] of attributes.filter(isLast)) this.direct(`${name} ${value}`, line - 1);
    this.checkWhole();
    if (this.problems.length > 0) return { problems: this.problems };
    const { budget, model, drafts } = this;
    const proof = {
      claim: this.claim ?? claimOf(drafts),
      line,
      steps: drafts,
      ...(budget === undefined ? {} : { budget }),
      ...(model === undefined ? {} : { model }),
    };
    return { proof };
  }

  private take(content: string, line: number): void {
    const trimmed = content.trim();
    if (trimmed.startsWith('--')) {
      this.flush();
      this.direct(trimmed.slice(2).trim(), line);
      return;
    }
    const { language } = this.block;
    if (trimmed === '' && (language === 'spot' || !this.open)) {
      this.flush();
      return;
    }
    this.open ??= { line, lines: [] };
    this.open.lines.push(content);
    if (language === 'sql' && trimmed.endsWith(';')) this.flush();
  }

  /** Ends a question or a statement. */
  private flush(): void {
    const { open, settings } = this;
    this.open = undefined;
    if (!open) return;
    const text = open.lines.join('\n').trim();
    if (text === '') return;
    this.asked += 1;
    const step: AskStep & { readonly expectations: Expectation[] } = {
      do: 'ask',
      number: this.asked,
      language: this.block.language,
      // A single statement needs no semicolon, and Spot takes none.
      text: this.block.language === 'sql' ? text.replace(/;$/, '') : text,
      line: open.line,
      expectations: [],
      ...settings,
      follow: this.follow,
      elsewhere: this.elsewhere,
      ...(this.stopAfter === undefined ? {} : { stopAfter: this.stopAfter }),
    };
    this.follow = [];
    this.elsewhere = false;
    this.stopAfter = undefined;
    this.push(step);
  }

  private push(step: Draft): void {
    if (this.drafts.length === MAX_STEPS) this.report(step.line, `A block has ${MAX_STEPS} steps at most.`);
    if (this.drafts.length <= MAX_STEPS) this.drafts.push(step);
  }

  private direct(text: string, line: number): void {
    const words = new Words(text);
    const name = words.next().toLowerCase();
    const directive = Object.hasOwn(this.directives, name) ? this.directives[name] : undefined;
    if (!directive) {
      const shown = name.slice(0, 40);
      this.report(line, `"-- ${shown}" says nothing to a proof. ${hint(name, Object.keys(this.directives))}`);
      return;
    }
    try {
      directive(words, line);
      if (!words.done) throw new Misread(`"${words.rest().slice(0, 80)}" is not understood after "${name}".`);
    } catch (error) {
      if (!(error instanceof Misread)) throw error;
      this.report(line, error.message);
    }
  }

  private readonly directives: Readonly<Record<string, Directive>> = {
    claim: (words, line) => {
      if (this.claim !== undefined) this.report(line, 'A block makes one claim; begin another block for the next.');
      this.claim = words.rest();
    },
    as: (words) => {
      this.settings = { ...this.settings, user: single(words, 'user') };
    },
    session: (words) => {
      this.settings = { ...this.settings, session: single(words, 'session') };
    },
    today: (words) => {
      this.settings = { ...this.settings, now: single(words, 'date, such as 2025-12-31') };
    },
    planner: (words) => {
      const given = single(words, 'planner');
      const planner = PLANNER_NAMES.find((one) => one === given);
      if (!planner) throw new Misread(`There is no planner "${given}". ${hint(given, PLANNER_NAMES)}`);
      this.settings = { ...this.settings, planner };
    },
    connection: (words) => {
      if (this.block.language !== 'sql') throw new Misread('Only an sql block has connections.');
      this.settings = { ...this.settings, connection: single(words, 'connection') };
    },
    after: (words) => {
      this.follow.push(words.rest());
    },
    in: (words) => {
      if (!words.take('another', 'process')) throw new Misread('Say "in another process".');
      this.elsewhere = true;
    },
    budget: (words) => {
      this.budget = words.number();
      if (this.budget === undefined || !(words.take('queries') || words.take('query')))
        throw new Misread('Say how many queries a session may run: "budget 2 queries".');
    },
    model: (words) => {
      this.model = single(words, 'folder in the sandbox');
    },
    kill: (words, line) => {
      this.push({ do: 'kill', line, expectations: [], ...(words.done ? {} : { tenant: single(words, 'tenant') }) });
    },
    release: (words, line) => {
      this.push({ do: 'release', line, expectations: [], ...(words.done ? {} : { tenant: single(words, 'tenant') }) });
    },
    stop: (words) => {
      const milliseconds = words.take('after') ? words.number() : undefined;
      if (milliseconds === undefined || milliseconds < 1 || milliseconds > MAX_WAIT || !words.take('ms'))
        throw new Misread(`Say when whoever asks is gone, at most after ${MAX_WAIT} ms: "stop after 300 ms".`);
      this.stopAfter = milliseconds;
    },
    vote: (words, line) => {
      const vote = words.take('up') ? 'up' : words.take('down') ? 'down' : undefined;
      if (!vote) throw new Misread('Say "vote up" or "vote down".');
      const last = this.drafts.at(-1);
      if (last?.do !== 'ask' || last.language !== 'spot') throw new Misread('There is no question before this vote.');
      this.push({ do: 'vote', line, vote, expectations: [] });
    },
    golden: (words, line) => {
      if (!words.take('suite')) throw new Misread('Say "golden suite".');
      this.push({ do: 'suite', line, expectations: [] });
    },
    expect: (words, line) => {
      const step = this.drafts.at(-1);
      if (!step || !isAsked(step)) throw new Misread('There is nothing before this that could be expected of.');
      const text = words.rest();
      const condition = readCondition(text, step.do === 'ask' ? step.number : 0);
      if ((condition.is === 'accuracy') !== (step.do === 'suite'))
        throw new Misread('An accuracy is expected of the golden suite, and nothing else of it.');
      step.expectations.push({ line, text, ...condition });
    },
  };

  private checkWhole(): void {
    const { line } = this.block;
    const asks = this.drafts.filter((step) => step.do === 'ask');
    if (!this.drafts.some(isAsked))
      this.report(line, 'The block asks nothing. Write a question or a statement, or remove it.');
    const named = asks.filter(({ connection }) => connection !== undefined);
    if (named.length > 0 && (named.length < asks.length || asks.length < this.drafts.length))
      this.report(line, 'Name the connection before the first statement: a block runs in the sandbox or beside it.');
    if (asks.some(({ connection, elsewhere }) => connection !== undefined && elsewhere))
      this.report(line, 'Connections are to one database in one process.');
    if (asks.some(({ elsewhere, planner }) => elsewhere && planner !== undefined))
      this.report(line, 'Another process uses its own planner.');
    if (asks.some(({ elsewhere, stopAfter }) => elsewhere && stopAfter !== undefined))
      this.report(line, 'Another process is not asked by somebody who goes.');
    const last = this.follow.length > 0 || this.elsewhere || this.stopAfter !== undefined;
    if (last) this.report(line, 'The block ends where a question should follow.');
  }

  private report(line: number, message: string): void {
    this.problems.push({ line, message: message.trim() });
  }
}

/** The others do something, and nothing can be expected of them. */
function isAsked(step: Step): step is AskStep | SuiteStep {
  return step.do === 'ask' || step.do === 'suite';
}

function single(words: Words, what: string): string {
  const word = words.done ? '' : words.next();
  if (!SINGLE.test(word)) throw new Misread(`Name a ${what}.`);
  return word;
}

/** `as=ana expect="refused: unknown-term"`: attributes of the fence's line. What is no attribute is somebody else's. */
function readInfo(info: string): (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  for (const [, name = '', quoted, bare = ''] of info.slice(0, 2000).matchAll(/([a-z]+)=(?:"([^"]*)"|([^\s"]+))/g))
    found.push([name, quoted ?? bare]);
  return found;
}

/** In the steps' own words, where the author gives none. */
function claimOf(steps: readonly Step[]): string {
  const first = steps.find(isAsked);
  if (!first) return '';
  const expected = first.expectations.map(({ text }) => text).join(', ') || 'answered';
  const about = first.do === 'ask' ? `“${first.text.replace(/\s+/g, ' ').slice(0, 80)}”` : 'the golden suite';
  return `${about}: ${expected}`;
}
