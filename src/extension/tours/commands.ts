import type { CommandHandler } from '../commands';
import type { TourParts } from './actions';

const COMMANDS = [
  'tour.play',
  'tour.next',
  'tour.previous',
  'tour.restart',
  'tour.finish',
  'tour.goTo',
  'tour.run',
  'tour.save',
  'tour.reanchor',
  'tour.editStep',
  'tour.saveStep',
  'tour.cancelStep',
  'tour.deleteStep',
  'tour.moveStepUp',
  'tour.moveStepDown',
  'tour.addLine',
];

/** Commands of tours. What they do is loaded with the first one. */
export function tourCommands(parts: TourParts): Record<string, CommandHandler> {
  let actions: Promise<Record<string, CommandHandler>> | undefined;
  const run =
    (command: string): CommandHandler =>
    async (...args: never[]) => {
      actions ??= import('./actions').then(({ tourActions }) => tourActions(parts));
      return (await actions)[command]?.(...args);
    };
  return Object.fromEntries(COMMANDS.map((command) => [command, run(command)]));
}
