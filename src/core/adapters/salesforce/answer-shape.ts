import { SaxesParser } from 'saxes';
import { answerProblems } from '../../words/org-answers.ts';
import { OrgNetworkError } from './upstream-error.ts';

/** Far more than any answer that keyturn asks for. A parsed value takes many times the memory of its text. */
const mostValues = 150_000;
const mostElements = 60_000;
const deepest = 64;

/**
 * Checks an answer in one pass before a parser builds something from it: how deep it nests, how much it holds, and whether XML
 * is well-formed. Whether the text is valid JSON, the parser says.
 * @param isSoap the answer must be a SOAP envelope with one result. A page of a proxy would look like a list without entries
 * @returns how many values or elements it holds
 * @throws OrgNetworkError
 */
export function requireReadable(body: string, isSoap = false): number {
  const isOther = isSoap && !isXml(body);
  const found = isOther ? answerProblems.otherForm : isXml(body) ? xmlProblem(body, isSoap) : jsonProblem(body);
  if (typeof found === 'string') throw new OrgNetworkError('UNREADABLE', found);
  return found;
}

/** Whether a request asks the SOAP API, which answers with an envelope. */
export function isSoap(url: string): boolean {
  return url.includes('/services/Soap/');
}

/** Whether what begins so may be an envelope: its first element is one, or didn't come yet. */
export function mayBeEnvelope(start: string): boolean {
  const [, name] = /^[^<]*(?:<[!?][^<]*)*<([^\s/>!?]+)[\s/>]/.exec(start) ?? [];
  return isXml(start) && (name === undefined || isEnvelope(name));
}

function isEnvelope(name: string): boolean {
  return /:Envelope$/.test(name);
}

export function isXml(body: string): boolean {
  return body.trimStart().startsWith('<');
}

/** What is wrong with it, or the number of its values. */
function jsonProblem(text: string): string | number {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text[at]) {
      case '"':
        at = endOfString(text, at);
        if (at < 0) return values;
        break;
      case '[':
      case '{':
        depth += 1;
        values += 1;
        break;
      case ']':
      case '}':
        depth -= 1;
        break;
      case ',':
        values += 1;
        break;
    }
    if (depth > deepest) return answerProblems.tooDeep;
    if (values > mostValues) return answerProblems.tooMuch;
  }
  return values;
}

/** The position of the closing quote; -1 if there is none. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length && text[at] !== '"'; at += 1) if (text[at] === '\\') at += 1;
  return at < text.length ? at : -1;
}

function xmlProblem(text: string, isSoap: boolean): string | number {
  const soap = envelope();
  let depth = 0;
  let elements = 0;
  const stop = (problem: string) => {
    throw new OrgNetworkError('UNREADABLE', problem);
  };
  const count = () => {
    elements += 1;
    if (elements > mostElements) stop(answerProblems.tooMuch);
  };
  const parser = new SaxesParser();
  parser.on('opentagstart', ({ name }) => {
    depth += 1;
    if (depth > deepest) stop(answerProblems.tooDeep);
    // Without a look at the rest, which may have very many elements.
    if (isSoap && depth === 1 && !isEnvelope(name)) stop(answerProblems.otherForm);
    count();
  });
  parser.on('attribute', count);
  parser.on('opentag', ({ name, attributes }) => soap.opened(name, Object.keys(attributes).length > 0));
  parser.on('closetag', () => {
    depth -= 1;
    soap.closed();
  });
  parser.on('doctype', () => stop(answerProblems.notXml));
  parser.on('error', ({ message }) => {
    // Salesforce repeats what people typed, control characters included.
    if (!/disallowed character/.test(message)) stop(answerProblems.notXml);
  });
  try {
    parser.write(text.trimStart()).close();
    return isSoap && !soap.isWhole() ? answerProblems.otherForm : elements;
  } catch (error) {
    if (error instanceof OrgNetworkError) return error.message;
    throw error;
  }
}

/** What stands where in a SOAP answer: one envelope, one body without attributes, one result in it. */
function envelope() {
  const path: string[] = [];
  const results: boolean[] = [];
  return {
    opened: (name: string, hasAttributes: boolean) => {
      path.push(name);
      const [root = '', body = '', result = ''] = path;
      const isBody = isEnvelope(root) && /:Body$/.test(body);
      if (path.length === 2 && isBody && hasAttributes) results.push(false);
      if (path.length === 3 && isBody) results.push(/Response$/.test(result));
    },
    closed: () => void path.pop(),
    isWhole: () => results.length === 1 && results[0] === true,
  };
}

/** XML without these elements. Those without elements in them are found in one pass, because there can be thousands. */
export function withoutElements(body: string, names: readonly string[]): string {
  if (names.length === 0) return body;
  const leaf = new RegExp(`<(${names.join('|')})>[^<]*</\\1>`, 'g');
  return names.reduce(withoutElement, body.replace(leaf, ''));
}

function withoutElement(body: string, name: string): string {
  const [open, close] = [`<${name}>`, `</${name}>`];
  const kept: string[] = [];
  let from = 0;
  for (;;) {
    const start = body.indexOf(open, from);
    const end = start < 0 ? -1 : body.indexOf(close, start);
    if (end < 0) break;
    kept.push(body.slice(from, start));
    from = end + close.length;
  }
  return kept.length === 0 ? body : kept.join('') + body.slice(from);
}
