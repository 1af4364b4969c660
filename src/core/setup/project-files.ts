import { isOutcomeUnknown } from '../acts/journalled.ts';
import { isSameBytes } from '../plain/bytes.ts';
import { filesOfApp, misplacedIn } from '../project/app-sources.ts';
import type { Project } from '../project/project.ts';
import type { ProjectPlan } from '../project/project-plan.ts';
import type { SourceEdit } from '../project/source-edits.ts';
import { isKeyturnError, reason } from '../reasons/errors.ts';
import { projectProblems } from '../words/app-problems.ts';
import { misplacedQuestion, pauseWords, projectQuestion } from '../words/review-questions.ts';
import { planActs, setupWarnings } from '../words/setup.ts';
import type { SetupFacts, WithPlan } from './setup-facts.ts';
import { doing, paused, type StepIo } from './setup-step.ts';

/**
 * The project whose files the setup edits: the one from the flag, or the one in the current folder if the person agrees.
 * @throws ProjectUnreadable
 */
export async function chooseProject(facts: SetupFacts, app: string, io: StepIo): Promise<Project | null> {
  const { projectDir, noPrompt } = io.options;
  if (projectDir !== null) {
    const project = await doing(io, 'read-project', facts.ports.files.openProject(projectDir));
    if (project) return project;
    throw reason('ProjectUnreadable', { path: projectDir, problem: projectProblems.missing });
  }
  if (noPrompt || io.options.yes) return null;
  const project = await projectHere(facts, app);
  return project && (await io.ask(projectQuestion(app))) === 'yes' ? project : null;
}

/** The project in the current folder. Null if it can't be read: the person hasn't asked to use it. */
async function projectHere({ ports: { files } }: SetupFacts, app: string): Promise<Project | null> {
  try {
    const project = await files.openProject(files.workingFolder);
    return project && filesOfApp(project, app).length > 0 ? project : null;
  } catch (error) {
    if (isKeyturnError(error)) return null;
    throw error;
  }
}

/** Offers to move fields out of the file that Salesforce's help article names. @throws ProjectFieldsMisplaced */
export async function agreeToMove(project: Project, app: string, io: StepIo): Promise<boolean> {
  const [file] = misplacedIn(project, app);
  if (!file || io.options.yes) return true;
  const question = misplacedQuestion(file.source);
  if ((await io.ask(question)) !== 'yes') throw paused(io, pauseWords.misplaced(file.source), question.otherwise);
  return true;
}

/** For the review. */
export function projectActs({ edits }: ProjectPlan): readonly string[] {
  return edits.map(({ source, before }) => (before === null ? planActs.writeFile : planActs.editFile)(source));
}

type FormerSource = Pick<SourceEdit, 'source' | 'before'>;

/** Writes the project's files, then deploys them. If the deploy fails, the files are restored. */
export async function withProjectFiles<Value>(
  { plan: { project } }: WithPlan,
  io: StepIo,
  work: () => Promise<Value>,
): Promise<Value> {
  if (!project) return work();
  const written: FormerSource[] = [];
  try {
    for (const { source, before, after } of project.plan.edits) {
      const now = await project.project.read(source);
      if (!isSameBytes(now, before)) throw reason('PlanOutdated', { component: source });
      written.push({ source, before });
      await project.project.write(source, after);
    }
    return await work();
  } catch (error) {
    // If the outcome of the deploy is unknown, the files stay as deployed.
    if (!isKeyturnError(error) || !isOutcomeUnknown(error)) await putBack(project.project, written, io);
    throw error;
  }
}

/** Restores the files after the deploy was undone. Created files are deleted. */
export async function putProjectBack({ plan: { project } }: WithPlan, io: StepIo): Promise<void> {
  if (project) await putBack(project.project, project.plan.edits, io);
}

async function putBack(project: Project, edits: readonly FormerSource[], io: StepIo): Promise<void> {
  for (const { source, before } of edits) {
    await project.write(source, before).catch(() => {
      io.tell({ kind: 'warning', text: setupWarnings.fileNotPutBack(source) });
    });
  }
}
