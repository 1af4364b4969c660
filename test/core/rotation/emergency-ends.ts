import { fieldOf } from '../../../src/practice-org/model/app.ts';
import type { Session } from '../../../src/practice-org/model/session.ts';
import { issueClientCredentialsToken } from '../../../src/practice-org/oauth/client-credentials.ts';
import { Broken } from './story.ts';
import type { World } from './world.ts';

const attackerIp = '203.0.113.66';

/** Somebody else has the pair, and a session that came of it. */
export function leak(world: World): Session {
  const { consumerKey, consumerSecret } = world.original;
  const request = { key: consumerKey, secret: consumerSecret.reveal(), sourceIp: attackerIp };
  const session = issueClientCredentialsToken(world.org, request);
  if ('refusal' in session) throw new Error('the pair to leak gets no token');
  return session;
}

/** What has to hold once an emergency has come to its end. */
export function checkEmergencyEnd(world: World, stolen: Session): void {
  const { org, story, original, app } = world;
  const fail = (problem: string) => {
    throw new Broken(problem);
  };
  if (world.isLive(original)) fail('the leaked pair still gets tokens');
  if (fieldOf(app, 'ExtlClntAppConfigurablePolicies', 'isOauthPluginEnabled') === 'false') fail('the flow stays off');
  if (org.userNamed(world.executionUser)?.isFrozen) fail('the execution user stays frozen');
  const isListed = org.knob('ccSessionsListed') === true && org.knob('jwtTokens') === false;
  if (isListed && !story.wishes?.keepsSessions && org.sessionOf(stolen.token) !== null)
    fail('a session of the attacker lives on');
  const run = world.memory.runs.find(({ kind, outcome }) => kind === 'emergency' && outcome === 'done');
  if (!run) throw new Broken('no emergency is done');
  const report = world.reports.get(run.id);
  if (report === undefined) throw new Broken('no report was written');
  const pairs = [world.consumer.primary, ...world.consumer.gone];
  if (pairs.some(({ secret }) => report.includes(secret))) fail('a secret stands in the report');
}
