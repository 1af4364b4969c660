import type { App, Consumer, Pair, StagedPair } from './app.ts';
import { isSameId, randomHex, randomText, recordId } from './ids.ts';
import { defaultKnobs, type KnobValue } from './knobs.ts';
import type { OrgData } from './org-data.ts';
import { endsAt, type LoginRow, type Session } from './session.ts';
import { nameOf, type PermissionSet, type Profile, type Signature, type User } from './user.ts';

export const overlapMs = 30 * 86_400_000;

/** The credentials that belong to a consumer key. */
export interface FoundPair {
  readonly app: App;
  readonly consumer: Consumer;
  readonly pair: Pair | StagedPair;
  readonly slot: 'primary' | 'staged' | 'gone';
}

/** A practice org: its data, with the lookups that all protocols need. It doesn't know HTTP. */
export class OrgModel {
  readonly data: OrgData;
  readonly users: ReadonlyMap<string, User>;
  readonly #users: Map<string, User>;
  /** Made when the first user is looked for by name. */
  #byUsername: Map<string, User> | null = null;
  readonly #changedIds: Set<string>;
  readonly #bySession = new Map<string, Session>();
  readonly #defaults = defaultKnobs();
  /** Set by the storage. Called after each change of the data. */
  onChange: (kind: 'durable' | 'passing') => void = () => undefined;

  constructor(data: OrgData, seededUsers: Iterable<User>) {
    this.data = data;
    this.#users = new Map([...seededUsers].map((user) => [user.id, user]));
    for (const user of data.changedUsers) this.#users.set(user.id, user);
    this.#changedIds = new Set(data.changedUsers.map(({ id }) => id));
    for (const session of data.sessions) this.#bySession.set(session.token, session);
    this.users = this.#users;
  }

  get orgId(): string {
    return this.data.orgId;
  }

  /** The org's time in epoch ms: the system clock plus the offset set through the control API. */
  now(): number {
    // biome-ignore lint/plugin: this is the practice org's system clock
    return Date.now() + this.data.clockOffset;
  }

  /** State files that are older than a knob use its default. */
  knob(name: string): KnobValue {
    return this.data.knobs[name] ?? this.#defaults[name] ?? false;
  }

  /** API versions that this org supports, in ascending order. */
  get apiVersions(): readonly number[] {
    const newest = Number(this.knob('newestApiVersion'));
    return this.data.apiVersions.filter((version) => version <= newest);
  }

  /** Versions before 31 are retired. Later ones work even if the org doesn't list them. */
  speaks(version: number): boolean {
    return version >= 31 && version <= Math.max(...this.apiVersions);
  }

  newId(prefix: string): string {
    this.data.counter += 1;
    return recordId(prefix, this.orgId.slice(3, 5), this.data.counter);
  }

  /** Reports a change that must be stored before the answer is sent. */
  changed(): void {
    this.onChange('durable');
  }

  /** Reports a change of sessions or counters, which can be stored a little later. */
  touched(): void {
    this.onChange('passing');
  }

  // Users and what they may do

  userById(id: string): User | null {
    return this.#users.get(id) ?? [...this.#users.values()].find((user) => isSameId(user.id, id)) ?? null;
  }

  /** An empty string if there is no such user. */
  nameOfUser(id: string): string {
    const user = id === '' ? null : this.userById(id);
    return user ? nameOf(user) : '';
  }

  userNamed(username: string): User | null {
    this.#byUsername ??= new Map([...this.#users.values()].map((user) => [user.username.toLowerCase(), user]));
    return this.#byUsername.get(username.toLowerCase()) ?? null;
  }

  /** Adds or replaces a user. `byId` is the user who did it. */
  putUser(given: User, byId: string = this.data.adminUserId): void {
    const former = this.#users.get(given.id);
    const signed = { ...given, modifiedAt: this.now(), modifiedById: byId };
    const isSame = (former?.isFrozen ?? false) === given.isFrozen;
    const user = isSame ? signed : { ...signed, freezeChangedAt: this.now(), freezeChangedById: byId };
    if (former && former.username !== user.username) this.#byUsername?.delete(former.username.toLowerCase());
    this.#users.set(user.id, user);
    this.#byUsername?.set(user.username.toLowerCase(), user);
    this.#keepUser(user);
    this.changed();
  }

  /** Records the time of a sign-in; `isUi` for a browser. */
  noteSignIn(user: User, { isUi }: { isUi: boolean }): void {
    if (isUi) user.lastUiLoginAt = this.now();
    else user.lastLoginAt = this.now();
    if (!this.#changedIds.has(user.id)) this.#keepUser(user);
    this.touched();
  }

  #keepUser(user: User): void {
    if (this.#changedIds.has(user.id)) {
      this.data.changedUsers = this.data.changedUsers.filter(({ id }) => id !== user.id);
    }
    this.data.changedUsers.push(user);
    this.#changedIds.add(user.id);
  }

  profileOf(user: User): Profile {
    const profile = this.data.profiles.find(({ id }) => id === user.profileId);
    if (!profile) throw new Error(`the user ${user.username} has no profile`);
    return profile;
  }

  licenseNameOf(user: User): string {
    const { licenseId } = this.profileOf(user);
    return this.data.licenses.find(({ id }) => id === licenseId)?.name ?? '';
  }

  permissionSetsOf(user: User): readonly PermissionSet[] {
    const ids = new Set(
      this.data.assignments.filter(({ userId }) => userId === user.id).map(({ permissionSetId }) => permissionSetId),
    );
    return this.data.permissionSets.filter(({ id }) => ids.has(id));
  }

  /** The admin made what the scenario has, when it began. */
  get scenarioSignature(): Signature {
    const { seededAt: at, adminUserId } = this.data;
    return { createdAt: at, createdById: adminUserId, modifiedAt: at, modifiedById: adminUserId };
  }

  signatureOf({ signature }: PermissionSet): Signature {
    return signature ?? this.scenarioSignature;
  }

  isAssigned(set: PermissionSet): boolean {
    return this.data.assignments.some(({ permissionSetId }) => permissionSetId === set.id);
  }

  /** Deletes a permission set with its object permissions. */
  dropPermissionSet(name: string): void {
    const { data } = this;
    const ids = new Set(data.permissionSets.filter((set) => set.name === name).map(({ id }) => id));
    data.permissionSets = data.permissionSets.filter(({ id }) => !ids.has(id));
    data.objectPermissions = (data.objectPermissions ?? []).filter(({ parentId }) => !ids.has(parentId));
  }

  permissionsOf(user: User): ReadonlySet<string> {
    const sets = this.permissionSetsOf(user).flatMap(({ permissions }) => permissions);
    return new Set([...this.profileOf(user).permissions, ...sets]);
  }

  // Apps and credentials

  appById(id: string): App | null {
    const exact = this.data.apps.find((app) => app.id === id);
    return exact ?? this.data.apps.find((app) => isSameId(app.id, id)) ?? null;
  }

  appNamed(developerName: string): App | null {
    const wanted = developerName.toLowerCase();
    return this.data.apps.find((app) => app.developerName.toLowerCase() === wanted) ?? null;
  }

  newPair(createdById: string = this.data.adminUserId): Pair {
    return { key: `3MVG9${randomText(80)}`, secret: randomHex(64), createdAt: this.now(), createdById };
  }

  newConsumer(name: string, createdById?: string): Consumer {
    return { id: this.newId('888'), name, primary: this.newPair(createdById), staged: null, gone: [] };
  }

  /** Finds credentials by their consumer key, in any slot. Expired ones are moved out of the slot first. */
  findPair(consumerKey: string): FoundPair | null {
    for (const app of this.data.apps) {
      for (const consumer of app.consumers) {
        this.settleStaged(consumer);
        if (consumer.primary.key === consumerKey) return { app, consumer, pair: consumer.primary, slot: 'primary' };
        if (consumer.staged?.key === consumerKey) return { app, consumer, pair: consumer.staged, slot: 'staged' };
        const gone = consumer.gone.find(({ key }) => key === consumerKey);
        if (gone) return { app, consumer, pair: gone, slot: 'gone' };
      }
    }
    return null;
  }

  /** Staged and previous credentials end after 30 days. */
  settleStaged(consumer: Consumer): void {
    const { staged } = consumer;
    if (!staged || staged.state === 'Expired' || this.now() < staged.expiresAt) return;
    if (this.knob('expireMode') === 'expired') staged.state = 'Expired';
    else {
      consumer.gone.push(staged);
      consumer.staged = null;
    }
    this.changed();
  }

  // Sessions

  /** The live session of an access token, with its inactivity clock reset; null if it is unknown, ended or timed out. */
  sessionOf(token: string): Session | null {
    const session = this.#bySession.get(token);
    if (!session || !this.isLive(session)) return null;
    session.lastUsedAt = this.now();
    return session;
  }

  isLive(session: Session): boolean {
    if (session.isEnded) return false;
    const user = this.#users.get(session.userId);
    if (!user?.isActive || (user.isFrozen && this.knob('freezeStopsTokens') === true)) return false;
    if (session.kind === 'setup') return true;
    return this.now() < endsAt(session);
  }

  addSession(
    fields: Omit<Session, 'id' | 'token' | 'createdAt' | 'lastUsedAt' | 'isEnded'> & { token?: string },
  ): Session {
    const at = this.now();
    const session: Session = {
      ...fields,
      id: this.newId('0Ak'),
      token: fields.token ?? `${this.orgId.slice(0, 15)}!${randomText(90)}`,
      createdAt: at,
      lastUsedAt: at,
      isEnded: false,
    };
    this.data.sessions.push(session);
    this.#bySession.set(session.token, session);
    this.#forgetOldSessions();
    this.touched();
    return session;
  }

  addLogin(row: Omit<LoginRow, 'id' | 'at'>): LoginRow {
    const login: LoginRow = { ...row, id: this.newId('0Ya'), at: this.now() };
    this.data.logins.push(login);
    if (this.data.logins.length > 20_000) this.data.logins.splice(0, 5_000);
    this.touched();
    return login;
  }

  /** Adds a row to the setup audit trail. Above 5,000 rows the oldest are dropped. */
  addSetupChange(row: Omit<OrgData['auditTrail'][number], 'id' | 'at'> & { at?: number }): void {
    const { auditTrail } = this.data;
    auditTrail.push({ at: this.now(), ...row, id: this.newId('0Ym') });
    if (auditTrail.length > 5_000) auditTrail.splice(0, 1_000);
  }

  /** Keeps the state small. Drops sessions that nobody can use first, then the oldest ones. */
  #forgetOldSessions(): void {
    const { sessions } = this.data;
    if (sessions.length <= 5_000) return;
    const others = sessions.filter(({ kind }) => kind !== 'setup');
    const isOfUse = (session: Session) => session.refreshToken !== null || this.isLive(session);
    const { true: useful = [], false: useless = [] } = Object.groupBy(
      others,
      (session) => `${isOfUse(session)}` as const,
    );
    const dropped = new Set([...useless, ...useful].slice(0, 2_500));
    this.data.sessions = sessions.filter((session) => !dropped.has(session));
    for (const { token } of dropped) this.#bySession.delete(token);
  }
}
