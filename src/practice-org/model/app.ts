import { type Component, type ComponentType, textIn } from './component.ts';

/** Consumer key and consumer secret; make-believe, so both stand in the state file in clear. */
export interface Pair {
  key: string;
  secret: string;
  createdAt: number;
  createdById: string;
  /** When it became primary, where the token endpoint took no staged pair before; it hears of that late, too. */
  promotedAt?: number;
}

export interface StagedPair extends Pair {
  id: string;
  /** Active: staged, not yet rotated. Rotated: the former primary in its overlap. */
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
  /** Every pair that was removed: it never gets a token again. */
  gone: Pair[];
}

/** An External Client App. */
export interface App {
  /** `0xI…` */
  id: string;
  developerName: string;
  label: string;
  /** Set when it comes from a managed package. */
  namespace: string | null;
  components: Partial<Record<ComponentType, Component>>;
  consumers: Consumer[];
  /** Set by a deploy, never shown by a retrieve. */
  certificate: string | null;
  /** Username of the execution user before the present one; missing where it never changed. */
  formerUser?: string;
}

/** Username of the execution user, or null. */
export function executionUserOf(app: App): string | null {
  return fieldOf(app, 'ExtlClntAppOauthConfigurablePolicies', 'clientCredentialsFlowUser');
}

/** Remembers whom an app ran as until now, where that has changed. */
export function rememberFormerUser(app: App, former: string | null): void {
  if (former !== null && former !== executionUserOf(app)) app.formerUser = former;
}

/** Text of a field of one of the app's components, or null. */
export function fieldOf(app: App, type: ComponentType, element: string): string | null {
  return textIn(app.components[type]?.fields, element);
}

export function isFieldTrue(app: App, type: ComponentType, element: string): boolean {
  return fieldOf(app, type, element)?.toLowerCase() === 'true';
}

/** Turns the client credentials flow on or off, on both of its sides. */
export function setFlow(app: App, isOn: boolean): void {
  setField(app, 'ExtlClntAppGlobalOauthSettings', 'isClientCredentialsFlowEnabled', String(isOn));
  setField(app, 'ExtlClntAppOauthConfigurablePolicies', 'isClientCredentialsFlowEnabled', String(isOn));
}

export function setField(app: App, type: ComponentType, element: string, value: string): void {
  const component = app.components[type];
  if (component) component.fields[element] = value;
}
