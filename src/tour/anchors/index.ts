export { captureAnchor, captureAnchors, type CaptureOptions } from './capture';
export { folderWorld } from './folder';
export { gitHistory, headCommit } from './git';
export { AnchorResolver, resolveAnchor, type ResolveOptions } from './resolve';
export { AnchorFormatError, readAnchor } from './stored';
export type { Anchor, AnchorHistory, AnchorState, AnchorWorld, Place, Resolution } from './types';
export { trackLine, type TextEdit } from './track';
