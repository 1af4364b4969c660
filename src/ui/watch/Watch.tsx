import { useWindowSize } from 'ink';
import { plainText } from '../../core/plain/text.ts';
import { isKeyturnError } from '../../core/reasons/errors.ts';
import { daemonWords, nextCheckWords } from '../../core/words/daemon.ts';
import { untouchedWords } from '../../core/words/untouched.ts';
import { headerLine, leaveLine } from '../kit/frame-lines.ts';
import { plainLayout } from '../kit/layout.ts';
import { cut, dim, type Line } from '../kit/line.ts';
import { Stage } from '../kit/Stage.tsx';
import type { Screen } from '../kit/use-screen.ts';
import { useView } from '../kit/use-view.ts';
import { quitting } from '../kit/words.ts';
import { AgreePanel } from './AgreePanel.tsx';
import { DetailsPanel } from './DetailsPanel.tsx';
import { FormPanel } from './FormPanel.tsx';
import { ListPanel } from './ListPanel.tsx';
import { isChanging } from './leave-watch.ts';
import { NamePanel } from './NamePanel.tsx';
import { PassphrasePanel } from './PassphrasePanel.tsx';
import { PickPanel } from './PickPanel.tsx';
import { RunPanel } from './RunPanel.tsx';
import type { WatchStore } from './reader.ts';
import type { WatchSession } from './session.ts';
import { isLongerThanFoot, shortened, troubleLines } from './trouble-lines.ts';
import { WatchContext } from './use-watch.ts';
import { placeText, watchTitle } from './watch-list-lines.ts';
import type { Asking, WatchView } from './watch-view.ts';

export interface WatchProps extends Omit<Screen, 'layout' | 'surround' | 'takesKeys'> {
  readonly store: WatchStore;
  readonly session: WatchSession;
  readonly isPractice: boolean;
  readonly interrupt: () => void;
}

/** The watch: the list, the details of an app, and the action that is running. */
export function Watch({ store, session, isPractice, interrupt, ...rest }: WatchProps) {
  const view = useView(store);
  const size = useWindowSize();
  const layout = plainLayout(size, troubleLines(view, size));
  const surround = surroundOf(view, isPractice, layout.columns);
  return (
    <WatchContext value={{ view, store, session }}>
      <Stage screen={{ ...rest, layout, surround }} {...{ store, interrupt }}>
        <Panel view={view} session={session} />
      </Stage>
    </WatchContext>
  );
}

function Panel({ view, session }: { readonly view: WatchView; readonly session: WatchSession }) {
  const { run, picking, form, details } = view;
  if (run?.asking) return <Ask key={run.asking.number} asking={run.asking} session={session} />;
  if (run) return <RunPanel run={run} />;
  if (picking) return <PickPanel picking={picking} />;
  if (form) return <FormPanel form={form} />;
  return details === null ? <ListPanel /> : <DetailsPanel key={details} />;
}

function Ask({ asking, session }: { readonly asking: Asking; readonly session: WatchSession }) {
  const { number } = asking;
  const on = { answer: (text: string) => session.answer(number, text), decline: () => session.decline(number) };
  if (asking.kind === 'passphrase') return <PassphrasePanel asking={asking} {...on} />;
  return asking.kind === 'name' ? <NamePanel asking={asking} {...on} /> : <AgreePanel asking={asking} {...on} />;
}

function surroundOf(view: WatchView, isPractice: boolean, width: number) {
  return {
    header: headerLine({ title: watchTitle(view.rows, width), right: rightOf(view, isPractice, width), width }),
    notice: leaveLine(view.isLeaving, isChanging(view) ? quitting.afterStep : null, width),
    foot: footLine(view, width),
  };
}

/** Practice org and daemon state, never by color alone. The later texts say less, for narrow windows. */
function rightOf({ daemon, settingsProblem, now }: WatchView, isPractice: boolean, width: number): readonly string[] {
  const practice = isPractice ? ['practice org'] : [];
  if (daemon === null) return [practice.join('')];
  const settings = settingsProblem === null || width < 100 ? [] : ['settings ▲ error'];
  const isNextShown = daemon.running && width >= 100;
  const next = isNextShown && daemon.nextTickAt !== null ? [nextCheckWords(daemon.nextTickAt, now)] : [];
  const state = daemon.isFailing ? 'failing' : 'up';
  const running = daemonWords.brief[daemon.running ? state : 'off'];
  const all = [[...settings, ...next, running], [...settings, running], [running], []];
  return all.map((texts) => [...practice, ...texts].join(' · '));
}

/** One row: the result of the last key, a warning about old data, or where the data comes from. */
function footLine(view: WatchView, width: number): Line {
  const { message, readProblem, run, rows } = view;
  const isAbove = message !== null && !run && !view.picking && !view.form && isLongerThanFoot(message, width);
  if (message !== null && !isAbove) return [{ text: ` ${shortened(message, width - 2, 1)}`, bold: true }];
  if (readProblem !== null && rows === null) return dim(cut(' The commands above need a separate terminal.', width));
  if (readProblem !== null) {
    const why = isKeyturnError(readProblem) ? `${readProblem.message}  ${readProblem.code}` : "the state can't be read";
    return [
      { text: ' ▲ ', role: 'caution' },
      { text: shortened(`This data may be old: ${plainText(why)}`, width - 4, 1) },
    ];
  }
  if (run) return dim(` ${cut(runTruth(run), width - 2)}`);
  if (view.picking || view.form) return dim(` ${untouchedWords.nothingYet}`);
  if (view.details !== null) return dim(cut(' What this computer knows. Press c to check the org now.', width));
  return rows === null ? [] : dim(` ${cut(placeText(rows, view.list), width - 2)}`);
}

function runTruth({ ending, isAgreed, asking }: NonNullable<WatchView['run']>): string {
  if (ending) return 'Every step is in the audit trail.';
  return isAgreed && !asking
    ? 'Every step is recorded in the audit trail before it happens.'
    : untouchedWords.byThisYet;
}
