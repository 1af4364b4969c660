import { adoptable, auditOrg } from '../../core/audit/audit-org.ts';
import type { AuditProgress } from '../../core/audit/read-use.ts';
import type { AuditReport } from '../../core/audit/report.ts';
import { usualPolicy } from '../../core/model/effective-policy.ts';
import { countOf } from '../../core/plain/text.ts';
import type { SalesforceOrg } from '../../core/ports/ports.ts';
import { isKeyturnError, reason } from '../../core/reasons/errors.ts';
import { adopt } from '../../core/watch/adopt.ts';
import { auditSteps, readAppsWords } from '../../core/words/audit.ts';
import { consumerProblems } from '../../core/words/consumers.ts';
import { allowedHosts } from '../allow-host.ts';
import { auditDocument } from '../audit-document.ts';
import { auditMarkdown, auditText } from '../audit-text.ts';
import type { Call, RunCommand } from '../commands.ts';
import type { CommandContext } from '../context.ts';
import { columnsOf } from '../output.ts';
import { chosenStageAhead, policyOf } from '../policy-flags.ts';
import { keepHeapSmall } from '../small-heap.ts';
import { openUsualStore } from '../usual-store.ts';
import { refusePracticeAlias } from '../which-org.ts';
import { wrongCall } from '../wrong-call.ts';

/** `keyturn audit`: reads an org and changes nothing in it. `--watch` starts watching its apps. */
export const audit: RunCommand<'audit'> = async (context, call) => {
  const { flags, output } = context;
  if (call.markdown && output.isJson) throw wrongCall('audit', "--markdown and --json can't be used together");
  if (call.deliver.length > 0) throw wrongCall('audit', consumerProblems.ofSeveralApps);
  const composition = await context.compose({ allowHosts: allowedHosts(call.allowHost, 'audit') });
  const [clock, signIns] = await Promise.all([composition.clock(), composition.signIns()]);
  const name = flags.targetOrg ?? (await signIns.defaultOrg());
  if (!name) throw reason('AnswerMissing', { question: 'which org', flag: '--target-org' });
  if (call.watch) refusePracticeAlias(name, composition.isPractice);
  keepHeapSmall();
  const org = await signIns.open(name, flags.apiVersion ? { apiVersion: flags.apiVersion } : {});
  // Without --watch, an audit on a new computer creates no files.
  const state = call.watch || (await composition.hasState()) ? await composition.state() : null;
  const report = await auditOrg({ org, clock, state, tell: progressTo(output) });
  const adopted = call.watch ? await adoptAll(context, { composition, org, report, call }) : [];
  const width = context.streams.stdout.columns || 80;
  const text = call.markdown
    ? auditMarkdown(report)
    : auditText(report, width, context.wording, columnsOf(context.streams.stdout));
  const end = call.watch ? adopted.map((app) => `✔ Watching ${app}.`) : invitation(report, call.allowHost);
  // In Markdown, a line right after a list belongs to its last item.
  const apart = call.markdown && end.length > 0 ? [''] : [];
  output.succeed({ ...auditDocument(report), adopted }, [...text, ...apart, ...end]);
  return 0;
};

/** One line for each step, and on a terminal one that counts the apps. */
function progressTo(output: CommandContext['output']): AuditProgress {
  return (step, apps) => (apps ? output.passing(readAppsWords(apps)) : output.note(auditSteps[step]));
}

function invitation(report: AuditReport, allowHosts: readonly string[]): readonly string[] {
  const { length } = adoptable(report);
  if (length === 0) return [];
  const command = ['keyturn audit --watch', ...allowHosts.map((host) => `--allow-host ${host}`)].join(' ');
  return [
    `${countOf(length, 'app')} with the flow on ${length === 1 ? "isn't" : "aren't"} watched yet.`,
    `Watch ${length === 1 ? 'it' : 'them'} with \`${command}\`.`,
  ];
}

interface Adopting {
  readonly composition: Awaited<ReturnType<CommandContext['compose']>>;
  readonly org: SalesforceOrg;
  readonly report: AuditReport;
  readonly call: Call<'audit'>;
}

/** Watches every OAuth consumer of every app with the flow on. A failure becomes a warning and doesn't stop the others. */
async function adoptAll(context: CommandContext, { composition, org, report, call }: Adopting): Promise<string[]> {
  const [state, clock, settings] = await Promise.all([
    composition.state(),
    composition.clock(),
    composition.settings(),
  ]);
  const policy = policyOf(
    call,
    usualPolicy(settings, { org: org.name, username: org.username }),
    chosenStageAhead(settings),
  );
  const openStore = () => openUsualStore(composition, context);
  const adopted: string[] = [];
  const tests = await composition.deliveries();
  for (const { summary, consumers } of adoptable(report)) {
    const wanted = consumers && consumers.length > 0 ? consumers.map(({ id }) => id) : [null];
    for (const consumer of wanted) {
      const request = { org, app: summary.developerName, consumer, policy, deliveries: [], issuedAt: null };
      try {
        const { watched, warnings } = await adopt({ ...request, tests, openStore, state, clock });
        const drift = (watched.lastCheck?.drift ?? []).map(({ sentence, cure }) => `${sentence} ${cure}`);
        for (const warning of [...warnings, ...drift]) context.output.warn(`${summary.developerName}: ${warning}`);
        adopted.push(wanted.length > 1 ? `${summary.developerName} (${consumer})` : summary.developerName);
      } catch (error) {
        if (!isKeyturnError(error) || concernsAll.has(error.code)) throw error;
        context.output.warn(`keyturn can't watch ${summary.developerName}: ${error.message}`);
      }
    }
  }
  return adopted;
}

/** Reasons that would stop every other app, too. */
const concernsAll: ReadonlySet<string> = new Set([
  'StoreNotChosen',
  'KeychainUnavailable',
  'PassphraseMissing',
  'PassphraseWrong',
  'PassphraseFileUnsafe',
  'StoreDamaged',
]);
