import { type Component, type ComponentType, textIn } from './component.ts';

/** Consumer key and consumer secret. The state file holds both in clear text, because they protect nothing. */
export interface Pair {
  key: string;
  secret: string;
  createdAt: number;
  createdById: string;
  /**
   * When the credentials were promoted, if the token endpoint refused them while they were staged. Propagation then starts
   * again.
   */
  promotedAt?: number;
}

export interface StagedPair extends Pair {
  id: string;
  /** Active: staged, not promoted yet. Rotated: the previous credentials in their overlap. */
  state: 'Active' | 'Rotated' | 'Expired';
  stagedAt: number;
  expiresAt: number;
}

export interface Consumer {
  /** `888…` */
  id: string;
  name: string;
  primary: Pair;
  staged: StagedPair | null;
  /** Every deleted set of credentials. They never get a token again. */
  gone: Pair[];
}

/** An External Client App. */
export interface App {
  /** `0xI…` */
  id: string;
  developerName: string;
  label: string;
  /** Set for an app from a managed package. */
  namespace: string | null;
  components: Partial<Record<ComponentType, Component>>;
  consumers: Consumer[];
  /** Set by a deploy; retrieves never return it. */
  certificate: string | null;
  /** Username of the previous execution user; missing if it never changed. */
  formerUser?: string;
}

/** Username of the execution user, or null. */
export function executionUserOf(app: App): string | null {
  return fieldOf(app, 'ExtlClntAppOauthConfigurablePolicies', 'clientCredentialsFlowUser');
}

/** Remembers the previous execution user if it has changed. */
export function rememberFormerUser(app: App, former: string | null): void {
  if (former !== null && former !== executionUserOf(app)) app.formerUser = former;
}

/** The text of a component's field, or null. */
export function fieldOf(app: App, type: ComponentType, element: string): string | null {
  return textIn(app.components[type]?.fields, element);
}

export function isFieldTrue(app: App, type: ComponentType, element: string): boolean {
  return fieldOf(app, type, element)?.toLowerCase() === 'true';
}

/** Turns the client credentials flow on or off, in both the app settings and the policies. */
export function setFlow(app: App, isOn: boolean): void {
  setField(app, 'ExtlClntAppGlobalOauthSettings', 'isClientCredentialsFlowEnabled', String(isOn));
  setField(app, 'ExtlClntAppOauthConfigurablePolicies', 'isClientCredentialsFlowEnabled', String(isOn));
}

export function setField(app: App, type: ComponentType, element: string, value: string): void {
  const component = app.components[type];
  if (component) component.fields[element] = value;
}
