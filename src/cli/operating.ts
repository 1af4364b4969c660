import { type OpenStore, openOnce } from '../compose/opened-stores.ts';
import type { ComposeRequest, Composition, OperateIo } from '../compose.ts';
import type { DecommissionPorts } from '../core/decommission/ports.ts';
import { storeKindOf, type WatchedApp } from '../core/model/watched-app.ts';
import type { OperatePorts, OperateRequest } from '../core/operate/operate-request.ts';
import { plainText, sentenceText } from '../core/plain/text.ts';
import { isoInstant } from '../core/plain/time.ts';
import type { SecretStore } from '../core/ports/ports.ts';
import { newsWords, type RotationNews } from '../core/words/news.ts';
import type { Call } from './commands.ts';
import type { CommandContext } from './context.ts';
import { openChosenStore } from './open-store.ts';
import type { Output } from './output.ts';
import { onlyStore } from './usual-store.ts';
import { createWaitingLine } from './waiting-line.ts';

export interface Operating {
  readonly ports: OperatePorts;
  readonly watched: readonly WatchedApp[];
  /** The store that holds the app's credentials; opened once. */
  readonly storeOf: (app: WatchedApp) => Promise<SecretStore>;
  readonly requestOf: (app: WatchedApp) => Pick<OperateRequest, 'watched' | 'orgName' | 'patienceMs' | 'why'>;
  /** Whom to call about a consumer, by the consumer's name. */
  readonly contacts: Readonly<Record<string, string>>;
  /** The same, to end an app. */
  readonly endingPorts: (app: WatchedApp) => Promise<DecommissionPorts>;
  /** The ports with the store of one app. */
  readonly portsFor: (app: WatchedApp) => OperatePorts;
}

interface Opening {
  /** An app without stored credentials gets the only store that exists. */
  readonly usesOnlyStore?: boolean;
}

/** Opens everything that a rotation needs. Ctrl-C stops after the current step. */
export async function openOperating(
  context: CommandContext,
  { proveWith }: Partial<Call<'resume'>>,
  {
    usesOnlyStore = false,
    ...extra
  }: Pick<ComposeRequest, 'requestsAtOnce' | 'slowAnswer' | 'stateFault'> & Opening = {},
): Promise<Operating> {
  const signal = context.interruption.take(context.output.note);
  const composition = await context.compose({
    signal,
    proveWith,
    slowAnswer: createWaitingLine(context.output).say,
    ...extra,
  });
  const only = async () => (usesOnlyStore ? await onlyStore(composition) : null);
  const open = openOnce(async (kind) => openChosenStore(composition, context, kind ?? (await only()) ?? undefined));
  return operatingOf(composition, context, { signal, tell: createTeller(context.output), openStore: open });
}

/** The same for a caller with its own signal, progress and store. */
export async function operatingOf(
  composition: Composition,
  { flags: { apiVersion, targetOrg }, why }: CommandContext,
  { openStore, ...io }: Pick<OperateIo, 'signal' | 'tell'> & { readonly openStore: OpenStore },
): Promise<Operating> {
  const storeOf = (watched: WatchedApp) => openStore(storeKindOf(watched));
  const [ports, { usualPatience }, { contacts }] = await Promise.all([
    composition.operatePorts({ ...io, openStore, apiVersion }),
    import('../core/operate/operate.ts'),
    composition.settings(),
  ]);
  const portsFor = ({ store }: WatchedApp): OperatePorts => ({
    ...ports,
    openStore: (known = store?.kind) => openStore(known),
  });
  return {
    ports,
    watched: await ports.state.apps.list(),
    storeOf,
    contacts,
    requestOf: (watched) => ({ watched, orgName: targetOrg ?? watched.org, patienceMs: usualPatience, why }),
    portsFor,
    endingPorts: async (watched) => ({ ...portsFor(watched), copies: await composition.copies() }),
  };
}

/** Progress as plain lines on stderr. */
function createTeller(output: Output): (news: RotationNews) => void {
  return (news) => {
    const { what, detail } = newsWords(news);
    const text = sentenceText(what);
    switch (news.kind) {
      case 'doing':
        return output.note(`  ${text}…`);
      case 'done':
        return output.note(`✔ ${text}${detail ? `: ${plainText(detail)}` : ''}`);
      case 'waiting':
        return output.note(`  ${text}; retrying at ${isoInstant(news.until).slice(11, 19)} UTC`);
      case 'warning':
        return output.warn(text);
    }
  };
}
