import type { SpotService } from '../service/service';
import { FileCompletion } from './completion';
import { FileHover } from './hover';
import { FileNavigation, Names } from './navigation';
import { FileRenaming } from './rename';

export interface Providers {
  readonly navigation: FileNavigation;
  readonly hover: FileHover;
  readonly completion: FileCompletion;
  readonly renaming: FileRenaming;
}

/** What answers the editor's questions about a place's files; they share what they have read. */
export function createProviders(spot: SpotService): Providers {
  const names = new Names(spot);
  return {
    navigation: new FileNavigation(names),
    hover: new FileHover(names),
    completion: new FileCompletion(names),
    renaming: new FileRenaming(names),
  };
}
