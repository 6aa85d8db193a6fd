import * as vscode from 'vscode';
export async function run() { const e = vscode.extensions.getExtension('greenroom.greenroom')!; await e.activate(); console.log('ACTIVE', e.isActive, vscode.version); }
