export type * from './types';
export { changedCode, codeState, type CodeState, type LinkedCode } from './changed';
export {
  addStep,
  moveStep,
  newStep,
  newTour,
  printTour,
  removeStep,
  replaceStep,
  withAnchor,
  withDescription,
} from './edit';
export { cardTour, roundTour, type CardStops, type GeneratedTour, type TourStop } from './generate';
export { stepNote, stepOffers, type StepOffer } from './offers';
export { parseTour, type ParsedTour } from './parse';
export { stepPlaces, type StepPlace, type StepState, type TourFolder } from './places';
