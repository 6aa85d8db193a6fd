import * as vscode from 'vscode';
import type { CardView, RatingView, RowView, TierView } from '../../protocol';
import type { Card, RenderOptions, Section } from '../../deck';
import type { CardState, Choice, PointMatch, Rating } from '../../study';
import type { IndexedCard } from '../cards/card-index';
import { claimOf, sectionsWithProofs } from './claims';

/** What the user has done with the card in front of them. Plain data: it survives a reload of the window. */
export interface Turn {
  /** Another card, or the same card again: another turn. */
  readonly id: string;
  readonly uid: string;
  revealed: number;
  spokenSeconds: number;
  said: string;
  /** Ticks by hand, by point id; they outweigh proposals. */
  ticks: Record<string, boolean>;
}

/** How the deck's text becomes HTML; the deck folder's functions, handed in because they are loaded on first use. */
export interface Renderer {
  inline(markdown: string, marked: readonly string[], code?: CodeMarks): string;
  blocks(markdown: string, code?: CodeMarks): string;
}

/** Which code in a text is a link, and where it leads. */
type CodeMarks = RenderOptions['codeLinks'];

/** A point that counts towards coverage, with its id in the panel. */
export interface ScoredPoint {
  readonly id: string;
  readonly text: string;
}

/** Sections whose points a good spoken answer touches; key concepts only where a card has nothing else. */
const SCORED: readonly Section['kind'][] = ['answer', 'evidence', 'story'];

export function scoredPoints(card: Card): ScoredPoint[] {
  const own = pointsOf(card, (section) => SCORED.includes(section.kind));
  return own.length > 0 ? own : pointsOf(card, (section) => section.kind === 'concepts');
}

/** The points that what was said is held against: the scored ones, and the concepts that may be mentioned. */
export const comparedPoints = (card: Card): ScoredPoint[] =>
  pointsOf(card, ({ kind }) => kind === 'concepts' || SCORED.includes(kind));

function pointsOf(card: Card, wanted: (section: Section) => boolean): ScoredPoint[] {
  return card.sections.flatMap((section, index) =>
    wanted(section) ? section.points.map((point, number) => ({ id: pointId(index, number), text: point.text })) : [],
  );
}

const pointId = (section: number, point: number): string => `${String(section)}.${String(point)}`;

/** What was said against the card's points, by point id; empty while nothing was typed. */
export type Matches = ReadonlyMap<string, PointMatch>;

/** Whether a point is ticked: by hand, else as proposed. */
export const isTicked = (turn: Turn, matches: Matches, id: string): boolean =>
  turn.ticks[id] ?? matches.get(id)?.covered ?? false;

export interface CardSource {
  readonly indexed: IndexedCard;
  readonly state: CardState;
  readonly choices: readonly Choice[];
  readonly turn: Turn;
  readonly matches: Matches;
  readonly suggested: Rating | undefined;
  readonly targetSeconds: number;
  /** Cramming leaves the schedule alone: no intervals are promised. */
  readonly cram: boolean;
  /** The code links of the card are known. */
  readonly code?: CodeMarks;
  /** One of them at least can be opened. */
  readonly hasCode: boolean;
  /** Names of code that has changed since the last review. */
  readonly changedCode: readonly string[];
}

export function cardView(source: CardSource, render: Renderer): CardView {
  const { indexed, state, choices, turn, matches, suggested, targetSeconds, cram, code, hasCode, changedCode } = source;
  const { card, round } = indexed;
  const scored = scoredPoints(card);
  const scoredIds = new Set(scored.map(({ id }) => id));
  const open = turn.revealed > 0;
  const covered = scored.filter(({ id }) => isTicked(turn, matches, id)).length;
  return {
    turn: turn.id,
    kind: card.kind,
    round: {
      ...(round.number === undefined
        ? { short: round.title, title: '' }
        : { short: vscode.l10n.t('Round {0}', round.number), title: round.title }),
      ...(round.emoji === undefined ? {} : { emoji: round.emoji }),
    },
    questionHtml: render.inline(card.question, []),
    ...(card.setting === undefined ? {} : { settingHtml: render.blocks(card.setting) }),
    state: state.phase,
    flagged: state.flagged,
    ...(state.suspended ? { suspended: true } : {}),
    leech: state.leech,
    // While the code is being read, the tour waits for it.
    tour: open && (hasCode || (code === undefined && card.codeLinks.length > 0)),
    run: open && card.queries.length > 0,
    code: open && hasCode,
    ...(changedCode.length > 0 ? { changedCode: open ? changedCode : [] } : {}),
    ...(card.difficulty === undefined ? {} : { difficulty: card.difficulty }),
    targetSeconds,
    spokenSeconds: turn.spokenSeconds,
    said: turn.said,
    tierCount: card.sections.length,
    tiers: card.sections
      .slice(0, turn.revealed)
      .map((section, index) =>
        tierView(section, index, { scoredIds, turn, matches, code, queries: card.queries }, render),
      ),
    ...(open && card.queries.length > 0
      ? {
          proofs: {
            shown: turn.revealed >= sectionsWithProofs(card),
            claims: card.queries.map((query) => ({ claim: claimOf(query), source: query.text })),
          },
        }
      : {}),
    ...(open && scored.length > 0
      ? { coverage: { covered, total: scored.length, ...(suggested === undefined ? {} : { suggested }) } }
      : {}),
    ...(open
      ? { ratings: choices.map(({ rating, label }): RatingView => ({ rating, interval: cram ? '' : label })) }
      : {}),
  };
}

interface TierContext {
  readonly scoredIds: ReadonlySet<string>;
  readonly turn: Turn;
  readonly matches: Matches;
  readonly code: CodeMarks;
  readonly queries: Card['queries'];
}

function tierView(
  section: Section,
  index: number,
  { scoredIds, turn, matches, code, queries }: TierContext,
  render: Renderer,
): TierView {
  const rows = section.blocks.flatMap((block): RowView[] => {
    // Proofs stand together below the answer.
    if (block.type === 'markdown' && queries.some(({ range }) => range.start.line === block.range.start.line))
      return [];
    if (block.type === 'markdown') return [{ type: 'html', html: render.blocks(block.markdown, code) }];
    const point = section.points[block.point];
    if (point === undefined) return [];
    const id = pointId(index, block.point);
    const match = matches.get(id);
    return [
      {
        type: 'point',
        // A concept is marked as a whole.
        html: render.inline(point.markdown, section.kind === 'concepts' ? [] : (match?.words ?? []), code),
        depth: point.depth,
        ...(point.label === undefined ? {} : { label: point.label }),
        ...(scoredIds.has(id)
          ? {
              tick: {
                id,
                on: isTicked(turn, matches, id),
                proposed: turn.ticks[id] === undefined && match?.covered === true,
              },
            }
          : {}),
        ...(section.kind === 'concepts' ? { mentioned: match?.covered === true } : {}),
      },
    ];
  });
  return { kind: section.kind, label: section.label, rows };
}
