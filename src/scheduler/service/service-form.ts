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
  /** Windows expects UTF-16 task files. */
  readonly isUtf16?: boolean;
}

/** How to write, start, inspect and remove one kind of service. */
export interface ServiceForm {
  readonly kind: ServiceKind;
  readonly path: string;
  readonly comment: Comment;
  /** A warning for an untested platform; null when tested. */
  readonly untried: string | null;
  /** The service file, then the files it uses. */
  files(plan: ServicePlan): readonly ServiceFile[];
  /** Succeeds if the service manager is running. */
  readonly probe: ServiceCommand;
  /** Run after the file is written. `isAgain`: it replaced an older one. */
  start(isAgain: boolean): readonly ServiceCommand[];
  /** Run before and after the file is deleted. */
  readonly stop: readonly ServiceCommand[];
  readonly forget: readonly ServiceCommand[];
  look(run: ServiceHost['run']): Promise<ServiceActivity>;
  /** Command that shows the daemon's log. */
  readonly log: string;
  /** How to keep your own changes. */
  readonly keep: string;
}

/** A command as a person would type it. */
export function commandLine({ program, args }: ServiceCommand): string {
  return [program, ...args].map((word) => (/^[\w@%+=:,./\\-]+$/.test(word) ? word : `'${word}'`)).join(' ');
}
