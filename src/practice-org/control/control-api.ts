import { faultView, readFault } from '../http/faults.ts';
import { bodyObject, json, type PracticeRequest, type PracticeResponse } from '../http/message.ts';
import type { Traffic } from '../http/server.ts';
import { type KnobValue, knobProblem, knobs } from '../model/knobs.ts';
import type { OrgModel } from '../model/org.ts';
import { act } from './acts.ts';
import { stateOf } from './state.ts';

const dayMs = 86_400_000;
const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: dayMs };

type Body = Readonly<Record<string, unknown>>;

/** The control API: knobs, faults, the clock, latency, and what other people do in the org. It needs no token. */
export function createControl(org: OrgModel, traffic: Traffic) {
  const routes: Readonly<Record<string, (body: Body) => PracticeResponse>> = {
    'GET /practice/state': () => json(200, stateOf(org, traffic)),
    'GET /practice/knobs': () => showKnobs(org),
    'PUT /practice/knobs': (body) => setKnobs(org, body),
    'GET /practice/faults': () => json(200, traffic.faults.list.map(faultView)),
    'POST /practice/faults': (body) => addFault(traffic, body),
    'DELETE /practice/faults': () => {
      traffic.faults.clear();
      return json(200, []);
    },
    'GET /practice/clock': () => json(200, { now: new Date(org.now()).toISOString() }),
    'POST /practice/clock': (body) => advance(org, body),
    'POST /practice/date': ({ ahead }) => setDate(traffic, ahead),
    'POST /practice/latency': ({ ms }) => {
      if (typeof ms !== 'number' || !(ms >= 0 && ms <= 60_000)) return refuse('ms must be a number from 0 to 60000');
      traffic.latencyMs = ms;
      return json(200, { ms });
    },
    'POST /practice/act': (body) => {
      const result = act(org, body);
      return typeof result === 'string' ? refuse(result) : json(200, result);
    },
  };
  return async (request: PracticeRequest): Promise<PracticeResponse> => {
    // Web pages send an `Origin` header; command-line tools don't.
    if (request.headers.origin !== undefined) return json(403, { error: 'requests from web pages are refused' });
    const route = routes[`${request.method} ${request.path.replace(/\/$/, '')}`];
    if (!route) return json(404, { error: 'unknown control route', routes: Object.keys(routes) });
    const body = bodyOf(request);
    return body === null ? refuse('the body must be a JSON object with content-type application/json') : route(body);
  };
}

function bodyOf(request: PracticeRequest): Body | null {
  if (request.method === 'GET' || request.method === 'DELETE') return {};
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) return null;
  return bodyObject(request);
}

function setKnobs(org: OrgModel, body: Body): PracticeResponse {
  for (const [name, value] of Object.entries(body)) {
    const problem = knobProblem(name, value);
    if (problem) return refuse(problem);
  }
  for (const [name, value] of Object.entries(body)) org.data.knobs[name] = value as KnobValue;
  org.changed();
  return showKnobs(org);
}

function showKnobs(org: OrgModel): PracticeResponse {
  const shown = knobs.map((knob) => ({ ...knob, value: org.knob(knob.name) }));
  return json(200, shown);
}

function addFault(traffic: Traffic, body: Body): PracticeResponse {
  const fault = readFault(body);
  if (typeof fault === 'string') return refuse(fault);
  traffic.faults.add(fault);
  return json(201, faultView(fault));
}

function advance(org: OrgModel, body: Body): PracticeResponse {
  const match = /^(\d{1,6})([smhd])$/.exec(String(body.advance));
  const ms = Number(match?.[1]) * (units[match?.[2] ?? ''] ?? Number.NaN);
  if (!(ms >= 0 && ms <= 3650 * dayMs))
    return refuse('advance must be a duration such as 90s, 12h or 30d, at most 3650d');
  org.data.clockOffset += ms;
  org.changed();
  return json(200, { now: new Date(org.now()).toISOString() });
}

/** Lets the `Date` of answers differ from the org's time, or be missing. */
function setDate(traffic: Traffic, ahead: unknown): PracticeResponse {
  const [, sign, count, unit = ''] = /^(-?)(\d{1,6})([smhd])$/.exec(String(ahead)) ?? [];
  if (ahead !== null && count === undefined)
    return refuse('ahead must be a duration such as 10d or -6m, or null for answers without a date');
  traffic.dateAheadMs = ahead === null ? null : Number(`${sign}${count}`) * (units[unit] ?? 0);
  return json(200, { ahead });
}

function refuse(error: string): PracticeResponse {
  return json(400, { error });
}
