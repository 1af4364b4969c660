import { ComponentProblem } from '../component/problem.ts';
import { storedFields } from '../component/stored-fields.ts';
import { EXTERNAL_CLIENT_APPLICATION as TYPE } from '../types/external-client-application.ts';
import { fullNameOf } from './draft.ts';
import { checkManaged } from './managed-rule.ts';
import type { PutContext, PutRequest, PutResult } from './put-context.ts';
import { saveComponent, textField } from './save-component.ts';

const LONGEST_NAME = 80;

/**
 * Makes or replaces the app itself.
 *
 * @throws {ComponentProblem}
 */
export function putApp(context: PutContext, request: PutRequest): PutResult {
  const { draft } = context;
  const existing = draft.app(request.fullName);
  const before = existing?.components.ExternalClientApplication ?? null;
  const fields = storedFields(request.fields, {
    type: TYPE,
    before: before?.fields ?? {},
    version: context.version,
    mode: replaceMode(context),
  });
  fields.label ??= request.fullName;
  const label = textField(fields, 'label') ?? request.fullName;
  if (existing) {
    checkManaged(existing, before, fields);
    existing.label = label;
  } else checkName(request.fullName);
  const app = existing ?? draft.org.newApp({ developerName: request.fullName, label });
  if (!existing) draft.addApp(app);
  return saveComponent(context, { app, type: 'ExternalClientApplication', fullName: fullNameOf(app), fields });
}

export function replaceMode(context: PutContext): 'replace' | 'merge' {
  return context.draft.org.knob('replaceMode') === 'merge' ? 'merge' : 'replace';
}

/** @throws {ComponentProblem} for what can't be a developer name */
export function checkName(name: string): void {
  const good = /^[A-Za-z](?:_?[A-Za-z0-9])*$/.test(name) && name.length <= LONGEST_NAME;
  if (good) return;
  throw new ComponentProblem(
    `The name '${name}' can only contain underscores and alphanumeric characters. It must be unique, begin with a ` +
      'letter, not include spaces, not end with an underscore, and not contain two consecutive underscores.',
    'FIELD_INTEGRITY_EXCEPTION',
  );
}
