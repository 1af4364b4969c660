import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import type { Asked } from './hostile-proxy.ts';

/** One way in which an org, or something between it and keyturn, answers wrongly. */
export type Hostile = (asked: Asked) => void | Promise<void>;

const json = 'application/json;charset=UTF-8';
const xml = 'text/xml;charset=UTF-8';
const page = '<!DOCTYPE html><html><head><title>Blocked</title></head><body>This page is blocked.</body></html>';
const lots = 9 * 1024 * 1024;

/** Sends this in place of the org's answer. */
function says(status: number, body: string | Buffer, headers: Record<string, string> = {}): Hostile {
  return ({ response, isSoap }) => {
    response.writeHead(status, { 'content-type': isSoap ? xml : json, ...headers });
    response.end(body);
  };
}

/** An answer in the form that the request expects. */
function inForm(rest: unknown, soap: string, status = 200): Hostile {
  return (asked) => says(status, asked.isSoap ? soap : JSON.stringify(rest))(asked);
}

function refuses(status: number, errorCode: string, message = 'No.'): Hostile {
  return ({ isSoap, isToken, response }) => {
    const fault = `<e:Envelope xmlns:e="x"><e:Body><e:Fault><faultcode>sf:${errorCode}</faultcode><faultstring>${message}</faultstring></e:Fault></e:Body></e:Envelope>`;
    const rest = isToken ? { error: errorCode, error_description: message } : [{ errorCode, message }];
    response.writeHead(status, { 'content-type': isSoap ? xml : json });
    response.end(isSoap ? fault : JSON.stringify(rest));
  };
}

/** Changes every value of the org's own answer. */
function changed(change: (value: unknown, name: string) => unknown, inXml: (text: string) => string): Hostile {
  return async ({ real, response }) => {
    const { status, headers, body } = await real();
    const text = body.toString('utf8');
    const isXml = text.startsWith('<');
    const bent = isXml
      ? text.replace(/>([^<]+)</g, (_, inner: string) => `>${inXml(inner)}<`)
      : JSON.stringify(deep(parsed(text), '', change));
    response.writeHead(status, { 'content-type': headers['content-type'] ?? json });
    response.end(bent);
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function deep(value: unknown, name: string, change: (value: unknown, name: string) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => deep(item, name, change));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, deep(inner, key, change)]));
  }
  return change(value, name);
}

/** Sends the org's own answer in other bytes. */
function resent(
  send: (asked: Asked, answer: { status: number; headers: Record<string, string>; body: Buffer }) => void,
): Hostile {
  return async (asked) => send(asked, await asked.real());
}

/** Bytes on the connection itself, without Node's help. */
function raw(text: string, ends = true): Hostile {
  return ({ response }) => {
    const { socket } = response;
    socket?.write(text);
    if (ends) socket?.end();
  };
}

const lyingZip = Buffer.from(zipSync({ 'unpackaged/../x': new Uint8Array(2), a: new Uint8Array(3_000_000) })).toString(
  'base64',
);
const next = (name: string) => `/services/data/v68.0/query/${name}`;
let pages = 0;
/** Answers of the org, whose rows are repeated without an end. */
const templates: string[] = [];
/** A full page of them. */
const rowsAtOnce = 2000;
const pageOf = /01g-t(\d+)-/;

/** The org's own rows, over and over, with as many characters more in each text. */
function manyRows(more: number): Hostile {
  return async (asked) => {
    const { request, response } = asked;
    const known = pageOf.exec(request.url)?.[1];
    if (known === undefined) {
      const { status, headers, body } = await asked.real();
      const { records = [] } = (parsed(body.toString()) ?? {}) as { records?: unknown[] };
      if (records.length === 0) return void response.writeHead(status, headers).end(body);
      const longer = deep(records, '', (value, name) =>
        typeof value === 'string' && /name$/i.test(name) ? value + 'x'.repeat(more) : value,
      ) as unknown[];
      templates.push(JSON.stringify(Array.from({ length: rowsAtOnce }, (_, row) => longer[row % longer.length])));
    }
    const id = known ?? templates.length - 1;
    pages += 1;
    const nextRecordsUrl = next(`01g-t${id}-${pages}`);
    response.writeHead(200, { 'content-type': json });
    response.end(
      `{"totalSize":2000000,"done":false,"nextRecordsUrl":"${nextRecordsUrl}","records":${templates[Number(id)]}}`,
    );
  };
}

const ways: Readonly<Record<string, Hostile>> = {
  hang: () => undefined,
  'hang after the head': ({ response }) => void response.writeHead(200, { 'content-type': json }).flushHeaders(),
  'slow drip': ({ response }) => {
    response.writeHead(200, { 'content-type': json });
    const drip = setInterval(() => response.write(' '), 5);
    response.on('close', () => clearInterval(drip));
  },
  reset: ({ response }) => void response.socket?.destroy(),
  'cut body': resent(({ response }, { status, body }) => {
    response.writeHead(status, { 'content-type': json, 'content-length': body.length + 1 });
    response.write(body.subarray(0, body.length / 2), () => response.socket?.destroy());
  }),
  'length too long': resent(({ response }, { body }) => {
    response.writeHead(200, { 'content-type': json, 'content-length': body.length + 100 });
    response.write(body, () => response.socket?.end());
  }),
  'length too short': resent(({ response }, { body }) => {
    response.socket?.end(`HTTP/1.1 200 OK\r\ncontent-type: ${json}\r\ncontent-length: 3\r\n\r\n${body}`);
  }),
  'no HTTP': raw('\x00\x01\x02 hello\r\n\r\n'),
  'endless head': ({ response }) => {
    const { socket } = response;
    socket?.write('HTTP/1.1 200 OK\r\n');
    for (let line = 0; line < 3_000; line += 1) socket?.write(`x-${line}: ${'y'.repeat(20)}\r\n`);
    socket?.end();
  },
  'HTTP/1.0': resent(({ response }, { body }) => {
    response.socket?.end(`HTTP/1.0 200 OK\r\ncontent-type: ${json}\r\n\r\n${body}`);
  }),
  'only 1xx': raw('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n', false),
  'switching protocols': raw('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
  'bad chunks': raw('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nhello\r\n'),
  'no content': ({ response }) => void response.writeHead(204).end(),
  empty: says(200, ''),
  'block page': says(200, page, { 'content-type': 'text/html' }),
  'block page as JSON': says(200, page),
  'block text': says(200, 'blocked by policy', { 'content-type': 'text/plain' }),
  'proxy wants a password': says(407, page, { 'proxy-authenticate': 'Basic realm="x"' }),
  'redirect to itself': ({ request, response }) => void response.writeHead(302, { location: request.url }).end(),
  'redirect elsewhere': says(302, '', { location: 'https://evil.example/login' }),
  'kept redirect': says(308, '', { location: '//evil.example/login' }),
  'busy for years': says(429, '[]', { 'retry-after': '999999999' }),
  'busy at once': says(429, '[]', { 'retry-after': '-5' }),
  unavailable: says(503, '[]'),
  'unavailable for a moment': says(503, '[]', { 'retry-after': '1' }),
  'gateway page': says(502, page, { 'content-type': 'text/html' }),
  'server error': says(500, 'oops'),
  'session over': refuses(401, 'INVALID_SESSION_ID'),
  'unknown 401': says(401, ''),
  forbidden: refuses(403, 'FORBIDDEN'),
  'limit reached': refuses(403, 'REQUEST_LIMIT_EXCEEDED'),
  'unknown refusal': refuses(400, 'X'.repeat(5_000), `${'\u001b]0;title\u0007'}${'no '.repeat(5_000)}`),
  'refusal with brackets': refuses(400, 'A<b>`c`', '[click](https://evil.example) *bold* | cell'),
  'not found': refuses(404, 'NOT_FOUND'),
  'unknown column': refuses(400, 'INVALID_FIELD', "No such column 'Id' on entity 'User'"),
  'unknown type': refuses(400, 'INVALID_TYPE', 'sObject type is not supported'),
  locked: refuses(500, 'ALREADY_IN_PROCESS', 'a deploy is in progress'),
  'endless space in a fault': says(500, `<faultcode>${' '.repeat(100_000)}`),
  'endless faults': says(500, '<faultcode>'.repeat(10_000)),
  'empty pages': inForm({ totalSize: 5, done: false, records: [], nextRecordsUrl: next('01g-1') }, page),
  'rows left out': resent(({ response }, { body, status }) => {
    const answer = { ...(parsed(body.toString()) as object), records: [] };
    response.writeHead(status, { 'content-type': json }).end(JSON.stringify(answer));
  }),
  'rows that follow nowhere': resent(({ response }, { body, status }) => {
    const answer = { ...(parsed(body.toString()) as object), done: false };
    response.writeHead(status, { 'content-type': json }).end(JSON.stringify(answer));
  }),
  'small pages': ({ response }) => {
    pages += 1;
    const body = { totalSize: 1e9, done: false, records: [{ Id: '1' }], nextRecordsUrl: next(`01g-${pages}`) };
    response.writeHead(200, { 'content-type': json }).end(JSON.stringify(body));
  },
  'same page': resent(({ response }, { body }) => {
    const answer = { ...(parsed(body.toString()) as object), done: false, nextRecordsUrl: next('01g-9') };
    response.writeHead(200, { 'content-type': json }).end(JSON.stringify(answer));
  }),
  gigantic: says(200, `["${'x'.repeat(lots)}"]`),
  'gigantic XML': says(200, `<a>${'x'.repeat(lots)}</a>`),
  'deep JSON': says(200, '['.repeat(500_000)),
  'deep XML': says(200, '<a>'.repeat(500_000)),
  'many values': says(200, `[${'{},'.repeat(500_000)}{}]`),
  'many elements': says(200, `<a>${'<b/>'.repeat(300_000)}</a>`),
  'endless body': ({ response }) => {
    response.writeHead(200, { 'content-type': json });
    const part = ' '.repeat(256 * 1024);
    const more = () => void response.write(part, (error) => (error || response.destroyed ? undefined : more()));
    more();
  },
  'gzip bomb': says(200, gzipSync(Buffer.alloc(40 * 1024 * 1024, '[')), { 'content-encoding': 'gzip' }),
  'broken gzip': says(200, 'no gzip', { 'content-encoding': 'gzip' }),
  'entity bomb': says(200, '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;&c;</a>'),
  'other charset': resent(({ response }, { body }) => {
    response.writeHead(200, { 'content-type': json }).end(Buffer.from(body.toString(), 'utf16le'));
  }),
  'byte order mark': resent(({ response }, { body, status }) => {
    response.writeHead(status, { 'content-type': json }).end(`\ufeff${body}`);
  }),
  'JSON with NaN': says(200, '{"totalSize":NaN,"records":[Infinity]}'),
  'huge numbers': changed(
    (value) => (typeof value === 'number' ? 1e308 : value),
    () => '9'.repeat(400),
  ),
  'negative numbers': changed(
    (value) => (typeof value === 'number' ? -1 : value),
    (text) => (/^\d+$/.test(text) ? '-1' : text),
  ),
  'a list': inForm([], '<a/>'),
  'an object': inForm({}, '<a></a>'),
  'a text': inForm('ok', 'ok'),
  'a truth': inForm(true, 'true'),
  'a null': inForm(null, 'null'),
  nulls: changed(
    () => null,
    () => '',
  ),
  'numbers for texts': changed(
    (value) => (typeof value === 'string' ? 7 : value),
    () => '7',
  ),
  'texts for all': changed(
    (value) => String(value),
    (text) => `${text}?`,
  ),
  'lists for all': changed(
    (value) => [value],
    (text) => `<x>${text}</x>`,
  ),
  'objects for all': changed(
    (value) => ({ value }),
    (text) => `<x><y>${text}</y></x>`,
  ),
  'turned flags': changed(
    (value) => (typeof value === 'boolean' ? !value : value),
    (text) => ({ true: 'false', false: 'true' })[text] ?? text,
  ),
  'long texts': changed(
    (value) => (typeof value === 'string' ? value + 'x'.repeat(20_000) : value),
    (text) => text + 'x'.repeat(20_000),
  ),
  'control characters': changed(
    (value) => (typeof value === 'string' ? `\u001b[31m\u202e\n${value}\u0000` : value),
    (text) => `&#27;[31m${text}`,
  ),
  'other ids': changed(
    (value) => (typeof value === 'string' ? value.replace(/\b(00D|005|0xI|888|0xS)\w{9}/g, '$1ZZ0000000') : value),
    (text) => text.replace(/\b(00D|005|0xI|888|0xS)\w{9}/g, '$1ZZ0000000'),
  ),
  'instants out of the world': changed(
    (value) => (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? '+275760-09-13T00:00:01Z' : value),
    (text) => (/^\d{4}-/.test(text) ? 'never' : text),
  ),
  'double keys': resent(({ response }, { body, status }) => {
    const text = body.toString().replace(/"(Id|id|key|records|done|state)":/g, '"$1":null,"$1":');
    response.writeHead(status, { 'content-type': json }).end(text);
  }),
  'keys of the language': inForm(
    { __proto__: 1, constructor: { prototype: 1 }, toString: 1, records: [], totalSize: 0, done: true },
    '<a><__proto__/></a>',
  ),
  'success without an act': inForm(
    { id: '0Af000000000001AAA', success: true, errors: [] },
    '<e:Envelope xmlns:e="x"><e:Body><r><result><success>true</success></result></r></e:Body></e:Envelope>',
  ),
  'another answer': inForm(
    { apps: [], consumers: [], stagedCredentials: [], records: [], totalSize: 0, done: true },
    '<e:Envelope xmlns:e="x"><e:Body><otherResponse><result/></otherResponse></e:Body></e:Envelope>',
  ),
  'everything back': ({ request, response, isToken, body }) => {
    const told = `${body} ${request.headers.authorization}`;
    const error = isToken ? { error: 'invalid_client', error_description: told } : [{ errorCode: 'E', message: told }];
    response.writeHead(400, { 'content-type': json }).end(JSON.stringify(error));
  },
  'everything back in a page': ({ request, response, body }) => {
    const told = Buffer.from(`${body} ${request.headers.authorization}`).toString('base64');
    response
      .writeHead(500, { 'content-type': json })
      .end(JSON.stringify([{ errorCode: told, message: encodeURIComponent(body) }]));
  },
  'a zip that lies': resent(({ response }, { body }) => {
    const text = body.toString().replace(/<zipFile>[^<]*/, `<zipFile>${lyingZip}`);
    response.writeHead(200, { 'content-type': text.startsWith('<') ? xml : json }).end(text);
  }),
};

export const hostileAnswers: readonly { readonly name: string; readonly answer: Hostile }[] = Object.entries(ways).map(
  ([name, answer]) => ({ name, answer }),
);

/** Two million rows in answer to one query. They take seconds to read, so only the memory that they take is measured. */
export const millionsOfRows: typeof hostileAnswers = [
  { name: 'millions of rows', answer: manyRows(0) },
  { name: 'millions of long rows', answer: manyRows(600) },
];
