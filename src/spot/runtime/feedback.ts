import type { Part, Settled } from '../language';
import type { Model, ModelField } from '../model';
import type { MeasureRef, SemanticQuery } from '../query';

/** One thumb, up or down, on one answer. */
export interface Feedback {
  /** ISO timestamp. */
  readonly at: string;
  readonly user: string | null;
  readonly tenant: string | null;
  readonly vote: 'up' | 'down';
  readonly question: string;
  readonly query: SemanticQuery;
  /** What words of the question were taken for. */
  readonly settled: readonly Settled[];
  /** Names of the measures that the answer shows. */
  readonly measures: readonly string[];
  readonly note?: string;
}

/** Where feedback is kept. Append-only. */
export interface FeedbackStore {
  append(feedback: Feedback): Promise<void>;
  /** Everything so far, oldest first. */
  all(): Promise<readonly Feedback[]>;
}

export class MemoryFeedbackStore implements FeedbackStore {
  private readonly kept: Feedback[] = [];

  append(feedback: Feedback): Promise<void> {
    this.kept.push(feedback);
    return Promise.resolve();
  }

  all(): Promise<readonly Feedback[]> {
    return Promise.resolve(this.kept);
  }
}

export interface Vote {
  readonly user?: string | undefined;
  readonly tenant?: string | undefined;
  readonly vote: 'up' | 'down';
  readonly question: string;
  readonly query: SemanticQuery;
  readonly interpretation: readonly Part[];
  readonly note?: string;
}

export interface MeasureVotes {
  readonly measure: string;
  readonly up: number;
  readonly down: number;
}

/** Keeps thumbs, and makes something of them: what was liked settles what the same words mean next time. */
export class FeedbackManager {
  constructor(
    private readonly model: Model,
    private readonly store: FeedbackStore,
  ) {}

  async vote({ user, tenant, vote, question, query, interpretation, note }: Vote): Promise<void> {
    const fields = query.measures.map(({ of }) => this.nameOf(of));
    await this.store.append({
      at: new Date().toISOString(),
      user: user ?? null,
      tenant: tenant ?? null,
      vote,
      question,
      query,
      settled: interpretation.flatMap(({ text, of }) =>
        of ? this.phrases(text, of).map((phrase) => ({ phrase, of })) : [],
      ),
      measures: [...new Set(fields)],
      ...(note === undefined ? {} : { note }),
    });
  }

  /** What words mean to a tenant's people, by their up-votes; a later vote, up or down, overrules an earlier one. */
  async settled(tenant: string | undefined): Promise<Settled[]> {
    const meanings = new Map<string, Settled>();
    for (const feedback of await this.of(tenant)) {
      for (const one of feedback.settled) {
        const phrase = one.phrase.toLowerCase();
        const same = JSON.stringify(meanings.get(phrase)?.of) === JSON.stringify(one.of);
        if (feedback.vote === 'up') meanings.set(phrase, one);
        else if (same) meanings.delete(phrase);
      }
    }
    return [...meanings.values()];
  }

  /** Down-voted questions, newest first: for review, and candidates for the golden suite. */
  async toReview(tenant: string | undefined): Promise<Feedback[]> {
    return (await this.of(tenant)).filter(({ vote }) => vote === 'down').reverse();
  }

  /** Votes on each measure, the most down-voted first. */
  async byMeasure(tenant: string | undefined): Promise<MeasureVotes[]> {
    const counts = new Map<string, { up: number; down: number }>();
    for (const { measures, vote } of await this.of(tenant)) {
      for (const measure of measures) {
        const count = counts.get(measure) ?? { up: 0, down: 0 };
        count[vote] += 1;
        counts.set(measure, count);
      }
    }
    const list = [...counts].map(([measure, count]) => ({ measure, ...count }));
    return list.sort((a, b) => b.down - a.down || (a.measure < b.measure ? -1 : 1));
  }

  private async of(tenant: string | undefined): Promise<Feedback[]> {
    return (await this.store.all()).filter((feedback) => feedback.tenant === (tenant ?? null));
  }

  private field(of: MeasureRef): ModelField | undefined {
    const wanted = JSON.stringify(of);
    if (of.field === 'count') return this.model.fields.find(({ kind, node }) => kind === 'count' && node === of.table);
    return this.model.fields.find(({ ref }) => JSON.stringify(ref) === wanted);
  }

  private nameOf(of: MeasureRef): string {
    return this.field(of)?.name ?? JSON.stringify(of);
  }

  /** The words as they stand, and the bare name in them: "stores city" also settles "city". */
  private phrases(text: string, of: MeasureRef): string[] {
    const said = text.toLowerCase();
    const names = this.field(of)?.names ?? [];
    const inside = names.filter((name) => said !== name.toLowerCase() && said.endsWith(` ${name.toLowerCase()}`));
    return [text, ...inside];
  }
}
