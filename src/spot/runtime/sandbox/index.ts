export { describeDiagnostic, SandboxError } from './errors';
export { besideModel, readText, sandboxOf, type SandboxFiles } from './files';
export { openSandbox, readSandbox, type SandboxOptions, type SandboxText } from './open';
export { Sandbox, type Editing } from './sandbox';
