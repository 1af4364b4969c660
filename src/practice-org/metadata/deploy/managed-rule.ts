import { isDeepStrictEqual } from 'node:util';
import type { App } from '../../model/app.ts';
import type { Component, FieldMap } from '../../model/component.ts';
import { ComponentProblem } from '../component/problem.ts';
import type { MetadataType } from '../types/metadata-type.ts';

/**
 * A subscriber can't change the settings of an app from a managed package, only its policies.
 *
 * @throws {ComponentProblem} for the first element that would change
 */
export function checkManaged(
  app: App,
  type: MetadataType,
  change: { before: Component | null; fields: FieldMap },
): void {
  if (app.namespace === null) return;
  const { before, fields } = change;
  const held = before?.fields ?? {};
  const names = type.fields.flatMap(({ name, shown }) => (shown === 'stored' ? [name] : []));
  const changed = names.find((name) => !isDeepStrictEqual(held[name] ?? 'false', fields[name] ?? 'false'));
  if (changed === undefined && before) return;
  const said = (value: FieldMap[string] | undefined) => (typeof value === 'string' ? value : '');
  throw new ComponentProblem(
    `Cannot modify managed object: entity=${before?.type ?? 'ExternalClientApplication'}, ` +
      `component=${before?.id ?? app.id}, field=${changed ?? 'FullName'}, state=installed: ` +
      `newValue='${said(fields[changed ?? ''])}', oldValue='${said(held[changed ?? ''])}'`,
    'INSUFFICIENT_ACCESS_OR_READONLY',
  );
}
