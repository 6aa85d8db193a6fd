import {
  AnchorResolver,
  captureAnchors,
  folderWorld,
  type Anchor,
  type AnchorHistory,
  type AnchorWorld,
  type Resolution,
} from '../../src/tour';
import { splitLines } from '../../src/tour/anchors/line-text';
import { row } from '../support/measure';
import { heading, print, tally, type Said } from './measured';
import { checkout, commitsBefore, sourceFilesAt, textsAt, type Commit } from './repository';
import { sampleLines } from './sample';
import { truths, type Sample, type Truth } from './truth';
import { firstMatch, gitDiff, storedNumber, symbolAndOffset, type Method } from './usual';

const SAMPLES = 600;
const YEARS = [2, 4, 6];

/** Measures on the history at a path. */
export async function measureHistory(source: string, years: readonly number[] = YEARS): Promise<void> {
  const { folder, remove } = checkout(source);
  try {
    const commits = commitsBefore(folder, years);
    if (commits.length === 0) console.log('This history is younger than two years.');
    for (const commit of commits) await measureCommit(folder, commit);
  } finally {
    remove();
  }
}

/** Of a tree that was copied without its repository. */
const NO_HISTORY: AnchorHistory = {
  textsAt: () => Promise.resolve(new Map()),
  renamedSince: () => Promise.resolve(new Map()),
};

export async function measureCommit(folder: string, commit: Commit, samples = SAMPLES): Promise<void> {
  const old = textsAt(folder, commit.hash, sourceFilesAt(folder, commit.hash));
  const sampled = sampleLines(old, samples, 20_240_101);
  const now = textsAt(folder, 'HEAD', sourceFilesAt(folder, 'HEAD'));
  const lines = linesOf(now);
  const truth = await truths(folder, commit.hash, sampled, { old, now });
  const kinds = ['alive', 'edited', 'gone', 'disputed'].map(
    (kind) => `${String(truth.filter((one) => one.kind === kind).length)} ${kind}`,
  );
  console.log(`\n${commit.when}: ${String(sampled.length)} lines, ${kinds.join(', ')}`);
  heading('');
  const usual: Readonly<Record<string, Method>> = {
    'stored line number': storedNumber(lines),
    'pattern, first match': firstMatch(lines),
    'symbol and offset': symbolAndOffset(linesOf(old), lines),
    'git diff alone': gitDiff(folder, commit.hash),
  };
  for (const [label, method] of Object.entries(usual)) {
    print(
      label,
      tally(
        sampled.map((sample) => ({ spot: method(sample) })),
        truth,
      ),
    );
  }
  const anchors = capture(old, sampled, commit.hash);
  const withGit = folderWorld(folder);
  const withoutGit: AnchorWorld = { ...withGit, history: NO_HISTORY };
  const textOnly = capture(old, sampled);
  await measureWorld('anchor, git', withGit, anchors, truth);
  await measureWorld('anchor, text alone', withoutGit, textOnly, truth);
  const bytes = textOnly.map((anchor) => JSON.stringify(anchor).length).sort((a, b) => a - b);
  row('  bytes per anchor', `p50 ${String(quantile(bytes, 0.5))}`, `p95 ${String(quantile(bytes, 0.95))}`);
}

function capture(old: ReadonlyMap<string, string>, samples: readonly Sample[], commit?: string): Anchor[] {
  const anchors = new Array<Anchor>(samples.length);
  for (const [file, text] of old) {
    const indices = samples.flatMap((sample, at) => (sample.file === file ? [at] : []));
    const lines = indices.map((at) => samples[at]?.line ?? 0);
    captureAnchors(text, file, lines, commit === undefined ? {} : { commit }).forEach((anchor, at) => {
      anchors[indices[at] ?? 0] = anchor;
    });
  }
  return anchors;
}

async function measureWorld(
  label: string,
  world: AnchorWorld,
  anchors: readonly Anchor[],
  truth: readonly Truth[],
): Promise<void> {
  const resolver = new AnchorResolver(world, { everywhere: true });
  const start = performance.now();
  const found = await resolver.resolve(anchors);
  const together = (performance.now() - start) / anchors.length;
  const times: number[] = [];
  for (const anchor of anchors) {
    // Processor time: a busy machine makes no difference, and a warm resolver waits for nothing.
    const begin = process.cpuUsage();
    await resolver.resolve([anchor]);
    const { user, system } = process.cpuUsage(begin);
    times.push((user + system) / 1000);
  }
  times.sort((a, b) => a - b);
  print(label, tally(found.map(said), truth));
  const states = ['exact', 'moved', 'enclosing', 'lost'].map((state) => {
    const of = found
      .map((resolution, at) => ({ resolution, at }))
      .filter(({ resolution }) => resolution.state === state);
    const { wrong } = tally(
      of.map(({ resolution }) => said(resolution)),
      of.map(({ at }) => truth[at] ?? { kind: 'gone' }),
    );
    return `${String(of.length)} ${state}${wrong === 0 ? '' : ` (${String(wrong)} wrong)`}`;
  });
  console.log(`    ${states.join(', ')}`);
  const ms = (value: number): string => `${value.toFixed(2)} ms`;
  row(
    '    each: together, cold; alone, warm (CPU), p50, p95',
    ms(together),
    ms(quantile(times, 0.5)),
    ms(quantile(times, 0.95)),
  );
  if (process.env['GREENROOM_BENCH_SHOW'] !== undefined) show(anchors, found, truth);
}

/** Every answer that is not right, to learn from. */
function show(anchors: readonly Anchor[], found: readonly Resolution[], truth: readonly Truth[]): void {
  found.forEach((resolution, at) => {
    const anchor = anchors[at];
    const fate = truth[at];
    if (anchor === undefined || fate === undefined) return;
    const { wrong, alive, right } = tally([said(resolution)], [fate]);
    if (wrong === 0 && alive === right) return;
    const spot = 'spot' in fate ? `${fate.spot.file}:${String(fate.spot.line + 1)}` : '';
    const got = `${resolution.state} ${resolution.file}:${String((resolution.line ?? -1) + 1)} ${resolution.score.toFixed(2)}`;
    console.log(
      `      ${wrong > 0 ? 'WRONG' : 'missed'} ${fate.kind} ${spot} got ${got} was ${anchor.file}:${String(anchor.line)} ${anchor.symbol ?? ''} | ${anchor.text.trim()}`,
    );
  });
}

function said({ state, file, line }: Resolution): Said {
  return { state, spot: line === undefined || state === 'enclosing' ? undefined : { file, line } };
}

function linesOf(texts: ReadonlyMap<string, string>): (file: string) => readonly string[] | undefined {
  const known = new Map<string, readonly string[]>();
  return (file) => {
    const text = texts.get(file);
    if (text === undefined) return undefined;
    const lines = known.get(file) ?? splitLines(text);
    known.set(file, lines);
    return lines;
  };
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
