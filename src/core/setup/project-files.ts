import { isOutcomeUnknown } from '../acts/journalled.ts';
import type { Project } from '../project/project.ts';
import { filesOfApp, misplacedIn, type ProjectPlan, type SourceEdit } from '../project/project-plan.ts';
import { isKeyturnError, reason } from '../reasons/errors.ts';
import { projectProblems } from '../words/app-problems.ts';
import { misplacedQuestion, projectQuestion } from '../words/review-questions.ts';
import { planActs, setupWarnings } from '../words/setup.ts';
import { known, type SetupFacts } from './setup-facts.ts';
import { doing, type StepIo } from './setup-step.ts';

/**
 * The project whose files are worked on: the one that was named, or the one the person stands in and says yes to.
 * @throws ProjectUnreadable
 */
export async function chooseProject(facts: SetupFacts, app: string, io: StepIo): Promise<Project | null> {
  const { files } = facts.ports;
  const { projectDir, noPrompt } = io.options;
  if (projectDir !== null) {
    const project = await doing(io, 'read-project', files.openProject(projectDir));
    if (project) return project;
    throw reason('ProjectUnreadable', { path: projectDir, problem: projectProblems.missing });
  }
  if (noPrompt || io.options.yes) return null;
  // A project that can't be read is nobody's business before somebody wants to work on it.
  const project = await files.openProject(files.workingFolder).catch((error: unknown) => {
    if (isKeyturnError(error)) return null;
    throw error;
  });
  if (!project || !hasFilesOf(project, app)) return null;
  return (await io.ask(projectQuestion(app))) === 'yes' ? project : null;
}

function hasFilesOf(project: Project, app: string): boolean {
  try {
    return filesOfApp(project, app).length > 0;
  } catch (error) {
    if (isKeyturnError(error)) return false;
    throw error;
  }
}

/** Fields that stand where Salesforce's help article puts them, and do nothing there. @throws ProjectFieldsMisplaced */
export async function agreeToMove(project: Project, app: string, io: StepIo): Promise<boolean> {
  const [file] = misplacedIn(project, app);
  if (!file || io.options.yes) return true;
  const question = misplacedQuestion(file.source);
  if ((await io.ask(question)) !== 'yes') throw question.otherwise;
  return true;
}

/** For the review. */
export function projectActs({ edits }: ProjectPlan): readonly string[] {
  return edits.map(({ source, before }) => (before === null ? planActs.writeFile : planActs.editFile)(source));
}

/** Writes the project's files, then deploys them; when the deploy fails they are as they were. */
export async function withProjectFiles<Value>(
  facts: SetupFacts,
  io: StepIo,
  work: () => Promise<Value>,
): Promise<Value> {
  const { project } = known(facts.plan, 'plan');
  if (!project) return work();
  const written: Pick<SourceEdit, 'source' | 'before'>[] = [];
  try {
    for (const { source, before, after } of project.plan.edits) {
      const now = await project.project.read(source);
      if (!isSame(now, before)) throw reason('PlanOutdated', { component: source });
      written.push({ source, before });
      await project.project.write(source, after);
    }
    return await work();
  } catch (error) {
    // Whether the org took the deploy may not be known: then the files stay as they were deployed.
    if (!isKeyturnError(error) || !isOutcomeUnknown(error)) await putBack(project.project, written, io);
    throw error;
  }
}

function isSame(one: Uint8Array | null, other: Uint8Array | null): boolean {
  if (one === null || other === null) return one === other;
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

/** After a deploy was taken back the files are as they were, too; those that were made are taken away. */
export async function putProjectBack(facts: SetupFacts, io: StepIo): Promise<void> {
  const { project } = known(facts.plan, 'plan');
  if (project) await putBack(project.project, project.plan.edits, io);
}

async function putBack(
  project: Project,
  edits: readonly Pick<SourceEdit, 'source' | 'before'>[],
  io: StepIo,
): Promise<void> {
  for (const { source, before } of edits) {
    await project.write(source, before).catch(() => {
      io.tell({ kind: 'warning', text: setupWarnings.fileNotPutBack(source) });
    });
  }
}
