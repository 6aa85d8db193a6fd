import * as vscode from 'vscode';
import type { Handlers, SpotResultRequests } from '../../../protocol';
import { spotLanguage } from '../../spot-language';
import type { SpotService } from '../service/service';
import type { Answers, HeldAnswer } from './answers';
import { openDefinition, openWhereToDefine } from './definitions';
import { exportTo, saveChart } from './files';
import { voteOn } from './votes';

/** Answers what a shown result asks for, wherever it is shown: in a notebook or beside a card. */
export function resultHandlers(
  spot: SpotService,
  answers: Answers,
  onError: (error: unknown) => void,
): Handlers<SpotResultRequests> {
  const held = (id: string): HeldAnswer => {
    const found = answers.find(id);
    if (!found) throw new Error(vscode.l10n.t('The rows of this result are no longer held. Run it again.'));
    return found;
  };
  return {
    strings: () => spotLanguage(),
    page: ({ id, start, count, sort }) => ({ columns: answers.page(held(id), start, count, sort) }),
    replace: async ({ id, start, end, text }) => {
      const { replace } = held(id);
      if (!replace) throw new Error(vscode.l10n.t('This question cannot be changed here.'));
      await replace(start, end, text);
      return null;
    },
    definition: async ({ id, start }) => {
      const { place, answer } = held(id);
      const part = answer.interpretation.find((one) => one.start === start);
      if (part?.of) await openDefinition(spot, place, part.of);
      return null;
    },
    define: async ({ id, name }) => {
      await openWhereToDefine(held(id).place, name);
      return null;
    },
    vote: async ({ id, vote }) => {
      const shown = held(id);
      await voteOn(spot, shown, vote);
      answers.keep({ ...shown, result: { ...shown.result, vote } });
      return null;
    },
    voted: ({ id }) => answers.find(id)?.result.vote ?? null,
    copy: async ({ text }) => {
      await vscode.env.clipboard.writeText(text);
      return null;
    },
    exportAs: async ({ id, form, to, sort }) => {
      const work = exportTo(spot, answers, held(id), form, to, sort);
      // Choosing a file takes as long as it takes: nobody waits for an answer meanwhile.
      if (to === 'file') work.catch(onError);
      else await work;
      return null;
    },
    saveChart: ({ id, form, data }) => {
      saveChart(held(id), form, data).catch(onError);
      return null;
    },
  };
}
