import type {
  ServiceActivity,
  ServiceCommand,
  ServiceHost,
  ServiceKind,
  ServicePlan,
} from '../../core/ports/service-manager.ts';
import type { Comment } from './seal.ts';

export interface ServiceFile {
  readonly path: string;
  readonly content: string;
  /** Windows reads task files so. */
  readonly isUtf16?: boolean;
}

/** How one kind of service is laid down, started, looked at and taken away. */
export interface ServiceForm {
  readonly kind: ServiceKind;
  readonly path: string;
  readonly comment: Comment;
  /** null when it was tried on the real thing. */
  readonly untried: string | null;
  /** The file of the service first; the others serve it. */
  files(plan: ServicePlan): readonly ServiceFile[];
  /** Succeeds where the manager of such services runs. */
  readonly probe: ServiceCommand;
  /** After the file was written; `isAgain` when an older one was there. */
  start(isAgain: boolean): readonly ServiceCommand[];
  /** Before the file is taken away, and after. */
  readonly stop: readonly ServiceCommand[];
  readonly forget: readonly ServiceCommand[];
  look(run: ServiceHost['run']): Promise<ServiceActivity>;
  /** Shows what the daemon said. */
  readonly log: string;
  /** How to keep changes of one's own. */
  readonly keep: string;
}

/** A command as a person would type it. */
export function commandLine({ program, args }: ServiceCommand): string {
  return [program, ...args].map((word) => (/^[\w@%+=:,./\\-]+$/.test(word) ? word : `'${word}'`)).join(' ');
}
