/** Prevents two processes from working on the same thing. Leases need not survive a power failure. */
export interface Leases {
  /**
   * Acquires a lease by name, at once if its holder is gone. `what` describes what it protects.
   * @throws AnotherAtWork while another holder is alive
   */
  acquire(name: string, what?: string): Promise<Lease>;
  /** Acquires a lease even from a live holder, which can't change anything from then on. */
  takeOver(name: string, what?: string): Promise<Lease>;
  /**
   * Runs work that needs these leases. Each of its writes to the state, its requests that change an org and its deliveries is
   * refused once another process has taken one over, however long this process was suspended in between.
   * @param held asked each time
   * @param mayPass whether the work goes on although this error keeps a lease from being checked
   * @throws TakenOver
   */
  guarding<Value>(
    held: () => readonly Lease[],
    work: () => Promise<Value>,
    mayPass?: (error: unknown) => boolean,
  ): Promise<Value>;
  /** The live holders of all leases, by the name of the lease. */
  holders(): Promise<ReadonlyMap<string, LeaseHolder>>;
  /** The live holder of a lease; null if none is known. */
  holder(name: string): Promise<LeaseHolder | null>;
}

export interface LeaseHolder {
  readonly pid: number;
  readonly host: string;
  /** That of its lease. */
  readonly fence: number;
}

export interface Lease {
  readonly name: string;
  /** Increases with every holder of the name. */
  readonly fence: number;
  /** Confirms that the holder is still working. @throws TakenOver */
  heartbeat(): Promise<void>;
  /** Releases the lease, unless another process took it over. */
  release(): Promise<void>;
}
