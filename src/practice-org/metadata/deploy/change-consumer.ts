import type { App } from '../../model/app.ts';
import type { FieldMap } from '../../model/component.ts';
import { ComponentWarning } from '../component/problem.ts';
import { replaceMode } from './put-app.ts';
import type { PutContext } from './put-context.ts';
import { textField } from './save-component.ts';

/**
 * What global OAuth settings do besides being stored: the first deploy makes the consumer, a certificate left out is
 * cleared, the rotate flags give the primary pair a new key or secret at once, with no overlap. A consumer key or
 * secret in the file changes nothing.
 */
export function changeConsumer(context: PutContext, app: App, given: FieldMap) {
  const { org } = context.draft;
  const [consumer] = app.consumers;
  const warning = consumer ? rotationWarning(given) : null;
  if (warning !== null && !context.ignoreWarnings) throw new ComponentWarning(warning);
  const certificate = textField(given, 'certificate') ?? (replaceMode(context) === 'merge' ? app.certificate : null);
  const alsoChanged = certificate !== app.certificate;
  app.certificate = certificate;
  if (!consumer) {
    app.consumers.push(org.newConsumer(app.developerName, context.caller.userId));
    return { alsoChanged: true, warning: null };
  }
  if (warning === null) return { alsoChanged, warning };
  const fresh = org.newPair(context.caller.userId);
  const { primary } = consumer;
  consumer.gone.push(primary);
  consumer.primary = {
    ...fresh,
    key: isTrue(given, 'shouldRotateConsumerKey') ? fresh.key : primary.key,
    secret: isTrue(given, 'shouldRotateConsumerSecret') ? fresh.secret : primary.secret,
  };
  return { alsoChanged: true, warning };
}

function isTrue(given: FieldMap, name: string): boolean {
  return given[name] === 'true';
}

function rotationWarning(given: FieldMap): string | null {
  const what = [
    isTrue(given, 'shouldRotateConsumerKey') ? 'consumer key' : '',
    isTrue(given, 'shouldRotateConsumerSecret') ? 'consumer secret' : '',
  ].filter((word) => word !== '');
  if (what.length === 0) return null;
  return `The ${what.join(' and ')} of this external client app will be rotated. Integrations that use the old value stop working.`;
}
