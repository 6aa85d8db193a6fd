import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { AnchorFormatError, AnchorResolver, captureAnchors, folderWorld, headCommit, readAnchor } from '../tour';
import type { Anchor } from '../tour';
import { UsageError } from './usage';

const CAPTURE = 'anchors capture <file> --lines 10,20,30 [--root DIR]';
const RESOLVE = 'anchors resolve <anchors.json> [--root DIR] [--repo-index]';
/** More than any project has lines that somebody anchored. */
const MAX_JSON = 256 * 1024 * 1024;

/** `greenroom anchors`: takes anchors of lines, and finds the lines again. JSON on stdout; lines count from 1. */
export async function anchors([name, ...args]: readonly string[]): Promise<number> {
  if (name === 'capture') return capture(args);
  if (name === 'resolve') return resolve(args);
  throw new UsageError(`anchors needs to know what to do: ${CAPTURE}, or ${RESOLVE}`);
}

async function capture(args: readonly string[]): Promise<number> {
  const { positionals, root, lines } = readArguments(args, CAPTURE);
  if (lines === undefined) throw new UsageError(`--lines is missing: ${CAPTURE}`);
  const [file = ''] = positionals;
  const relative = await relativeTo(root, file);
  const world = folderWorld(root);
  const text = await world.read(relative);
  if (text === undefined) throw new UsageError(`${file} cannot be read as text (is it there, and below ${root}?)`);
  const commit = await headCommit(root);
  try {
    const captured = captureAnchors(text, relative, readLines(lines), commit === undefined ? {} : { commit });
    console.log(JSON.stringify(captured, null, 1));
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
  return 0;
}

async function resolve(args: readonly string[]): Promise<number> {
  const { positionals, root, repoIndex } = readArguments(args, RESOLVE);
  if (!(await isFolder(root))) throw new UsageError(`${root} is not a folder`);
  const [file = ''] = positionals;
  const stored = await readAnchors(file);
  const found = await new AnchorResolver(folderWorld(root), { everywhere: repoIndex }).resolve(stored);
  const answers = found.map(({ state, file: at, line, score, from }) => ({
    ...{ state, file: at, line: line === undefined ? null : line + 1, score: Math.round(score * 1000) / 1000 },
    ...(from === undefined ? {} : { from: { file: from.file, line: from.line + 1 } }),
  }));
  console.log(JSON.stringify(answers, null, 1));
  return 0;
}

function readArguments(args: readonly string[], usage: string) {
  const { values, positionals } = parse(args);
  if (positionals.length !== 1) throw new UsageError(`one file is needed: ${usage}`);
  return { positionals, root: values.root ?? '.', lines: values.lines, repoIndex: values['repo-index'] };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        root: { type: 'string' },
        lines: { type: 'string' },
        'repo-index': { type: 'boolean', default: false },
      },
      allowPositionals: true,
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** From `10,20` to 9 and 19. */
function readLines(text: string): number[] {
  return text.split(',').map((part) => {
    const line = /^\s*\d{1,9}\s*$/.test(part) ? Number(part) : 0;
    if (line < 1)
      throw new UsageError(`--lines takes line numbers from 1, with commas between: not "${part.slice(0, 40)}"`);
    return line - 1;
  });
}

/** A file is named as seen from the current folder, or from the root. */
async function relativeTo(root: string, file: string): Promise<string> {
  const home = path.resolve(root);
  if (!(await isFolder(home))) throw new UsageError(`${root} is not a folder`);
  const inHome = path.resolve(home, file);
  const full = (await isThere(inHome)) ? inHome : path.resolve(file);
  const relative = path.relative(home, full).replaceAll('\\', '/');
  if (!(await isThere(full))) throw new UsageError(`${file} is not there`);
  if (relative.startsWith('../') || path.isAbsolute(relative)) throw new UsageError(`${file} is not below ${root}`);
  return relative;
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

async function isFolder(folder: string): Promise<boolean> {
  return stat(folder).then(
    (info) => info.isDirectory(),
    () => false,
  );
}

async function readAnchors(file: string): Promise<Anchor[]> {
  const text = await readText(file);
  const value = parseJson(file, text);
  if (!Array.isArray(value)) throw new UsageError(`${file} is not a list of anchors`);
  return value.map((item: unknown, at) => {
    try {
      return readAnchor(item);
    } catch (error) {
      if (error instanceof AnchorFormatError) throw new UsageError(`${file}, anchor ${at + 1}: ${error.message}`);
      throw error;
    }
  });
}

async function readText(file: string): Promise<string> {
  try {
    if ((await stat(file)).size > MAX_JSON) throw new Error('it is too large');
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${error instanceof Error ? error.message : String(error)})`);
  }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
}
