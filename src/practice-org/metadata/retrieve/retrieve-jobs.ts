import type { OrgModel } from '../../model/org.ts';
import { buildRetrieve, type RetrieveContent, type RetrieveOrder } from './build-retrieve.ts';

/** Length of a retrieve in ms. The first status answer still says that it isn't done. */
const RETRIEVE_MS = 40;

/** Number of results kept. */
const KEPT = 50;

export interface RetrieveJob {
  readonly id: string;
  readonly readyAt: number;
  /** The result; null after it has been fetched and deleted. */
  content: RetrieveContent | null;
}

/** Retrieves that run or wait to be fetched. They are lost when the practice org stops. */
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
