export { describeDiagnostic, SandboxError } from './errors';
export { besideModel, readText, sandboxOf, type SandboxFiles } from './files';
export { openSandbox, type SandboxOptions } from './open';
export { Sandbox, type Editing, type Trial } from './sandbox';
