import type { OrgModel } from '../../model/org.ts';
import { buildRetrieve, type RetrieveContent, type RetrieveOrder } from './build-retrieve.ts';

/** A retrieve is over almost at once; the first answer still says that it isn't. */
const RETRIEVE_MS = 40;

/** Results kept at a time; the oldest gives way. */
const KEPT = 50;

export interface RetrieveJob {
  readonly id: string;
  readonly readyAt: number;
  /** What was retrieved; null once it has been fetched and the org has deleted it. */
  content: RetrieveContent | null;
}

/** Retrieves under way or waiting to be fetched. They are not kept when the practice org stops. */
export class RetrieveJobs {
  readonly #org: OrgModel;
  readonly #jobs = new Map<string, RetrieveJob>();

  constructor(org: OrgModel) {
    this.#org = org;
  }

  start(order: RetrieveOrder): RetrieveJob {
    const content = buildRetrieve(this.#org, order);
    const job = { id: this.#org.newId('09S'), readyAt: this.#org.now() + RETRIEVE_MS, content };
    this.#jobs.set(job.id.slice(0, 15), job);
    const [oldest] = this.#jobs.keys();
    if (this.#jobs.size > KEPT && oldest !== undefined) this.#jobs.delete(oldest);
    return job;
  }

  find(id: string): RetrieveJob | null {
    return this.#jobs.get(id.slice(0, 15)) ?? null;
  }
}
