import { open, stat } from 'node:fs/promises';
import { hostname, release, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import type { Composition } from '../compose.ts';
import { consumerState } from '../core/model/consumer.ts';
import type { EffectiveSetting } from '../core/model/setting.ts';
import { isRecord, valueAt } from '../core/plain/json.ts';
import { plainText } from '../core/plain/text.ts';
import { isoInstant, isoInstantOrNull } from '../core/plain/time.ts';
import type { State } from '../core/ports/ports.ts';
import { effectiveSettings } from '../core/settings/effective.ts';
import { readDaemon } from '../core/status/read-daemon.ts';
import { readStatus } from '../core/status/read-status.ts';
import { logLine } from '../core/support/log-line.ts';
import type { KnownNames } from '../core/support/stand-ins.ts';
import { sourceWords } from '../core/words/settings.ts';
import { supportWords } from '../core/words/support.ts';
import { plainValue } from './config-document.ts';
import type { CommandContext } from './context.ts';
import { checkAll } from './doctor-facts.ts';

const newestLines = 100;
const newestEntries = 50;
const readBytes = 64 * 1024;

export interface SupportFacts {
  readonly context: CommandContext;
  readonly composition: Composition;
  /** The state, opened once. null if there is none. */
  readonly state: () => Promise<State | null>;
}

export function versionLines({ version, program = 'keyturn', env, streams: { stdout } }: CommandContext) {
  const { version: node, platform, arch, argv } = process;
  const terminal = stdout.isTTY ? `${stdout.columns}×${stdout.rows}` : 'none';
  const variables = ['TERM', 'TERM_PROGRAM', 'COLORTERM', 'LC_ALL', 'LC_CTYPE', 'LANG', 'NO_COLOR', 'CI'];
  return [
    `keyturn ${version}, started as ${program} (${argv[1] ?? 'unknown'})`,
    `Node ${node}`,
    `${platform} ${release()} ${arch}`,
    `terminal ${terminal}`,
    ...variables.flatMap((name) => (env[name] ? [`${name}=${plainText(env[name], 60)}`] : [])),
    // Their values are paths and may be anything.
    `variables that are set: ${Object.keys(env).filter(isOurs).toSorted().join(', ') || 'none'}`,
  ];
}

const isOurs = (name: string) => /^(KEYTURN_|SF_|SFDX_|NODE_|HTTPS?_PROXY$|NO_PROXY$)/i.test(name);

/** The doctor's lines. What it says about the settings may quote them, so that is left out. */
export async function doctorLines({ context, composition }: SupportFacts): Promise<readonly string[]> {
  const org = context.flags.targetOrg ?? (context.flags.practice ? 'practice' : null);
  const { lines } = await checkAll(context, composition, { org, mayRepair: false, triesPassphrase: false });
  return lines.map(({ id, status, title, finding }) => {
    return `${status.padEnd(7)} ${title}: ${id === 'config' && status !== 'ok' ? supportWords.seeSettings : finding}`;
  });
}

export async function settingsLines({ context, composition, state }: SupportFacts): Promise<readonly string[]> {
  const file = await composition.settingsFile();
  const look = await file.look();
  const { env, flags } = context;
  const around = { ...file.usual, storeFlag: flags.store ?? null, storeVariable: env.KEYTURN_STORE || null };
  const apps = await appsOf(state);
  return [
    ...(look.exists ? [] : [supportWords.noSettings(look.path)]),
    ...look.problems.map(({ line, kind, path }) => {
      const place = kind === 'unknown' ? path.slice(0, -1) : path;
      return supportWords.settingProblem(line, kind, place.join('.'));
    }),
    ...effectiveSettings(look, { ...around, apps }).map(
      (one) => `${one.key} = ${valueText(one)} (${sourceWords(one)})`,
    ),
  ];
}

function valueText({ key, value }: EffectiveSetting): string {
  if (key.startsWith('contacts.')) return supportWords.leftOut;
  const text = plainValue(value);
  // In quotes it is the name of a secret for `withoutSecrets`.
  return text.startsWith('secret:') ? `'${text}'` : text || '—';
}

export async function daemonLines({ composition, state }: SupportFacts): Promise<readonly string[]> {
  const opened = await state();
  const daemon = opened && (await readDaemon(opened));
  const service = composition.isPractice ? null : await (await composition.services()).look([]);
  return [
    ...(daemon
      ? [
          `running ${daemon.running}, started ${isoInstantOrNull(daemon.startedAt)}`,
          `last check ${isoInstantOrNull(daemon.lastTickAt)}, next ${isoInstantOrNull(daemon.nextTickAt)}`,
          `last check without a failure ${isoInstantOrNull(daemon.lastGoodTickAt)}`,
          `last failure ${daemon.lastFailure ? `${isoInstant(daemon.lastFailure.at)}: ${daemon.lastFailure.problem}` : 'none'}`,
        ]
      : []),
    service ? `service ${service.kind}, active ${service.active}, enabled ${service.enabled}` : 'service none',
  ];
}

/** Counts and states. Consumer keys are shortened, and notes and contacts are left out. */
export async function stateLines({ composition, state }: SupportFacts): Promise<readonly string[]> {
  const opened = await state();
  if (!opened) return [];
  const [rows, clock] = await Promise.all([opened.apps.list(), composition.clock()]);
  const all = await readStatus(opened, clock.now(), composition.containments);
  const open = await opened.journal.open();
  return [
    `apps ${rows.length}, orgs ${new Set(rows.map(({ orgId }) => orgId)).size}, unfinished acts ${open.length}`,
    ...all.map(({ watched, rotation, state: now, dueAt }) => {
      const { org, app, policy, consumers, store, lastProof, lastCheck, trouble, consumerKey } = watched;
      const run = rotation && `${rotation.kind} ${rotation.finishedAt === null ? 'open' : rotation.outcome}`;
      return [
        `${org}/${app}: ${now}, key ${consumerKey}, due ${isoInstant(dueAt)}, ${policy.automation}`,
        `store ${store?.kind ?? 'none'}, run ${run ?? 'none'}, last verified ${lastProof?.answer ?? 'none'}`,
        `last check ${isoInstantOrNull(lastCheck?.at ?? null)}, changes ${lastCheck?.drift.map(({ kind }) => kind).join('+') || 'none'}`,
        `trouble ${trouble?.code ?? 'none'}`,
        `consumers ${consumers.map((one) => `${one.target.kind} ${consumerState(one, rotation, watched).status}`).join(', ') || 'none'}`,
      ].join('; ');
    }),
  ];
}

/** Details that keyturn chooses itself. A person may have written the others. */
const details = [
  'kind',
  'outcome',
  'answer',
  'store',
  'status',
  'automation',
  'checkOnly',
  'elsewhere',
  'rotation',
  'consumerKey',
];

export async function auditLines({ state }: SupportFacts): Promise<readonly string[]> {
  const opened = await state();
  const lines = (await opened?.journal.list()) ?? [];
  return lines.slice(-newestEntries).map(({ line, at, org, app, action, event, detail }) => {
    const shown = details.flatMap((name) => (Object.hasOwn(detail, name) ? [` ${name}=${detail[name]}`] : []));
    return `${line} ${isoInstant(at)} ${org}/${app ?? '—'} ${action} ${event}${shown.join('')}`;
  });
}

/** The newest lines of the daemon's log and of the last screen with `--debug`. */
export async function logLines({ composition }: SupportFacts): Promise<readonly string[]> {
  const home = dirname((await (await composition.settingsFile()).look()).path);
  const files = [join(await composition.folder(), 'daemon.log'), join(home, 'debug.log')];
  const all = await Promise.all(files.map(async (path) => ({ path, lines: await tailOf(path) })));
  return all.flatMap(({ path, lines }) => {
    if (lines === null) return [supportWords.noFile(path)];
    const newest = lines.slice(-newestLines);
    const known = newest.flatMap((line) => logLine(line) ?? []);
    const strange = newest.length - known.length;
    return [
      supportWords.newest(path, newest.length),
      ...known,
      ...(strange > 0 ? [supportWords.strange(strange)] : []),
    ];
  });
}

async function tailOf(path: string): Promise<readonly string[] | null> {
  const size = await stat(path).then(
    (found) => (found.isFile() ? found.size : null),
    () => null,
  );
  if (size === null) return null;
  const handle = await open(path);
  try {
    const length = Math.min(size, readBytes);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    const lines = buffer.subarray(0, bytesRead).toString('utf8').split('\n');
    return lines.slice(length < size ? 1 : 0).filter((line) => line !== '');
  } finally {
    await handle.close();
  }
}

/** Every name that this computer knows. What can't be read has no names to hide. */
export async function knownNames({ composition, state }: SupportFacts): Promise<readonly KnownNames[]> {
  const none = () => [];
  const [apps, entries, signIns, value] = await Promise.all([
    appsOf(state),
    state()
      .then((opened) => opened?.journal.list() ?? [])
      .catch(none),
    composition
      .signIns()
      .then((all) => all.list())
      .catch(none),
    composition
      .settingsFile()
      .then((file) => file.look())
      .then((look) => look.value)
      .catch(() => ({})),
  ]);
  const own = userInfo().username;
  const setting = (name: string) => {
    const part = valueAt(value, [name]);
    return Object.keys(isRecord(part) ? part : {});
  };
  return [
    { kind: 'user', names: [own] },
    { kind: 'host', names: [hostname()] },
    ...apps.flatMap((one): readonly KnownNames[] => [
      { kind: 'org', names: [one.orgId, ...(composition.isPractice ? [] : [one.org]), one.orgName] },
      { kind: 'user', names: [one.username] },
      { kind: 'user', names: [one.executionUser?.username ?? ''] },
      { kind: 'host', names: [URL.parse(one.instanceUrl)?.hostname ?? ''] },
      { kind: 'app', names: [one.app, one.label] },
      ...one.consumers.map(({ name, target, contact }): KnownNames => {
        return { kind: 'consumer', names: [name, target.name, contact ?? ''] };
      }),
    ]),
    ...signIns.flatMap(({ orgId, aliases, username, instanceUrl }): readonly KnownNames[] => [
      { kind: 'org', names: [orgId, ...(composition.isPractice ? [] : aliases)] },
      { kind: 'user', names: [username] },
      { kind: 'host', names: [URL.parse(instanceUrl)?.hostname ?? ''] },
    ]),
    ...entries.flatMap(({ orgId, org, app, actor }): readonly KnownNames[] => [
      { kind: 'org', names: [orgId, ...(composition.isPractice ? [] : [org])] },
      { kind: 'app', names: [app ?? ''] },
      { kind: 'user', names: [actor.split('@')[0] ?? ''] },
      { kind: 'host', names: [actor.split('@')[1] ?? ''] },
    ]),
    ...setting('orgs').map((name): KnownNames => ({ kind: 'org', names: [name] })),
    ...setting('apps').map((name): KnownNames => ({ kind: 'app', names: [name.split('/').at(-1) ?? ''] })),
    ...setting('contacts').map((name): KnownNames => ({ kind: 'consumer', names: [name] })),
  ];
}

async function appsOf(state: SupportFacts['state']) {
  return state()
    .then((opened) => opened?.apps.list() ?? [])
    .catch(() => []);
}
