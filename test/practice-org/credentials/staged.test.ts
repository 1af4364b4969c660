import { describe, expect, it } from 'vitest';
import { handleCredentials } from '../../../src/practice-org/credentials/credentials-api.ts';
import type { KnobValue } from '../../../src/practice-org/model/knobs.ts';
import { issueClientCredentialsToken } from '../../../src/practice-org/oauth/client-credentials.ts';
import { tokenRefusal } from '../../../src/practice-org/oauth/token-rules.ts';
import { day, read, request, type SmallOrg, smallOrg } from '../support/small-org.ts';

type Knobs = Readonly<Record<string, KnobValue>>;
interface Staged {
  id: string;
  key: string;
  secret?: string;
  state: string;
  createdDate?: string;
  expirationDate?: string;
}

function pathOf({ app, consumer }: SmallOrg, rest = '', version = '65.0') {
  return `/services/data/v${version}/apps/oauth/credentials/${app.id}/${consumer.id}/staged${rest}`;
}

function call(small: SmallOrg, method: string, rest = '', body?: unknown) {
  const text = body === undefined ? '' : JSON.stringify(body);
  return read(handleCredentials(small.org, request(method, pathOf(small, rest), { body: text }), small.session));
}

function stageOne(small: SmallOrg): Staged {
  const { body } = call(small, 'POST', '', {}) as { body: { stagedCredentials: Staged[] } };
  const [staged] = body.stagedCredentials;
  if (!staged) throw new Error('nothing was staged');
  return staged;
}

const listed = (small: SmallOrg) => (call(small, 'GET').body as { stagedCredentials: Staged[] }).stagedCredentials;
const rotateOne = (small: SmallOrg, id: string) => call(small, 'PATCH', `/${id}`, { command: 'rotate' });
const isAccepted = ({ org }: SmallOrg, { key, secret = '' }: { key: string; secret?: string }) =>
  tokenRefusal(org, { key, secret }) === null;

describe('staging', () => {
  it('adds a new key and secret next to the current ones', () => {
    const small = smallOrg();
    const staged = stageOne(small);
    expect(staged).toEqual({
      createdBy: small.org.data.adminUserId,
      createdDate: expect.stringMatching(/T\d\d:\d\d:\d\d\.\d{3}\+0000$/),
      expirationDate: expect.stringMatching(/\+0000$/),
      id: expect.any(String),
      key: expect.stringMatching(/^3MVG9/),
      secret: expect.any(String),
      stagedCredentialsUrl: pathOf(small),
      state: 'Active',
      url: pathOf(small, `/${staged.id}`),
    });
    expect(staged.key).not.toBe(small.consumer.primary.key);
    expect(Date.parse(staged.expirationDate ?? '') - Date.parse(staged.createdDate ?? '')).toBe(30 * day);
    expect(isAccepted(small, staged) && isAccepted(small, small.consumer.primary)).toBe(true);
    expect(listed(small)).toEqual([staged]);
    expect(call(small, 'GET', `/${staged.id}`)).toEqual({ status: 200, body: staged });
    expect(small.changes()).toBeGreaterThan(0);
  });

  it.each<[KnobValue, (body: never) => Staged | undefined, boolean]>([
    ['collection', (body: { stagedCredentials: Staged[] }) => body.stagedCredentials[0], true],
    ['withoutSecret', (body: { stagedCredentials: Staged[] }) => body.stagedCredentials[0], false],
    ['object', (body: Staged) => body, true],
    ['array', (body: Staged[]) => body[0], true],
  ])('answers in the shape %s', (stagePostShape, pick, hasSecret) => {
    for (const stagePostStatus of [200, 201]) {
      const small = smallOrg({ stagePostShape, stagePostStatus });
      const { status, body } = call(small, 'POST', '', {});
      expect(status).toBe(stagePostStatus);
      expect(pick(body as never)?.key).toBe(small.consumer.staged?.key);
      expect('secret' in (pick(body as never) ?? {})).toBe(hasSecret);
    }
  });

  it('is refused while credentials are staged, and changes nothing', () => {
    const small = smallOrg();
    const staged = stageOne(small);
    expect(call(small, 'POST', '', {}).status).toBe(409);
    expect(small.consumer.staged?.key).toBe(staged.key);
  });

  it.each([
    [true, 409],
    [false, 201],
  ])('over a former pair in its overlap (knob rotatedBlocksStage %s) answers %s', (rotatedBlocksStage, status) => {
    const small = smallOrg({ rotatedBlocksStage });
    rotateOne(small, stageOne(small).id);
    expect(call(small, 'POST', '', {}).status).toBe(status);
  });

  it("works without a body, and refuses one that isn't a JSON object", () => {
    expect(call(smallOrg(), 'POST').status).toBe(201);
    expect(call(smallOrg(), 'POST', '', [])).toMatchObject({ status: 400, body: [{ errorCode: 'JSON_PARSER_ERROR' }] });
  });
});

describe('reading the slot', () => {
  it.each([
    ['empty', 200],
    ['404', 404],
  ])('answers an empty slot with %s', (emptyStaged, status) => {
    expect(call(smallOrg({ emptyStaged }), 'GET').status).toBe(status);
  });

  it('leaves the secret out if the org shows it only once', () => {
    const small = smallOrg({ secretOnGet: false });
    const { id, secret } = stageOne(small);
    expect(secret).toBeDefined();
    expect(listed(small)[0]).not.toHaveProperty('secret');
    expect(call(small, 'GET', `/${id}`).body).not.toHaveProperty('secret');
  });

  it.each<[KnobValue, RegExp | null]>([
    ['offset', /\+0000$/],
    ['zulu', /Z$/],
    ['absent', null],
  ])('writes instants in the format %s', (dateFormat, pattern) => {
    const { createdDate } = stageOne(smallOrg({ dateFormat }));
    if (pattern) expect(createdDate).toMatch(pattern);
    else expect(createdDate).toBeUndefined();
  });

  it.each([
    ['removed', []],
    ['expired', ['Expired']],
  ])('finds a pair whose 30 days are over %s', (expireMode, states) => {
    const small = smallOrg({ expireMode });
    stageOne(small);
    small.wait(30 * day);
    expect(listed(small).map(({ state }) => state)).toEqual(states);
  });
});

describe('rotating', () => {
  it('promotes the staged credentials and keeps the previous ones for 30 days', () => {
    const small = smallOrg();
    const former = small.consumer.primary;
    const staged = stageOne(small);
    small.wait(5 * day);
    const { status, body } = rotateOne(small, staged.id);
    expect(status).toBe(200);
    expect(body).toMatchObject({ key: former.key, state: 'Rotated' });
    expect(small.consumer.primary).toMatchObject({ key: staged.key, secret: staged.secret });
    expect(isAccepted(small, former) && isAccepted(small, staged)).toBe(true);
    small.wait(30 * day);
    expect([isAccepted(small, former), isAccepted(small, staged)]).toEqual([false, true]);
  });

  it.each([
    ['previous', 'Rotated'],
    ['promoted', 'Active'],
  ] as const)('answers with the %s credentials under that knob', (rotateAnswer, state) => {
    const small = smallOrg({ rotateAnswer });
    const previous = small.consumer.primary;
    const promoted = stageOne(small);
    const { key, secret } = rotateAnswer === 'previous' ? previous : promoted;
    expect(rotateOne(small, promoted.id).body).toMatchObject({ key, secret, state });
    expect(listed(small)).toMatchObject([{ key: previous.key, state: 'Rotated' }]);
    expect(small.consumer.primary).toMatchObject({ key: promoted.key, secret: promoted.secret });
  });

  it.each([
    ['slot', true],
    ['credential', false],
  ])('leaves the id with the %s', (idFollows, isSame) => {
    const small = smallOrg({ idFollows });
    const { id } = stageOne(small);
    rotateOne(small, id);
    expect(listed(small)[0]?.id === id).toBe(isSame);
  });

  it('gives previous credentials the id that they were staged with', () => {
    const small = smallOrg();
    const first = stageOne(small);
    rotateOne(small, first.id);
    call(small, 'DELETE', `/${listed(small)[0]?.id}`);
    rotateOne(small, stageOne(small).id);
    expect(listed(small)[0]).toMatchObject({ id: first.id, key: first.key, state: 'Rotated' });
  });

  it.each([
    [false, 400],
    [true, 200],
  ])('a second time (knob rotateBack %s) answers %s', (rotateBack, status) => {
    const small = smallOrg({ rotateBack });
    const former = small.consumer.primary.key;
    rotateOne(small, stageOne(small).id);
    expect(rotateOne(small, listed(small)[0]?.id ?? '').status).toBe(status);
    expect(small.consumer.primary.key === former).toBe(rotateBack);
  });

  it('is the only command, and needs credentials in the slot', () => {
    const small = smallOrg();
    expect(rotateOne(small, '0xSxx0000000009AAA').status).toBe(404);
    const { id } = stageOne(small);
    expect(call(small, 'PATCH', `/${id}`, { command: 'swap' }).status).toBe(400);
    expect(listed(small)[0]?.state).toBe('Active');
  });
});

describe('deleting', () => {
  it('deletes staged credentials', () => {
    const small = smallOrg();
    const staged = stageOne(small);
    expect(call(small, 'DELETE', `/${staged.id}`)).toEqual({ status: 204, body: '' });
    expect([listed(small), isAccepted(small, staged)]).toEqual([[], false]);
    expect(isAccepted(small, small.consumer.primary)).toBe(true);
    expect(call(small, 'DELETE', `/${staged.id}`).status).toBe(404);
  });

  it('ends previous credentials at once', () => {
    const small = smallOrg();
    const former = small.consumer.primary;
    rotateOne(small, stageOne(small).id);
    call(small, 'DELETE', `/${listed(small)[0]?.id}`);
    expect([isAccepted(small, former), isAccepted(small, small.consumer.primary)]).toEqual([false, true]);
  });

  it.each([
    [false, 404, true],
    [true, 204, false],
  ])('by the id of what is primary now (knob deleteMain %s) answers %s', (deleteMain, status, survives) => {
    const small = smallOrg({ deleteMain });
    const staged = stageOne(small);
    rotateOne(small, staged.id);
    expect(call(small, 'DELETE', `/${staged.id}`).status).toBe(status);
    expect(isAccepted(small, staged)).toBe(survives);
  });

  it.each<[Knobs, readonly [boolean, boolean]]>([
    [{ killTokens: 'never' }, [true, true]],
    [{ killTokens: 'rotate' }, [false, false]],
    [{ killTokens: 'delete' }, [true, false]],
  ])('and rotating end live tokens as %j says', (knobs, [afterRotate, afterDelete]) => {
    const small = smallOrg(knobs);
    const { org, consumer } = small;
    const session = issueClientCredentialsToken(org, { ...consumer.primary, sourceIp: '127.0.0.1' });
    if (!('token' in session)) throw new Error('no token');
    rotateOne(small, stageOne(small).id);
    expect(org.isLive(session)).toBe(afterRotate);
    call(small, 'DELETE', `/${listed(small)[0]?.id}`);
    expect(org.isLive(session)).toBe(afterDelete);
  });
});
